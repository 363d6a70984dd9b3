#!/usr/bin/env bash
# Lighthouse on each kind of public page, on the telephone it imitates: bench/door/lighthouse.sh [URL]
#
# Needs Lighthouse (npm install lighthouse@12.8.2 in a folder of its own; LIGHTHOUSE names the program) and Chromium
# (CHROME_PATH). Screens of the form are reached through as_get.py, because Lighthouse only asks for pages. URL is a public
# door that runs; without it, one is served on a fresh store (TANGLAW names the program). Writes its part of RESULTS.md, or
# of the file that RESULTS names; fails where accessibility is below 95.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
source "$here/serve.sh"
export PYTHONDONTWRITEBYTECODE=1 CHROME_PATH=${CHROME_PATH:-/usr/bin/chromium}
lighthouse=${LIGHTHOUSE:-lighthouse}
command -v "$lighthouse" >/dev/null || { echo "Lighthouse is needed: npm install lighthouse@12.8.2, or LIGHTHOUSE=..."; exit 1; }
public=${1:-}
public=${public%/}
if [ -z "$public" ]; then
    build
    serve_on sqlite
fi
begun=$(date -u +%Y-%m-%dT%H:%MZ)
python3 "$here/as_get.py" "$public" >"$scratch/before" &
before=$!
stop_before() { kill "$before" 2>/dev/null; }
finish=(stop_before "${finish[@]}")
until [ -s "$scratch/before" ]; do sleep 0.1; done
base=$(cat "$scratch/before")

pages=(
    "first page|/"
    "first page, Filipino|/?l=fil"
    "guide|/guide"
    "guide, what was seen|/post/guide?reader=child"
    "guide, answer|/post/guide?reader=child&sign=threats&sign=asked_pictures&go=result"
    "help|/help"
    "help of a country|/help/PH"
    "form, which door|/write"
    "form, part 1|/post/write?door=me"
    "form, part 1, not safe|/post/write?door=me&at=0&go=stay&safe=no&country=PH"
    "form, part 2|/post/write?door=saw&at=0&go=next"
    "form, part 3|/post/write?door=saw&at=1&go=next"
    "form, part 4|/post/write?door=me&at=2&go=next"
    "form, part 5|/post/write?door=me&at=3&go=next"
    "form, part 6|/post/write?door=me&at=4&go=next"
    "sent, with the code|/post/write?door=saw&go=send&words=made+up"
    "read|/read"
    "read, mistyped|/post/read?words=none"
    "not there|/nowhere"
)
number=0
for page in "${pages[@]}"; do
    number=$((number + 1))
    # Chromium now and then gives no trace on a busy machine: tried again.
    for try in 1 2 3; do
        ! "$lighthouse" "$base${page#*|}" --quiet --output=json --output-path="$scratch/lh-$number.json" \
            --only-categories=accessibility,best-practices --ignore-status-code \
            --chrome-flags="--headless=new --no-sandbox --disable-gpu --disable-background-networking" >"$scratch/lh.log" 2>&1 || break
        [ $try -lt 3 ] || { cat "$scratch/lh.log"; exit 1; }
    done
    printf '%s|%s\n' "${page%%|*}" "$scratch/lh-$number.json" >>"$scratch/pages"
done
{
    python3 - "$scratch/pages" "$begun" "$("$CHROME_PATH" --version)" <<'PYTHON'
import json, sys
listed, begun, chromium = sys.argv[1:]
rows = [line.rstrip("\n").split("|") for line in open(listed)]
seen = [(name, json.load(open(path))) for name, path in rows]
print(f"Made by `bench/door/lighthouse.sh` on {begun} with Lighthouse {seen[0][1]['lighthouseVersion']} in {chromium.strip()}, as on its telephone.\n")
print("| page | accessibility | best practices | what it remarks |\n|---|--:|--:|---|")
low = []
for name, one in seen:
    score = {key: round(100 * (one["categories"][key]["score"] or 0)) for key in ("accessibility", "best-practices")}
    remarks = [
        ref["id"]
        for key in ("accessibility", "best-practices")
        for ref in one["categories"][key]["auditRefs"]
        if one["audits"][ref["id"]]["score"] not in (1, None)
    ]
    print(f"| {name} | {score['accessibility']} | {score['best-practices']} | {', '.join(remarks)} |")
    if score["accessibility"] < 95:
        low.append(name)
print(f"\nBelow 95 in accessibility: {', '.join(low) or 'none'}.")
json.dump(low, open(listed + ".low", "w"))
PYTHON
} >"$scratch/part.md"
python3 "$here/part.py" "${RESULTS:-$here/RESULTS.md}" "Lighthouse" "$scratch/part.md"
cat "$scratch/part.md"
[ "$(cat "$scratch/pages.low")" = "[]" ]
