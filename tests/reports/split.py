#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""split.py PHONECERT CAPTURES_FOLDER... [--rounds N] [--seed N]

However captures are shared out to runs, and in whatever order their reports are merged, what comes
out is what one scan of all says: html byte for byte, ndjson, csv and eve line for line, sqlite row
for row, text by phone and by issuer byte for byte. Some captures are there two or three times, under
other names. A folder that is not there is said and passed over.
"""

import argparse
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

FORMATS = ("ndjson", "csv", "eve", "html", "sqlite")
GROUPS = ("phone", "issuer")
ROWS = {
    "file": "SELECT path FROM file",
    "phone": "SELECT key, device, device_kind, model, mac, product_serial, first_seen, last_seen"
             " FROM phone",
    "certificate": "SELECT * FROM certificate",
    "session": "SELECT path, phone.key, session.* FROM session JOIN file ON file.id = file_id"
               " LEFT JOIN phone ON phone.id = phone_id",
    "finding": "SELECT phone.key, path, start, finding.* FROM finding"
               " LEFT JOIN session ON session.id = session_id LEFT JOIN file ON file.id = file_id"
               " LEFT JOIN phone ON phone.id = finding.phone_id",
    "phone_latest": "SELECT * FROM phone_latest",
    "failing": "SELECT * FROM failing",
    "issuer_phones": "SELECT * FROM issuer_phones",
    "expiry": "SELECT * FROM expiry",
}
NUMBERS_OF_ROWS = {"id", "file_id", "phone_id", "session_id", "owner_id"}


def captures_of(folders):
    for folder in folders:
        if not os.path.isdir(folder):
            print(f"skipped: there is no {folder}")
        for parent, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                yield os.path.join(parent, name)


def run(command, out):
    """Runs it with every format into files named `out`.FORMAT."""
    formats = [word for name in FORMATS for word in ("--format", f"{name}={out}.{name}")]
    done = subprocess.run([*command[:2], *formats, *command[2:]], capture_output=True, text=True,
                          check=False)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"{command[:4]} ended with {done.returncode}: {done.stderr[:400]}")


def scan(phonecert, trust, files, out):
    run([phonecert, "scan", "-q", "--all", "--trust", trust, *files], out)


def rows(path):
    """What a database says, without the numbers that it gave its rows."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        for name, query in ROWS.items():
            cursor = base.execute(query)
            columns = [column[0] for column in cursor.description]
            keep = [i for i, column in enumerate(columns)
                    if column not in NUMBERS_OF_ROWS or (name, column) == ("finding", "id")]
            for row in cursor:
                yield f"{name} {[row[i] for i in keep]}"
    base.close()


def said(path, name):
    if name == "sqlite":
        return sorted(rows(path))
    with open(path, encoding="utf-8") as file:
        text = file.read()
    # What a report was made with is another thing in each of them.
    text = re.sub(r"<h2 id=\"made\">How this report was made.*?</dl>", "", text, flags=re.S)
    text = re.sub(r"<p class=\"warning\">This report is not whole: .*</p>\n", "", text)
    text = re.sub(r"\nMade with\n(  .*\n)*", "", text)
    lines = [line for line in text.split("\n")
             if "phonecert.run/" not in line and not line.rstrip("\r").endswith(",run")]
    if name not in ("html", *GROUPS):
        return sorted(lines)
    # What is said of silent inputs comes in their order.
    silent = [line for line in lines if re.search(r": \d+ handshakes?[;,]|class=\"soft\">[^<]*: \d+ handshake", line)]
    return [line for line in lines if line not in silent] + sorted(silent)


def differences(whole, merged):
    for name in (*FORMATS, *GROUPS):
        one, other = said(f"{whole}.{name}", name), said(f"{merged}.{name}", name)
        if one != other:
            lost = [line for line in one if line not in other]
            new = [line for line in other if line not in one]
            yield f"{name}: {len(lost)} lost, {len(new)} new"
            yield from (f"  - {line[:1500]}" for line in lost[:3])
            yield from (f"  + {line[:1500]}" for line in new[:3])


def report(phonecert, sources, out):
    """Merges ndjson into every format and grouping."""
    for name in FORMATS:
        if os.path.exists(f"{out}.{name}"):
            os.remove(f"{out}.{name}")
    run([phonecert, "report", *sources], out)
    for group in GROUPS:
        subprocess.run([phonecert, "report", "--group", group, "-o", f"{out}.{group}", *sources],
                       capture_output=True, check=False)


def see_twice(files, folder, chance):
    """Other captures of the same conversations: the same bytes under another name."""
    for number, file in enumerate(chance.choices(files, k=len(files) // 4)):
        again = os.path.join(folder, f"again-{number}-{os.path.basename(file)}")
        os.symlink(os.path.abspath(file), again)
        yield again


def one_round(phonecert, trust, files, folder, whole, chance):
    files = chance.sample(files, len(files))
    n_parts = chance.randint(2, 5)
    parts = [os.path.join(folder, f"part{i}") for i in range(n_parts)]
    for i, part in enumerate(parts):
        scan(phonecert, trust, files[i::n_parts], part)
    chance.shuffle(parts)
    merged = os.path.join(folder, "merged")
    report(phonecert, [f"{part}.ndjson" for part in parts], merged)
    return list(differences(whole, merged))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("phonecert")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    files = list(captures_of(options.folders))
    trust = os.path.join(options.folders[0], "trust")
    files = [file for file in files if not file.startswith(trust)]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "whole")
        files += see_twice(files, folder, random.Random(0))
        scan(options.phonecert, trust, files, whole)
        for group in GROUPS:
            subprocess.run([options.phonecert, "report", "--group", group, "-o",
                            f"{whole}.{group}", f"{whole}.ndjson"], capture_output=True,
                           check=False)
        for seed in range(options.seed, options.seed + options.rounds):
            found = one_round(options.phonecert, trust, files, folder, whole, random.Random(seed))
            faults += [f"seed {seed}: {line}" for line in found]
    print("\n".join(faults[:60] + [f"{len(files)} files, {options.rounds} rounds, "
                                   f"{len(faults)} faults"]))
    return 1 if faults or len(files) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
