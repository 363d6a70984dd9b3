#!/usr/bin/env python3
"""Learns on the first part of a labelled set of payments and judges on the last, for outside.sh.

outside.py weights TRANSACTIONS WINDOWS               prints `id weight` lines, fitted to the first 60 % by time
outside.py judge   TRANSACTIONS WINDOWS [--json FILE] prints precision, recall and F1 of the last 20 %

The split is by time, whole instants: what is judged lies after all that was learnt from and after all that bounds were set on.
"""
import json
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

PUBLISHED = "Graph Feature Preprocessor and boosted trees, AMLworld HI-Small (arXiv 2402.08593), another set"
# Tried on the middle part only.
TREES = [(leaves, least) for leaves in (15, 63) for least in (20, 100)]


def load(transactions, windows):
    rows = pd.read_csv(transactions, dtype={"tran_id": str, "orig_acct": str, "bene_acct": str})
    rows["at"] = pd.to_datetime(rows["tran_timestamp"], utc=True)
    table = pd.read_csv(windows, dtype={"reference": str})
    both = rows.merge(table.drop(columns="at"), left_on="tran_id", right_on="reference", validate="one_to_one")
    assert len(both) == len(rows), "a payment is missing in the table of windows"
    both = both.sort_values(["at", "tran_id"], kind="stable").reset_index(drop=True)
    figures = [name for name in table.columns if "." in name]
    indicators = [name for name in table.columns if "." not in name and name not in ("reference", "at", "points")]
    first, second = (both["at"].iloc[int(len(both) * share)] for share in (0.6, 0.8))
    parts = (both["at"] < first, (both["at"] >= first) & (both["at"] < second), both["at"] >= second)
    return both, figures, indicators, [part.to_numpy() for part in parts]


def raw(both):
    """What a line says by itself: the amount and where it stands in the week and month. No account numbers: a tree would learn them by heart."""
    return pd.DataFrame(
        {"amount": both["base_amt"], "weekday": both["at"].dt.day_of_week, "day": both["at"].dt.day}
    ).to_numpy(dtype=float)


def measures(truth, found):
    right = int((truth & found).sum())
    precision = right / max(1, int(found.sum()))
    recall = right / max(1, int(truth.sum()))
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-12, precision + recall)}


def best_bound(truth, scores):
    """The score from which on F1 is best."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    # Only where the score changes can a bound lie.
    last = np.append(np.diff(scores[order]) != 0, True)
    return scores[order][np.argmax(np.where(last, f1, -1))]


def accounts(both, part, scores):
    """The highest score of each account of a part, and whether it has a part in a marked payment there."""
    rows = both.loc[part, ["orig_acct", "bene_acct", "is_sar"]].assign(score=scores[part])
    ends = pd.concat([rows.rename(columns={end: "account"})[["account", "is_sar", "score"]] for end in ("orig_acct", "bene_acct")])
    ends = ends.groupby("account").agg(truth=("is_sar", "max"), score=("score", "max"))
    return ends["truth"].to_numpy(dtype=bool), ends["score"].to_numpy()


def judged(both, parts, scores):
    truth = both["is_sar"].to_numpy(dtype=bool)
    _, middle, last = parts
    bound = best_bound(truth[middle], scores[middle])
    result = {"payments": measures(truth[last], scores[last] >= bound)}
    result["payments"]["average_precision"] = float(average_precision_score(truth[last], scores[last]))
    known, its = accounts(both, middle, scores)
    bound = best_bound(known, its)
    known, its = accounts(both, last, scores)
    result["accounts"] = measures(known, its >= bound)
    return result


def trees(features, both, parts):
    truth = both["is_sar"].to_numpy(dtype=bool)
    first, middle, _ = parts
    best, kept = -1.0, None
    for leaves, least in TREES:
        model = HistGradientBoostingClassifier(
            learning_rate=0.1, max_leaf_nodes=leaves, min_samples_leaf=least, max_iter=150, early_stopping=False, random_state=0
        ).fit(features[first], truth[first])
        scores = model.predict_proba(features)[:, 1]
        found = average_precision_score(truth[middle], scores[middle])
        if found > best:
            best, kept = found, scores
    return kept


def main():
    how, transactions, windows, *rest = sys.argv[1:]
    both, figures, indicators, parts = load(transactions, windows)
    truth = both["is_sar"].to_numpy(dtype=bool)
    if how == "weights":
        bits = both[indicators].to_numpy(dtype=float)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(bits[parts[0]], truth[parts[0]])
        for name, weight in zip(indicators, model.coef_[0]):
            print(f"{name} {weight:.2f}")
        return
    rows = {
        "pack of windows, learnt weights (`tanglaw payments`)": both["points"].to_numpy(dtype=float),
        "boosted trees on the raw columns": trees(raw(both), both, parts),
        "boosted trees on the exported windows": trees(np.hstack([raw(both), both[figures].to_numpy(dtype=float)]), both, parts),
    }
    results = {name: judged(both, parts, scores) for name, scores in rows.items()}
    counts = [(int(part.sum()), int(truth[part].sum())) for part in parts]
    print(f"{len(both):,} payments, {int(truth.sum()):,} marked ({truth.mean():.3%}); " + ", ".join(
        f"{name} {all:,} ({marked:,} marked)" for name, (all, marked) in zip(("learnt on", "bounds set on", "judged on"), counts)))
    print()
    print("| what | payments: precision | recall | minority F1 | average precision | accounts: precision | recall | F1 |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name, result in results.items():
        one, other = result["payments"], result["accounts"]
        cells = [one["precision"], one["recall"], one["f1"], one["average_precision"], other["precision"], other["recall"], other["f1"]]
        print(f"| {name} | " + " | ".join(f"{100 * cell:.2f}" for cell in cells) + " |")
    share = truth[parts[2]].mean()
    print(f"| every payment marked | {100 * share:.2f} | 100.00 | {100 * 2 * share / (1 + share):.2f} | {100 * share:.2f} | | | |")
    print(f"| published: {PUBLISHED} | | | 64.77 | | | | |")
    if rest[:1] == ["--json"]:
        with open(rest[1], "w", encoding="utf-8") as out:
            json.dump({"payments": len(both), "marked": int(truth.sum()), "parts": counts, "results": results}, out, indent=1)
            out.write("\n")


main()
