#!/usr/bin/env bash
# A report by a text browser, without a script, a style or a mouse: bench/door/text_browser.sh [URL]
#
# Drives lynx (Debian: apt-get install lynx) by keys from the first page: "I saw or know something", words, send, and then
# reads the code from the page that it saved; opens the conversation with that code, also in lynx. URL is a public door
# that runs; without it, one is served on a fresh store (TANGLAW names the program). Prints the page with the code.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common.sh"
source "$here/serve.sh"
export PYTHONDONTWRITEBYTECODE=1
public=${1:-}
public=${public%/}
if [ -z "$public" ]; then
    build
    serve_on sqlite
fi
python3 - "$public" "$scratch" <<'PYTHON'
import os, pty, re, select, signal, subprocess, sys, time

door, scratch = sys.argv[1:]
LYNX = ["lynx", "-nopause", "-number_fields", "-noreferer"]


def dumped(path, form=None):
    """What a page shows, each link and field with the number by which it is reached."""
    post = ["-post_data"] if form else []
    done = subprocess.run([*LYNX, "-dump", "-nolist", "-width=120", *post, door + path], input=f"{form}\n---\n" if form else None, capture_output=True, text=True, check=True)
    return done.stdout


def number(text, wanted):
    found = re.search(wanted, text)
    assert found, f"{wanted} is not on the page:\n{text}"
    return found[1]


def drive(start, keys, until):
    """Lets lynx press keys, a line each as its own log of commands has them, until a file is there."""
    log = f"{scratch}/keys"
    with open(log, "w") as file:
        file.write("".join(f"key {key}\n" for key in keys))
    pid, screen = pty.fork()
    if pid == 0:
        os.environ.update(TERM="vt100", LINES="60", COLUMNS="120", HOME=scratch)
        os.execvp("lynx", [*LYNX, "-accept_all_cookies", f"-cmd_script={log}", door + start])
    ends, shown = time.monotonic() + 30, b""
    while time.monotonic() < ends and not (os.path.exists(until) and os.path.getsize(until)):
        if select.select([screen], [], [], 0.2)[0]:
            try:
                shown += os.read(screen, 65536)
            except OSError:
                break
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    last = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", " ", shown[-4000:].decode(errors="replace"))
    assert os.path.exists(until), f"the way was not walked to its end; lynx showed last:\n{last}"
    with open(until) as file:
        return file.read()


def typed(text):
    return ["<space>" if letter == " " else letter for letter in text]


def saved(file):
    """Print, to a file of this name (the name that is offered is wiped first)."""
    return ["p", "^J", "^U", *typed(file), "^J"]


def down(to, from_=1):
    """From one link or field to another."""
    return ["Down Arrow"] * (int(to) - int(from_))


saw = number(dumped("/"), r"\[(\d+)\]saw\)")
form = dumped("/write", "door=saw")
unsure = number(form, r"\[(\d+)\]\(.\) I am not sure")
words = number(form, r"\[(\d+)\]__")
send = number(form, r"\[(\d+)\]send\)")
sent = drive(
    "/",
    [*down(saw), "^J", *down(unsure), "^J", *down(words, unsure), *typed("Made-up words of a text browser.")]
    + [*down(send, words), "^J", *saved(f"{scratch}/sent.txt")],
    f"{scratch}/sent.txt",
)
code = re.findall(r"^\s*\d\.\s+(\w+)\s*$", sent, re.M)
print(sent)
assert len(code) == 9, f"a code of {len(code)} words"
asked = dumped("/read")
box, go = number(asked, r"\[(\d+)\]__"), number(asked, r"\[(\d+)\]BUTTON\) Open")
letters = drive(
    "/read",
    [*down(box), *typed(" ".join(code)), *down(go, box), "^J", *saved(f"{scratch}/letters.txt")],
    f"{scratch}/letters.txt",
)
assert "delete" in letters.lower(), f"the conversation is not open:\n{letters}"
print("\nA text browser sent a report, was given its code, and opened the conversation with it.")
PYTHON
