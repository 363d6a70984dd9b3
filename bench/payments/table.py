"""The tables of RESULTS.md, and RESULTS.json, from what `run.sh` measured: table.py FOLDER RESULTS ROWS"""

import json, pathlib, statistics, sys

folder, results, rows = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
QUESTIONS = ["Q1", "Q2", "Q3", "Q4"]


def median(values):
    return statistics.median(values)


def peer(engine):
    out = {}
    for question in QUESTIONS:
        path = results / f"peer-{engine}-{question}.jsonl"
        if not path.exists():
            return None
        runs = [json.loads(line) for line in path.read_text().splitlines()]
        out[question] = dict(cpu=median(r["cpu"] for r in runs), wall=median(r["wall"] for r in runs),
                             peak=max(r["peak_mib"] for r in runs), answer=runs[0]["answer"])
    return out


def ours(how):
    runs = [(json.loads(path.with_suffix(".cost").read_text()), path.read_text()) for path in sorted(folder.glob(f"{how}-*.json"))]
    cpu = median(c["user"] + c["system"] for c, _ in runs)
    text = runs[0][1].splitlines()[-1]
    return dict(cpu=cpu, wall=median(c["wall"] for c, _ in runs), peak=max(c["peak_kib"] for c, _ in runs) / 1024, said=json.loads(text),
                all=[json.loads(t.splitlines()[-1]) for _, t in runs])


duck, polars, batch, stream, late, scan = peer("duckdb"), peer("polars"), ours("batch"), ours("stream"), ours("latency"), ours("scan")
equal = {name: all(engine[q]["answer"] == batch["said"][q] == stream["said"][q] for q in QUESTIONS) for name, engine in (("DuckDB", duck), ("Polars", polars)) if engine}
print("## Four questions, exact at every payment, thirty days\n")
print("| engine | question | wall s | processor s | rows per processor second | peak MiB |\n|---|---|--:|--:|--:|--:|")
for name, engine in (("DuckDB", duck), ("Polars", polars)):
    if not engine:
        continue
    for q in QUESTIONS:
        one = engine[q]
        print(f"| {name} | {q} | {one['wall']:.1f} | {one['cpu']:.1f} | {rows / one['cpu']:,.0f} | {one['peak']:,} |")
    cpu = sum(engine[q]["cpu"] for q in QUESTIONS)
    print(f"| {name} | all four | {sum(engine[q]['wall'] for q in QUESTIONS):.1f} | {cpu:.1f} | {rows / cpu:,.0f} | |")
print(f"| Tanglaw, batch | all four | {batch['wall']:.1f} | {batch['cpu']:.2f} | {rows / batch['cpu']:,.0f} | {batch['peak']:,.0f} |")
cpu = median(run["cpu"] for run in stream["all"])
print(f"| Tanglaw, stream (one thread, reading apart) | all four | {median(r['wall'] for r in stream['all']):.1f} | {cpu:.2f} | {rows / cpu:,.0f} | {stream['peak']:,.0f} |")
print("\nReading of Parquet is counted on both sides, but for the stream, which is handed payments in memory. The whole program's")
print("processor time is counted here; of the peers the query alone, without the start of Python.\n")
for name, engine in (("DuckDB", duck), ("Polars", polars)):
    if engine:
        ratio = sum(engine[q]["cpu"] for q in QUESTIONS) / batch["cpu"]
        print(f"Against {name}: {ratio:.1f} times less processor time for all four; answers {'equal' if equal[name] else 'NOT EQUAL'}.")
said = late["said"]
print(f"\nOne payment in the stream, timer included: p50 {said['p50_ns'] / 1e3:.1f} µs, p99 {said['p99_ns'] / 1e3:.1f} µs, p99.9 {said['p999_ns'] / 1e3:.1f} µs, "
      f"longest {said['max_ns'] / 1e6:.1f} ms. Held at the end: {said['events_held']:,} events in {said['bytes_held'] / 1e6:,.0f} MB.")
summary = scan["said"]["summary"]
print(f"\nFrom Parquet to alerts with reasons (`tanglaw payments scan`, the whole public pack): {scan['wall']:.1f} s by the clock, {scan['cpu']:.1f} s of the "
      f"processor, {scan['peak']:,.0f} MiB; {summary['alerts']:,} parties to look at.\n")
everything = dict(duckdb=duck, polars=polars, batch=batch, stream=stream, latency=late, scan=scan, equal=equal)
for name, words in (("1e-4", "1 in 10,000"), ("1e-5", "1 in 100,000")):
    path = results / f"backtest-{name}.json"
    if not path.exists():
        continue
    found = json.loads(path.read_text())
    year = found["year"]
    print(f"## Backtest, {words}\n\n{year['payments']:,} payments of {year['senders']:,} senders, {year['offending_payers']} of them pay for abuse; "
          f"each party is alerted once. Seed {year['seed']}, pack {', '.join(year['packs'])}. \"At most\": the precision of alerting every involved party at that many alerts; "
          "\"reached\": a payer who was alerted, or who paid a recipient who was.\n")
    print("| what | alerts a day | alerts | right | precision | at most | payers found | payers reached | all found | payments before (median of found) "
          "| payments before, all | money before, all |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    lines = [("public pack", one) for one in found["fewer"] + [found["workload"]]]
    lines += [("without E1 to E6", found["without_exculpatory"]), ("bank query (ACAMS)", found["bank_query"])]
    for label, one in lines:
        print(f"| {label} | {one['per_day']} | {one['alerts']:,} | {one['right']:,} | {one['precision']:.3%} | {one['ceiling']:.3%} | {one['payers_found']:.1%} "
              f"| {one['payers_reached']:.1%} | {one['found']:.1%} | {one['payments_before']:.0f} | {one['share_of_payments_before']:.1%} | {one['share_of_money_before']:.1%} |")
    print(f"\nWhat each indicator adds, at {found['workload']['per_day']} alerts a day:\n\n| without | right | payers found | payers reached | all found |\n|---|--:|--:|--:|--:|")
    for label, one in [("nothing", found["workload"]), *found["without"].items()]:
        print(f"| {label} | {one['right']:,} | {one['payers_found']:.1%} | {one['payers_reached']:.1%} | {one['found']:.1%} |")
    print("\n| threshold | alerts a day | precision | payers found | all found |\n|--:|--:|--:|--:|--:|")
    for point in found["sweep"]:
        print(f"| {point['threshold']:.1f} | {point['per_day']:.1f} | {point['precision']:.2%} | {point['payers_found']:.1%} | {point['found']:.1%} |")
    print("\nWrongly alerted among 100,000 payers, with and without what speaks against; groups of fewer than 1,000 payers together:\n")
    print("| group | payers | with E1 to E6 | without |\n|---|--:|--:|--:|")
    rates = [found[which]["wrong_among_100000"] for which in ("workload", "without_exculpatory")]
    small = {}
    for group, payers in found["groups"].items():
        if payers < 1_000:
            small.setdefault(group.split(" ")[0], []).append(group)
            continue
        print(f"| {group} | {payers:,} | {rates[0][group]:,.0f} | {rates[1][group]:,.0f} |")
    for kind, groups in small.items():
        payers = sum(found["groups"][group] for group in groups)
        with_, without = (sum(rate[group] * found["groups"][group] for group in groups) / payers for rate in rates)
        print(f"| {kind}: {len(groups)} small groups | {payers:,} | {with_:,.0f} | {without:,.0f} |")
    print()
(results / "RESULTS.json").write_text(json.dumps(everything, indent=1) + "\n")
