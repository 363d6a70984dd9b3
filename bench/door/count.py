"""Counts what is in a store: count.py FILE.db | count.py PSQL URL. Prints one JSON object."""

import json, sqlite3, subprocess, sys

COUNTS = {
    "reports": "SELECT count(*) FROM report",
    "deliveries": "SELECT coalesce(sum(deliveries), 0) FROM report",
    "conversations": "SELECT count(*) FROM inbox",
    "messages": "SELECT count(*) FROM inbox_message",
    "held": "SELECT count(*) FROM held_report",
    "set_aside": "SELECT count(*) FROM set_aside",
    "entries": "SELECT count(*) FROM journal",
}

if len(sys.argv) == 2:
    store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    found = [store.execute(sql).fetchone()[0] for sql in COUNTS.values()]
else:
    union = " UNION ALL ".join(f"SELECT {n}, ({sql})" for n, sql in enumerate(COUNTS.values()))
    done = subprocess.run([sys.argv[1], sys.argv[2], "-Atqc", f"{union} ORDER BY 1"], capture_output=True, text=True, check=True)
    found = [int(line.split("|")[1]) for line in done.stdout.split()]
print(json.dumps(dict(zip(COUNTS, found))))
