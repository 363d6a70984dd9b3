#!/usr/bin/env python3
"""Ten million synthetic remittances, and four questions asked of DuckDB and Polars.

    four_questions.py gen --rows 10000000 --out DIR      writes DIR/payments.parquet (zstd, row groups of 500,000)
    four_questions.py ask duckdb|polars Q1..Q4 --data DIR [--threads N]
        prints one line of JSON: seconds by the clock and of the processor, answer, peak memory

The data: one year of cross-border remittances in order of time. Ordinary senders have one to four recipients; 2 % of the
traffic goes to ten billers, so that windows of recipients have hot keys; planted senders pay small even sums to many
recipients. Nothing in it is real.

The questions, each answered at every payment over the 30 days that end with it (both edges included):
    Q1  sender:     different recipients; how often four or more
    Q2  sender:     payments of 10 to 200 units, their sum, those that are multiples of 5
    Q3  recipient:  different senders, different countries of senders, payments; how often five senders of three countries
    Q4  pair:       payments of 10 to 200 units
What is printed are sums over all payments: the checksums of the same questions in Tanglaw must be equal.
"""

import argparse, json, os, pathlib, time

YEAR_MS = 365 * 86_400_000
START_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
FROM = "AE AT AU BE CA CH CZ DE DK ES FI FR GB HK IE IL IT JP KR KW NL NO NZ PL PT QA SA SE SG US".split()
TO = "PH TH CO DO MX GH UA RO JM KE NG VN ID IN BD NP LK PK KH LA MM BR PE EC BO HT CU MA TN EG ZA TZ UG MG".split()


