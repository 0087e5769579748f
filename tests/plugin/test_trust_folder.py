#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A trust folder as people make them, through both doors: the verdict, its basis and what is complained
of are the same for phonecert --trust and for the plugin's trust folder."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import wireshark
from wireshark import ROOT, TRUST, capture, run, trust_option

PHONECERT = os.environ["PHONECERT"]
SAMPLE = "lsc-sip-tls12.pcapng"
STORE = os.path.join(TRUST, "CallManager-trust")


def pems():
    return sorted(os.path.join(STORE, name) for name in os.listdir(STORE) if name.endswith(".pem"))


def flat(folder):
    for path in pems():
        shutil.copy(path, folder)


def stores(folder):
    shutil.copytree(TRUST, folder, dirs_exist_ok=True)


def nested(folder):
    shutil.copytree(STORE, os.path.join(folder, "cluster-1", "pub", "CallManager-trust"))


def own_word(folder):
    shutil.copytree(STORE, os.path.join(folder, "lab-trust"))


def in_names(folder):
    for path in pems():
        shutil.copy(path, os.path.join(folder, "CallManager-trust_" + os.path.basename(path)))


def other_in_names(folder):
    for path in pems():
        shutil.copy(path, os.path.join(folder, "CAPF-trust_" + os.path.basename(path)))


def remarks(folder):
    stores(folder)
    for name in ("README.md", "CallManager-trust/notes.txt", "CallManager-trust/.DS_Store", ".git/config"):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("no certificate\n")


def rubbish(folder):
    stores(folder)
    with open(os.path.join(folder, "CallManager-trust", "page.html"), "w", encoding="utf-8") as file:
        file.write("<html>no certificate</html>\n")


def empty(folder):
    os.makedirs(os.path.join(folder, "CallManager-trust"))


def nothing(folder):
    del folder


# (what the folder is like, who fills it, what it is called, the verdict and its basis)
MATRIX = [
    ("a folder a store", stores, "trust", ["trusted", "store"]),
    ("all in one folder", flat, "trust", ["trusted", "store"]),
    ("a store itself", flat, "CallManager-trust", ["trusted", "store"]),
    ("another store itself", flat, "CAPF-trust", ["unchecked", ""]),
    ("stores a node", nested, "trust", ["trusted", "store"]),
    ("a store of the user's own", own_word, "trust", ["unchecked", ""]),
    ("the store in the file's name", in_names, "trust", ["trusted", "store"]),
    ("another store in the file's name", other_in_names, "trust", ["unchecked", ""]),
    ("remarks beside certificates", remarks, "trust", ["trusted", "store"]),
    ("a file without a certificate", rubbish, "trust", ["trusted", "store"]),
    ("an empty store", empty, "trust", ["unchecked", ""]),
    ("an empty folder", nothing, "trust", ["unchecked", ""]),
]


def by_analyzer(folder):
    """[verdict, basis] and the complaints about the folder."""
    done = subprocess.run([PHONECERT, "scan", "--trust", folder, "--format", "csv", "--fail-on", "never",
                           capture(SAMPLE)], capture_output=True, text=True, check=False, cwd=ROOT)
    head, row = done.stdout.splitlines()[:2]
    names = re.split(",", head.lstrip("\ufeff"))
    cells = dict(zip(names, re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", row)))
    return [cells["verdict"], cells["basis"]], complaints(done.stderr, folder)


def complaints(errors, folder):
    """What is wrong with it. A note ("count for every store") is no complaint, and in the window a complaint
    is a dialog, so the plugin leaves notes out."""
    told = set(re.findall(re.escape(folder) + r"[^\n]*", errors))
    return sorted(line for line in told if "count for every store" not in line)


def by_plugin(folder):
    output, errors, _ = run("tshark", "-r", capture(SAMPLE), *trust_option(folder), "-Y", "phonecert.type", "-T",
                            "fields", "-E", "occurrence=f", "-e", "phonecert.verdict", "-e", "phonecert.basis")
    return output.splitlines()[0].split("\t"), complaints(errors, folder)


class TrustFolder(unittest.TestCase):
    def test_matrix(self):
        for title, fill, name, expected in MATRIX:
            with self.subTest(title), tempfile.TemporaryDirectory() as parent:
                os.chmod(parent, 0o755)
                folder = os.path.join(parent, name)
                os.mkdir(folder)
                fill(folder)
                analyzer, plugin = by_analyzer(folder), by_plugin(folder)
                self.assertEqual(analyzer[0], expected)
                self.assertEqual(plugin, analyzer)

    def test_complaints(self):
        for fill, sentence in ((rubbish, "page.html: holds no certificate"), (nothing, ": there is no certificate in it"),
                               (empty, ": there is no certificate in it")):
            with self.subTest(sentence), tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                fill(folder)
                told = by_analyzer(folder)[1]
                self.assertEqual(len(told), 1, told)
                self.assertIn(sentence, told[0])


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
