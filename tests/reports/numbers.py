#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""numbers.py PHONECERT MAKE_CAPTURES CAPTURES [FOLDER...]

Every number is one number: text, html, csv, ndjson, eve and sqlite agree about the samples (and
further folders, where they are there) and about a made-up site of 301 phones, and so does a count
of the lines by what docs/json.md says; two runs into one database are one run.
"""

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

FORMATS = ("text", "ndjson", "csv", "eve", "sqlite", "html")
# What `totals` of a database tells: the captures are not in it.
OF_DATABASE = ("handshakes", "seen_again", "events", "phones", "lsc", "mic", "nameless",
               "other_devices", "to_fix", "certificates", "unchecked")
MAX_VIEWS = 8  # captures of one conversation that are told apart
faults = []


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def read(path, **options):
    with open(path, encoding="utf-8", **options) as file:
        return file.read()


def scan(phonecert, trust, out, inputs, *words, verb="scan", is_strange=False):
    formats = [word for name in FORMATS for word in ("-f", f"{name}={out}.{name}")]
    judging = ["-q", "--trust", trust] if verb == "scan" else []
    done = subprocess.run([phonecert, verb, *judging, *formats, *words, *inputs],
                          check=False, capture_output=True, text=True)
    check(done.returncode in (0, 1) or is_strange, f"{out}: ended with {done.returncode}: "
          f"{done.stderr}")


def key_of(line):
    """Whose a line is: as a phone is known in every report."""
    if line["mac"]:
        return "mac " + line["mac"]
    if line["product_serial"]:
        return "serial " + line["product_serial"]
    said = [line["device"], (line["capf"] or {}).get("device"), (line["sip"] or {}).get("device")]
    named = next((name for name in said if name), None)
    return "device " + named if named else None


def count_lines(lines):
    """The definitions of docs/json.md, on the lines alone, for the numbers that need no judging."""
    places, alone = {}, 0
    for line in lines:
        if line["schema"] != "phonecert.session/1":
            continue
        random = line["tls"]["client_random"]
        if random is None:
            alone += 1
            continue
        place = (line["file"], line["interface"], line["client"]["address"], line["client"]["port"],
                 line["server"]["address"])
        views = places.setdefault(random[:32], {})
        views[place] = views.get(place, 0) + 1
    sessions = sum(line["schema"] == "phonecert.session/1" for line in lines)
    handshakes = alone + sum(max(views.values()) for views in places.values())
    if any(len(views) > MAX_VIEWS for views in places.values()):
        return {}
    ours = [line for line in lines if line["concerns_phone"]]
    return {
        "handshakes": handshakes, "seen_again": sessions - handshakes,
        "events": sum(line["schema"] == "phonecert.event/1" and
                      line["kind"] != "log-contradiction" for line in lines),
        "certificates": len({line["certificates"]["client"][0]["sha256"] for line in ours
                             if line["certificates"]["client"]}),
        "named": len({key_of(line) for line in ours} - {None}),
    }


def check_text(path, numbers, what):
    text = re.sub(r"\s+", " ", read(path).split("\nSummary\n")[1])

    def told(pattern):
        found = re.search(pattern, text)
        return int(found.group(1)) if found else 0
    check(told(r"(\d+) captures?,") == (numbers["captures"] or 0), f"{what}: text: captures")
    check(told(r"(\d+) handshakes?") == numbers["handshakes"], f"{what}: text: handshakes")
    check(told(r"\(and (\d+) again") == numbers["seen_again"], f"{what}: text: seen_again")
    check(told(r" phones (\d+)") == numbers["phones"], f"{what}: text: phones")
    check(told(r"(\d+) with LSC") == numbers["lsc"], f"{what}: text: lsc")
    check(told(r"(\d+) with MIC") == numbers["mic"], f"{what}: text: mic")
    check(told(r"nameless (\d+)") == numbers["nameless"], f"{what}: text: nameless")
    check(told(r"to fix (\d+) of") == numbers["to_fix"], f"{what}: text: to_fix")


def check_html(path, numbers, what):
    text = read(path)
    told = {name: int(value) for name, value in re.findall(r'data-number="(\w+)"[^>]*>(\d+)<', text)}
    check({"handshakes", "phones", "lsc", "mic", "to_fix"} <= set(told), f"{what}: html: {told}")
    for name, value in told.items():
        check(numbers[name] == value, f"{what}: html: {name} is {value}, not {numbers[name]}")
    phones = json.loads(re.search(r'id="phones">(.*?)</script>', text, re.S).group(1))
    check(len(phones) == numbers["phones"] + numbers["nameless"] + numbers["other_devices"],
          f"{what}: html: {len(phones)} rows")
    check(sum(phone["severity"] == "error" for phone in phones) == numbers["to_fix"],
          f"{what}: html: rows with an error are not to_fix")
    label = re.search(r'aria-label="Devices by the CA[^:"]*:?([^"]*)"', text).group(1)
    told = re.findall(r"(?:^ |, )(.*?) (\d+)(?=,|$)", label)
    check([int(n) for _, n in told] == [one["phones"] for one in numbers["issuers"]][:20],
          f"{what}: html: the chart of CAs says {told}")


def check_csv(path, numbers, lines, what):
    rows = list(csv.DictReader(read(path, newline="").lstrip("\ufeff").splitlines(keepends=True)))
    last = rows.pop()
    told = dict(re.findall(r"(\w+) (\d+)(?=,|$)", last["reason"].split("; counted ")[1]))
    for name, value in told.items():
        check(numbers[name] == int(value), f"{what}: csv: {name} is {value}")
    check(set(OF_DATABASE) <= set(told), f"{what}: csv: only {told}")
    check(len(rows) == len(lines), f"{what}: csv: {len(rows)} rows for {len(lines)} lines")


def check_database(path, numbers, what):
    base = sqlite3.connect(path)
    base.row_factory = sqlite3.Row
    totals = dict(base.execute("SELECT * FROM totals").fetchone())
    check(set(totals) == set(OF_DATABASE), f"{what}: sqlite: totals has {set(totals)}")
    for name, value in totals.items():
        check(numbers[name] == value, f"{what}: sqlite: {name} is {value}, not {numbers[name]}")
    issuers = [dict(row) for row in base.execute(
        "SELECT issuer, issuer_tag, phones, failing, first_end FROM issuer_phones"
        " ORDER BY phones DESC, issuer")]
    check(issuers == numbers["issuers"], f"{what}: sqlite: issuers {issuers}")
    found = base.execute("SELECT count(DISTINCT owner_id) FROM failing").fetchone()[0]
    check(found == numbers["to_fix"], f"{what}: sqlite: {found} phones fail")
    run = json.loads(base.execute("SELECT numbers FROM run ORDER BY id DESC").fetchone()[0])
    check(run == numbers, f"{what}: sqlite: the run says {run}")
    base.close()


def check_all(out, what):
    """Holds all formats of one run against ndjson's. Gives its numbers."""
    lines = [json.loads(line) for line in read(f"{out}.ndjson").splitlines()]
    numbers = lines.pop()["numbers"]
    lines = [line for line in lines if "silence" not in line["schema"]]
    eve = json.loads(read(f"{out}.eve").splitlines()[-1])["phonecert"]["numbers"]
    check(eve == numbers, f"{what}: eve: {eve}")
    counted = count_lines(lines)
    if not counted:
        print(f"{what}: one conversation is in more captures than are told apart")
        return numbers
    named = counted.pop("named")
    check(named == numbers["phones"] + numbers["other_devices"], f"{what}: {named} are named")
    for name, value in counted.items():
        check(numbers[name] == value, f"{what}: the lines make {name} {value}: {numbers[name]}")
    check_text(f"{out}.text", numbers, what)
    check_html(f"{out}.html", numbers, what)
    check_csv(f"{out}.csv", numbers, lines, what)
    check_database(f"{out}.sqlite", numbers, what)
    return numbers


