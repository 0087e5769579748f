#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands of the README's section on tshark, run as they stand there: the output must be what
the README shows."""

import os
import re
import shlex
import unittest

import wireshark
from wireshark import ROOT, run

CONSOLE = re.compile(r"^```console\n\$ (tshark [^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands():
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        return CONSOLE.findall(file.read())


class Readme(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreaterEqual(len(commands()), 3)

    def test_each_says_what_the_readme_says(self):
        os.chdir(ROOT)
        for command, wanted in commands():
            with self.subTest(command=command):
                words = shlex.split(command)
                if "-z" in words and wireshark.version() != (4, 0):
                    continue  # the layout of tables is the version's own
                output, _, _ = run(*words)
                self.assertEqual(output, wanted)


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
