# Serves the door on a fresh store and counts what is in it. Sourced after common.sh; sets server, public, data, database.

serve_on() { # sqlite or postgres, further options of `tanglaw serve`
    store=$1
    shift
    data=$scratch/data-$store
    database=()
    [ "$store" = sqlite ] || database=(--database "$pg_url")
    "$TANGLAW" serve --data "$data" "${database[@]}" --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --public-listen 127.0.0.1:0 "$@" \
        >"$scratch/served" 2>"$scratch/log" &
    server=$!
    finish=(stop_server "${finish[@]}")
    for _ in $(seq 300); do
        grep -q '^Stop with' "$scratch/served" && break
        kill -0 "$server" 2>/dev/null || { cat "$scratch/served" "$scratch/log"; exit 1; }
        sleep 0.2
    done
    public=$(sed -n 's/^public: *\([^ ]*[^/ ]\)\/\{0,1\}$/\1/p' "$scratch/served")
    [ -n "$public" ] || { cat "$scratch/served"; exit 1; }
}
stop_server() {
    [ -n "${server:-}" ] || return 0
    kill "$server" 2>/dev/null && wait "$server"
    server=
}
count_store() {
    if [ "$store" = sqlite ]; then
        python3 "$here/count.py" "$data/tanglaw.db"
    else
        python3 "$here/count.py" "$pg_bin/psql" "$pg_url"
    fi
}
