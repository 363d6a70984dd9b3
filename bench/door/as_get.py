"""Stands before the public door and answers GET /post/PATH?FIELDS with what POST PATH of that form answers, so that a tool that
only asks for pages sees the screens of the form too: as_get.py URL. Prints its own address; for measurements only."""

import http.server, sys, urllib.error, urllib.request

door = sys.argv[1].rstrip("/")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(Stay)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, form = self.path, None
        headers = {name: self.headers[name] for name in ("Accept-Language", "Accept-Encoding", "User-Agent", "Cookie") if self.headers[name]}
        if path.startswith("/post/"):
            path, _, fields = path[5:].partition("?")
            form = fields.encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        try:
            answer = opener.open(urllib.request.Request(door + path, form, headers))
        except urllib.error.HTTPError as error:
            answer = error
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
