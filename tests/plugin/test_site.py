#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The site's file in the trust folder: what `phonecert site` writes, corrected, tells both doors the same.
And the steps of a remedy, each short enough to be shown whole, with what it interrupts before the rest; nor is
any other text of a finding cut."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import wireshark
from wireshark import ROOT, TRUST, capture, fields

PHONECERT = os.environ["PHONECERT"]
SAMPLE = "lsc-foreign-cluster.pcap"
NAMES = ["phonecert.service", "phonecert.service_basis", "phonecert.store", "phonecert.verdict", "phonecert.finding"]
LABEL_LEN = 240  # ITEM_LABEL_LENGTH of Wireshark 4.0


def analyzer(*arguments):
    done = subprocess.run([PHONECERT, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
    return done.stdout


class Site(unittest.TestCase):
    def test_both_doors(self):
        with tempfile.TemporaryDirectory() as parent:
            os.chmod(parent, 0o755)
            folder = os.path.join(parent, "trust")
            shutil.copytree(TRUST, folder)
            site = os.path.join(folder, "site.ini")
            text = analyzer("site", capture(SAMPLE))
            with open(site, "w", encoding="utf-8") as file:
                file.write(text.replace("service = SIP\nstore = CallManager-trust", "service = SRST\nstore = SRST")
                           .replace("[phonecert]", "[phonecert]\nrelease = 14SU3"))
            os.chmod(site, 0o644)
            drawn = fields(SAMPLE, NAMES, "-2", where="phonecert.type", trust=folder)[0]
            line = json.loads(analyzer("scan", "-f", "ndjson", "--trust", folder, "--site", site,
                                       capture(SAMPLE)).splitlines()[0])
            told = [line["service"], line["service_basis"], line["store"], line["verdict"],
                    ";".join(finding["id"] for finding in line["findings"])]
            self.assertEqual(drawn, told)
            self.assertEqual(told[:3], ["SRST", "user", "SRST"])

    def test_steps(self):
        rows = fields(SAMPLE, ["phonecert.remedy", "phonecert.remedy.step"], "-2", "-E", "occurrence=a",
                      where="phonecert.remedy.step")
        self.assertTrue(rows)
        remedy, steps = rows[0]
        self.assertIn("Interrupts: ", steps)
        self.assertEqual(remedy.replace(";", " ").split(), steps.replace(";", " ").split())
        lines = wireshark.tshark(SAMPLE, "-2", "-V", "-Y", "phonecert.remedy.step")
        shown = [line.strip(" []") for line in lines if line.strip(" [").startswith("Step: ")]
        self.assertGreater(len(shown), 2)
        self.assertLess(max(map(len, shown)), LABEL_LEN)
        self.assertFalse([line for line in shown if line.endswith("…")])

    def test_long_texts(self):
        for name, finding in (("mic-root-missing.pcap", "store-disagrees-refused"), ("mic-forged-ca.pcapng", "forged-ca")):
            told = json.loads(analyzer("scan", "-f", "ndjson", "--trust", TRUST, capture(name)).splitlines()[0])
            message, = (row["message"] for row in told["findings"] if row["id"] == finding)
            self.assertGreater(len(message), LABEL_LEN)
            drawn = fields(name, ["phonecert.finding.text"], "-2", "-E", "occurrence=a", where="phonecert.type")[0][0]
            self.assertIn(message, drawn)
            lines = [line.strip(" []") for line in wireshark.tshark(name, "-2", "-V", "-Y", "phonecert.finding")]
            text = " ".join(lines)
            self.assertIn(f"Finding text: {message}", text)
            self.assertNotIn("truncated", text)
            self.assertRegex(text, r"Expert Info \(\w+/Security\): .* \.\.\. ")


if __name__ == "__main__":
    sys.exit(unittest.main())
