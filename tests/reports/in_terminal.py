#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""in_terminal.py PHONECERT CAPTURES_FOLDER

How it looks on a terminal: text fits every width, colour and UTF-8 are used where they may be, and
progress is told on one line that leaves nothing behind.
"""

import os
import re
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


def filters(text):
    return sorted(re.findall(r"filter: (.*)", text))


def check_narrow(phonecert, captures, trust):
    """Every sample at 60 columns: what is longer than a line is one word, or a display filter, and a
    filter is the same whatever the width. As many rows as it takes: every session is told in full."""
    command = [phonecert, "scan", "-q", "--all", "--trust", trust, captures]
    shown = {columns: terminal.plain(terminal.run(command, columns, rows=20000)[0])
             for columns in (60, 400)}
    check(len(filters(shown[60])) > 20, "the samples tell no filters")
    check(filters(shown[60]) == filters(shown[400]), "60 columns: a display filter is broken")
    for line in shown[60].splitlines():
        check(columns_of(line) <= 60 or len(line.split()) <= 2 or "filter: " in line,
              f"60 columns: too long: {line}")
    one_line = re.sub(r"\s+", " ", shown[60])
    check(not re.search(r"and \d+ more (?!\()", one_line), "a list that is cut does not say how to "
          "see all")


def check_many(phonecert, captures, trust):
    """More than fits a screen: each cause once with its phones, its remedy and what that interrupts,
    then a line a session, the summary last; what is live, and few sessions, are told in full."""
    command = [phonecert, "scan", "-q", "--trust", trust, captures]
    for columns in (60, 80, 100):
        shown = terminal.plain(terminal.run(command, columns)[0])
        causes, rest = shown.split("\nSessions ")
        lines, summary = rest.split("\nSummary\n")
        check(shown.startswith("To fix: "), f"{columns}: the answer is not the first line")
        check(len(re.findall(r"(?m)\slsc-foreign-cluster$", causes)) == 1,
              f"{columns}: a cause is not told once")
        check("What to do" in causes and "Interrupts: " in causes and "What to do" not in rest,
              f"{columns}: the remedies are not with the causes")
        check("SEP2C3124C00384" in causes and "look at" in causes, f"{columns}: no phones")
        check("filter: " not in lines and "Source: " not in lines, f"{columns}: lines tell more")
        check("to fix" in summary and "What fails" in summary and "SEP2C3124C00384" not in summary,
              f"{columns}: the summary is another")
        check(all(columns_of(line) <= columns or len(line.split()) <= 2
                  for line in shown.splitlines()), f"{columns}: a line is too long")
        sessions = re.findall(r"(?m)^  . \d\d:\d\d:\d\d  .*$", lines)
        others = [line for line in lines.splitlines() if line.startswith(" " * 20)]
        check(len(sessions) == 94 and not others,
              f"{columns}: {len(sessions)} sessions, lines beside: {others[:3]}")
    few = terminal.plain(terminal.run([*command[:-1], os.path.join(captures, "two-phones.pcapng")],
                                      80)[0])
    check("filter: " in few and "\nSessions " not in few, "two sessions are not told in full")


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
    check_narrow(phonecert, captures, trust)
    check_many(phonecert, captures, trust)
    check_looks(command)
    check_progress(phonecert, os.path.join(captures, "two-phones.pcapng"))
    print("\n".join(faults[:40] + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
