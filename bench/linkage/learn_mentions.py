"""Learns the figures of the models of mentions and of persons from a synthetic country, whose truth is known.

    python3 learn_mentions.py zero NAME FOLDER
    cargo run --release -p tanglaw-response --example judge_linking -- --reports 100000 --seed 4 --keep DIR \\
        --model FOLDER --looks LOOK --look LOOK --pairs pairs.tsv
    python3 learn_mentions.py learn NAME FOLDER pairs.tsv OUT THRESHOLD FLOOR [POWER]

NAME is `mentions` (LOOK 0) or `persons` (LOOK 1, with the shipped model of mentions). FOLDER holds both models, each with
its figures; the one to be learned with a threshold that nothing reaches and a floor below everything, so that every pair of
its blocks is written; `zero` writes figures without any weight beside it. OUT gets model and figures with the threshold and
floor named; set the fingerprint that `judge_linking` prints. Pairs of several countries are put one after the other in one
file.

Each level of each comparison gets the weight that logistic regression gives it, for children, for adults, and for the
rest, drawn towards each other (ridge); dependence between fields is thereby counted once. A pair of groups counts for its
pairs of mentions to the POWER (1: pairs of mentions are what is judged). What speaks more against two being one than LEAST
allows is held there, and the rest learned around it. Needs numpy.
"""
import collections
import math
import os
import re
import sys
import tomllib

GROUP_OF_SEGMENT = {"child": 0, "adult": 1, "unknown": 2, "adult+unknown": 2, "child+unknown": 2}
GROUPS = 3
# The most, in bits, that these comparisons may say against a pair (a judgement of the house). In the synthetic country a child
# is in one case, of one manner, within half a year, so that nothing speaks louder against a pair than another manner (-9) or
# a year between; in life abuse goes on for years, and one case is told of in several manners.
LEAST = {"happened": -3.0, "heard": -3.0}


def zero(name, folder):
    with open(f"{folder}/{name}.toml", "rb") as file:
        model = tomllib.load(file)
    levels = [(c["name"], [level["name"] for level in c["levels"]]) for c in model["comparisons"]]
    write(f"{folder}/{name}.parameters.toml", model["segments"]["pairs"], levels, lambda *_: 0.0, lambda _: -20.0)


