"""The tables of RESULTS.md, and RESULTS.json, from what `run.sh` measured: table.py FOLDER RESULTS"""

import json, pathlib, statistics, sys

folder, results = map(pathlib.Path, sys.argv[1:3])


def read(path):
    return json.loads(path.read_text()) if path.exists() else None


def splink(name):
    run = read(results / f"splink-{name}.json")
    if run is None:
        return None
    best = run.get("clusters_best")
    return dict(cpu=run["cpu_s"], wall=run["wall_s"], gib=run["peak_gib"], pairs=run["blocked_pairs"], per_second=run["pairs_per_cpu_s"],
                pair=run["pairwise"], cluster=best and best["f1"], bcubed=best and best["bcubed_f1"], stages={s["name"]: s["cpu_s"] for s in run["stages"]})


def ours(name):
    cost, run, pair = (read(folder / f"ours-{name}.{kind}") for kind in ("cost", "run", "pairs"))
    if cost is None:
        return None
    clusters = [c for c in (read(folder / f"ours-{name}.clusters-{more}") for more in (0, 2, 4, 6, 8)) if c]
    best = max(clusters, key=lambda c: c["f1"], default=None)
    own, connected = (read(folder / f"ours-{name}.{kind}") for kind in ("clusters", "connected"))
    looked = run["pairs"]["looked_at"]
    again = [read(path) for path in sorted(folder.glob("again-*.cost"))] if name == "synth" else []
    costs = again or [cost]
    spent = [one["user"] + one["system"] for one in costs]
    cpu, wall = statistics.median(spent), statistics.median(one["wall"] for one in costs)
    return dict(cpu=cpu, wall=wall, runs=len(costs), least=min(spent), most=max(spent), gib=cost["peak_kib"] / 2**20, pairs=looked, pair=pair, cluster=best and best["f1"],
                bcubed=best and best["bcubed_f1"], own=own, connected=connected, stages=run["seconds"])


def row(name, run):
    pair = run["pair"]
    score = f"{run['cluster']:.4f} / {run['bcubed']:.4f}" if run["cluster"] else "-"
    return (f"| {name} | {run['pairs']:,} | {pair['f1']:.4f} ({pair['precision']:.4f} / {pair['recall']:.4f}) | {score} | {run['cpu']:.1f} "
            f"| {run['wall']:.1f} | {run['gib']:.2f} GiB |")


everything = {"synth": [("Splink, documentation", splink("synth-docs")), ("Splink, tuned by hand", splink("synth-tuned")), ("tanglaw link", ours("synth"))],
              "febrl3": [("Splink", splink("febrl3")), ("tanglaw link", ours("febrl3"))],
              "febrl4": [("Splink", splink("febrl4")), ("tanglaw link", ours("febrl4"))],
              "historical": [("Splink", splink("historical")), ("tanglaw link", ours("historical"))]}
everything = {name: runs for name, runs in everything.items() if runs[-1][1]}
for name, runs in everything.items():
    print(f"## {name}\n")
    print("| engine | pairs looked at | pair F1 (precision / recall) | clustered F1 / B-cubed | processor s | wall s | peak memory |")
    print("|---|--:|---|---|--:|--:|--:|")
    runs = [(engine, run) for engine, run in runs if run]
    for engine, run in runs:
        print(row(engine, run))
    mine = runs[-1][1]
    for engine, run in runs[:-1]:
        print(f"\nAgainst {engine}: {run['cpu'] / mine['cpu']:.1f} times less processor time, {run['wall'] / mine['wall']:.1f} times less time by the clock, "
              f"{run['gib'] / mine['gib']:.1f} times less memory; pair F1 {mine['pair']['f1'] - run['pair']['f1']:+.4f}"
              + (f", clustered {mine['cluster'] - run['cluster']:+.4f}." if mine["cluster"] and run["cluster"] else "."))
    if mine.get("own"):
        print(f"\nAt the model's own threshold: clustered F1 {mine['own']['f1']:.4f}, B-cubed {mine['own']['bcubed_f1']:.4f}.")
    if mine.get("connected"):
        print(f"\nPlain connected components of the same pairs, at the threshold that is best for pairs: clustered F1 "
              f"{mine['connected']['f1']:.4f}, B-cubed {mine['connected']['bcubed_f1']:.4f}.")
    if mine["runs"] > 1:
        print(f"\nOurs: the median of {mine['runs']} runs before, between and after Splink's; they took {mine['least']:.1f} to {mine['most']:.1f} processor seconds.")
    print("\nSeconds by the clock of each step here: " + ", ".join(f"{step} {seconds:.2f}" for step, seconds in mine["stages"].items()) + ".\n")
print("""Pair F1 is the best over thresholds, and pairs that no block found count as missed; clustered F1 the best of five thresholds
above it, the same for both. Splink's processor time is the sum of its stages (loading to clusters, without the start of Python
and without scoring against the truth); ours is the whole program, reading and writing of files included. Splink writes no
file. Peak memory is the largest resident set: of a stage there, of the program here.""")
(results / "RESULTS.json").write_text(json.dumps({name: dict(runs) for name, runs in everything.items()}, indent=1) + "\n")
