#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile PhoneCert, as tshark -C and sharkd -C read it."""

import os
import re
import unittest

import wireshark
from wireshark import capture, run, trust_option

PROFILE = os.path.join(wireshark.ROOT, "plugin", "profile")
FOREIGN = "lsc-foreign-cluster.pcap"


def tshark(*arguments, check=True):
    return run("tshark", "-C", "PhoneCert", "-r", capture(FOREIGN), *trust_option(), *arguments,
               check=check)


class Profile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["PHONECERT_PROFILE"] = PROFILE

    def test_is_found(self):
        _, errors, status = tshark("-c", "1", check=False)
        self.assertEqual((errors, status), ("", 0))

    def test_columns(self):
        output, _, _ = tshark("-Y", "phonecert.type")
        self.assertIn("SEP2C3124C00003", output)
        self.assertIn("untrusted", output)

    def test_every_column_has_a_width(self):
        texts = {}
        for name in ("preferences", "recent"):
            with open(os.path.join(PROFILE, name), encoding="utf-8") as file:
                texts[name] = file.read()
        columns = re.findall(r'^\t"[^"]*", "(%[^"]+)"', texts["preferences"], re.MULTILINE)
        widths = re.search(r"^column\.width: (.*)$", texts["recent"], re.MULTILINE)[1].split(", ")
        # A custom column's occurrence and resolution are not part of its name there.
        self.assertEqual([re.sub(r":0:R$", "", column) for column in columns], widths[::2])
        self.assertTrue(all(width.isdigit() for width in widths[1::2]))

    def test_macros(self):
        output, _, _ = tshark("-Y", "${phonetype:LSC}", "-T", "fields", "-e", "phonecert.device")
        self.assertEqual(output.split(), ["SEP2C3124C00003"])

    def test_out_of_order_segments_are_put_together(self):
        output, _, _ = run("tshark", "-C", "PhoneCert", "-r", capture("segments-out-of-order.pcapng"),
                           "-Y", "phonecert.type", "-T", "fields", "-e", "phonecert.type")
        self.assertEqual(output.split(), ["LSC"])

    def filters(self):
        """Every display filter of the profile's files."""
        patterns = {"colorfilters": r"^@[^@]*@(.*)@\[", "dfilters": r'^"[^"]*" (.*)$',
                    "dfilter_buttons": r'^"TRUE","[^"]*","(.*)",""$'}
        for name, pattern in patterns.items():
            with open(os.path.join(PROFILE, name), encoding="utf-8") as file:
                for line in file:
                    found = re.match(pattern, line.rstrip("\n"))
                    if found:
                        yield name, found[1].replace("\\x22", '"')

    def test_every_filter_is_one(self):
        found = list(self.filters())
        self.assertGreater(len(found), 15)
        asked = wireshark.Sharkd(profile="PhoneCert")
        with self.assertRaises(ValueError):
            asked.ask("check", filter="phonecert.nothing")
        for name, text in found:
            self.assertEqual(asked.ask("check", filter=text), {"status": "OK"}, f"{name}: {text}")
        asked.close()


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
