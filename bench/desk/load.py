"""Two hundred people at work, open loop: load.py LINK SESSIONS RATE SECONDS PID... > seen.json

Requests are planned beforehand, at random instants (exponential gaps) of RATE a second, in turn from every session. Each is sent at
its instant whether or not earlier ones were answered, and its latency runs from the planned instant to the last byte of the answer:
a server that stalls is not spared the requests that came meanwhile. What somebody opens is what their own pages named before.
PID... are processes whose processor time and memory are told (with their children).
"""

import asyncio, collections, html, json, os, random, re, resource, sys, time, urllib.parse

LINKS = re.compile(r'href="/(leads|reports|persons|referrals)/([0-9A-Za-z.-]+)["?#]')
VIEWS = ["mine", "team", "unassigned", "overdue", "asked", "referred", "accepted", "no_concern"]
FILTERS = ["channel=platform", "channel=hotline", "channel=police", "kind=form-live_streaming", "kind=form-grooming",
           "kind=form-sexual_extortion&channel=clearing_house"]

# What people do, in parts of a hundred, by how they work. A part that finds nothing to work on yet looks at the queue.
CENTRE = {"home": 14, "queue": 14, "queue, filtered": 7, "queue, later page": 7, "queue, a view": 10, "lead": 16, "report": 14,
          "person": 5, "search": 5, "referrals": 2, "referral": 2, "own account": 0.5, "assign": 1.5, "decide": 1.5, "hand over": 0.5}
AGENCY = {"home": 16, "queue": 15, "lead": 18, "report": 18, "person": 5, "search": 4, "referrals": 12, "referral": 10,
          "own account": 1, "answer a referral": 1}
OTHERS = {"hotline_operator": {"contacts": 50, "conversations": 50}, "auditor": {"audit": 100}, "administrator": {"accounts": 100},
          "financial_analyst": {"home": 25, "queue": 25, "report": 20, "referrals": 25, "own account": 5}}


class Person:
    def __init__(self, session):
        self.cookie, self.token = session["cookie"], session["token"]
        self.centre = session["agency"] == "centre"
        self.does = OTHERS.get(session["role"]) or (CENTRE if self.centre else AGENCY)
        self.known = {kind: collections.deque(maxlen=80) for kind in ("leads", "reports", "persons", "referrals")}
        self.next = self.form = self.answerable = None

    def learn(self, name, path, text):
        for kind, reference in LINKS.findall(text):
            if kind != "persons" or name == "lead":
                self.known[kind].append(reference)
        if name.startswith("queue"):
            found = re.search(r'href="([^"]+)" rel="next"', text)
            self.next = found and html.unescape(found.group(1))
        seen = re.search(r'name="seen" value="(-?\d+)"', text)
        if name == "lead" and seen and self.centre:
            decisions = re.findall(r'<option value="([a-z_]+\.[a-z_]+)"', text)
            holders = re.findall(r'<option value="((?:user|team):[0-9a-f-]{36})"', text)
            self.form = (path.split("?")[0], seen.group(1), decisions, holders, "/refer" in text)
        if name == "referral" and seen and 'name="step" value="accept"' in text:
            self.answerable = (path, seen.group(1))


class Work:
    """What somebody does next, drawn from what they know."""

    def __init__(self, people, agencies):
        self.rng, self.people, self.agencies = random.Random(11), people, agencies
        self.words = collections.deque(maxlen=400)

    def pick(self, person):
        name = self.rng.choices(list(person.does), list(person.does.values()))[0]
        return self.request(person, name) or ("queue", "GET", "/queue", None)

    def request(self, person, name):
        rng, known = self.rng, person.known
        one = lambda kind: rng.choice(known[kind]) if known[kind] else None
        get = lambda path: (name, "GET", path, None)
        plain = {"home": "/desk", "queue": "/queue", "referrals": "/referrals", "contacts": "/contacts", "audit": "/audit",
                 "conversations": "/conversations", "accounts": "/accounts", "own account": "/settings"}
        if name in plain:
            return get(plain[name])
        if name == "queue, filtered":
            return get("/queue?" + rng.choice(FILTERS))
        if name == "queue, a view":
            return get("/queue?view=" + rng.choice(VIEWS))
        if name == "queue, later page":
            return get(person.next) if person.next else None
        if name in ("lead", "report", "person", "referral"):
            # A lead is opened by any of its reports.
            reference = one(name + "s") or (one("reports") if name == "lead" else None)
            return get(f"/{name}s/{reference}") if reference else None
        if name == "search":
            text = one("reports") or one("leads") if rng.random() < 0.3 or not self.words else rng.choice(self.words)
            return (name, "POST", "/search", {"text": text}) if text else None
        if name == "answer a referral" and person.answerable:
            (path, seen), person.answerable = person.answerable, None
            return (name, "POST", path, {"seen": seen, "step": "accept", "reason": "", "note": ""})
        if name in ("assign", "decide", "hand over") and person.form:
            (path, seen, decisions, holders, may_refer), person.form = person.form, None
            if name == "hand over":
                form = {"seen": seen, "to": rng.choice(self.agencies), "purpose": "investigate", "basis": "child_protection",
                        "reason": "child_at_risk", "compartment": "words", "until": "", "deadline": "", "message": "A sample message"}
                return (name, "POST", path + "/refer", form) if may_refer else None
            steps = [one for one in decisions if one.startswith("assign.") == (name == "assign") and not one.startswith("release")]
            if not steps:
                return None
            return (name, "POST", path + "/decide",
                    {"seen": seen, "decision": rng.choice(steps), "to": rng.choice(holders), "note": "A sample note"})
        return None

    def read(self, name, text):
        if name == "report":
            self.words.extend(html.unescape(one) for one in re.findall(r'<li class="identifier">.*?<code>([^<]{3,200})</code>', text, re.S)[:3])
            self.words.extend(html.unescape(one) for one in re.findall(r"<h3 [^>]*><span[^>]*>[^<]*</span> ([^<]{5,80})</h3>", text)[:2])


