#!/usr/bin/env bash
# A web scanner against the public door and the door of partners' machines: bench/door/scan.sh [URL]
#
# Wapiti (pip install wapiti3==3.2.3; WAPITI names the program) crawls from the pages there are, within a conversation that
# is open, and tries its attacks on each address, field and form. Left out: modules that ask the outside (ssrf, xxe,
# log4shell, wapp, cms, nikto's list) and those about TLS, which stands in a proxy. URL is a public door that runs; without
# it, one is served on a fresh store (TANGLAW names the program). Afterwards the server must still be well: no fault in its
# log, the journal verifies. Writes its part of RESULTS.md, or of the file that RESULTS names; fails on a finding.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
source "$here/serve.sh"
export PYTHONDONTWRITEBYTECODE=1
wapiti=${WAPITI:-wapiti}
command -v "$wapiti" >/dev/null || { echo "wapiti is needed: pip install wapiti3==3.2.3, or WAPITI=..."; exit 1; }
public=${1:-}
public=${public%/}
server=
if [ -z "$public" ]; then
    build
    serve_on sqlite
fi
begun=$(date -u +%Y-%m-%dT%H:%MZ)

python3 "$here/door.py" soak "$public" 1 --connections 1 --pid "${server:-$$}" >"$scratch/sent.json"
cookie=$(
    python3 - "$here" "$public" "$scratch/sent.json" <<'PYTHON'
import asyncio, json, sys
sys.path.insert(0, sys.argv[1])
from web import Line
code = json.load(open(sys.argv[3]))["some_codes"][0]
status, headers, _ = asyncio.run(Line(sys.argv[2]).post_form("/read", [("words", code)]))
assert status == 303, status
print(headers["set-cookie"].split(";")[0])
PYTHON
)
modules=backup,buster,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,shellshock,spring4shell,sql,timesql,upload,xss
starts=()
for path in /guide /help /help/PH /write /read /letters /leave /c/none /api/v1/receipt-key /api/v1/openapi.json "/write?l=id&c=x" "/help?l=fil"; do
    starts+=(-s "$public$path")
done
described=()
if curl -sf -o "$scratch/openapi.json" "$public/api/v1/openapi.json"; then described=(--swagger "$public/api/v1/openapi.json"); fi
scan() { # name, options
    local name=$1
    shift
    "$wapiti" -u "$public/" --scope domain "$@" -x "$public/letters/delete" -x "$public/leave" -m "$modules" --flush-session \
        --store-session "$scratch/session-$name" --store-config "$scratch/config" --tasks 4 -t 30 --max-scan-time 240 \
        --max-attack-time "${ATTACK_SECONDS:-60}" --no-bugreport -v 1 -f json -o "$scratch/$name.json" >"$scratch/$name.log" 2>&1 ||
        { tail -20 "$scratch/$name.log"; exit 1; }
}
scan stranger "${starts[@]}"
scan reporter "${starts[@]}" -C "$cookie"
[ ${#described[@]} -eq 0 ] || scan machines "${described[@]}"

well="the server was not ours to look at"
if [ -n "$server" ]; then
    status=$(curl -s -o /dev/null -w '%{http_code}' "$public/")
    count_store >"$scratch/counts.json"
    stop_server
    faults=$(grep -ciE 'error|panic|fault' "$scratch/log" || true)
    "$TANGLAW" journal verify --data "$data" --json >"$scratch/journal.json"
    well="after it the first page answers $status, the log has $faults lines of a fault, \`tanglaw journal verify\`: $(cat "$scratch/journal.json"), store: $(cat "$scratch/counts.json")"
    cp "$scratch/log" "${KEEP:-/dev/null}" 2>/dev/null || true
fi
{
    echo "Made by \`bench/door/scan.sh\` on $begun with Wapiti $("$wapiti" --version 2>/dev/null | tail -1): a stranger, a reporter whose conversation is open$([ ${#described[@]} -eq 0 ] || echo ", the machines' door by its OpenAPI description"); modules $modules."
    echo
    python3 - "$scratch" <<'PYTHON'
import glob, json, os, sys
folder = sys.argv[1]
print("| scan | addresses and forms crawled | vulnerabilities | anomalies | informational |\n|---|--:|--:|--:|--:|")
findings = []
for name in ("stranger", "reporter", "machines"):
    path = f"{folder}/{name}.json"
    if not os.path.exists(path):
        continue
    seen = json.load(open(path))
    count = {}
    for kind in ("vulnerabilities", "anomalies", "additionals"):
        found = [(group, one) for group, ones in seen[kind].items() for one in ones]
        count[kind] = len(found)
        findings += [(kind, name, group, one) for group, one in found]
    print(f"| {name} | {seen['infos'].get('crawled_pages_nbr', '?')} | {count['vulnerabilities']} | {count['anomalies']} | {count['additionals']} |")
print()
for kind, name, group, one in findings:
    print(f"- {kind[:-1]} ({name}), {group}, level {one['level']}: {one['method']} `{one['path'][:80]}` {one.get('parameter') or ''}: {one['info'][:160]}")
above = [one for one in findings if one[0] != "additionals"]
json.dump(len(above), open(f"{folder}/above", "w"))
print(f"\nAbove informational: {len(above) or 'nothing'}.")
PYTHON
    echo
    echo "The server: $well."
} >"$scratch/part.md"
python3 "$here/part.py" "${RESULTS:-$here/RESULTS.md}" "A web scanner" "$scratch/part.md"
cat "$scratch/part.md"
[ "$(cat "$scratch/above")" = 0 ]
