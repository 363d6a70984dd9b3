#!/usr/bin/env bash
# Measures payments beside DuckDB and Polars on the same remittances: bench/payments/run.sh [ROWS]
#
# Makes ROWS (10,000,000) synthetic remittances, asks four questions of DuckDB, Polars and Tanglaw (batch and stream), checks that all
# answers are equal, scans the file for alerts, and runs the backtest. Writes RESULTS.md and RESULTS.json beside this script, or
# into the folder that RESULTS names.
# PYTHON names a Python that has requirements.txt; DATA a folder to keep the payments in; REPS (3) how often each is run (the
# median counts); ONLY=ours takes the last figures of DuckDB and Polars; SENDERS (1,000,000) the size of the backtest.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
rows=${1:-10000000} reps=${REPS:-3} senders=${SENDERS:-1000000}
results=${RESULTS:-$here}
mkdir -p "$results"
build
four=${FOUR:-}
if [ -z "$four" ]; then
    cargo build --release --locked --quiet -p tanglaw-payments --example four_questions
    four=$PWD/target/release/examples/four_questions
fi
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$here/.venv/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$here/.venv"
        "$PYTHON" -m pip install --quiet -r "$here/requirements.txt"
    fi
fi
data=${DATA:-$scratch/data}
[ -f "$data/payments.parquet" ] || "$PYTHON" "$here/four_questions.py" gen --rows "$rows" --out "$data"
cat "$data/payments.parquet" >/dev/null
begun=$(date -u +%Y-%m-%dT%H:%MZ)
load=$(cut -d' ' -f1-3 /proc/loadavg)
if [ "${ONLY:-}" != ours ]; then
    rm -f "$results"/peer-*.jsonl
    for engine in duckdb polars; do
        for question in Q1 Q2 Q3 Q4; do
            for _ in $(seq "$reps"); do
                "$PYTHON" "$here/four_questions.py" ask $engine $question --data "$data" --threads "$(nproc)" >>"$results/peer-$engine-$question.jsonl"
            done
        done
    done
fi
measure() { python3 "$here/../measure.py" "$@"; }
for how in batch stream latency; do
    for try in $(seq "$reps"); do
        measure "$scratch/$how-$try.cost" -- "$four" $how "$data/payments.parquet" "$(nproc)" >"$scratch/$how-$try.json"
    done
done
cat >"$scratch/columns.toml" <<'COLUMNS'
at = "ts"
minor_units = "cents"
id = "tx"
sender_country = "s_country"
recipient_country = "r_country"
COLUMNS
for try in $(seq "$reps"); do
    measure "$scratch/scan-$try.cost" -- "$TANGLAW" payments scan "$data/payments.parquet" --columns "$scratch/columns.toml" --separate-numbers \
        --json >"$scratch/scan-$try.json"
done
if [ "${BACKTEST:-yes}" = yes ]; then
    "$TANGLAW" payments backtest --senders "$senders" --per-million 100 --json >"$results/backtest-1e-4.json"
    "$TANGLAW" payments backtest --senders "$senders" --per-million 10 --json >"$results/backtest-1e-5.json"
fi
{
    echo "# Payments beside DuckDB and Polars"
    echo
    echo "Made by \`bench/payments/run.sh\` on $begun: $rows synthetic remittances, one after the other in one run on $(nproc) threads, medians of"
    echo "$reps (load before: $load)."
    echo
    machine | grep -v 'SQLite\|PostgreSQL'
    "$PYTHON" -c 'import duckdb, polars, platform; print(f"| peers | DuckDB {duckdb.__version__}, Polars {polars.__version__}, Python {platform.python_version()} |")'
    echo
    "$PYTHON" "$here/table.py" "$scratch" "$results" "$rows"
} >"$scratch/RESULTS.md"
cp "$scratch/RESULTS.md" "$results/RESULTS.md"
cat "$results/RESULTS.md"