class Pool:
    """Connections that are kept; a new one whenever none is free."""

    def __init__(self, link):
        parts = urllib.parse.urlsplit(link)
        self.host, self.port, self.netloc, self.link = parts.hostname, parts.port, parts.netloc, link.rstrip("/")
        self.free, self.made = [], 0

    async def ask(self, person, method, path, fields):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.netloc}", f"Cookie: {person.cookie}"]
        body = b""
        if fields is not None:
            body = urllib.parse.urlencode({**fields, "csrf_token": person.token}).encode()
            lines += [f"Origin: {self.link}", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        if self.free:
            reader, writer = self.free.pop()
        else:
            reader, writer = await asyncio.open_connection(self.host, self.port, limit=1 << 22)
            self.made += 1
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status = int(head.split(" ", 2)[1])
        length = re.search(r"\r\ncontent-length: (\d+)", head, re.I)
        text = await reader.readexactly(int(length.group(1)) if length else 0)
        self.free.append((reader, writer))
        return status, text


def processes(pids):
    """Processor seconds and resident memory, in KiB, of processes and their children."""
    wanted, seconds, memory = set(map(str, pids)), 0.0, 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            if entry in wanted or fields[1] in wanted:
                seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                with open(f"/proc/{entry}/smaps_rollup") as file:
                    memory += int(re.search(r"^Pss: +(\d+)", file.read(), re.M).group(1))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return seconds, memory


async def main():
    link, sessions, rate, seconds, *pids = sys.argv[1:]
    with open(sessions) as file:
        state = json.load(file)
    people = [Person(session) for session in state["sessions"]]
    pool, work = Pool(link), Work(people, [])
    # Everybody has looked at where they work before it begins.
    for person in people:
        for name in [name for name in ("home", "queue", "referrals", "contacts", "audit", "accounts") if person.does.get(name)]:
            path = work.request(person, name)[2]
            status, text = await pool.ask(person, "GET", path, None)
            person.learn(name, path, text.decode())
    centre = next(person for person in people if person.centre and person.does is CENTRE)
    _, text = await pool.ask(centre, "GET", f"/leads/{centre.known['leads'][0]}/refer", None)
    work.agencies = re.findall(r'<option value="([0-9a-f-]{36})"', text.decode())

    rng = random.Random(7)
    planned, at, turn = [], 0.0, []
    while True:
        at += rng.expovariate(float(rate))
        if at >= float(seconds):
            break
        if not turn:
            turn = list(range(len(people)))
            rng.shuffle(turn)
        planned.append((at, people[turn.pop()]))
    seen, late, under_way = [], [], set()
    each = [(pid, processes([pid])) for pid in pids]
    own = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()

    async def one(at, person):
        name, method, path, fields = work.pick(person)
        name = f"{name} ({'centre' if person.centre else 'agency'})" if name in ("home", "queue", "lead", "report", "person", "referrals", "referral", "search") else name
        late.append(time.perf_counter() - began - at)
        try:
            status, text = await pool.ask(person, method, path, fields)
        except (OSError, asyncio.IncompleteReadError) as error:
            status, text = type(error).__name__, b""
        seen.append((name, time.perf_counter() - began - at, status))
        if status == 200:
            plain, text = name.split(" (")[0], text.decode()
            person.learn(plain, path, text)
            work.read(plain, text)

    for at, person in planned:
        wait = at - (time.perf_counter() - began)
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.ensure_future(one(at, person))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    if under_way:
        await asyncio.wait(under_way)
    took = time.perf_counter() - began
    now = resource.getrusage(resource.RUSAGE_SELF)
    json.dump(
        {
            "seen": seen, "took": took, "planned": float(seconds), "late": sorted(late)[int(len(late) * 0.99)], "latest": max(late),
            "connections": pool.made, "people": len({id(person) for _, person in planned}), "work": state["work"],
            "client": now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime,
            "processes": [(processes([pid])[0] - before[0], processes([pid])[1]) for pid, before in each],
        },
        sys.stdout,
    )


asyncio.run(main())
