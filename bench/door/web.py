"""A small HTTP/1.1 client for the drivers beside it: one connection that is kept open, any number of them at once."""

import asyncio, ssl, urllib.parse


class Broken(Exception):
    """The line broke, or what came back is not HTTP."""


class Line:
    """One connection, opened when it is first needed and again where the server closed it."""

    def __init__(self, base):
        url = urllib.parse.urlsplit(base)
        self.host, self.tls = url.hostname, url.scheme == "https"
        self.port = url.port or (443 if self.tls else 80)
        self.name = url.netloc
        self.reader = self.writer = None

    async def open(self):
        if self.writer and not self.writer.is_closing() and not self.reader.at_eof():
            return
        context = None
        if self.tls:
            # A peer on this machine with a certificate of its own making.
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port, ssl=context, limit=1 << 20)

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def send(self, method, path, body=b"", headers=()):
        """Sends a request without waiting for the answer."""
        await self.open()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.name}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await self.writer.drain()

    async def answer(self):
        """The answer: status, headers (names in small letters), body."""
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            status = int(head[0].split(" ", 2)[1])
            headers = {}
            for line in filter(None, head[1:]):
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            if headers.get("transfer-encoding") == "chunked":
                body = b""
                while size := int(await self.reader.readline(), 16):
                    body += (await self.reader.readexactly(size + 2))[:-2]
                await self.reader.readline()
            else:
                body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, IndexError) as error:
            self.close()
            raise Broken(str(error)) from error
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, headers, body

    async def ask(self, method, path, body=b"", headers=()):
        await self.send(method, path, body, headers)
        return await self.answer()

    async def send_form(self, path, fields):
        """Sends a form as a browser does from a page of ours, without waiting for the answer."""
        body = urllib.parse.urlencode(fields).encode()
        kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin")]
        await self.send("POST", path, body, kind)

    async def post_form(self, path, fields):
        await self.send_form(path, fields)
        return await self.answer()
