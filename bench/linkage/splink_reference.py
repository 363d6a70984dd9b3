#!/usr/bin/env python3
"""Makes the fixture that proves that a model of Splink keeps its weights: splink_reference.py [OUT]

Trains Splink on 2,000 synthetic records with every comparison of its library that can be said in our models, saves the
settings, reads them back and predicts, as a user would who moves a model. Writes records.parquet, model.json and
pairs.parquet (a sample in which every level of every comparison stands, with Splink's weight) into OUT.
"""

import json, random, sys, zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import splink_baseline as base

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "crates/linkage/tests/fixtures/splink")
ROWS, SAMPLE = 2_000, 4_000


def records():
    import pyarrow as pa

    rng = random.Random(11)
    letters = "ABCDEFGHJKLMN"
    homes, rows = {}, base.gen_rows(ROWS, 7)
    table = {name: [] for name in "rec_id first_name surname full_name dob registered seen phone email city postcode lat lng amount tags aliases".split()}
    for number, (person, values) in enumerate(rows):
        home = homes.setdefault(person, (
            f"{rng.choice(letters)}{rng.choice(letters)}{rng.randrange(1, 10)} {rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}",
            51 + rng.random(), rng.random(), rng.randrange(100, 1_000), rng.sample(range(40), 3), rng.randrange(1, 28)))
        first, last, dob, phone, email, city = values
        postcode, lat, lng, amount, tags, day = home
        chance = rng.random
        if chance() < .1: first = None
        if chance() < .1: last = None
        if chance() < .2: postcode = postcode[:-1] + rng.choice(letters)
        elif chance() < .2: postcode = postcode[:2] + str(rng.randrange(1, 10)) + postcode[3:]
        elif chance() < .1: postcode = None
        if chance() < .3: lat += rng.choice((.001, .02, .3))
        if chance() < .05: lng = None
        if chance() < .3: amount += rng.choice((1, 4, 9, 60, 300))
        if chance() < .3: tags = tags[:2] + [rng.randrange(40)]
        day = min(28, max(1, day + (rng.choice((-3, -1, 1, 5)) if chance() < .4 else 0)))
        line = [number, first, last, first and last and f"{first} {last}", dob,
                None if chance() < .1 else 15_000 + day * 30 + (rng.choice((1, 20, 200, 2_000)) if chance() < .4 else 0),
                None if chance() < .1 else f"{day:02}/0{rng.randrange(1, 4)}/2021",
                phone, email, city if chance() < .95 else None, postcode, lat, lng,
                None if chance() < .1 else float(amount), None if chance() < .1 else [f"t{tag}" for tag in tags],
                [name for name in (first, last) if name] or None]
        for name, value in zip(table, line): table[name].append(value)
    kinds = dict(rec_id=pa.int64(), registered=pa.date32(), lat=pa.float64(), lng=pa.float64(), amount=pa.float64(),
                 tags=pa.list_(pa.string()), aliases=pa.list_(pa.string()))
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in table.items()})


def settings():
    import splink.comparison_level_library as L, splink.comparison_library as C
    from splink import ColumnExpression as E, SettingsCreator, block_on

    hoisted = L.CustomLevel("jaro_winkler_similarity(surname_l, surname_r) = -100 or surname_l is null or surname_r is null")
    custom = lambda name, *levels: C.CustomComparison(output_column_name=name, comparison_levels=[*levels, L.ElseLevel()])
    comparisons = [
        C.NameComparison("first_name"),
        custom("surname", hoisted.configure(is_null_level=True), L.ExactMatchLevel("surname", term_frequency_adjustments=True),
               L.JaroWinklerLevel("surname", .92).configure(tf_adjustment_column="surname"), L.JaroLevel("surname", .8)),
        C.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="full_name"),
        C.DateOfBirthComparison("dob", input_is_string=True),
        custom("registered", *C.DateOfBirthComparison("registered", input_is_string=False).create_comparison_levels()[:-1]),
        C.AbsoluteDateDifferenceAtThresholds("seen", input_is_string=True, datetime_format="%d/%m/%Y", metrics=["day", "month"], thresholds=[3, 1]),
        C.LevenshteinAtThresholds("phone", [1, 2]),
        C.EmailComparison("email"),
        C.DamerauLevenshteinAtThresholds("city", [1, 2]).configure(term_frequency_adjustments=True),
        C.PostcodeComparison("postcode"),
        C.DistanceInKMAtThresholds("lat", "lng", [.5, 5]),
        custom("amount", L.NullLevel("amount"), L.ExactMatchLevel("amount"), L.AbsoluteDifferenceLevel("amount", 5),
               L.PercentageDifferenceLevel("amount", .1)),
        C.ArrayIntersectAtSizes("tags", [3, 2, 1]),
        C.PairwiseStringDistanceFunctionAtThresholds("aliases", "jaro_winkler", [.95, .8]),
        custom("town", L.NullLevel("city"), L.ExactMatchLevel(E("city").substr(1, 4)), L.ExactMatchLevel(E("city").substr(1, 2).lower()),
               L.And(L.Not(L.JaroWinklerLevel("city", .6)), L.Or(L.LevenshteinLevel("city", 6), L.ExactMatchLevel(E("dob").nullif("1990-01-01"))))),
    ]
    blocks = [block_on("dob"), block_on("phone"), block_on("substr(first_name,1,2)", "substr(surname,1,2)"),
              block_on("tags", "city", arrays_to_explode=["tags"]), block_on("lower(email)"), block_on("first_name", "surname")]
    return SettingsCreator(link_type="dedupe_only", unique_id_column_name="rec_id", comparisons=comparisons,
                           blocking_rules_to_generate_predictions=blocks, retain_intermediate_calculation_columns=True,
                           retain_matching_columns=True)


