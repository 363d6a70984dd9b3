#!/bin/sh
# Persons and leads of a synthetic country, judged by its truth: pairwise precision and recall, overall and by role.
# The shipped figures were learned from seed 4; judge on another. Results: COUNTRY.md.   usage: country.sh [REPORTS] [SEED]
set -eu
cd "$(dirname "$0")/../.."
cargo run --release -q -p tanglaw-response --example judge_linking -- --reports "${1:-100000}" --seed "${2:-5}"
