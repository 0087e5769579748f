#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""formats.py PHONECERT ROOT [FOLDER...]

What other programs read, over the samples (and further folders, where they are there): csv is RFC
4180 and no cell is a formula; eve has Suricata's keys in Suricata's form and no others; the queries
that docs/json.md shows find something, and a second run into a database changes nothing.
"""

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

FORMULA = "=+-@\t\r"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
# The certificate's keys of a `tls` event (Suricata 7, output-json-tls.c), and their form.
CERTIFICATE = {"subject": r".+", "issuerdn": r".+", "serial": r"[0-9A-F]{2}(:[0-9A-F]{2})*",
               "fingerprint": r"[0-9a-f]{2}(:[0-9a-f]{2}){19}", "notbefore": TIME, "notafter": TIME}
EVENT = {"sni": r".+", "version": r"UNDETERMINED|SSLv3|TLSv1|(D?TLS) 1\.[0-3]", **CERTIFICATE}
HEADER = {"timestamp": TIME + r"\.\d{6}\+0000", "event_type": "tls", "proto": "TCP|UDP"}
faults = []


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def check_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    check(text.endswith("\r\n"), "csv: the last line does not end")
    header, *rows = csv.reader(text.splitlines(keepends=True), strict=True)
    check(len(rows) > 20 and len(set(header)) == len(header), "csv: too few rows, or a name twice")
    disarmed = 0
    for row in rows:
        check(len(row) == len(header), f"csv: {len(row)} cells, not {len(header)}: {row[0]}")
        check(not any(cell[:1] and cell[0] in FORMULA for cell in row), f"csv: a formula: {row}")
        check(not any("\n" in cell or "\0" in cell for cell in row), f"csv: a control: {row}")
        disarmed += any(cell.startswith("'=") for cell in row)
    check(disarmed > 0, "csv: the sample with a formula for a name is not there")


def check_keys(where, found, form):
    for key, value in found.items():
        check(key in form, f"eve: {where}.{key} is none of Suricata's")
        check(re.fullmatch(form.get(key, ".*"), str(value)), f"eve: {where}.{key} is {value!r}")


def check_eve(path):
    with open(path, encoding="utf-8") as file:
        events = [json.loads(line) for line in file if "phonecert.run/" not in line]
    for event in events:
        ours = event.pop("phonecert")
        check((event["event_type"] == "tls") == ("kind" not in ours), "eve: an event is a handshake")
        if event["event_type"] != "tls":
            check("tls" not in event, "eve: tls is told of what is no handshake")
            continue
        tls = event["tls"]
        client, resumed = tls.pop("client", {}), tls.pop("session_resumed", True)
        check(resumed is True, "eve: session_resumed is told where it was not")
        check_keys("tls", tls, EVENT)
        check_keys("tls.client", client, CERTIFICATE)
        check_keys("", {key: event[key] for key in HEADER if key in event}, HEADER)
        check("version" in tls, "eve: no version")
        check(bool(client) == bool(ours["certificates"]["client"]), "eve: tls.client is missing")
        if ours["client"]["port"] is not None:
            check(isinstance(event["src_ip"], str) and isinstance(event["dest_port"], int),
                  "eve: no addresses")
    check(len(events) > 20, "eve: too few events")


def counts(path):
    base = sqlite3.connect(path)
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master"
                                              " WHERE type IN ('table', 'view') ORDER BY name")]
    found = {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    base.close()
    return found


def check_sqlite(path, root, again):
    with open(os.path.join(root, "docs/json.md"), encoding="utf-8") as file:
        document = file.read()
    base = sqlite3.connect(path)
    queries = [query for block in re.findall(r"```sql\n(.*?)```", document, re.S)
               for query in block.split(";") if query.strip()]
    for query in queries:
        check(base.execute(query).fetchall(), f"sqlite: finds nothing: {query.strip()}")
    base.close()
    check(len(queries) > 2, "docs/json.md shows no queries")
    before = counts(path)
    check(all(f"`{name}`" in document for name in before), f"docs/json.md does not tell all {before}")
    again()
    check(counts(path) == before, f"sqlite: twice is {counts(path)}, once was {before}")


def check_old_database(phonecert, root, folder):
    """A database that version 1 of the schema's program wrote becomes one of today's, and what a run
    says of the same captures replaces what it said; a run over another one adds to it."""
    names = ["captures/two-phones.pcapng", "captures/lsc-foreign-cluster.pcap"]
    old, new = os.path.join(folder, "old.db"), os.path.join(folder, "new.db")

    def scan(path, *inputs):
        done = subprocess.run([phonecert, "scan", "-q", "--trust", "captures/trust", "--format",
                               f"sqlite={path}", *inputs], check=False, capture_output=True,
                              text=True, cwd=root)
        check(done.returncode in (0, 1), f"sqlite: {path} ended with {done.returncode}: "
              f"{done.stderr}")

    def said(path, query):
        base = sqlite3.connect(path)
        rows = base.execute(query).fetchall()
        check(base.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{path}: damaged")
        base.close()
        return rows
    for inputs, adds in ((names, False), (["captures/mic-accepted.pcap"], True)):
        base = sqlite3.connect(old)
        if not adds:
            with open(os.path.join(root, "tests/reports/database-1.sql"), encoding="utf-8") as file:
                base.executescript(file.read())
        base.close()
        scan(old, *inputs)
        scan(new, *inputs)
        for query in ("PRAGMA user_version", "SELECT * FROM totals", "SELECT * FROM issuer_phones",
                      "SELECT path, start, client, interface, kind, verdict, service_basis"
                      " FROM session JOIN file ON file.id = file_id ORDER BY 1, 2, 3",
                      "SELECT name, counts_as, type, to_fix FROM device ORDER BY name",
                      "SELECT finding, message FROM failing ORDER BY 1, 2"):
            check(said(old, query) == said(new, query),
                  f"sqlite: of version 1: {query}: {said(old, query)}, not {said(new, query)}")


def check_roll(phonecert, root, folder):
    """What became of the phones of a list is in a database what ndjson says of it, for a database of
    version 1 and for runs one after the other, too."""
    def scan(out, *inputs):
        done = subprocess.run([phonecert, "scan", "-q", "--trust", "captures/trust", "--phones", phones, "--format", out,
                               *inputs], check=False, capture_output=True, text=True, cwd=root)
        check(done.returncode in (0, 1), f"roll: {out} ended with {done.returncode}: {done.stderr}")
    captures = ["captures/lsc-foreign-cluster.pcap", "captures/lsc-sip-tls12.pcapng"]
    phones, lines, one = (os.path.join(folder, name) for name in ("list.csv", "list.ndjson", "list.db"))
    parts = os.path.join(folder, "parts.db")
    with open(phones, "w", encoding="utf-8") as file:
        file.write("Device Name,Device Pool,LSC Expires\nsep2c3124c00003,Berlin,NA\nSEP2C3124C00002,Berlin,\n"
                   "SEP2C3124C0FFFF,Hamburg,NA\n")
    scan(f"ndjson={lines}", *captures)
    scan(f"sqlite={one}", *captures)
    table = os.path.join(folder, "list-roll.csv")
    scan(f"csv={table}", *captures)
    with open(table, encoding="utf-8-sig", newline="") as file:
        of_csv = {row["device"]: row["reason"] for row in csv.DictReader(file) if row["kind"] == "listed"}
    with open(os.path.join(root, "tests/reports/database-1.sql"), encoding="utf-8") as file:
        base = sqlite3.connect(parts)
        base.executescript(file.read())
        base.execute("DELETE FROM finding")
        base.execute("DELETE FROM session")
        base.execute("DELETE FROM phone")
        base.commit()
        base.close()
    for capture in captures:
        scan(f"sqlite={parts}", capture)
    with open(lines, encoding="utf-8") as file:
        told = json.loads(file.readlines()[-1])["phone_list"]
    fates = {name: told[name] for name in ("seen_fine", "seen_failing", "not_seen")}
    check(all(fates.values()), f"roll: ndjson says {fates}")
    in_csv = {fate: list(of_csv.values()).count(fate) for fate in fates}
    check(in_csv == fates and of_csv.get("SEP2C3124C0FFFF") == "not_seen", f"roll: csv says {of_csv}, ndjson {fates}")
    for path in (one, parts):
        base = sqlite3.connect(path)
        found = dict(base.execute("SELECT fate, count(*) FROM roll GROUP BY fate").fetchall())
        check(found == fates, f"roll: {path} says {found}, ndjson {fates}")
        rows = base.execute("SELECT device, device_pool, lsc_expires FROM roll WHERE fate = 'not_seen'").fetchall()
        check(rows == [("SEP2C3124C0FFFF", "Hamburg", "NA")], f"roll: {rows}")
        base.close()


def check_contradiction(phonecert, root, folder):
    """What a log and a capture together show is in every format, beside what the capture shows."""
    out = os.path.join(folder, "log")
    formats = [word for name in ("csv", "eve", "sqlite", "ndjson", "html", "text")
               for word in ("--format", f"{name}={out}.{name}")]
    done = subprocess.run([phonecert, "scan", "-q", "--trust", "captures/trust", "--log",
                           "tests/golden/logs/SEP2C3124C00003.log", *formats,
                           "captures/lsc-foreign-cluster.pcap"],
                          check=False, capture_output=True, text=True, cwd=root)
    check(done.returncode == 1, f"with a log it ended with {done.returncode}: {done.stderr}")
    for name in ("csv", "eve", "ndjson", "html", "text"):
        with open(f"{out}.{name}", encoding="utf-8") as file:
            said = file.read()
        for finding in ("log-contradicts", "lsc-foreign-cluster"):
            check(finding in said, f"{name}: does not tell {finding}")
    base = sqlite3.connect(f"{out}.sqlite")
    found = sorted(base.execute("SELECT id, session_id IS NULL FROM finding WHERE severity"
                                " != 'note'").fetchall())
    check(found == [("log-contradicts", 1), ("lsc-foreign-cluster", 0)],
          f"sqlite: with a log the findings are {found}")
    base.close()


def check_would(phonecert, captures, folder):
    """With --at every format says that it tells what would be: text and html above all, the others where they
    say what they were made with; and no finding compares it with what happened."""
    names = ("text", "csv", "ndjson", "eve", "html", "sqlite")
    sample = os.path.join(captures, "mic-root-missing.pcap")

    def told(*options):
        outputs = [word for name in names for word in ("--format", f"{name}={folder}/would.{name}")]
        for name in names:
            if os.path.exists(f"{folder}/would.{name}"):
                os.remove(f"{folder}/would.{name}")
        subprocess.run([phonecert, "scan", "-q", "--trust", os.path.join(captures, "trust"), *options, *outputs, sample],
                       check=False, capture_output=True)
        texts = {}
        for name in names:
            with open(f"{folder}/would.{name}", "rb") as file:
                texts[name] = file.read().decode(errors="replace")
        return texts
    plain, would = told(), told("--at", "2027-01-02")
    for name in names:
        check("store-disagrees" in plain[name] and "store-disagrees" not in would[name], f"{name}: compares it")
        check(bool(re.search(r"what would be", would[name], re.I)) and not re.search(r"what would be", plain[name], re.I),
              f"{name}: does not say that it is what would be")
    check(would["text"].startswith("What would be at 2027-01-02T00:00:00Z"), "text: not above all")
    check("What would be" in would["html"].split("</header>")[0], "html: not in its head")
    session, *_, last = [json.loads(line) for line in would["ndjson"].splitlines()]
    check(session["judged_at"] == last["judged_at"] == "2027-01-02T00:00:00Z", "ndjson: judged_at")
    check("judged at 2027-01-02T00:00:00Z: what would be" in would["csv"].splitlines()[-1], "csv: the last row")


def main():
    phonecert, root, *others = sys.argv[1:]
    phonecert = os.path.abspath(phonecert)
    captures = os.path.join(root, "captures")
    folders = [captures, *filter(os.path.isdir, others)]
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/phones.txt", "w", encoding="utf-8") as file:
            file.write("SEP2C3124C00003\n")

        def scan():
            formats = [word for name in ("csv", "eve", "sqlite")
                       for word in ("--format", f"{name}={folder}/report.{name}")]
            subprocess.run([phonecert, "scan", "-q", "--all", "--phones", f"{folder}/phones.txt", "--trust",
                            os.path.join(captures, "trust"), *formats, *folders],
                           check=False, capture_output=True)
        scan()
        check_csv(f"{folder}/report.csv")
        check_eve(f"{folder}/report.eve")
        check_sqlite(f"{folder}/report.sqlite", root, scan)
        check_old_database(phonecert, root, folder)
        check_roll(phonecert, root, folder)
        check_contradiction(phonecert, root, folder)
        check_would(phonecert, captures, folder)
    print("\n".join(faults[:40] + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
