#!/usr/bin/env bash
# Asks the partners' door whatever Schemathesis thinks of, by its own description: e2e/partner.sh [PROGRAM]
#
# Starts the program (target/debug/tanglaw) on a store of its own with two partners, runs every check (see
# partner/schemathesis.toml), and then looks whether what was acknowledged is there, the journal proves itself and the server
# logged no fault. EXAMPLES (80) and SEED (1) make a longer or another trial; PARTNER_VENV keeps the Python environment.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"
program=$(realpath "${1:-target/debug/tanglaw}")

venv=${PARTNER_VENV:-$scratch/venv}
if [ ! -x "$venv/bin/schemathesis" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input -r e2e/partner/requirements.txt
fi

tanglaw() { "$program" "$@" --data "$scratch/data"; }
key_of() { tanglaw partner add "$1" --source "$1" --channel platform --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["key"])'; }
umask 077
cat >"$scratch/partners.yaml" <<END
auth:
  - name: first
    fixedHeaders: [{ name: Authorization, value: "Bearer $(key_of first)" }]
  - name: second
    fixedHeaders: [{ name: Authorization, value: "Bearer $(key_of second)" }]
END

start 'Stop with' env TANGLAW_LOG=warn "$program" serve --data "$scratch/data" --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --public-listen 127.0.0.1:0
public=$(said public)
metrics=$(sed -n 's/.*metrics: *\([^ ]*\).*/\1/p' "$scratch/said")

status=0
(
    cd "$scratch"
    PARTNERS_FILE=$scratch/partners.yaml "$venv/bin/schemathesis" --config-file "$OLDPWD/e2e/partner/schemathesis.toml" \
        run "${public}api/v1/openapi.json" --checks all --max-examples "${EXAMPLES:-80}" --seed "${SEED:-1}" --no-color
) || status=$?
[ "$status" = 0 ] || { cat "$scratch/log"; exit "$status"; }

# The reports that were acknowledged as new are those that are there.
python3 - "$metrics" <<'END'
import re, sys, urllib.request

figures = urllib.request.urlopen(sys.argv[1]).read().decode()

def figure(pattern):
    return sum(int(value) for value in re.findall(rf"^{pattern} (\d+)$", figures, re.M))

handed = r'tanglaw_partner_requests_total\{method="POST",route="/api/v1/reports",status="%s"\}'
new, aside = figure(handed % 201), figure(handed % 202)
there, kept = figure("tanglaw_reports"), figure("tanglaw_records_set_aside")
print(f"{new} acknowledged as new, {there} there; {aside} answered as set aside, {kept} different ones kept")
assert new == there > 0, "a report that was acknowledged is not there"
assert 0 < kept <= aside, "nothing was set aside"
assert figure(handed % r"5\d\d") == 0, "a fault of the server"
END
# The linker follows within two seconds; it must take whatever came in.
sleep 3
kill "$server"
wait "$server" || { echo "the server did not end cleanly"; exit 1; }
server=
if [ -s "$scratch/log" ]; then
    echo "the server logged:"
    cat "$scratch/log"
    exit 1
fi
tanglaw journal verify
