#!/usr/bin/env bash
# Learns the weights of the public pack on one synthetic year and judges them on others: bench/payments/learn.sh [--keep]
#
# Prints what is judged. With --keep the weights are written into crates/payments/packs/public.toml. LEARN names the built example
# (else it is built); SENDERS (300,000) and SEED (101) the year of learning, JUDGED the years of judging (seed:per million:senders).
set -euo pipefail
cd "$(dirname "$0")/../.."
learn=${LEARN:-}
if [ -z "$learn" ]; then
    cargo build --release --locked --quiet -p tanglaw-payments --example learn
    learn=target/release/examples/learn
fi
pack=crates/payments/packs/public.toml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$pack" "$scratch/pack.toml"
"$learn" "$pack" "${SENDERS:-300000}" 1000 "${SEED:-101}" >"$scratch/weights"
python3 bench/payments/set_weights.py "$scratch/pack.toml" <"$scratch/weights"
read -r -a judged <<<"${JUDGED:-202:100:300000 303:10:1000000}"
AS_IT_IS=1 "$learn" "$scratch/pack.toml" 2000 1000 1 "${judged[@]}"
[ "${1:-}" != --keep ] || cp "$scratch/pack.toml" "$pack"
