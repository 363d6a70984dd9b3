"""Sends reports to the public door as a browser without a script does.

    door.py burst URL COUNT [--seed WORD]               COUNT forms are opened, then all sent at once
    door.py reports URL COUNT [--connections N]         one form after the other on each of N connections
    door.py soak URL SECONDS --pid PID [--connections N]  reports without a pause, some sent twice, some lines broken
    door.py read URL 0 < CODES                            opens the conversation of each code, one a line

Prints what happened as one JSON object. Every name and word sent is made up.
"""

import argparse, asyncio, html, json, random, re, sys, time
from cost import memory_kib, processor_seconds, quantile
from web import Broken, Line

TOKEN = re.compile(rb'<input type="hidden" name="token" value="([^"]+)"')
CODE = re.compile(rb'<ol class="code"[^>]*>(.*?)</ol>', re.S)
WORD = re.compile(rb"<li[^>]*>\s*([^<]+?)\s*</li>")


def fields(number, seed):
    """Answers of a made-up report, each different."""
    pick = random.Random(f"{seed} {number}")
    return [
        ("safe", pick.choice(["yes", "no", "unsure"])),
        ("words", f"Made-up words of a load test, number {number} of {seed}. " + "A neighbour saw something. " * pick.randrange(1, 20)),
        ("age", pick.choice(["under_13", "from_13_to_15", "from_16_to_17", "unsure"])),
        ("country", pick.choice(["PH", "ID"])),
        ("place", f"Placeholder town {pick.randrange(1000)}"),
        ("forms", "live"),
        ("forms", "chat"),
        ("last", "week"),
        ("apps", "messenger"),
        ("accounts", f"placeholder.account.{pick.randrange(10**9)}"),
        ("paid", "yes"),
    ]


async def opened(line):
    """Opens the form; its token."""
    status, _, body = await line.post_form("/write", [("door", "saw")])
    found = TOKEN.search(body)
    if status != 200 or not found:
        raise Broken(f"the form answered {status}")
    return found[1].decode()


def form(token, answers):
    return [("door", "saw"), ("at", "0"), ("token", token), ("go", "send"), *answers]


def code_of(status, body):
    """The words of the code that was shown; none where there is none."""
    found = CODE.search(body)
    return tuple(html.unescape(word.decode()) for word in WORD.findall(found[1])) if status == 200 and found else None


class Tally:
    """What came back."""

    def __init__(self):
        self.seconds, self.codes, self.refused = [], [], []

    def note(self, seconds, status, body):
        code = code_of(status, body)
        self.seconds.append(seconds)
        if code:
            self.codes.append(" ".join(code))
        else:
            self.refused.append(status)
        return code

    def words(self):
        if not self.seconds:
            return {"sent": 0, "acknowledged": 0, "codes": 0, "refused": self.refused}
        return {
            "sent": len(self.seconds),
            "acknowledged": len(self.codes),
            "codes": len(set(self.codes)),
            "refused": self.refused,
            "p50": quantile(self.seconds, 0.5),
            "p99": quantile(self.seconds, 0.99),
            "worst": max(self.seconds),
        }


async def burst(url, count, seed):
    lines = [Line(url) for _ in range(count)]
    tokens = []
    for line in lines:
        tokens.append(await opened(line))
    tally, start = Tally(), asyncio.Event()

    async def one(number):
        await start.wait()
        began = time.monotonic()
        try:
            status, _, body = await lines[number].post_form("/write", form(tokens[number], fields(number, seed)))
        except (Broken, OSError) as error:
            status, body = str(error), b""
        tally.note(time.monotonic() - began, status, body)

    tasks = [asyncio.create_task(one(number)) for number in range(count)]
    await asyncio.sleep(0)
    began = time.monotonic()
    start.set()
    await asyncio.gather(*tasks)
    return {**tally.words(), "wall": time.monotonic() - began}


