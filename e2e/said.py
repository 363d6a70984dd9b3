"""What a program said of people, as a JSON object of name to values: said.py FILE KEY... (as `password secret`)."""

import json
import sys

people, name = {}, None
for line in open(sys.argv[1]):
    key, _, words = line.partition(":")
    if key == "name":
        name = words.strip()
        people[name] = []
    elif key in sys.argv[2:]:
        people[name].append(words.split()[0])
print(json.dumps(people))
