#!/usr/bin/env bash
# A web scanner against the public door and the door of partners' machines: bench/door/scan.sh
#
# Wapiti (pip install wapiti3==3.2.3; WAPITI names the program) crawls from the pages there are, within a conversation that
# is open, and tries its attacks on each address, field and form. Left out: modules that ask the outside (ssrf, xxe,
# log4shell, wapp, cms, nikto's list) and those about TLS, which stands in a proxy. Afterwards the server must still be well:
# no fault in its log, the journal verifies. Writes its part of RESULTS.md, or of the file that RESULTS names; fails on a
# finding. Builds the release, or takes the program that TANGLAW names.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
source "$here/serve.sh"
export PYTHONDONTWRITEBYTECODE=1
wapiti=${WAPITI:-wapiti}
command -v "$wapiti" >/dev/null || { echo "wapiti is needed: pip install wapiti3==3.2.3, or WAPITI=..."; exit 1; }
build
serve_on sqlite
begun=$(date -u +%Y-%m-%dT%H:%MZ)

python3 "$here/door.py" soak "$public" 1 --connections 1 --pid "$server" >"$scratch/sent.json"
cookie=$(
    python3 - "$here" "$public" "$scratch/sent.json" <<'PYTHON'
import asyncio, json, sys
sys.path.insert(0, sys.argv[1])
from door import enter
from web import Line
code = json.load(open(sys.argv[3]))["some_codes"][0]
status, headers = asyncio.run(enter(Line(sys.argv[2]), code))
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

# Besides, each form is sent as another site would make a browser send it, with the cookie of the conversation: nothing may
# come of it.
count_store >"$scratch/counts-before.json"
python3 - "$here" "$public" "$scratch/sent.json" "$cookie" >"$scratch/elsewhere" <<'PYTHON'
import asyncio, json, sys, urllib.parse
sys.path.insert(0, sys.argv[1])
from door import enter
from web import Line
door, sent, cookie = sys.argv[2:]
code = json.load(open(sent))["some_codes"][0]


async def main():
    line, opened = Line(door), []
    forms = [
        ("/guide", {"reader": "child"}), ("/write", {"door": "saw", "go": "send", "words": "from another site"}), ("/read", {"words": code}),
        ("/letters", {"words": "from another site"}), ("/letters/code", {}), ("/letters/delete", {"sure": "yes"}), ("/code", {"show": "yes"}),
    ]  # fmt: skip
    for told in ([("Sec-Fetch-Site", "cross-site"), ("Origin", "https://elsewhere.example")], [("Origin", "https://elsewhere.example")], [("Origin", "null")]):
        for path, fields in forms:
            if told == [("Origin", "null")] and path == "/write":
                continue  # An old browser says no more than this of our own form either.
            kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", cookie), *told]
            status, headers, _ = await line.ask("POST", path, urllib.parse.urlencode(fields).encode(), kind)
            if "set-cookie" in headers:
                opened.append((path, told))
    # The code still opens the conversation.
    status, _ = await enter(line, code)
    print("a cookie was given" if opened else "no cookie was given", "and the code still opens its conversation" if status == 303 else "AND THE CODE NO LONGER OPENS IT", *([opened] if opened else []), sep=", ")
    sys.exit(bool(opened) or status != 303)


asyncio.run(main())
PYTHON
count_store >"$scratch/counts.json"
python3 -c '
import json, sys
before, after = (json.load(open(path)) for path in sys.argv[1:])
kept = ("reports", "deliveries", "conversations", "messages")
sys.exit(any(before[key] != after[key] for key in kept))' "$scratch/counts-before.json" "$scratch/counts.json" ||
    { echo "a form sent from another site changed the store"; cat "$scratch/counts-before.json" "$scratch/counts.json"; exit 1; }

status=$(curl -s -o /dev/null -w '%{http_code}' "$public/")
stop_server
faults=$(grep -ciE 'error|panic|fault' "$scratch/log" || true)
"$TANGLAW" journal verify --data "$data" --json >"$scratch/journal.json"
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
lines = {}
for kind, name, group, one in findings:
    words = f"{kind}: {group}, level {one['level']}: {one['method']} `{one['path'][:80]}` {one.get('parameter') or ''}: {one['info'].split(' on http')[0][:160]}"
    lines[words] = lines.get(words, 0) + 1
additional = {one["path"] for kind, _, group, one in findings if kind == "additionals"}
for words, count in lines.items():
    if not words.startswith("additionals"):
        print(f"- {words}" + (f" ({count} times)" if count > 1 else ""))
groups = sorted({group for kind, _, group, _ in findings if kind == "additionals"})
print(f"- informational: {', '.join(groups) or 'nothing'} ({len(additional)} addresses)")
above = [one for one in findings if one[0] != "additionals"]
json.dump(len(above), open(f"{folder}/above", "w"))
print("\nEach form sent as another site makes a browser send it, with the cookie of an open conversation: no report, no delivery, no conversation\nand no message more in the store, " + open(f"{folder}/elsewhere").read().strip() + ".")
print(f"\nAbove informational: {len(above) or 'nothing'}.")
PYTHON
    echo
    echo "Afterwards the first page answers $status, the log has $faults lines of a fault, the store is $(cat "$scratch/counts.json"), \`tanglaw journal verify\` says $(cat "$scratch/journal.json")."
} >"$scratch/part.md"
python3 "$here/part.py" "${RESULTS:-$here/RESULTS.md}" "A web scanner" "$scratch/part.md"
cat "$scratch/part.md"
[ "$(cat "$scratch/above")" = 0 ]
