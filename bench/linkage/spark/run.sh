#!/usr/bin/env bash
# Linkage as tasks of a Spark cluster of two workers on this machine, compared with one go:
#     bench/linkage/spark/run.sh [ROWS]
# Needs Java 17 or newer. TANGLAW names a program instead of building one; PYTHON a Python that has requirements.txt.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../common.sh"
rows=${1:-100000}
build
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$here/.venv/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$here/.venv"
        "$PYTHON" -m pip install --quiet -r "$here/requirements.txt"
    fi
fi
"$PYTHON" "$here/../splink_baseline.py" gen --rows "$rows" --seed 42 --out "$scratch/records"
"$PYTHON" "$here/link_on_spark.py" --tanglaw "$TANGLAW" --model "$here/../person.toml" \
    --input "$scratch/records/records.parquet" --out "$scratch/spark" --parts "${PARTS:-8}" --check
