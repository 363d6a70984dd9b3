"""The tables of RESULTS.md from what `run` measured: table.py FOLDER; with --judge first, says what does not hold."""

import json, os, sys

judge = sys.argv[1] == "--judge"
folder = sys.argv[-1]
# What is wanted: ratio of pages, processor seconds a report, seconds until 99 of 100 reports at once are answered.
PAGES, REPORT, ANSWERED = 20, 0.3, 2.0


def read(name):
    path = f"{folder}/{name}.json"
    return json.load(open(path)) if os.path.exists(path) else None


def rounds(name):
    found = []
    while one := read(f"{name}-{len(found) + 1}"):
        found.append(one)
    return found


def speed(name):
    """Requests for each processor second over all rounds; the answers that were none."""
    found = rounds(name)
    if not found:
        return None
    good = sum((one["requests"] - one["bad"]) / one["asks"] for one in found)
    return {
        "speed": good / sum(one["processor"] for one in found),
        "wall": good / sum(one["seconds"] for one in found),
        "p50": max(one["p50"] for one in found),
        "p99": max(one["p99"] for one in found),
        "bad": sum(one["bad"] + one["broken"] for one in found),
        "asks": found[0]["asks"],
        "bytes": sum(one["bytes"] for one in found) / max(1, good),
    }


wrong, lines = [], []
say = lines.append


def want(holds, words):
    if not holds:
        wrong.append(words)


ms = lambda seconds: f"{seconds * 1e3:,.1f} ms"
say("\n### Pages\n")
say("wrk, 32 connections kept open, `Accept-Encoding: gzip` as browsers say, two rounds turn about.\n")
say("| page | requests | bytes | times for each processor second of the server | ours to theirs | times/s | p50 of a request | p99 | bad |")
say("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
names = {
    "first": ("our first page, complete", "GlobaLeaks `/` (a shell that is blank without its script)"),
    "view": ("our first page with all that a browser asks for on a first visit", "the same of GlobaLeaks"),
    "form": ("our form (`POST /write`, a fresh token each)", "GlobaLeaks `/api/public` (what its form is made from)"),
}
for key, (ours_name, theirs_name) in names.items():
    ours = speed(f"ours-{key}")
    rows = [(ours_name, ours, None)]
    for kind, more in [("theirs", ", TLS"), ("plain", ", without TLS")]:
        theirs = speed(f"{kind}-{key}")
        if theirs:
            ratio = ours["speed"] / theirs["speed"]
            rows.append((theirs_name + more, theirs, ratio))
            want(ratio >= PAGES, f"{ours_name}: {ratio:.1f} times {theirs_name}{more}, wanted {PAGES}")
    for name, one, ratio in rows:
        say(
            f"| {name} | {one['asks']} | {one['bytes']:,.0f} | {one['speed']:,.{0 if one['speed'] > 100 else 1}f} | {f'{ratio:,.0f} ×' if ratio else ''} | {one['wall']:,.{0 if one['wall'] > 100 else 1}f} "
            f"| {ms(one['p50'])} | {ms(one['p99'])} | {one['bad']} |"
        )
    want(ours["bad"] == 0, f"{ours_name}: {ours['bad']} bad answers")

say("\n### Reports one after the other\n")
say("Four connections of ours, one of theirs; everything a report needs is counted (form or tokens and session, sending, what the")
say("server does in the three seconds after).\n")
say("| where | sent | stored | processor seconds for each | p50 | p99 | memory |")
say("|---|--:|--:|--:|--:|--:|--:|")
theirs = read("theirs-reports")
for store in ("sqlite", "postgres"):
    if not (one := read(f"{store}-reports")):
        continue
    before, after = read(f"{store}-before"), read(f"{store}-after-reports")
    new = after["reports"] - before["reports"]
    each = one["processor"] / max(1, new)
    name = {"sqlite": "our door, SQLite", "postgres": "our door, PostgreSQL (its own processes not counted)"}[store]
    say(f"| {name} | {one['sent']} | {new} | {each:.3f} | {ms(one['p50'])} | {ms(one['p99'])} | {one['memory_kib'] / 1024:,.0f} MiB |")
    want(new == one["sent"] and not one["refused"], f"{store}: {one['sent']} sent, {new} stored, refused: {one['refused']}")
    want(each <= REPORT, f"{store}: {each:.3f} processor seconds a report, wanted {REPORT}")
if theirs:
    each = theirs["processor"] / max(1, theirs["acknowledged"])
    say(
        f"| GlobaLeaks | {theirs['sent']} | {theirs['acknowledged']} | {each:.3f} | {ms(theirs['p50'])} | {ms(theirs['p99'])} "
        f"| {theirs['memory_kib'] / 1024:,.0f} MiB |"
    )

say("\n### Reports at once\n")
say("All forms are opened first, then sent in the same moment, each on a connection of its own.\n")
say("| where | at once | acknowledged | new in the store | refused or lost | held behind the queue | p50 | p99 | worst |")
say("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
for store in ("sqlite", "postgres"):
    before = read(f"{store}-after-reports")
    for number, one in enumerate(rounds(f"{store}-burst"), 1):
        after = read(f"{store}-after-burst-{number}")
        new, held = after["reports"] - before["reports"], after["held"] - before["held"]
        say(
            f"| our door, {store}, round {number} | {one['sent']} | {one['codes']} | {new} | {one['sent'] - new} | {held} "
            f"| {ms(one['p50'])} | {ms(one['p99'])} | {ms(one['worst'])} |"
        )
        want(one["codes"] == new == one["sent"] and not one["refused"], f"{store}, round {number}: {new} of {one['sent']} stored, refused {one['refused']}")
        want(one["p99"] <= ANSWERED, f"{store}, round {number}: p99 {one['p99']:.2f} s, wanted {ANSWERED}")
        want(after["conversations"] - before["conversations"] == new, f"{store}, round {number}: conversations and reports differ")
        before = after
if one := read("theirs-burst"):
    say(
        f"| GlobaLeaks | {one['sent']} | {one['acknowledged']} | | {one['sent'] - one['acknowledged']} | none is ever held "
        f"| {ms(one['p50'])} | {ms(one['p99'])} | {ms(one['worst'])} |"
    )
    if one["refused"]:
        say(f"\nGlobaLeaks answered to those it lost: `{sorted(set(one['refused']))[0]}`.")

for store in ("sqlite", "postgres"):
    if found := read(f"{store}-journal"):
        say(f"\n`tanglaw journal verify` on {store} after all of it: {found['entries']:,} entries, {len(found['findings'])} findings, tables compared: {found['tables_compared']}.")
        want(not found["findings"] and found["tables_compared"], f"{store}: the journal does not verify: {found['findings']}")
say("\nWhat does not hold: " + ("; ".join(wrong) if wrong else "nothing of what was wanted (pages at least 20 times, at most 0.3 processor seconds a report, 64 of 64 stored with p99 under 2 s)") + ".")
if judge:
    sys.exit("\n".join(wrong) if wrong else 0)
print("\n".join(lines))
