#!/usr/bin/env bash
# Measures linkage beside Splink on the same records: bench/linkage/run.sh [ROWS] [HISTORICAL]
#
# Builds the release, makes ROWS (1,000,000) synthetic records and FEBRL's two sets, runs Splink on DuckDB (the model of
# its documentation with its own advice for large jobs, and one tuned by hand) and `tanglaw link` with the same blocking
# rules and levels, one after the other in this one run, and scores all with the same code. Writes RESULTS.md and
# RESULTS.json beside this script, or into the folder that RESULTS names.
# HISTORICAL is historical_figures_with_errors_50k.parquet, which the Ministry of Justice publishes on GitHub
# (moj-analytical-services/splink_datasets, folder data, MIT); without it that part is left out.
# TANGLAW names a program to measure instead of building one; PYTHON a Python that has requirements.txt; DATA a folder to
# keep the records in; SCRATCH a folder on a disk with room; ONLY=ours leaves Splink out and takes its last figures.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
historical=${2:+$(realpath "$2")}
source "$here/../common.sh"
rows=${1:-1000000}
results=${RESULTS:-$here}
mkdir -p "$results"
threads=$(nproc)

build
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$here/.venv/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$here/.venv"
        "$PYTHON" -m pip install --quiet -r "$here/requirements.txt"
    fi
fi
base() { "$PYTHON" "$here/splink_baseline.py" "$@"; }

data=${DATA:-$scratch/data}
mkdir -p "$data"
[ -f "$data/synth$rows/records.parquet" ] || base gen --rows "$rows" --seed 42 --out "$data/synth$rows"
for set in febrl3 febrl4; do
    [ -f "$data/$set/records.parquet" ] || base data --dataset $set --out "$data/$set"
done
[ -z "$historical" ] || base data --dataset historical --historical-file "$historical" --out "$data/historical"
# FEBRL4 links two files.
"$PYTHON" - "$data/febrl4" <<'PYTHON'
import sys, pyarrow.compute as pc, pyarrow.parquet as pq
folder = sys.argv[1]
table = pq.read_table(f"{folder}/records.parquet")
for source in "ab":
    pq.write_table(table.filter(pc.equal(table["source"], source)), f"{folder}/{source}.parquet")
PYTHON

measure() { python3 "$here/../measure.py" "$@"; }
begun=$(date -u +%Y-%m-%dT%H:%MZ)
load_before=$(cut -d' ' -f1-3 /proc/loadavg)

splink() { # name, data set, folder, further arguments
    local name=$1 set=$2 folder=$3
    shift 3
    echo "Splink: $name"
    measure "$scratch/splink-$name.cost" -- "$PYTHON" "$here/splink_baseline.py" run --dataset "$set" --data "$folder" \
        --threads "$threads" --tmp "$scratch" --json "$results/splink-$name.json" "$@" >"$scratch/splink-$name.out" ||
        { tail -5 "$scratch/splink-$name.out"; exit 1; }
}

ours() { # name, model, records with the truth, arguments of score, inputs
    local name=$1 model=$2 truth=$3 link=$4
    shift 4
    local inputs=()
    for input in "$@"; do inputs+=(--input "$input"); done
    echo "tanglaw link: $name"
    measure "$scratch/ours-$name.cost" -- "$TANGLAW" link --model "$model" "${inputs[@]}" --out "$scratch/ours-$name" \
        >"$scratch/ours-$name.out"
    cp "$scratch/ours-$name/run.json" "$scratch/ours-$name.run"
    # shellcheck disable=SC2086
    base score --data "$truth" --pairs "$scratch/ours-$name/pairs.parquet" $link >"$scratch/ours-$name.pairs"
    [ -n "$link" ] && return
    base score --data "$truth" --clusters "$scratch/ours-$name/clusters.parquet" >"$scratch/ours-$name.clusters"
    # The best of the same few thresholds that Splink's clusters are taken from.
    local best
    best=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["threshold"])' "$scratch/ours-$name.pairs")
    for more in 0 2 4 6 8; do
        "$TANGLAW" link cluster --model "$model" "${inputs[@]}" --pairs "$scratch/ours-$name/pairs.parquet" \
            --parameters "$scratch/ours-$name/parameters.toml" \
            --threshold "$("$PYTHON" -c "print($best + $more)")" --out "$scratch/ours-$name-$more" >/dev/null
        base score --data "$truth" --clusters "$scratch/ours-$name-$more/clusters.parquet" >"$scratch/ours-$name.clusters-$more"
    done
}

