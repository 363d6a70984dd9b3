"""The table of RESULTS.md from what `run` measured: table.py FOLDER REPORTS"""

import json, pathlib, re, sys

folder, reports = pathlib.Path(sys.argv[1]), int(sys.argv[2])


def read(name):
    return json.loads((folder / name).read_text())


print("| database | seconds | reports/s | reports/s each core | processor seconds | peak memory | database size | chain verified in |")
print("|---|--:|--:|--:|--:|--:|--:|--:|")
for name in ["SQLite", "PostgreSQL"]:
    if not (folder / f"{name}.json").exists():
        continue
    cost, verify = read(f"{name}.json"), read(f"{name}-verify.json")
    delivered = int(re.match(r"(\d+) reports taken in", (folder / f"{name}.out").read_text())[1])
    client, server = cost["user"] + cost["system"], cost.get("server", 0.0)
    processor = f"{client:.0f} client + {server:.0f} server" if "server" in cost else f"{client:.0f}"
    size = int((folder / f"{name}.size").read_text())
    print(
        f"| {name} | {cost['wall']:.1f} | {delivered / cost['wall']:,.0f} | {delivered / (client + server):,.0f} | {processor} "
        f"| {cost['peak_kib'] / 1024:.0f} MiB | {size / 2**20:,.0f} MiB, {size / reports:,.0f} bytes a report | {verify['wall']:.1f} s |"
    )
synth = read("synth.json")
print(f"\nWriting the synthetic country took {synth['wall']:.0f} s and at most {synth['peak_kib'] / 1024:.0f} MiB.")