def check_site(phonecert, make, folder):
    site = os.path.join(folder, "site")
    os.mkdir(site)
    subprocess.run([make, "--site", site], check=True)
    trust, out = os.path.join(site, "trust"), os.path.join(folder, "site-report")
    captures = sorted(os.path.join(site, name) for name in os.listdir(site) if ".pcap" in name)
    scan(phonecert, trust, out, captures)
    numbers = check_all(out, "site")
    expected = {"captures": 4, "phones": 301, "nameless": 12, "handshakes": 399, "seen_again": 29,
                "to_fix": 45, "lsc": 270, "mic": 31, "events": 3, "certificates": 307}
    for name, value in expected.items():
        check(numbers[name] == value, f"site: {name} is {numbers[name]}, not {value}")
    # In two runs into one database, and merged.
    parts = [os.path.join(folder, "part-a"), os.path.join(folder, "part-b")]
    for part, inputs in zip(parts, (captures[:2], captures[2:])):
        scan(phonecert, trust, part, inputs, "-f", f"sqlite={folder}/both.sqlite")
    merged = os.path.join(folder, "merged")
    scan(phonecert, trust, merged, [f"{part}.ndjson" for part in parts], verb="report")
    again = check_all(merged, "merged")
    check({**again, "captures": 4, "frames": numbers["frames"]} == numbers, f"merged: {again}")
    base = sqlite3.connect(f"{folder}/both.sqlite")
    base.row_factory = sqlite3.Row
    for name, value in dict(base.execute("SELECT * FROM totals").fetchone()).items():
        check(numbers[name] == value, f"two runs: {name} is {value}, not {numbers[name]}")
    base.close()


def main():
    phonecert, make, captures, *others = map(os.path.abspath, sys.argv[1:])
    trust = os.path.join(captures, "trust")
    with tempfile.TemporaryDirectory() as folder:
        for what, inputs, words in (("samples", [captures], ()), ("all", [captures], ("--all",)),
                                    ("others", list(filter(os.path.isdir, others)), ("--all",))):
            if inputs:
                scan(phonecert, trust, f"{folder}/{what}", inputs, *words,
                     is_strange=what == "others")
                check_all(f"{folder}/{what}", what)
        check_site(phonecert, make, folder)
    print("\n".join(faults[:40] + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
