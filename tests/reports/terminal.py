# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command in a pseudo-terminal of a given width and gives what it shows there: as text, and
as lines of coloured pieces for pictures."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from xml.sax import saxutils

ESCAPE = re.compile(r"\033\[([0-9;]*)([A-Za-z])")
STYLES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "34": "blue"}


def environment(**changes):
    usual = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    return {**usual, "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC", **changes}


def run(command, columns, feed=None, rows=50, **changes):
    """Runs it with both outputs on a terminal; `feed` gives pieces for its standard input, written
    as they come. Gives what the terminal was sent, and the exit status."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(command, stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
                               stdout=theirs, stderr=theirs, env=environment(**changes))
    os.close(theirs)
    sent = b""
    for piece in feed or ():
        process.stdin.write(piece)
        process.stdin.flush()
    if feed:
        process.stdin.close()
    while select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # Linux says so when the other side has gone
            break
        if not piece:
            break
        sent += piece
    os.close(ours)
    return sent.decode().replace("\r\n", "\n"), process.wait()


def plain(text):
    """What is left to read: no colours, and of a line that was written over only its last state."""
    lines = [line.split("\r")[-1] for line in text.split("\n")]
    return ESCAPE.sub("", "\n".join(lines))


def as_html(text):
    """The same lines with their colours as spans."""
    out, is_open = [], False
    for line in text.split("\n"):
        line, at = line.split("\r")[-1].replace("\033[K", ""), 0
        for escape in ESCAPE.finditer(line):
            out.append(saxutils.escape(line[at:escape.start()]))
            out.append("</span>" if is_open else "")
            style = STYLES.get(escape.group(1))
            out.append(f'<span class="{style}">' if style else "")
            is_open, at = bool(style), escape.end()
        out.append(saxutils.escape(line[at:]) + "\n")
    return "".join(out)
