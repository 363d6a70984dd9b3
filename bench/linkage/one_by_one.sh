#!/usr/bin/env bash
# Measures the index that takes records one by one: bench/linkage/one_by_one.sh [ROWS]
#
# Makes ROWS (1,000,000) synthetic records, puts them into a saved index one by one, opens it again, and tells what each
# step took. PYTHON, DATA and TANGLAW as in run.sh; RESULTS names the folder for ONE_BY_ONE.md.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
rows=${1:-1000000}
data=${DATA:-$scratch/data}
PYTHON=${PYTHON:-$here/.venv/bin/python}
[ -f "$data/synth$rows/records.parquet" ] ||
    "$PYTHON" "$here/splink_baseline.py" gen --rows "$rows" --seed 42 --out "$data/synth$rows"
build
cargo build --release --locked --quiet -p tanglaw-linkage --example one_by_one --manifest-path "$here/../../Cargo.toml"
program=${CARGO_TARGET_DIR:-$here/../../target}/release/examples/one_by_one
{
    echo "# One record at a time"
    echo
    echo "Made by \`bench/linkage/one_by_one.sh $rows\` on $(date -u +%Y-%m-%dT%H:%MZ) (load before: $(cut -d' ' -f1-3 /proc/loadavg)). The last"
    echo "10,000 records are the new ones. Times include clusters and, for insertions, the line in the log."
    echo
    machine | grep -v 'SQLite\|PostgreSQL'
    echo
    "$program" "$here/person.toml" "$data/synth$rows/records.parquet" "$scratch/index" | sed 's/^/- /'
} | tee "${RESULTS:-$here}/ONE_BY_ONE.md"
