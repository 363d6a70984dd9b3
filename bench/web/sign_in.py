"""Signs in to the desk and prints the Cookie header of the session: sign_in.py LINK < what `tanglaw user add` printed"""

import base64, hashlib, hmac, re, struct, sys, time, urllib.error, urllib.parse, urllib.request


def code(secret, at):
    """The one-time code of a moment (RFC 6238 with SHA-1, six digits, 30 seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


link = sys.argv[1].rstrip("/")
words = dict(re.findall(r"^(name|password|secret): +(\S+)", sys.stdin.read(), re.M))
form = {"name": words["name"], "password": words["password"], "code": code(words["secret"], time.time())}
request = urllib.request.Request(
    f"{link}/sign-in",
    urllib.parse.urlencode(form).encode(),
    {"Origin": link, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"},
)
try:
    answer = urllib.request.build_opener(Stay).open(request)
except urllib.error.HTTPError as error:
    answer = error
session = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") or [] if line.split("=")[0].endswith("tanglaw")]
if answer.status != 303 or not session:
    sys.exit(f"the sign-in did not succeed: status {answer.status}")
print(f"Cookie: {session[0]}")
