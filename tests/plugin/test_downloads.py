#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Trust lists that a phone fetches in the capture: dissected, and the basis of the verdict on its
certificate, the same as in the analyzer."""

import json
import os
import subprocess
import tempfile
import unittest

import wireshark

MAKER = os.environ.get("PHONECERT_MAKE_DOWNLOADS", "")
ANALYZER = os.environ.get("PHONECERT", "")


class Downloads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        os.chmod(cls.folder.name, 0o755)
        subprocess.run([MAKER, cls.folder.name], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def fields(self, name, names, where, *options):
        command = ["tshark", "-r", self.path(name), "-Y", where, "-T", "fields", *options]
        for field in names:
            command += ["-e", field]
        output, _, _ = wireshark.run(*command)
        return [line.split("\t") for line in output.splitlines()]

    def test_list_is_dissected(self):
        for name in ("itl-by-tftp.pcap", "ctl-by-tftp-1400.pcap", "itl-by-http.pcap"):
            for options in ((), ("-2",), ("-V",)):
                rows = self.fields(name, ["phonecert.tlv.record.role", "phonecert.tlv.signature",
                                          "phonecert.tlv.records", "phonecert.tlv.version"],
                                   "phonecert.tlv", *options)
                self.assertEqual(rows, [["SAST,CAPF,CCM+TFTP", "verified", "3", "1.2"]], name)

    def test_certificates_are_dissected_as_x509(self):
        rows = self.fields("itl-by-tftp.pcap", ["x509sat.uTF8String", "x509sat.printableString"],
                           "phonecert.tlv.record.certificate")
        self.assertIn("CAPF-", ",".join(rows[0]))

    def test_list_is_the_basis_as_in_the_analyzer(self):
        for name in ("itl-by-tftp.pcap", "ctl-by-tftp-1400.pcap", "itl-by-http.pcap",
                     "itl-altered.pcap"):
            output = subprocess.run([ANALYZER, "scan", "--all", "-f", "ndjson", self.path(name)],
                                    capture_output=True, text=True, check=False).stdout
            sessions = [json.loads(line) for line in output.splitlines()
            if "phonecert.run/" not in line]
            session = [s for s in sessions if s["schema"].startswith("phonecert.session")][0]
            rows = self.fields(name, ["phonecert.verdict", "phonecert.basis", "phonecert.reason"],
                               "phonecert.verdict")
            ours = [session[key] or "" for key in ("verdict", "basis", "reason")]
            self.assertEqual(rows[0], ours, name)
            self.assertEqual(rows[0][0],
                             "unchecked" if name == "itl-altered.pcap" else "trusted", name)

    def test_altered_list_is_told_where_it_is(self):
        rows = self.fields("itl-altered.pcap", ["phonecert.tlv.signature"],
                           "phonecert.finding.signed-file-altered")
        self.assertEqual(rows, [["failed"]])

    def test_no_session_is_counted_for_a_file(self):
        output, _, _ = wireshark.run("tshark", "-r", self.path("itl-by-tftp.pcap"), "-q", "-z",
                                     "phonecert,tree")
        self.assertIn("LSC", output)


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    if not os.path.exists(MAKER) or not os.path.exists(ANALYZER):
        print("skipped: the generator of captures was not built")
        raise SystemExit(wireshark.SKIPPED)
    unittest.main(verbosity=2)
