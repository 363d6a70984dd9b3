"""Two hundred people of five agencies, signed in, with work: people.py SAID LINK KEPT OUT

SAID is what `tanglaw agency` and `tanglaw user invite` printed (`run` calls them), or missing where KEPT is there already.
Everybody uses the invitation at its page, signs in at the sign-in page, and the centre gives leads out, decides about some and
hands some over, by the forms of the pages. KEPT keeps how they sign in, so that a store can be used again; OUT gets the sessions.
"""

import base64, concurrent.futures, hashlib, hmac, html, http.client, json, os, random, re, struct, sys, time, urllib.parse

ASSIGNED, DECIDED, REFERRED = 1_200, 300, 480


def code(secret, at):
    """The one-time code of a moment (RFC 6238 with SHA-1, six digits, 30 seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Desk:
    """One browser: a connection and, once signed in, a session."""

    def __init__(self, link):
        self.link = link.rstrip("/")
        self.host = urllib.parse.urlsplit(self.link).netloc
        self.connection = http.client.HTTPConnection(self.host, timeout=60)
        self.cookie = self.token = None

    def ask(self, method, path, fields=None):
        headers = {"Origin": self.link, "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = None
        if fields is not None:
            if self.token:
                fields = {**fields, "csrf_token": self.token}
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        return answer.status, text, answer.headers

    def page(self, path):
        status, text, _ = self.ask("GET", path)
        if status != 200:
            sys.exit(f"GET {path}: {status}")
        return text

    def send(self, path, fields, expected=303):
        status, text, headers = self.ask("POST", path, fields)
        if status != expected:
            said = re.search(r'role="alert"[^>]*>([^<]*)', text)
            sys.exit(f"POST {path}: {status} {said.group(1) if said else ''}")
        return headers

    def sign_in(self, person):
        for _ in range(4):
            form = {"name": person["name"], "password": person["password"], "code": code(person["secret"], time.time())}
            status, _, headers = self.ask("POST", "/sign-in", form)
            lines = headers.get_all("Set-Cookie") or []
            found = [line.split(";")[0] for line in lines if line.split("=")[0].endswith("tanglaw")]
            if status == 303 and found:
                self.cookie = found[0]
                text = self.page("/settings")
                self.token = re.search(r'name="csrf_token" value="([^"]+)"', text).group(1)
                return
            # A code works once: the next one comes within half a minute.
            time.sleep(10)
        sys.exit(f"{person['name']} cannot sign in: {status}")


def accept(link, person):
    """Uses the invitation of somebody, who chooses a password and an authenticator."""
    desk = Desk(link)
    person["password"] = "a long one of the " + base64.b32encode(os.urandom(10)).decode()
    person["secret"] = base64.b32encode(os.urandom(20)).decode().rstrip("=")
    desk.send(
        "/invitation/accept",
        {
            "code": person.pop("code"),
            "password": person["password"],
            "again": person["password"],
            "totp_secret": person["secret"],
            "totp": code(person["secret"], time.time()),
        },
    )


def give_out(people, leads):
    """Gives leads out, decides about some and hands some over; returns how many of each."""
    rng = random.Random(5)
    centre = [one for one in people if one["role"] in ("analyst", "supervisor") and one["agency"] == "centre"]
    desks = {one["name"]: one["desk"] for one in people}
    first = desks[centre[0]["name"]]
    text = first.page(f"/leads/{leads[0]}")
    holders = re.findall(r'<option value="(user:[0-9a-f-]{36})"', text)
    team = re.search(r'<option value="(team:[0-9a-f-]{36})"', text).group(1)
    agencies = re.findall(r'<option value="([0-9a-f-]{36})"', first.page(f"/leads/{leads[0]}/refer"))
    dates = re.findall(r'name="(deadline|until)" type="date" value="([^"]*)"', first.page(f"/leads/{leads[0]}/refer"))
    rng.shuffle(leads)
    tasks = []
    for at, lead in enumerate(leads[:ASSIGNED]):
        # Two of three have somebody, the others wait for anybody of the team.
        to = holders[at % len(holders)] if at % 3 else team
        tasks.append((f"/leads/{lead}/decide", {"seen": 0, "decision": "assign.our_task", "to": to, "note": ""}))
    for at, lead in enumerate(leads[ASSIGNED : ASSIGNED + DECIDED]):
        decision = ["no_concern.too_little", "accept.our_task"][at % 2]
        tasks.append((f"/leads/{lead}/decide", {"seen": 0, "decision": decision, "note": "A sample note"}))
    for at, lead in enumerate(leads[ASSIGNED + DECIDED : ASSIGNED + DECIDED + REFERRED]):
        form = {"seen": 0, "to": agencies[at % len(agencies)], "purpose": "investigate", "basis": "child_protection",
                "reason": "child_at_risk", "compartment": "words", "message": "A sample message"}
        tasks.append((f"/leads/{lead}/refer", {**form, **dict(dates)}))
    for at, (path, form) in enumerate(tasks):
        centre[at % len(centre)]["desk"].send(path, form)
    # Every second referral is taken by its receiver.
    taken = 0
    for agency in sorted({one["agency"] for one in people} - {"centre"}):
        desk = next(one["desk"] for one in people if one["agency"] == agency)
        for referral in sorted(set(re.findall(r'href="(/referrals/[0-9a-f-]{36})"', desk.page("/referrals"))))[::2]:
            seen = re.search(r'name="seen" value="(-?\d+)"', desk.page(referral)).group(1)
            desk.send(referral, {"seen": seen, "step": "accept", "reason": "", "note": ""})
            taken += 1
    return {"assigned": ASSIGNED, "decided": DECIDED, "referred": REFERRED, "taken": taken}


def main():
    said, link, kept, out = sys.argv[1:]
    if os.path.exists(kept):
        with open(kept) as file:
            state = json.load(file)
    else:
        people = []
        with open(said) as file:
            for line in file:
                agency, role, name, invitation = line.split()
                people.append({"agency": agency, "role": role, "name": name, "code": invitation})
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: accept(link, one), people))
        state = {"people": people, "work": None}
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(state, file)
    people = state["people"]

    def sign_in(person):
        person["desk"] = Desk(link)
        person["desk"].sign_in(person)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(sign_in, people))
    if not state["work"]:
        reader = next(one["desk"] for one in people if one["role"] == "analyst")
        leads, next_page = [], "/queue"
        while next_page and len(leads) < 2 * (ASSIGNED + DECIDED + REFERRED):
            text = reader.page(next_page)
            leads += re.findall(r'href="/leads/([^"/?#]+)"', text)
            found = re.search(r'href="([^"]+)" rel="next"', text)
            next_page = found and html.unescape(found.group(1))
        state["work"] = give_out(people, list(dict.fromkeys(leads)))
        people_kept = [{key: value for key, value in one.items() if key != "desk"} for one in people]
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"people": people_kept, "work": state["work"]}, file)
    sessions = [
        {"agency": one["agency"], "role": one["role"], "cookie": one["desk"].cookie, "token": one["desk"].token} for one in people
    ]
    with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"sessions": sessions, "work": state["work"]}, file)
    print(f"{len(sessions)} people signed in, {state['work']}")


main()
