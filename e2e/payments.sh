#!/usr/bin/env bash
# The payments compartment in a real browser: e2e/payments.sh
#
# Starts the example `desk` (target/debug/examples/desk, or the program that DESK names) on a store of its own, with samples of
# alerts and of the reports they meet, and walks through it with payments.mjs. BACKTEST as in payments.mjs; SCREENSHOTS,
# CHROMIUM and ONLY as in frame.mjs.
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"
program=${DESK:-target/debug/examples/desk}

# A desk whose office is known to its financial intelligence unit: goAML is offered there and nowhere else.
mkdir -m 700 "$scratch/data"
cp crates/payments/tests/office.toml "$scratch/data/goaml.toml"

start link: "$program" "$scratch/data" "127.0.0.1:$(free_port)" 8
BASE_URL=$(said link)
USERS=$(python3 e2e/said.py "$scratch/said" password secret)
export BASE_URL USERS
node e2e/payments.mjs
