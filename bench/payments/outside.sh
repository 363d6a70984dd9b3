#!/usr/bin/env bash
# How the windows do on a set that others made: bench/payments/outside.sh FOLDER
#
# FOLDER holds transactions.csv as AMLSim's convert_logs.py writes it (how to generate it: OUTSIDE.md). The payments are read with a
# saved column map, `tanglaw payments windows` writes what a pack of general patterns says at each, weights and trees are learnt on the
# first 60 % of the payments by time, bounds set on the next 20 %, and judged on the last 20 %. Prints a table; with --keep LABEL the
# rows are written to outside-LABEL.json beside this script.
# PYTHON names a Python that has outside-requirements.txt; TANGLAW the program (else it is built).
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(realpath "${1:?the folder of AMLSim output}")
source "$here/../common.sh"
keep=
[ "${2:-}" != --keep ] || keep=$here/outside-${3:?a label}.json
build
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$here/.venv-outside/bin/python
    if [ ! -x "$PYTHON" ]; then
        python3 -m venv "$here/.venv-outside"
        "$PYTHON" -m pip install --quiet -r "$here/outside-requirements.txt"
    fi
fi
windows() {
    rm -f "$2"
    "$TANGLAW" payments windows "$folder/transactions.csv" --columns "$here/amlsim/columns.toml" --reference USD --pack "$1" --out "$2"
}
cp "$here/amlsim/pack.toml" "$scratch/pack.toml"
windows "$scratch/pack.toml" "$scratch/windows.csv"
# Weights first, then the points as the program itself gives them under those weights.
"$PYTHON" "$here/outside.py" weights "$folder/transactions.csv" "$scratch/windows.csv" >"$scratch/weights"
python3 "$here/set_weights.py" "$scratch/pack.toml" <"$scratch/weights"
windows "$scratch/pack.toml" "$scratch/scored.csv"
"$PYTHON" "$here/outside.py" judge "$folder/transactions.csv" "$scratch/scored.csv" ${keep:+--json "$keep"}
echo
echo "Weights learnt:"
paste -sd' ' <(sed 's/ /=/' "$scratch/weights") | fold -sw 120
