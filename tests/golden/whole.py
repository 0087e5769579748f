#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""whole.py [--update] PHONECERT [NAME...]: every verb in every format over all samples, a case of every form of log, two
sides of a change; word for word. What came is compared with expected/whole/NAME; --update writes it anew instead, to
be read before it is committed. Run from the top of the tree.

Of the html only the table's data are kept, an item a line, and what people read; of the database what it holds, a row
a line: scripts, styles and the order of pages on disk are none of a report's words."""

import fcntl
import html.parser
import json
import os
import pty
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios

import kept

HERE = os.path.dirname(os.path.abspath(__file__))
CASE, TRUST = "tests/golden/inputs/case", ["--trust", "captures/trust"]
SCANNED, LOCKED = "tests/golden/inputs/scanned.ndjson", "tests/golden/inputs/locked.zip"
PHONES = ["--phones", CASE + "/phones.csv", "--phones", CASE + "/run-sql.txt", "--phones", CASE + "/ris.xml"]
ALL = ["scan", "--all", *TRUST]
MOVED = ["captures/lsc-sip-tls12.pcapng", "captures/mic-accepted.pcap", "captures/lsc-foreign-cluster.pcap",
         "captures/two-phones.pcapng"]
AFTER = ["captures/trust-root-missing", "captures/trust-mic-removed"]

CASES = {
    **{f"scan-{form}": [*ALL, "--format", form, "captures"] for form in ("text", "csv", "eve", "html", "sqlite")},
    "scan-device": [*ALL, "--format", "csv", "--device", "2C:31:24:C0:00:03", "--device", "sep2c31.24c0-0008", "--device",
                    "SEP2C3124C0000", "--device", "10.44.1.59", "captures"],
    "scan-twins": [*ALL, "--format", "csv", *MOVED, "tests/golden/inputs/twin.pcap"],
    "scan-twins-text": [*ALL, MOVED[2], "tests/golden/inputs/twin.pcap"],
    "scan-wide": [*ALL, "--wide", "captures"],
    "scan-summary": [*ALL, "--summary", *PHONES, "captures"],
    "scan-by-phone": [*ALL, "--group", "phone", *PHONES, "captures"],
    "scan-by-issuer": [*ALL, "--group", "issuer", "captures"],
    "scan-colour": [*ALL, "--color", "always", *MOVED, "captures/no-certificate.pcap"],
    "scan-zone": [*ALL, "--tz", "Europe/Amsterdam", "--release", "14SU2", *MOVED],
    "scan-untrusting": ["scan", "--all", "--format", "csv", "captures"],
    "scan-strict": [*ALL, "--format", "csv", "--policy", "strict:3072", "captures"],
    "scan-soon": [*ALL, "--format", "csv", "--expiry-days", "5000", "captures"],
    "scan-chosen": [*ALL, "--format", "csv", "--where", "type=LSC verdict!=trusted", "--since", "2026-11-23", "captures"],
    "scan-passed-over": ["scan", "--verbose", "captures", CASE],
    "scan-site": [*ALL, "--format", "csv", "--site", "tests/golden/inputs/site.ini", "captures"],
    "scan-logs": [*ALL, "--format", "text", *[word for name in sorted(os.listdir(os.path.join(HERE, "inputs/case/logs")))
                                             for word in ("--log", f"{CASE}/logs/{name}")], *MOVED],
    **{f"case-{form}": ["case", "--format", form, CASE, *MOVED] for form in ("text", "ndjson", "csv", "html", "sqlite")},
    "case-verbose": ["case", "--verbose", "--summary", CASE, "captures"],
    "case-logs": ["case", CASE + "/logs"],
    "log-entries": ["log", "--entries", CASE + "/logs"],
    "log-text": ["log", CASE + "/logs"],
    "log-ndjson": ["log", "--format", "ndjson", CASE + "/logs"],
    **{f"diff-{form}": ["diff", "--format", form, "--trust-before", "captures/trust", "--trust-after", AFTER[0],
                        "captures", "captures"] for form in ("text", "ndjson", "csv", "html")},
    "diff-one": ["diff", *TRUST, MOVED[3], MOVED[2]],
    **{f"impact-{form}": ["impact", "--format", form, *TRUST, *PHONES, "--remove", "CAPF-0992727f", "captures"]
       for form in ("text", "ndjson", "csv", "html")},
    "impact-mic": ["impact", *TRUST, "--remove", "Cisco Manufacturing CA", "--from", "CallManager-trust", "captures"],
    "trust": ["trust", "--at", "2026-11-23", "captures/trust", *AFTER, "captures/trust-dot1x-mic-only"],
    "trust-ndjson": ["trust", "--at", "2026-11-23", "--format", "ndjson", "captures/trust"],
    "trust-expired": ["trust", "--at", "2050-01-01", "captures/trust"],
    "cert": ["cert", "--at", "2026-11-23", *TRUST, "captures/trust"],
    "cert-ndjson": ["cert", "--at", "2026-11-23", "--format", "ndjson", *TRUST, "captures/trust"],
    "site": ["site", *TRUST, "captures"],
    "explain": ["explain"],
    "explain-release": ["explain", "--release", "15SU2", "--family", "8821", "phone-ended-handshake"],
    **{f"report-{form}": ["report", "--format", form, SCANNED] for form in ("text", "csv", "eve", "ndjson", "sqlite", "html")},
    "report-logs": ["report", "--log", "tests/golden/logs/SEP2C3124C00003.log", "--summary", SCANNED],
    "report-chosen": ["report", "--where", "outcome=rejected", "--group", "issuer", "--device", "SEP2C3124C00003", SCANNED],
    "locked": ["scan", *TRUST, LOCKED],
    "locked-opened": ["scan", *TRUST, "--password-file", "tests/golden/inputs/passwords.txt", LOCKED],
    "locked-cert": ["cert", "--at", "2026-11-23", "--password-file", "tests/golden/inputs/passwords.txt", LOCKED],
}

