#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""impact.py PHONECERT ROOT: `phonecert impact` says the largest harm first and in every format the same;
a phone that is only listed, or whose role is unknown, is never safe; names go in any case; a step says
what it interrupts before what is to be done."""

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

HEADLINE = "2 phones can no longer renew at CAPF (0 of them were seen there), 0 stop registering"


def main(phonecert, root):
    faults = []

    def check(holds, what):
        if not holds:
            faults.append(what)

    captures = os.path.join(root, "captures")
    common = ["--trust", os.path.join(captures, "trust"), "--remove", "capf-0992727F"]
    shown = [os.path.join(captures, name) for name in ("lsc-sip-tls12.pcapng", "lsc-sccp-tls10.pcap")]

    def impact(*arguments):
        run = subprocess.run([phonecert, "impact", *common, *arguments], capture_output=True, text=True,
                             check=False, env={**os.environ, "COLUMNS": "300", "NO_COLOR": "1"})
        return run.returncode, run.stdout, run.stderr

    with tempfile.TemporaryDirectory() as folder:
        phones = os.path.join(folder, "phones.csv")
        with open(phones, "w", encoding="utf-8") as file:
            file.write("Device Name,Description\nsep2c3124c00002,Lobby\nSEP0A1B2C3D4E5F,\"Desk, east\"\n")
        status, text, _ = impact("--from", "capf_TRUST", "--phones", phones, *shown)
        check(status == 1, f"status {status}")
        check(text.startswith(HEADLINE), f"headline: {text[:200]}")
        check("1 listed phone was not seen" in text and "none of them counts as safe" in text, "not seen")
        check(re.search(r"Not seen.*\n +SEP0A1B2C3D4E5F\n", text), "the phone that was not seen")
        check(re.search(r"\[every node\] Interrupts: .* Delete it from CAPF-trust", " ".join(text.split())), "a step's outage")
        check("200860 (IP Phone Certificates)," not in text.split("Source")[0], "an old remedy")

        rows = list(csv.DictReader(io.StringIO(impact("-f", "csv", "--from", "CAPF", "--phones", phones, *shown)[1])))
        lines = [json.loads(line) for line in
                 impact("-f", "ndjson", "--from", "CAPF-trust", "--phones", phones, *shown)[1].splitlines()]
        objects = [line for line in lines if line["schema"] == "phonecert.impact/1"]
        check([(row["device"], row["fate"]) for row in rows[:-2]] ==
              [(line["device"], line["fate"]) for line in objects], "csv and ndjson differ")
        check(rows[-2]["fate"] == "summary" and rows[-2]["reason"] == HEADLINE, "csv: headline")
        check(lines[0]["headline"] == HEADLINE and lines[0]["not_seen"] == 1 and lines[0]["listed"] == 2, "summary")
        check({"SEP0A1B2C3D4E5F"} == {row["device"] for row in rows if row["fate"] == "not-seen"}, "fate not-seen")
        steps = lines[-2]["steps"]
        check(lines[-2]["schema"] == "phonecert.impact-steps/2" and
              all(set(step) == {"text", "release", "family", "node", "outage", "source"} for step in steps), "steps")
        # What it was made with stands in every format.
        made = ["--release", "14SU3", "--service", "5071=SIP", "--from", "CAPF-trust", *shown]
        wanted = "release CUCM 14SU3 with --service 5071=SIP --remove capf-0992727F --from CAPF-trust read to the end"
        told = {name: " ".join(re.sub(r"<[^>]*>|;", " ", impact("-f", name, *made)[1]).split())
                for name in ("text", "csv", "html", "ndjson")}
        for name, said in told.items():
            check(wanted in said and "CAPF-trust (11), CallManager-trust (8)" in said and "lsc-sccp-tls10.pcap" in said and
                  "phonecert 0." in said, f"{name}: conditions")
        check(lines[-1]["schema"] == "phonecert.run/1" and lines[-1]["verb"] == "impact" and lines[-1]["whole"] and
              lines[-1]["release"] is None and f"--phones {phones}" in lines[-1]["given"], "ndjson: conditions")
        missing = impact("-f", "ndjson", *shown, folder + "/none.pcap")[1].splitlines()[-1]
        check(json.loads(missing)["whole"] is False, "a part is told as whole")
        page = impact("-f", "html", "--phones", phones, *shown)[1]
        check("<h1>" in page and page.index("<h1>") < page.index("<table>"), "html: headline before the list")
        check("Content-Security-Policy" in page and "not seen" in page and "Interrupts: " in page, "html")

        # A list in an archive or compressed is the same list; an archive itself is none, a part is none.
        with zipfile.ZipFile(folder + "/case.zip", "w") as archive:
            archive.write(phones, "sub/phones.csv")
        with open(phones, "rb") as file, gzip.open(folder + "/phones.gz", "wb") as packed:
            packed.write(file.read() + b"# remark\n" * 10000)
        with open(folder + "/phones.gz", "rb") as whole, open(folder + "/part.gz", "wb") as part:
            part.write(whole.read()[:-20])
        for name in ("case.zip!sub/phones.csv", "phones.gz"):
            said = impact("--phones", f"{folder}/{name}", *shown)[1]
            check(re.search(r"Not seen.*\n +SEP0A1B2C3D4E5F\n", said), f"{name}: {said}")
        status, said, why = impact("--phones", folder + "/case.zip", *shown)
        check(status == 2 and "is an archive; name the list that lies in it" in why, f"an archive: {said}{why}")
        status, said, why = impact("--phones", folder + "/part.gz", *shown)
        check(status == 2 and "part.gz: " in why, f"a part of a list: {said}{why}")

        # A port of which nobody says what it is.
        unknown = impact("-f", "ndjson", "--service", "10.44.255.1:5061=TLS", shown[0])[1]
        fates = [json.loads(line) for line in unknown.splitlines() if '"phonecert.impact/1"' in line]
        check([fate["fate"] for fate in fates if fate["service"] == "TLS"] == ["unknown"] and
              not [fate for fate in fates if fate["fate"] == "safe"], f"an unknown role: {fates}")
        check(impact("-f", "pdf", *shown)[0] == 2 and impact("--phones", folder + "/none", *shown)[0] == 2,
              "wrong arguments")
    print("\n".join(faults) or "ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
