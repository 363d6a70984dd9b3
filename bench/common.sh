# Shared by the benchmarks: scratch space, the machine in words, a PostgreSQL server of our own. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TERM_COLOR=never

# Databases of a million reports need room: SCRATCH names a folder on the disk that is to be measured.
scratch=$(mktemp -d "${SCRATCH:-/var/tmp}/tanglaw-bench.XXXXXX")
chmod 755 "$scratch"
finish=()
at_exit() {
    local task
    for task in "${finish[@]}"; do $task || true; done
    rm -rf "$scratch"
}
trap at_exit EXIT

# The program to measure: built here, unless TANGLAW names one.
build() {
    if [ -z "${TANGLAW:-}" ]; then
        cargo build --release --locked --quiet
        TANGLAW=$PWD/target/release/tanglaw
        profile=release
    fi
    TANGLAW=$(realpath "$TANGLAW")
}

machine() {
    local model memory disk
    model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1)
    memory=$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
    disk=$(df --output=fstype,source "$scratch" | tail -1 | awk '{ print $1 " on " $2 }')
    cat <<WORDS
| what | value |
|---|---|
| machine | ${model:-$(uname -m)}, $(nproc) cores, $memory, $disk |
| system | $(uname -sr) |
| compiler | $(rustc --version), profile ${profile:-unknown (TANGLAW named the program)} |
| SQLite | $(grep -A1 'name = "libsqlite3-sys"' Cargo.lock | sed -n 's/version = "\(.*\)"/libsqlite3-sys \1 (bundled)/p') |
| PostgreSQL | ${pg_version:-not measured} |
| program | $("$TANGLAW" --version), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown) |
WORDS
}

# PostgreSQL does not run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd "$scratch" && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        (cd "$scratch" && "$@")
    fi
}

# Starts a server of our own with the settings of a small server; sets pg_url, pg_pid and pg_version, or says why not.
start_postgres() {
    local bin port
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    if [ -z "$bin" ]; then
        echo "PostgreSQL is not installed: not measured"
        return
    fi
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$scratch/pg"
    [ "$(id -u)" != 0 ] || chown postgres "$scratch/pg"
    as_postgres "$bin/initdb" -D "$scratch/pg" -A trust -U postgres -E UTF8 >/dev/null
    pg_settings="shared_buffers=1GB max_wal_size=4GB"
    as_postgres "$bin/pg_ctl" -D "$scratch/pg" -w -s -l "$scratch/pg/log" \
        -o "-p $port -k $scratch/pg -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c max_wal_size=4GB" start
    pg_bin=$bin
    finish+=(stop_postgres)
    pg_pid=$(head -1 "$scratch/pg/postmaster.pid")
    pg_url=postgres://postgres@127.0.0.1:$port/postgres
    pg_version="$("$bin/postgres" --version | sed 's/^postgres (PostgreSQL) //'), $pg_settings, all else as installed (fsync and synchronous_commit on)"
}
stop_postgres() { as_postgres "$pg_bin/pg_ctl" -D "$scratch/pg" -m immediate -s stop; }