# What a terminal of 80 columns shows: colours, and lines that are folded.
ON_TERMINAL = {
    "terminal-scan": [*ALL, *MOVED, "captures/no-certificate.pcap", "captures/early-end.pcapng"],
    "terminal-summary": [*ALL, "--summary", *PHONES, "captures"],
    "terminal-case": ["case", CASE, *MOVED],
    "terminal-log": ["log", CASE + "/logs", "tests/golden/inputs/SEP0A1B2C3D4E5F.log", "tests/golden/logs"],
    "terminal-trust": ["trust", "--at", "2030-01-01", "captures/trust", AFTER[0]],
    "terminal-cert": ["cert", "--at", "2030-01-01", *TRUST, "captures/trust"],
    "terminal-impact": ["impact", *TRUST, *PHONES, "--remove", "CAPF-0992727f", "captures"],
    "terminal-diff": ["diff", "--trust-before", "captures/trust", "--trust-after", AFTER[0], "captures", MOVED[2]],
    "terminal-explain": ["explain", "lsc-foreign-cluster"],
}
CASES.update(ON_TERMINAL)


class Words(html.parser.HTMLParser):
    """The text of a page, and the data in it."""

    def __init__(self):
        super().__init__()
        self.inside, self.lines = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "input", "link", "img", "hr"):
            self.inside.append((tag, dict(attrs).get("type")))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, kind = self.inside[-1] if self.inside else ("", None)
        if tag == "script" and kind == "application/json":
            self.lines += json.dumps(json.loads(data), indent=1, ensure_ascii=False).split("\n")
        elif tag not in ("style", "script") and data.strip():
            self.lines.append(" ".join(data.split()))


def words_of_page(text):
    page = Words()
    page.feed(text)
    return "\n".join(page.lines) + "\n"


def words_of_database(path):
    found = []
    base = sqlite3.connect(path)
    for kind, name in base.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') "
                                   "AND name NOT LIKE 'sqlite_%' ORDER BY type, name").fetchall():
        rows = base.execute(f"SELECT * FROM {name}")
        found.append(f"{kind} {name}: " + ", ".join(column[0] for column in rows.description))
        found += [" | ".join("-" if cell is None else str(cell) for cell in row) for row in rows]
    base.close()
    return "\n".join(found) + "\n"


def on_terminal(phonecert, words):
    """What a terminal gets, escapes made visible."""
    shown, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen([phonecert, *words], stdin=subprocess.DEVNULL, stdout=inside, stderr=subprocess.DEVNULL,
                          env={**environment, "TZ": "UTC", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}) as running:
        os.close(inside)
        said = b""
        try:
            while piece := os.read(shown, 65536):
                said += piece
        except OSError:  # what a terminal says when nobody holds its other end
            pass
        os.close(shown)
        status = running.wait()
    return said.decode(errors="backslashreplace").replace("\r\n", "\n").replace("\x1b", "␛") + f"status: {status}\n"


def came(phonecert, arguments):
    """What this run says, as it is kept."""
    words, form = list(arguments), ""
    if "--format" in words:
        form = words[words.index("--format") + 1]
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "base")
        if form == "sqlite":
            words[words.index("--format") + 1] = "sqlite=" + path
        environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "TERM")}
        done = subprocess.run([phonecert, *words], capture_output=True, timeout=1800, check=False,
                              env={**environment, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
        said = done.stdout.decode(errors="backslashreplace")
        if form == "html":
            said = words_of_page(said)
        elif form == "sqlite":
            said = words_of_database(path)
        told = done.stderr.decode(errors="backslashreplace").replace(place, "")
    return said + "".join(f"stderr: {line}\n" for line in told.splitlines()) + f"status: {done.returncode}\n"


def main(arguments):
    update = arguments[:1] == ["--update"]
    phonecert, *wanted = arguments[1:] if update else arguments
    chosen = {name: words for name, words in CASES.items() if not wanted or name in wanted}
    n_run, n_differ = len(chosen), 0
    for name, words in chosen.items():
        said = (on_terminal if name in ON_TERMINAL else came)(phonecert, words)
        n_differ += kept.differs(os.path.join(HERE, "expected", "whole", name), said, update,
                                 f"case {name}: phonecert {' '.join(words)}")
    print(f"{n_run} cases, {n_differ} differ")
    return 0 if n_run > 0 and n_differ == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
