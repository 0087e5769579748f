#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark -z phonecert,tree and phonecert,stat, with and without a filter, and exported objects."""

import hashlib
import os
import re
import tempfile
import unittest

import wireshark
from wireshark import capture, fields, run, trust_option

TWO = "two-phones.pcapng"


def statistics(name, what):
    output, _, _ = run("tshark", "-q", "-r", capture(name), *trust_option(), "-z", what)
    return output


def counts(output):
    """Topic to count of a statistics tree."""
    rows = re.findall(r"^ ?(\S.*?)  +(\d+) ", output, re.MULTILINE)
    return {topic: int(count) for topic, count in rows}


class Tree(unittest.TestCase):
    def test_counts(self):
        tree = counts(statistics(TWO, "phonecert,tree"))
        self.assertEqual((tree["LSC"], tree["trusted"], tree["untrusted"]), (2, 1, 1))
        self.assertEqual((tree["accepted"], tree["rejected"], tree["SIP"]), (1, 1, 2))

    def test_filter(self):
        tree = counts(statistics(TWO, 'phonecert,tree,phonecert.verdict == "untrusted"'))
        self.assertEqual(tree["LSC"], 1)
        self.assertNotIn("trusted", tree)

    def test_eap_outcome_counts_once(self):
        tree = counts(statistics("dot1x-eapol-accepted.pcap", "phonecert,tree"))
        self.assertEqual(tree["Outcomes"], 1)


class Table(unittest.TestCase):
    def test_rows(self):
        rows = statistics(TWO, "phonecert,stat")
        self.assertRegex(rows, r"CAPF-0992727f +\|LSC +\|1 \|1 \|0 \|")
        self.assertRegex(rows, r"CAPF-e41b9c22 +\|LSC +\|1 \|0 \|1 \|")

    def test_filter(self):
        rows = statistics(TWO, 'phonecert,stat,phonecert.issuer == "CAPF-0992727f"')
        self.assertNotIn("CAPF-e41b9c22", rows)


class Export(unittest.TestCase):
    def test_names_and_content(self):
        wanted = {(f[0], f[1]) for f in fields(TWO, ["phonecert.device", "phonecert.sha256"],
                                               where="phonecert.sha256")}
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o777)
            run("tshark", "-q", "-r", capture(TWO), *trust_option(), "--export-objects",
                f"phonecert,{folder}")
            found = set()
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), "rb") as file:
                    sha256 = hashlib.sha256(file.read()).hexdigest()
                device, kind, begin = re.fullmatch(r"(SEP\w+)-(LSC)-(\w{16})\.der", name).groups()
                self.assertTrue(sha256.startswith(begin))
                self.assertEqual(kind, "LSC")
                found.add((device, sha256))
        self.assertEqual(found, wanted)


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
