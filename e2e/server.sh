# Shared by the walks: scratch space, a free port, a server that is waited for and ends with the script. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Starts a server and waits until it says so: start LINE COMMAND..., where LINE is how the line begins that it says last.
# What it says stands in $scratch/said, what it logs in $scratch/log.
start() {
    local line=$1
    shift
    "$@" >"$scratch/said" 2>"$scratch/log" &
    server=$!
    for _ in $(seq 300); do
        ! grep -q "^$line" "$scratch/said" || return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    cat "$scratch/said" "$scratch/log"
    exit 1
}
# A word that it said.
said() { sed -n "s/^$1: *\([^ ]*\).*/\1/p" "$scratch/said" | head -1; }