def generate(rows, folder, seed=7):
    import numpy as np, pyarrow as pa, pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    senders, recipients = max(1_000, rows // 8), max(1_000, rows // 10)
    payers, hubs = max(10, rows // 3_300), max(5, rows // 16_600)
    planted = payers * 40
    plain = rows - planted
    activity = np.cumsum(rng.gamma(0.7, 1.0, senders))
    sender = np.searchsorted(activity / activity[-1], rng.random(plain)).astype(np.uint32)
    which = rng.choice(4, plain, p=[0.72, 0.17, 0.08, 0.03]).astype(np.uint64)
    spread = sender.astype(np.uint64) * np.uint64(2654435761) + which * np.uint64(40503) + np.uint64(12345)
    recipient = (spread % np.uint64(recipients)).astype(np.uint32)
    hot = rng.random(plain) < 0.02
    recipient[hot] = rng.integers(0, 10, int(hot.sum()))
    amount = np.exp(rng.normal(5.2, 0.8, plain))
    amount = np.where(rng.random(plain) < 0.35, np.maximum(10, np.round(amount / 10) * 10), np.round(amount, 2))
    at = rng.integers(0, YEAR_MS, plain)

    payer = np.repeat(np.arange(senders, senders + payers, dtype=np.uint32), 40)
    hub_of = rng.integers(0, hubs, (payers, 8))
    hub = (recipients + hub_of[(payer - senders).astype(int), rng.integers(0, 8, planted)]).astype(np.uint32)
    paid = np.maximum(10, np.round(np.exp(rng.normal(4.0, 0.5, planted)) / 5) * 5)
    start = np.repeat(rng.integers(0, YEAR_MS // 2, payers), 40)
    gaps = np.concatenate([np.cumsum(g) for g in rng.exponential(4.0 * 86400e3, (payers, 40))])
    paid_at = np.minimum(start + gaps.astype(np.int64), YEAR_MS - 1)

    sender, recipient = np.concatenate([sender, payer]), np.concatenate([recipient, hub])
    amount, at = np.concatenate([amount, paid]), np.concatenate([at, paid_at])
    order = np.argsort(at, kind="stable")
    sender, recipient, amount, at = sender[order], recipient[order], amount[order], at[order]
    number = np.arange(rows)
    at = np.maximum.accumulate(at - number) + number + START_MS  # strictly rising
    from_ = ((sender.astype(np.uint64) * np.uint64(7919)) % np.uint64(30)).astype(np.int8)
    to = ((recipient.astype(np.uint64) * np.uint64(104729)) % np.uint64(34)).astype(np.int8)
    table = pa.table({
        "tx": pa.array(number.astype(np.uint64)),
        "ts": pa.array(at.astype("int64"), pa.timestamp("ms")),
        "sender": sender,
        "recipient": recipient,
        "cents": np.round(amount * 100).astype(np.uint32),
        "s_country": pa.DictionaryArray.from_arrays(pa.array(from_), pa.array(FROM)),
        "r_country": pa.DictionaryArray.from_arrays(pa.array(to), pa.array(TO)),
        "s_cc": from_.astype(np.uint8),  # the same as a number: what the peers count countries by, which is cheaper for them
    })
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "payments.parquet", compression="zstd", row_group_size=500_000)


WINDOW = "OVER (PARTITION BY {} ORDER BY ts RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND CURRENT ROW)"
BY_SENDER, BY_RECIPIENT, BY_PAIR = (WINDOW.format(key) for key in ("sender", "recipient", "sender, recipient"))
SMALL = "(cents BETWEEN 1000 AND 20000)"
SQL = {
    "Q1": f"SELECT sum(d), sum((d >= 4)::INT) FROM (SELECT count(DISTINCT recipient) {BY_SENDER} d FROM payments)",
    "Q2": f"SELECT sum(n), sum(a)::HUGEINT, sum(z) FROM (SELECT count(*) FILTER ({SMALL}) {BY_SENDER} n, "
          f"coalesce(sum(cents) FILTER ({SMALL}) {BY_SENDER}, 0) a, count(*) FILTER ({SMALL} AND cents % 500 = 0) {BY_SENDER} z FROM payments)",
    "Q3": f"SELECT sum(d), sum(c), sum(n), sum((d >= 5 AND c >= 3)::INT) FROM (SELECT count(DISTINCT sender) {BY_RECIPIENT} d, "
          f"count(DISTINCT s_cc) {BY_RECIPIENT} c, count(*) {BY_RECIPIENT} n FROM payments)",
    "Q4": f"SELECT sum(n) FROM (SELECT count(*) FILTER ({SMALL}) {BY_PAIR} n FROM payments)",
}


def ask_duckdb(question, path, threads):
    import duckdb

    db = duckdb.connect()
    db.execute(f"SET threads = {threads}")
    db.execute("SET preserve_insertion_order = false")
    db.execute(f"CREATE VIEW payments AS SELECT * FROM read_parquet('{path}')")
    return db.execute(SQL[question]).fetchone()


def ask_polars(question, path, _threads):
    import polars as pl

    small = pl.col("cents").is_between(1000, 20000)
    read = pl.scan_parquet(path).select(
        {"Q1": ["ts", "sender", "recipient"], "Q2": ["ts", "sender", "cents"],
         "Q3": ["ts", "recipient", "sender", "s_cc"], "Q4": ["ts", "sender", "recipient", "cents"]}[question])

    def rolling(keys, what):
        return read.sort(*keys, "ts").rolling(index_column="ts", period="30d", closed="both", group_by=keys).agg(what)

    if question == "Q1":
        out = rolling(["sender"], [pl.col("recipient").n_unique().alias("d")])
        out = out.select(pl.col("d").cast(pl.Int64).sum(), (pl.col("d") >= 4).sum().alias("f"))
    elif question == "Q2":
        read = read.with_columns(
            n=small.cast(pl.Int64), a=pl.when(small).then(pl.col("cents")).otherwise(0).cast(pl.Int64),
            z=(small & (pl.col("cents") % 500 == 0)).cast(pl.Int64))
        out = rolling(["sender"], [pl.col(name).sum() for name in "naz"]).select(pl.col("n", "a", "z").sum())
    elif question == "Q3":
        out = rolling(["recipient"], [pl.col("sender").n_unique().alias("d"), pl.col("s_cc").n_unique().alias("c"), pl.len().alias("n")])
        out = out.select(pl.col("d", "c", "n").cast(pl.Int64).sum(), ((pl.col("d") >= 5) & (pl.col("c") >= 3)).sum().alias("f"))
    else:
        read = read.with_columns(n=small.cast(pl.Int64))
        out = rolling(["sender", "recipient"], [pl.col("n").sum()]).select(pl.col("n").sum())
    return out.collect().row(0)


def peak_mib():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["gen", "ask"])
    parser.add_argument("more", nargs="*")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    typed = parser.parse_args()
    if typed.what == "gen":
        generate(typed.rows, typed.out)
        return
    engine, question = typed.more
    path = str(typed.data / "payments.parquet")
    ask = {"duckdb": ask_duckdb, "polars": ask_polars}[engine]
    __import__(engine)  # what importing costs is not counted
    began, spent = time.perf_counter(), time.process_time()
    answer = ask(question, path, typed.threads)
    print(json.dumps({"wall": time.perf_counter() - began, "cpu": time.process_time() - spent,
                      "answer": [int(number) for number in answer], "peak_mib": peak_mib()}))


main()
