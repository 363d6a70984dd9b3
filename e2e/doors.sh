#!/usr/bin/env bash
# The demo in a real browser: the desk, the public door, the hotline. Needs target/debug/tanglaw.
# SCREENSHOTS keeps what is seen; ONLY=en walks through one language.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

start admin-secret: target/debug/tanglaw demo --reports 500 --listen 127.0.0.1:0 --public-listen 127.0.0.1:0
export BASE_URL=$(said link) PUBLIC_URL=$(said public) SCREENSHOTS=${SCREENSHOTS:-$scratch/screenshots}
export NAME=$(said name) PASSWORD=$(said password) TOTP_SECRET=$(said secret)
export HOTLINE_NAME=$(said hotline-name) HOTLINE_PASSWORD=$(said hotline-password) HOTLINE_SECRET=$(said hotline-secret)
export ADMIN_NAME=$(said admin-name) ADMIN_PASSWORD=$(said admin-password) ADMIN_SECRET=$(said admin-secret)
cd e2e
npm ci --ignore-scripts --no-audit --no-fund --silent
node --test hash.test.mjs
node run.mjs
node public.mjs
# Last, because it floods the public door.
node hotline.mjs
kill "$server"
wait "$server" || { echo "the demo did not end cleanly"; exit 1; }
server=
