#!/usr/bin/env python3
"""Linkage on a Spark cluster: every task runs `tanglaw link score` on one part of the pairs, the driver joins the clusters.

    link_on_spark.py --tanglaw PROGRAM --model person.toml --input records.parquet --out DIR [--parts 8] [--check]

Learning runs once on the driver (it needs a sample, not a cluster); scoring, the heavy part, runs as Spark tasks that share
nothing but files on a common disk: the program, the model, the learned figures, the records. A task that fails or is run
twice leaves a whole file or none, so Spark may retry as it likes. At the end Spark reads the parts as one table and
counts pairs, and the driver joins clusters. --check does the same in one go and compares.
"""

import argparse, json, os, subprocess, sys
from pathlib import Path


def run(*words):
    ended = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {ended.stderr.strip()}")
    return ended.stdout


def partition(path):
    """Clusters as sets of ids, whatever they are called."""
    import pyarrow.parquet as pq

    table, found = pq.read_table(path), {}
    for record, cluster in zip(table["rec_id"].to_pylist(), table["cluster_id"].to_pylist()):
        found.setdefault(cluster, set()).add(record)
    return {frozenset(members) for members in found.values()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tanglaw", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--input", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--master", default="local-cluster[2,1,1024]", help="where Spark runs")
    parser.add_argument("--check", action="store_true", help="compare with the result of one go")
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    program, model = options.tanglaw.resolve(), options.model.resolve()
    sources = ["--model", model]
    for path in options.input:
        sources += ["--input", path.resolve()]
    parameters, pairs = out / "parameters.toml", out / "pairs"
    run(program, "link", "train", *sources, "--out", parameters)

    from pyspark import TaskContext
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master(options.master).appName("tanglaw link").config("spark.ui.enabled", "false").config(
        "spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    words = [str(program), "link", "score", *map(str, sources), "--parameters", str(parameters), "--out", str(pairs)]

    def score(numbers):
        for number in numbers:
            ended = subprocess.run([*words, "--chunk", f"{number}/{total}"], capture_output=True, text=True,
                                   env={**os.environ, "RAYON_NUM_THREADS": "1"})
            if ended.returncode:
                raise RuntimeError(f"part {number} of {total}: {ended.stderr.strip()}")
            yield number, TaskContext.get().partitionId(), os.getpid(), ended.stdout.strip()

    total = options.parts
    done = spark.sparkContext.parallelize(range(1, total + 1), total).mapPartitions(score).collect()
    counted = spark.read.parquet(str(pairs)).agg({"*": "count", "match_weight": "max"}).collect()[0]
    told = {"master": options.master, "spark": spark.version, "parts": len(done), "workers": len({pid for *_, pid, _ in done}), "pairs": counted["count(1)"]}
    spark.stop()

    run(program, "link", "cluster", *sources, "--pairs", pairs, "--parameters", parameters, "--out", out)
    told["clusters"] = len(partition(out / "clusters.parquet"))
    if options.check:
        whole = out / "in-one-go"
        run(program, "link", *sources, "--parameters", parameters, "--out", whole)
        import pyarrow.parquet as pq

        in_one_go = pq.read_table(whole / "pairs.parquet").num_rows
        assert in_one_go == told["pairs"], f"{told['pairs']} pairs in parts, {in_one_go} in one go"
        assert partition(out / "clusters.parquet") == partition(whole / "clusters.parquet"), "the clusters differ"
        told["same_as_in_one_go"] = True
    print(json.dumps(told))


if __name__ == "__main__":
    main()
