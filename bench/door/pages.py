"""Asks for pages with wrk and reads beside it what they cost the server: pages.py PID CONNECTIONS SECONDS URL ASK...

An ASK is as ask.lua has it; several are one view, all that a browser asks for to show a page. Prints one JSON object."""

import json, os, subprocess, sys
from cost import processor_seconds

pid, connections, seconds, url, *asks = sys.argv[1:]
script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ask.lua")
threads = str(min(2, int(connections)))
before = processor_seconds(pid)
done = subprocess.run(
    ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", script, url, "--", *asks],
    capture_output=True,
    text=True,
)
spent = processor_seconds(pid) - before
line = next((line for line in done.stdout.splitlines() if line.startswith("JSON ")), None)
if done.returncode or not line:
    sys.exit(f"wrk: {done.stdout}{done.stderr}")
seen = json.loads(line[5:])
print(json.dumps({**seen, "processor": spent, "asks": len(asks)}))
