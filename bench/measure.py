#!/usr/bin/env python3
"""Runs a command and writes what it cost as JSON: seconds by the clock, seconds of processor time, peak memory in KiB.

    measure.py OUT.json [--server PID] -- COMMAND...

With --server, also the processor time that the process PID and all below it (a PostgreSQL server) spent meanwhile.
"""

import json, os, resource, subprocess, sys, time

TICK = os.sysconf("SC_CLK_TCK")


def spent(pid):
    """Processor seconds of a process, of its children that ended, and of those that live."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except FileNotFoundError:
        return 0.0
    # utime, stime, cutime, cstime: fields 14 to 17 of proc(5), counted from the third after the name.
    return sum(map(int, fields[11:15])) / TICK + sum(map(spent, children))


def main():
    split = sys.argv.index("--")
    out, options, command = sys.argv[1], sys.argv[2:split], sys.argv[split + 1 :]
    server = options[1] if options[:1] == ["--server"] else None
    before = spent(server) if server else 0.0
    began = time.monotonic()
    ended = subprocess.run(command)
    wall = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {"wall": wall, "user": used.ru_utime, "system": used.ru_stime, "peak_kib": used.ru_maxrss}
    if server:
        cost["server"] = spent(server) - before
    with open(out, "w") as file:
        json.dump(cost, file)
    sys.exit(ended.returncode)


main()
