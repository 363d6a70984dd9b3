#!/usr/bin/env bash
# People and agencies in a real browser: e2e/people.sh
#
# Starts `tanglaw demo` (target/debug/tanglaw, or the program that TANGLAW names) at http://localhost, because a passkey belongs to a name,
# and walks through it with people.mjs, whose head says what may be set. The part of the directory runs where `oidc-provider` is
# installed beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${TANGLAW:-target/debug/tanglaw}

scratch=$(mktemp -d)
demo=
cleanup() {
    [ -z "$demo" ] || kill "$demo" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$program" demo --reports 300 --listen "127.0.0.1:$port" --public-listen 127.0.0.1:0 >"$scratch/said" 2>&1 &
demo=$!
for _ in $(seq 300); do
    grep -q '^admin-secret:' "$scratch/said" && break
    kill -0 "$demo" 2>/dev/null || { cat "$scratch/said"; exit 1; }
    sleep 0.2
done
said() { sed -n "s/^$1: *\([^ ]*\).*/\1/p" "$scratch/said" | head -1; }
ADMIN_NAME=$(said admin-name) ADMIN_PASSWORD=$(said admin-password) ADMIN_SECRET=$(said admin-secret)
export ADMIN_NAME ADMIN_PASSWORD ADMIN_SECRET BASE_URL=http://localhost:$port
node e2e/people.mjs
