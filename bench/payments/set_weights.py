#!/usr/bin/env python3
"""Sets the weights of a pack to those that the example `learn` prints (`id weight` lines): set_weights.py PACK <WEIGHTS"""
import re
import sys

pack = sys.argv[1]
text = open(pack, encoding="utf-8").read()
for line in sys.stdin:
    name, weight = line.split()
    text, changed = re.subn(
        rf'(id = "{re.escape(name)}"\n(?:(?!\[\[).*\n)*?weight = )-?[0-9.]+', rf"\g<1>{weight}", text, count=1
    )
    if changed != 1:
        sys.exit(f"{name} is not in the pack")
open(pack, "w", encoding="utf-8").write(text)
