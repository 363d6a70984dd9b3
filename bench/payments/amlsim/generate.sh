#!/usr/bin/env bash
# AMLSim's payments, made by its own program from its own configuration: generate.sh 10K|100K FOLDER
#
# FOLDER gets transactions.csv, as `../outside.sh` takes it. The sources of others are looked for in SOURCES (folders AMLSim, mason and
# JSON-java, each a checkout) and fetched from GitHub where they are not there; nothing of them is kept in this repository.
# Needs a JDK (17), git, and in PYTHON37 a Python 3.7, which AMLSim's libraries of 2022 need.
set -euo pipefail
parameters=${1:?10K or 100K} out=$(realpath -m "${2:?a folder for what is made}")
[[ $parameters = 10K || $parameters = 100K ]] || { echo "10K or 100K"; exit 2; }
python37=${PYTHON37:-python3.7}
work=$(mktemp -d /var/tmp/tanglaw-amlsim.XXXXXX)
trap 'rm -rf "$work"' EXIT

# name, repository, revision, what is needed of it
source_of() {
    local from="https://github.com/$2" to=$work/$1
    [ -z "${SOURCES:-}" ] || from=$(realpath "$SOURCES/$1")
    git -c init.defaultBranch=main clone --quiet --no-checkout "$from" "$to"
    git -C "$to" checkout --quiet "$3" -- "$4"
}
source_of AMLSim IBM/AMLSim 7338a4b .
source_of mason eclab/mason v20 mason/src/main/java
source_of JSON-java stleary/JSON-java 20180813 .

cd "$work/AMLSim"
# WebGraph is used by this one class only, which the configuration does not ask for.
cat >src/main/java/amlsim/stat/Diameter.java <<'JAVA'
package amlsim.stat;

public class Diameter {
    public Diameter(int numAccounts) {}
    public void addEdge(String srcID, String dstID) {}
    public double[] computeDiameter() { return new double[2]; }
}
JAVA
mkdir -p "$work/json/org" "$work/classes" tmp outputs
ln -s "$work/JSON-java" "$work/json/org/json"
javac -nowarn -d "$work/classes" -sourcepath "src/main/java:$work/mason/mason/src/main/java:$work/json" src/main/java/amlsim/AMLSim.java 2>&1 |
    grep -v '^Note: ' || true
# 100,000 accounts are no multiple of the 62,258 of the degree file, and the first step refuses them.
if [ "$parameters" = 100K ]; then
    sed -i '2,5s/^20000,/12452,/; 6s/^20000,/12450,/' paramFiles/100K/accounts.csv
fi
sed -i "s|\"paramFiles/1K\"|\"paramFiles/$parameters\"|" conf.json

"$python37" -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check networkx==1.11 numpy==1.21.6 python-dateutil Faker==18.13.0
"$work/python/bin/python" scripts/transaction_graph_generator.py conf.json >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
java -Xmx6g -cp "$work/classes" amlsim.AMLSim conf.json >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
"$work/python/bin/python" scripts/convert_logs.py conf.json >"$work/log" 2>&1 || { tail -20 "$work/log"; exit 1; }
made=$(find outputs -name transactions.csv | head -1)
[ -n "$made" ] || { echo "AMLSim made no transactions.csv"; exit 1; }
mkdir -p "$out"
cp "$made" "$out/transactions.csv"
echo "$out/transactions.csv: $(($(wc -l <"$out/transactions.csv") - 1)) payments, sha256 $(sha256sum <"$out/transactions.csv" | cut -c1-16)"
