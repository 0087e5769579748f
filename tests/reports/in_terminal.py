#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""in_terminal.py PHONECERT CAPTURES_FOLDER

How it looks on a terminal: text fits every width, colour and UTF-8 are used where they may be, and
progress is told on one line that leaves nothing behind.
"""

import os
import subprocess
import sys
import time
import unicodedata

import terminal

faults = []


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def columns_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def check_widths(command):
    for columns in (60, 80, 100, 132, 200):
        shown, status = terminal.run([*command, "-q"], columns)
        check(status in (0, 1), f"{columns} columns: ended with {status}")
        for line in terminal.plain(shown).splitlines():
            is_one_word = len(line.split()) <= 2
            check(columns_of(line) <= columns or is_one_word, f"{columns} columns: too long: {line}")
    wide = terminal.plain(terminal.run([*command, "-q", "--wide"], 60)[0])
    check(any(columns_of(line) > 100 for line in wide.splitlines()), "--wide wraps its lines")
    named = terminal.plain(terminal.run([*command, "-q"], 200, COLUMNS="60")[0])
    check(named == terminal.plain(terminal.run([*command, "-q"], 60)[0]), "COLUMNS is not heeded")


def check_looks(command):
    usual = terminal.run([*command, "-q"], 100)[0]
    check("\033[31m" in usual and "✗" in usual, "a terminal gets no colour, or no mark")
    for changes in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        shown = terminal.run([*command, "-q"], 100, **changes)[0]
        check("\033" not in shown, f"{changes}: there is colour")
        check(shown == terminal.plain(usual), f"{changes}: the text is another")
    shown = terminal.run([*command, "-q"], 100, LC_ALL="C")[0]
    check(shown.isascii() and "x 03:" in terminal.plain(shown), "LC_ALL=C gets other than ASCII")
    piped = subprocess.run(command, capture_output=True, text=True, check=False,
                           env=terminal.environment())
    check("\033" not in piped.stdout + piped.stderr, "a pipe gets colour, or progress")


def slowly(path):
    """The capture in two pieces, and time to look at the progress in between."""
    with open(path, "rb") as file:
        content = file.read()
    yield content[:len(content) // 2]
    time.sleep(0.8)
    yield content[len(content) // 2:]


def check_progress(phonecert, capture):
    command = [phonecert, "scan", "--format", "ndjson=/dev/null", "-"]
    shown, _ = terminal.run(command, 100, feed=slowly(capture))
    check("MB/s" in shown and "session" in shown, f"no progress is told: {shown!r}")
    check(terminal.plain(shown).strip() == "", "progress leaves something behind")
    narrow, _ = terminal.run(command, 40, feed=slowly(capture))
    lines = narrow.replace("\033[K", "").split("\r")
    check(all(len(line) < 40 for line in lines), f"progress is wider than the terminal: {lines}")
    quiet, _ = terminal.run([*command, "-q"], 100, feed=slowly(capture))
    check(quiet == "", f"-q tells: {quiet!r}")
    both, _ = terminal.run([phonecert, "scan", "-"], 100, feed=slowly(capture))
    check("MB/s" in both, "no progress where the report is on the terminal, too")
    check("Summary" in terminal.plain(both) and "MB/s" not in terminal.plain(both),
          "the report and the progress stand in each other's way")


def main():
    phonecert, captures = sys.argv[1:3]
    trust = os.path.join(captures, "trust")
    command = [phonecert, "scan", "--all", "--trust", trust,
               *(os.path.join(captures, name) for name in (
                   "lsc-foreign-cluster.pcap", "mic-expired.pcap", "dot1x-eapol-two-phones.pcap",
                   "capf-install-by-string.pcapng", "tls13-dark.pcap"))]
    check_widths(command)
    check_widths([*command, "--group", "phone"])
    check_looks(command)
    check_progress(phonecert, os.path.join(captures, "two-phones.pcapng"))
    print("\n".join(faults[:40] + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
