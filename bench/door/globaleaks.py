"""Speaks to a GlobaLeaks server (GLOBALEAKS.md) as its own page does.

    globaleaks.py setup URL                               answers its wizard, once
    globaleaks.py reports URL COUNT [--connections N]     one submission after the other on each of N connections
    globaleaks.py burst URL COUNT                         COUNT sessions are opened, then all submitted at once

Prints what happened as one JSON object. The token's work is done before, and not counted in the time of a submission.
"""

import argparse, asyncio, hashlib, json, secrets, sys, time
from cost import quantile
from web import Broken, Line

JSON = ("Content-Type", "application/json")


class Peer:
    """A visitor with one connection."""

    def __init__(self, url):
        self.line, self.session = Line(url), None

    async def ask(self, method, path, body=None, token=None):
        headers = [JSON]
        if token:
            headers.append(("X-Token", token))
        if self.session:
            headers.append(("X-Session", self.session))
        status, _, answer = await self.line.ask(method, path, json.dumps(body).encode() if body is not None else b"", headers)
        if not 200 <= status < 300:
            raise Broken(f"{status} {answer[:120].decode(errors='replace')}")
        return json.loads(answer) if answer else None

    async def token(self):
        """A token with its work: SHA-256 of it and a number ends with a zero byte."""
        key = (await self.ask("POST", "/api/auth/token", {}))["id"]
        number = next(n for n in range(1 << 24) if hashlib.sha256(f"{key}{n}".encode()).hexdigest().endswith("00"))
        return f"{key}:{number}"

    async def enter(self):
        token = await self.token()
        self.session = (await self.ask("POST", "/api/auth/receiptauth", {"receipt": ""}, token))["id"]

    async def submit(self, context, receivers, words):
        answers = {"words": [{"value": words}]}
        body = {"context_id": context, "receivers": receivers, "identity_provided": False, "answers": answers, "score": 0}
        return (await self.ask("POST", "/api/whistleblower/submission", body))["receipt"]


async def where(url):
    """The first context and its recipients."""
    public = await Peer(url).ask("GET", "/api/public")
    context = public["contexts"][0]
    return context["id"], context["receivers"]


async def setup(url):
    peer = Peer(url)
    password = secrets.token_urlsafe(18) + "aA1!"
    body = {
        "node_language": "en", "node_name": "A trial", "admin_username": "admin", "admin_name": "admin", "admin_password": password,
        "admin_mail_address": "admin@example.invalid", "admin_escrow": False, "receiver_username": "recipient",
        "receiver_name": "recipient", "receiver_password": password, "receiver_mail_address": "recipient@example.invalid",
        "profile": "default", "skip_admin_account_creation": False, "skip_recipient_account_creation": False,
        "enable_developers_exception_notification": False,
    }  # fmt: skip
    await peer.ask("POST", "/api/wizard", body, await peer.token())
    return {"set_up": True}


def words(seconds, stored, failed, began):
    return {
        "sent": len(seconds), "acknowledged": stored, "refused": failed, "p50": quantile(seconds, 0.5),
        "p99": quantile(seconds, 0.99), "worst": max(seconds, default=0), "wall": time.monotonic() - began,
    }  # fmt: skip


async def reports(url, count, connections):
    context, receivers = await where(url)
    numbers, seconds, stored, failed = iter(range(count)), [], 0, []

    async def worker():
        nonlocal stored
        for number in numbers:
            peer = Peer(url)
            began = time.monotonic()
            try:
                await peer.enter()
                began = time.monotonic()
                await peer.submit(context, receivers, f"Made-up words of a load test, number {number}.")
                stored += 1
            except (Broken, OSError) as error:
                failed.append(str(error))
            seconds.append(time.monotonic() - began)
            peer.line.close()

    began = time.monotonic()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return words(seconds, stored, failed, began)


async def burst(url, count):
    context, receivers = await where(url)
    peers = [Peer(url) for _ in range(count)]
    for peer in peers:
        await peer.enter()
    seconds, stored, failed, start = [], 0, [], asyncio.Event()

    async def one(number):
        nonlocal stored
        await start.wait()
        began = time.monotonic()
        try:
            await peers[number].submit(context, receivers, f"Made-up words of a load test, number {number}.")
            stored += 1
        except (Broken, OSError) as error:
            failed.append(str(error))
        seconds.append(time.monotonic() - began)

    tasks = [asyncio.create_task(one(number)) for number in range(count)]
    await asyncio.sleep(0)
    began = time.monotonic()
    start.set()
    await asyncio.gather(*tasks)
    return words(seconds, stored, failed, began)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["setup", "reports", "burst"])
    parser.add_argument("url")
    parser.add_argument("count", type=int, nargs="?", default=0)
    parser.add_argument("--connections", type=int, default=1)
    given = parser.parse_args()
    url = given.url.rstrip("/")
    work = {
        "setup": lambda: setup(url),
        "reports": lambda: reports(url, given.count, given.connections),
        "burst": lambda: burst(url, given.count),
    }[given.what]
    json.dump(asyncio.run(work()), sys.stdout)
    print()


if __name__ == "__main__":
    main()
