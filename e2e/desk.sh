#!/usr/bin/env bash
# Four agencies at one desk, in a real browser: e2e/desk.sh
#
# Starts the example `desk` (target/debug/examples/desk, or the program that DESK names) on a store of its own and walks through it
# with desk.mjs. LEADS (50) is how many leads are carried from the queue to an accepted referral; SCREENSHOTS, CHROMIUM and ONLY
# as in frame.mjs.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${DESK:-target/debug/examples/desk}
export LEADS=${LEADS:-50}

scratch=$(mktemp -d)
desk=
cleanup() {
    [ -z "$desk" ] || kill "$desk" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$program" "$scratch/data" "127.0.0.1:$port" "$LEADS" >"$scratch/said" 2>"$scratch/log" &
desk=$!
for _ in $(seq 300); do
    grep -q '^link:' "$scratch/said" && break
    kill -0 "$desk" 2>/dev/null || { cat "$scratch/said" "$scratch/log"; exit 1; }
    sleep 0.2
done
BASE_URL=$(sed -n 's/^link: *//p' "$scratch/said")
USERS=$(
    python3 - "$scratch/said" <<'PYTHON'
import json, sys
users, name = {}, None
for line in open(sys.argv[1]):
    key, _, value = line.partition(":")
    if key == "name":
        name = value.strip()
        users[name] = []
    elif key in ("password", "secret"):
        users[name].append(value.strip())
print(json.dumps(users))
PYTHON
)
export BASE_URL USERS
node e2e/desk.mjs