def learn(name, folder, pairs, out, threshold, floor, power="1"):
    import numpy as np

    with open(f"{folder}/{name}.toml", "rb") as file:
        model = tomllib.load(file)
    segments = model["segments"]["pairs"]
    levels = [(c["name"], [level["name"] for level in c["levels"]]) for c in model["comparisons"]]
    features = [
        (c["name"], level["name"]) for c in model["comparisons"] for level in c["levels"] if "weight" not in level
    ]
    place = {feature: at for at, feature in enumerate(features)}

    # Pairs of the same levels together: weight, weight that is the same person; and the same in pairs of mentions.
    counts = collections.defaultdict(lambda: [0.0, 0.0, 0, 0])
    with open(pairs) as lines:
        for line in lines:
            same, mentions, stands_for, segment, *found = line.rstrip("\n").split("\t")
            if any(level.startswith("report=same") for level in found):
                continue
            same, mentions, stands_for = int(same), int(mentions), int(stands_for)
            known = [tuple(level.split("=", 1)) for level in found]
            key = (segment, tuple(sorted(place[level] for level in known if level in place)))
            weight = mentions ** float(power) * stands_for
            count = counts[key]
            count[0] += weight
            count[1] += weight * same / mentions
            count[2] += mentions * stands_for
            count[3] += same
    keys = list(counts)
    n, y, pairs_of_mentions, same_mentions = np.array([counts[key] for key in keys], float).T

    # Columns: the weight of each level, how it deviates in each group of segments, and the start of each segment.
    size = len(features)
    columns = []
    for segment, found in keys:
        group = GROUP_OF_SEGMENT[segment]
        deviations = [size + group * size + at for at in found]
        columns.append([*found, *deviations, size + GROUPS * size + segments.index(segment)])
    width = size + GROUPS * size + len(segments)
    ridge = np.full(width, 0.5)
    ridge[size : size + GROUPS * size] = 2.0
    ridge[size + GROUPS * size :] = 0.001
    row = np.concatenate([np.full(len(found), at) for at, found in enumerate(columns)])
    column = np.concatenate([np.array(found) for found in columns])
    group_of_row = np.array([GROUP_OF_SEGMENT[segment] for segment, _ in keys])[row]
    w, held = np.zeros(width), np.zeros(len(keys))

    def scores(w):
        return np.bincount(row, weights=w[column], minlength=len(keys))

    def drawn(values):
        return np.bincount(column, weights=values[row], minlength=width)

    def fit(w):
        """Newton's method, each step solved by conjugate gradients."""
        for _ in range(30):
            p = 1 / (1 + np.exp(-np.clip(scores(w) + held, -35, 35)))
            gradient = drawn(n * p - y) + ridge * w
            h = n * p * (1 - p) + 1e-9
            scale = 1 / (drawn(h) + ridge)
            step, rest = np.zeros(width), -gradient
            direction = scale * rest
            first = squared = rest @ direction
            for _ in range(150):
                bent = drawn(h * scores(direction)) + ridge * direction
                far = squared / (direction @ bent)
                step += far * direction
                rest -= far * bent
                now = rest @ (scale * rest)
                if now < 1e-9 * first:
                    break
                direction, squared = scale * rest + now / squared * direction, now
            w = w + step
            if np.abs(step).max() < 1e-4:
                break
        return w

    w = fit(w)
    # What says more against a pair than it may is held at what it may, and taken out of what is learned.
    below = [
        (group, at, size + group * size + at, LEAST[name] * math.log(2))
        for (name, _), at in place.items()
        for group in range(GROUPS)
        if name in LEAST and w[at] + w[size + group * size + at] < LEAST[name] * math.log(2)
    ]
    free = np.ones(len(row), bool)
    for group, at, deviation, least in below:
        print(f"held at {least / math.log(2):.0f} bits: {features[at]}, segments {group}")
        mine = group_of_row == group
        held += np.bincount(row[mine & (column == at)], minlength=len(keys)) * least
        free &= ~(mine & ((column == at) | (column == deviation)))
    if below:
        row, column = row[free], column[free]
        w = fit(w)
        for _, at, deviation, least in below:
            w[deviation] = least - w[at]

    bits = (scores(w) + held) / math.log(2)
    for at in (-2, 0, 1, 2, 3, 4, 5, 6):
        told = bits >= at
        right, all_told = same_mentions[told].sum(), pairs_of_mentions[told].sum()
        print(
            f"from {at} bits: precision {right / max(1, all_told):.4f}, right {right:.0f},"
            f" wrong {all_told - right:.0f}, missed {same_mentions[~told].sum():.0f}"
        )

    def weight(segment, comparison, level):
        at = place.get((comparison, level))
        group = GROUP_OF_SEGMENT[segment]
        return 0.0 if at is None else float(w[at] + w[size + group * size + at]) / math.log(2)

    def start(segment):
        return w[size + GROUPS * size + segments.index(segment)] / math.log(2)

    os.makedirs(out, exist_ok=True)
    write(f"{out}/{name}.parameters.toml", segments, levels, weight, start)
    with open(f"{folder}/{name}.toml") as file:
        text = file.read()
    text = re.sub(r"(?m)^threshold = .*", f"threshold = {float(threshold)}", text)
    text = re.sub(r"(?m)^floor = .*", f"floor = {float(floor)}", text)
    with open(f"{out}/{name}.toml", "w") as file:
        file.write(text)


def write(path, segments, levels, weight, start):
    text = 'version = 1\nmodel = "fingerprint"\nrecords = 0\n'
    for segment in segments:
        odds = 2.0 ** start(segment)
        text += f'\n[[segments]]\nname = "{segment}"\nprior = {float(odds / (1 + odds))!r}\n'
        for comparison, names in levels:
            text += f'\n[[segments.comparisons]]\nname = "{comparison}"\nlevels = [\n'
            for level in names:
                bits = round(weight(segment, comparison, level), 2)
                # m over u is the weight; which of the two is small does not matter.
                m, u = (0.5, 0.5 * 2**-bits) if bits >= 0 else (0.5 * 2**bits, 0.5)
                text += f'  {{ name = "{level}", m = {m!r}, u = {u!r} }},  # {bits:+.1f}\n'
            text += "]\n"
    with open(path, "w") as file:
        file.write(text)


{"zero": zero, "learn": learn}[sys.argv[1]](*sys.argv[2:])
