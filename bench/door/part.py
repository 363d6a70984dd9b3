"""Puts a part into a text, in place of the one of the same title: part.py FILE TITLE PART"""

import os, sys

file, title, part = sys.argv[1:]
text = open(file).read() if os.path.exists(file) else "# The public door, measured\n"
head, *parts = text.split("\n## ")
known = {one.split("\n", 1)[0]: one for one in parts}
known[title] = f"{title}\n\n{open(part).read().strip()}\n"
with open(file, "w") as out:
    out.write(head.rstrip() + "\n" + "".join(f"\n## {one.rstrip()}\n" for one in known.values()))
