#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Preferences: what they change, and what a wrong one says."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

import wireshark
from wireshark import TRUST, capture, fields, run

EXPIRED = "lsc-expired.pcap"
SIP = "lsc-sip-tls12.pcapng"
VERDICT = ["phonecert.verdict", "phonecert.basis"]


def verdicts(name, *arguments, trust=TRUST):
    return fields(name, VERDICT, *arguments, where="phonecert.type", trust=trust)


class Stores(unittest.TestCase):
    def test_no_store_is_unchecked(self):
        self.assertEqual(verdicts(SIP, trust=None), [["unchecked", ""]])

    def test_store_by_table(self):
        folder = os.path.join(TRUST, "CallManager-trust")
        row = f'uat:phonecert_stores:"CallManager-trust","{folder}"'
        self.assertEqual(verdicts(SIP, "-o", row, trust=None), [["trusted", "store"]])

    def test_service_by_table_names_another_store(self):
        row = 'uat:phonecert_services:"5061","SIP-LAB","lab-trust"'
        frames = fields(SIP, ["phonecert.service", "phonecert.store", "phonecert.verdict"],
                        "-o", row, where="phonecert.type")
        self.assertEqual(frames, [["SIP-LAB", "lab-trust", "unchecked"]])

    def test_lsc_issuer_by_table(self):
        name = "lsc-external-root-missing.pcapng"
        issuer = fields(name, ["phonecert.issuer"], where="phonecert.type")[0][0]
        row = f'uat:phonecert_lsc_issuers:"CN={issuer}","CAPF"'
        tags = fields(name, ["phonecert.issuer_tag"], "-o", row, where="phonecert.type")
        self.assertEqual(tags, [["CAPF"]])

    def test_time_of_judgement(self):
        now = verdicts(SIP, "-o", "phonecert.verdict_time:now")
        then = verdicts(SIP, "-o", "phonecert.verdict_time:capture")
        self.assertEqual(then, [["trusted", "store"]])
        self.assertIn(now, ([["trusted", "store"]], [["expired", "store"]],
                            [["not-yet-valid", "store"]]))


    def scanned(self, *options):
        """What scan says: verdict, and the steps of each finding."""
        done = subprocess.run([os.environ["PHONECERT"], "scan", "--trust", TRUST, "-f", "ndjson", "--fail-on", "never",
                               *options, capture(EXPIRED)], capture_output=True, text=True, check=True)
        return json.loads(done.stdout.splitlines()[0])

    def test_date_of_judgement_as_scan_says(self):
        seen = set()
        for date in ("2019-01-01", "2026-12-05", "2026-12-05T10:00:00Z", "2060-01-01"):
            verdict = verdicts(SIP, "-o", f"phonecert.verdict_date:{date}")[0][0]
            done = subprocess.run([os.environ["PHONECERT"], "scan", "--trust", TRUST, "-f", "ndjson", "--fail-on",
                                   "never", "--at", date, capture(SIP)], capture_output=True, text=True, check=True)
            self.assertEqual(verdict, json.loads(done.stdout.splitlines()[0])["verdict"], date)
            seen.add(verdict)
        self.assertEqual(seen, {"not-yet-valid", "trusted", "expired"})

    def test_release_of_the_remedy_as_scan_says(self):
        steps = set()
        for release in ("11.5", "14SU3", "15SU2"):
            rows = fields(EXPIRED, ["phonecert.remedy"], "-o", f"phonecert.release:{release}", "-2", where="phonecert.type")
            remedy = self.scanned("--release", release)["findings"][0]["remedy"]
            self.assertEqual(rows[0][0].split(";")[0], remedy.split(";")[0], release)
            steps.add(remedy)
        self.assertGreater(len(steps), 1)


class Wrong(unittest.TestCase):
    def complaint(self, *options):
        output, errors, status = run("tshark", "-r", capture(SIP), *options, "-Y", "phonecert.type",
                                     "-T", "fields", "-e", "phonecert.type", check=False)
        return output.strip(), errors, status

    def test_missing_trust_folder(self):
        output, errors, status = self.complaint("-o", "phonecert.trust_dir:/no/such/folder")
        self.assertEqual((output, status), ("LSC", 0))
        self.assertEqual(errors.count("/no/such/folder: the trust folder does not exist"), 1)

    def test_trust_folder_that_is_a_file(self):
        path = os.path.join(wireshark.CAPTURES, "README.md")
        output, errors, _ = self.complaint("-o", f"phonecert.trust_dir:{path}")
        self.assertEqual(output, "LSC")
        self.assertIn(f"{path}: the trust folder is not a folder", errors)

    def test_date_and_release_that_are_none(self):
        for name, text in (("verdict_date", "tomorrow"), ("verdict_date", "2026-13-01"), ("release", "fourteen")):
            output, errors, status = self.complaint("-o", f"phonecert.{name}:{text}")
            self.assertEqual((output, status), ("LSC", 0))
            self.assertEqual(errors.count(f'{name}: "{text}" is no '), 1, errors)

    def test_store_row_without_a_file(self):
        _, errors, status = self.complaint(
            "-o", 'uat:phonecert_stores:"CallManager-trust","/no/such/file.pem"')
        self.assertEqual(status, 1)
        self.assertIn("/no/such/file.pem: no such file or folder", errors)

    def test_service_row_that_is_none(self):
        _, errors, status = self.complaint("-o", 'uat:phonecert_services:"99999","X",""')
        self.assertEqual(status, 1)
        self.assertIn("99999", errors)

    def test_file_that_holds_no_certificate(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(TRUST, os.path.join(folder, "trust"))
            store = os.path.join(folder, "trust", "CallManager-trust")
            with open(os.path.join(store, "note.pem"), "w", encoding="utf-8") as file:
                file.write("nothing here\n")
            os.chmod(folder, 0o755)
            output, errors, _ = self.complaint(
                "-o", f"phonecert.trust_dir:{os.path.join(folder, 'trust')}")
        self.assertEqual(output, "LSC")
        self.assertIn("note.pem", errors)

    def test_trust_list_that_was_altered(self):
        source = os.path.join(wireshark.ROOT, "tests", "golden", "inputs",
                              "ITLSEP0A1B2C3D4E5F.tlv")
        with tempfile.TemporaryDirectory() as folder:
            with open(source, "rb") as file:
                content = file.read()
            with open(os.path.join(folder, "altered.tlv"), "wb") as file:
                file.write(content[:-2] + b"xx")
            os.chmod(folder, 0o755)
            output, errors, _ = self.complaint("-o", f"phonecert.trust_dir:{folder}")
        self.assertEqual(output, "LSC")
        self.assertRegex(errors, r"altered\.tlv: .*signature does not verify")


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
