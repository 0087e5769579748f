#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture that takes more memory than the preference gives says so on a frame, in the words of the
analyzer, and what made room has the coverage over-limit; where memory is enough nothing is said."""

import os
import subprocess
import sys
import tempfile
import unittest

import wireshark

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "adversary"))
import wire  # noqa: E402

ANALYZER = os.environ.get("PHONECERT", "")
N_CONNECTIONS = 700
LIMITED = 'phonecert.finding == "evidence-limited"'


def unfinished(path):
    """Servers' certificates that do not end."""
    with open(path, "wb") as file:
        capture = wire.Capture(file)
        for number in range(N_CONNECTIONS):
            talk = wire.Connection(capture, number, 5061)
            hello = b"\x03\x03" + number.to_bytes(32, "big")
            talk.send(0, wire.record(22, wire.message(1, hello + b"\0\0\x02\0\x2f\x01\0")))
            flight = wire.message(2, hello + b"\0\0\x2f\0") + wire.certificates([bytes(30000)])
            talk.send(1, wire.record(22, flight)[:14000])
    os.chmod(os.path.dirname(path), 0o755)


class Bounds(unittest.TestCase):
    def test_tells_what_made_room(self):
        names = ("frame.number", "phonecert.summary")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "unfinished.pcap")
            unfinished(path)
            self.assertEqual(wireshark.fields(path, names, "-2", where=LIMITED), [])
            preference = ("-2", "-o", "phonecert.max_memory:16")
            rows = [row for row in wireshark.fields(path, names, *preference, where=LIMITED)
                    if row[1].startswith("memory")]
            made_room = wireshark.fields(path, names, *preference, where='phonecert.coverage == "over-limit"')
            said = subprocess.run([ANALYZER, "scan", "--max-memory", "16M", path], capture_output=True, text=True,
                                  check=False).stderr
        words = "memory was limited to 16 MiB, so something made room or was left out: connections "
        self.assertEqual(len(rows), 1)
        self.assertTrue(rows[0][1].startswith(words), rows)
        self.assertTrue(rows[0][1].endswith("the preference phonecert.max_memory gives more"), rows)
        self.assertIn(words, said)
        self.assertTrue(made_room)


if __name__ == "__main__":
    wireshark.need("tshark")
    unittest.main()
