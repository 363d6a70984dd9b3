"""What a process costs, read from /proc."""

import math, os

TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """Processor seconds (user and system) of a process, of its children that ended, and of those that live."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except FileNotFoundError:
        return 0.0
    # utime, stime, cutime, cstime: fields 14 to 17 of proc(5), counted from the third after the name.
    return sum(map(int, fields[11:15])) / TICK + sum(map(processor_seconds, children))


def memory_kib(pid):
    """Memory of a process in KiB: resident, and of that what belongs to no file."""
    with open(f"/proc/{pid}/status") as file:
        words = dict(line.split(":", 1) for line in file)
    return int(words["VmRSS"].split()[0]), int(words["RssAnon"].split()[0])


def quantile(values, share):
    """The value below or at which this share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else float("nan")