def main():
    import duckdb, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq, splink
    from splink import DuckDBAPI, Linker, block_on

    OUT.mkdir(parents=True, exist_ok=True)
    table = records()
    pq.write_table(table, OUT / "records.parquet", compression="zstd", use_dictionary=True, store_schema=False)
    con = duckdb.connect()
    # Splink 5.0.0 writes functions of lists in a way that DuckDB 2 takes only when asked.
    con.execute("set lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    con.execute(f"create table rec as select * from read_parquet('{OUT}/records.parquet')")
    api = DuckDBAPI(con)
    linker = Linker(api.register(con.sql("select * from rec")), settings(), log_level=40)
    linker.training.estimate_probability_two_random_records_match([block_on("dob", "phone"), block_on("email")], recall=.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e5, seed=1)
    for block in (block_on("dob"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(block, estimate_without_term_frequencies=True)
    saved = linker.misc.save_model_to_json()
    phone = next(c for c in saved["comparisons"] if c["output_column_name"] == "phone")["comparison_levels"][1]
    phone.update(tf_adjustment_column="phone", tf_adjustment_weight=.7, tf_minimum_u_value=.002)
    saved.pop("linker_uid", None)
    (OUT / "model.json").write_text(json.dumps(saved, indent=1) + "\n")

    again = Linker(api.register(con.sql("select * from rec")), str(OUT / "model.json"), log_level=40)
    found = con.sql(f"select * from {again.inference.predict().physical_name}").to_arrow_table()
    gammas = [name for name in found.column_names if name.startswith("gamma_")]
    found = found.select(["rec_id_l", "rec_id_r", "match_weight", *gammas])
    rows = found.to_pylist()
    rows.sort(key=lambda row: zlib.crc32(f"{row['rec_id_l']} {row['rec_id_r']}".encode()))
    seen, kept, rest = {}, [], []
    for row in rows:                               # every level first, some of each
        new = [key for key in ((g, row[g]) for g in gammas) if seen.get(key, 0) < 15]
        for g in gammas: seen[g, row[g]] = seen.get((g, row[g]), 0) + 1
        (kept if new else rest).append(row)
    kept = sorted(kept + rest[: max(0, SAMPLE - len(kept))], key=lambda row: (row["rec_id_l"], row["rec_id_r"]))
    out = pa.table({"rec_id_l": pa.array([r["rec_id_l"] for r in kept], pa.int32()), "rec_id_r": pa.array([r["rec_id_r"] for r in kept], pa.int32()),
                    "match_weight": pa.array([r["match_weight"] for r in kept], pa.float64()),
                    "gammas": pa.array([" ".join(str(r[g]) for g in gammas) for r in kept], pa.string())})
    pq.write_table(out, OUT / "pairs.parquet", compression="zstd", store_schema=False)
    (OUT / "about.json").write_text(json.dumps(dict(splink=splink.__version__, duckdb=duckdb.__version__, records=ROWS,
        pairs=len(rows), sample=len(kept), comparisons=[g.removeprefix("gamma_") for g in gammas],
        unseen=[f"{g.removeprefix('gamma_')} {level}" for g, levels in zip(gammas, again._settings_obj.comparisons)
                for level in range(levels._num_levels) if (g, level) not in seen]), indent=1) + "\n")
    print((OUT / "about.json").read_text(), {p.name: p.stat().st_size for p in OUT.iterdir()})


if __name__ == "__main__":
    main()
