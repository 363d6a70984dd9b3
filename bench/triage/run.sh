#!/bin/sh
# How well the queue ranks truly urgent reports of the synthetic country. Writes RESULTS.md beside this file.
#   REPORTS  how many reports (20,000)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
RANKING_REPORTS=${REPORTS:-20000} RANKING_OUT="$here/RESULTS.md" \
    cargo test --release -p tanglaw-response --test ranking -- --nocapture
