#!/usr/bin/env bash
# Four agencies at one desk, in a real browser, from the files that came in: e2e/desk.sh
#
# Hands the files of a small synthetic country in as anybody does (`tanglaw intake`), serves them (target/debug/tanglaw, or the program that
# TANGLAW names) with people of four agencies, and walks through the desk with desk.mjs, which hands one report more in at the
# partners' door. LEADS (50) is how many leads are carried from there to an accepted referral. SCREENSHOTS=docs/screens makes the
# pictures of docs/desk.md, with few colours where `pngquant` is at hand. CHROMIUM and ONLY as in frame.mjs.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"
program=${TANGLAW:-target/debug/tanglaw}
export LEADS=${LEADS:-50}

tanglaw() { "$program" "$@" --data "$scratch/data"; }
value() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

# Some reports say the same of the same people: about half as many leads come of them.
"$program" synth --reports $((LEADS * 2 + 60)) --out "$scratch/files" >/dev/null
tanglaw intake "$scratch/files" --json >"$scratch/receipts"
FILED=$(grep -c '"outcome": *"new"' "$scratch/receipts")
export FILED

for user in analyst:analyst chief:supervisor auditor:auditor; do
    tanglaw user add "${user%:*}" --role "${user#*:}" >>"$scratch/users"
done
while IFS=: read -r kind name user role; do
    id=$(tanglaw agency add "$name" --kind "$kind" --country PH --json | value id)
    tanglaw user invite "$user" --role "$role" --agency "$id" >>"$scratch/invited"
done <<'END'
police:Cybercrime police:officer:investigator
prosecution:Prosecution office:prosecutor:prosecutor
social-services:Social welfare office:worker:social-worker
END
USERS=$(python3 e2e/said.py "$scratch/users" password secret)
INVITED=$(python3 e2e/said.py "$scratch/invited" code)
PARTNER_KEY=$(tanglaw partner add "Sample platform" --source platform-sample --channel platform --json | value key)

port=$(free_port)
start 'Stop with' env TANGLAW_LOG=warn "$program" serve --data "$scratch/data" --listen "127.0.0.1:$port" --admin-listen 127.0.0.1:0 \
    --public-listen 127.0.0.1:0
# Passkeys belong to a name: the settings offer them there.
BASE_URL=http://localhost:$port
PUBLIC_URL=$(said public)
export BASE_URL PUBLIC_URL PARTNER_KEY USERS INVITED
node e2e/desk.mjs
if [ -n "${SCREENSHOTS:-}" ] && command -v pngquant >/dev/null; then
    pngquant --force --ext .png --strip --speed 1 48 "$SCREENSHOTS"/desk-*.png
fi