synth=$data/synth$rows/records.parquet
# Where neighbours share the machine, a run of seconds costs what the moment makes it cost, and one of minutes the mean: the short one
# is measured three times before, between and after the long ones, and the median counts.
runs=0
again() {
    local _
    for _ in 1 2 3; do
        runs=$((runs + 1))
        measure "$scratch/again-$runs.cost" -- "$TANGLAW" link --model "$here/person.toml" --input "$synth" --out "$scratch/again" >/dev/null
        rm -rf "$scratch/again"
    done
}
# Read once, so that no run waits for the disk.
cat "$synth" "$data"/febrl?/*.parquet >/dev/null
again
if [ "${ONLY:-}" != ours ]; then
    splink synth-docs synth "$data/synth$rows" --rows "$rows" --hoist --lean --em-max 5e6 --min-weight -10
    again
    splink synth-tuned synth "$data/synth$rows" --rows "$rows" --tuned --lean --em-max 5e6 --min-weight -10
    again
    splink febrl3 febrl3 "$data/febrl3"
    splink febrl4 febrl4 "$data/febrl4"
    [ -z "$historical" ] || splink historical historical "$data/historical"
fi
ours synth "$here/person.toml" "$synth" "" "$synth"
ours febrl3 "$here/febrl3.toml" "$data/febrl3/records.parquet" "" "$data/febrl3/records.parquet"
ours febrl4 "$here/febrl4.toml" "$data/febrl4/records.parquet" --link "$data/febrl4/a.parquet" "$data/febrl4/b.parquet"
if [ -n "$historical" ]; then
    records=$data/historical/records.parquet
    ours historical "$here/historical.toml" "$records" "" "$records"
    # What plain components make of the same pairs, at the threshold that is best for pairs.
    sed 's/^\[clusters\]$/&\njoining = "connected"/' "$here/historical.toml" >"$scratch/connected.toml"
    "$TANGLAW" link cluster --model "$scratch/connected.toml" --input "$records" --pairs "$scratch/ours-historical/pairs.parquet" \
        --parameters "$scratch/ours-historical/parameters.toml" --out "$scratch/ours-connected" --threshold \
        "$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["threshold"])' "$scratch/ours-historical.pairs")" >/dev/null
    base score --data "$records" --clusters "$scratch/ours-connected/clusters.parquet" >"$scratch/ours-historical.connected"
fi

{
    echo "# Linkage beside Splink"
    echo
    echo "Made by \`bench/linkage/run.sh\` on $begun: $rows synthetic records and FEBRL 3 and 4, the same blocking rules and levels on both"
    echo "sides, one after the other in one run on $threads threads (load before: $load_before). Our model of persons also names contexts"
    echo "(what goes together without being the same), for which Splink has no word; in FEBRL 4, names that changed places are found here by"
    echo "a set of words, which finds a few pairs more. On the historical set the blocks and levels are our own choice."
    echo
    machine | grep -v 'SQLite\|PostgreSQL'
    "$PYTHON" - <<'PYTHON'
import platform, duckdb, splink
print(f"| Splink | {splink.__version__} on DuckDB {duckdb.__version__}, Python {platform.python_version()} |")
PYTHON
    echo
    "$PYTHON" "$here/table.py" "$scratch" "$results"
} >"$scratch/RESULTS.md"
cp "$scratch/RESULTS.md" "$results/RESULTS.md"
cat "$results/RESULTS.md"
