"""The rows of RESULTS.md from what load.py saw: table.py NAME SEEN [NAME SEEN ...]"""

import collections, json, math, sys

ms = lambda seconds: f"{seconds * 1e3:,.1f} ms"


def at(sorted_times, share):
    return sorted_times[max(0, math.ceil(share * len(sorted_times)) - 1)]


for name, path in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(path) as file:
        run = json.load(file)
    pages, others = collections.defaultdict(list), collections.defaultdict(collections.Counter)
    for page, seconds, status in run["seen"]:
        for row in (page, "**all**"):
            pages[row].append(seconds)
            # The answer to a write that is done is 303: on to the page.
            if status not in (200, 303):
                others[row][status] += 1
    print(f"## {name}\n")
    print("| page | requests | p50 | p99 | worst | answers that were not 200 (a write done: 303) |")
    print("|---|--:|--:|--:|--:|---|")
    for page in sorted(pages, key=lambda page: (page == "**all**", page)):
        times = sorted(pages[page])
        wrong = ", ".join(f"{count} × {status}" for status, count in sorted(others[page].items(), key=str)) or "none"
        print(f"| {page} | {len(times):,} | {ms(at(times, 0.5))} | {ms(at(times, 0.99))} | {ms(times[-1])} | {wrong} |")
    (server, memory), *database = run["processes"]
    count, took = len(run["seen"]), run["took"]
    print(f"\n{count:,} requests of {run['people']} people in {took:.0f} s ({count / run['planned']:.1f} a second), over {run['connections']} connections.")
    print(f"Server: {server / took:.2f} cores, {memory / 1024:,.0f} MiB of memory at the end", end="")
    for seconds, kib in database:
        print(f"; PostgreSQL: {seconds / took:.2f} cores, {kib / 1024:,.0f} MiB", end="")
    print(f"; client: {run['client'] / took:.2f} cores, which sent 99 of 100 requests within {ms(run['late'])} of their instant (latest {ms(run['latest'])}).")
    print(f"Work there was before: {', '.join(f'{count:,} {what}' for what, count in run['work'].items())}.\n")
