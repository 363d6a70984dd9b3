#!/usr/bin/env bash
# People and agencies in a real browser: e2e/people.sh
#
# Starts `tanglaw demo` (target/debug/tanglaw, or the program that TANGLAW names) at http://localhost, because a passkey belongs to a name,
# and walks through it with people.mjs, whose head says what may be set. The part of the directory runs where `oidc-provider` is
# installed beside it.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"
program=${TANGLAW:-target/debug/tanglaw}

port=$(free_port)
start admin-secret: "$program" demo --reports 300 --listen "127.0.0.1:$port" --public-listen 127.0.0.1:0
ADMIN_NAME=$(said admin-name) ADMIN_PASSWORD=$(said admin-password) ADMIN_SECRET=$(said admin-secret)
export ADMIN_NAME ADMIN_PASSWORD ADMIN_SECRET BASE_URL=http://localhost:$port
node e2e/people.mjs