async def reports(url, count, seed, connections):
    tally, numbers = Tally(), iter(range(count))

    async def worker():
        line = Line(url)
        for number in numbers:
            token = await opened(line)
            began = time.monotonic()
            status, _, body = await line.post_form("/write", form(token, fields(number, seed)))
            tally.note(time.monotonic() - began, status, body)

    began = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return {**tally.words(), "wall": time.monotonic() - began}


async def soak(url, seconds, seed, connections, pid):
    """Of twenty reports one is sent again on its form (the same code must come), one's line is broken after sending and it
    is sent again on a new line, and one's words come again on another form (a second delivery with a code of its own)."""
    tally, started, ends = Tally(), time.monotonic(), time.monotonic() + seconds
    counts = {"sent_again": 0, "line_broken": 0, "same_words": 0, "other_code": 0}
    samples, number = [], 0

    async def send(line, token, answers):
        began = time.monotonic()
        try:
            status, _, body = await line.post_form("/write", form(token, answers))
        except (Broken, OSError) as error:
            status, body = str(error), b""
        return tally.note(time.monotonic() - began, status, body)

    async def worker():
        nonlocal number
        line = Line(url)
        while time.monotonic() < ends:
            number += 1
            mine, kind = number, number % 20
            answers = fields(mine, seed)
            try:
                token = await opened(line)
            except (Broken, OSError) as error:
                tally.refused.append(f"form: {error}")
                continue
            if kind == 7:
                counts["line_broken"] += 1
                broken = Line(url)
                await broken.send_form("/write", form(token, answers))
                await asyncio.sleep(random.Random(mine).random() * 0.2)
                broken.close()
            code = await send(line, token, answers)
            if kind == 3:
                counts["sent_again"] += 1
                again = await send(line, token, answers)
                counts["other_code"] += again != code
            if kind == 11:
                counts["same_words"] += 1
                again = await send(line, await opened(line), answers)
                counts["other_code"] += again == code

    async def watch():
        while time.monotonic() < ends:
            resident, anonymous = memory_kib(pid)
            at = round(time.monotonic() - started, 1)
            samples.append([at, resident, anonymous, len(tally.codes), processor_seconds(pid)])
            await asyncio.sleep(5)

    await asyncio.gather(watch(), *(worker() for _ in range(connections)))
    some = tally.codes[:: max(1, len(tally.codes) // 40)]
    return {**tally.words(), **counts, "wall": time.monotonic() - started, "samples": samples, "some_codes": some}


async def enter(line, code):
    """Opens the conversation of a code from a fresh page; status and headers of the answer."""
    _, _, page = await line.ask("GET", "/read")
    status, headers, _ = await line.post_form("/read", [("words", code), ("token", TOKEN.search(page)[1].decode())])
    return status, headers


async def read(url):
    """Opens conversations with their codes, as somebody does who comes back."""
    line, opened_ones, closed = Line(url), 0, []
    for code in filter(None, map(str.strip, sys.stdin)):
        status, headers = await enter(line, code)
        cookie = headers.get("set-cookie", "").split(";")[0]
        if status == 303 and cookie:
            status, _, _ = await line.ask("GET", "/letters", headers=[("Cookie", cookie)])
        if status == 200:
            opened_ones += 1
        else:
            closed.append(status)
    return {"opened": opened_ones, "not_opened": closed}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["burst", "reports", "soak", "read"])
    parser.add_argument("url")
    parser.add_argument("count", type=int)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seed", default=str(time.time_ns()))
    parser.add_argument("--pid", type=int)
    given = parser.parse_args()
    url = given.url.rstrip("/")
    if given.what == "burst":
        work = burst(url, given.count, given.seed)
    elif given.what == "reports":
        work = reports(url, given.count, given.seed, given.connections)
    elif given.what == "read":
        work = read(url)
    else:
        work = soak(url, given.count, given.seed, given.connections, given.pid)
    json.dump(asyncio.run(work), sys.stdout)
    print()


if __name__ == "__main__":
    main()
