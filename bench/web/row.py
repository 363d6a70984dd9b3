"""One row of RESULTS.md from what oha measured: row.py FILE NAME CONNECTIONS. Fails where an answer was not 200."""

import json, sys

with open(sys.argv[1]) as file:
    seen = json.load(file)
codes = seen["statusCodeDistribution"]
good, all_answers = codes.get("200", 0), sum(codes.values())
ms = lambda seconds: f"{seconds * 1e3:.1f} ms"
latency = seen["latencyPercentiles"]
print(
    f"| {sys.argv[2]} | {sys.argv[3]} | {seen['summary']['requestsPerSec']:,.0f} | {ms(latency['p50'])} | {ms(latency['p99'])} "
    f"| {ms(seen['summary']['slowest'])} | {good:,} of {all_answers:,} |"
)
if good == 0 or good != all_answers:
    sys.exit(f"answers other than 200: {codes}")
