#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture in which nothing can be read says why on its first frame, in the words of the analyzer;
and where Wireshark is told what a port carries (Decode As), the plugin reads it too."""

import os
import struct
import subprocess
import tempfile
import unittest

import wireshark

ANALYZER = os.environ.get("PHONECERT", "")
SAMPLE = "lsc-foreign-cluster.pcap"
FILE_HEADER, RECORD_HEADER = 24, 16
VXLAN_PORT = 5001


def altered(folder, name, change):
    """The path of the sample with each of its frames changed: (bytes kept, bytes that were)."""
    with open(wireshark.capture(SAMPLE), "rb") as file:
        content = file.read()
    out, at = content[:FILE_HEADER], FILE_HEADER
    while at < len(content):
        seconds, fraction, length, _ = struct.unpack_from("<IIII", content, at)
        frame = content[at + RECORD_HEADER:at + RECORD_HEADER + length]
        kept, whole = change(frame)
        out += struct.pack("<IIII", seconds, fraction, len(kept), whole) + kept
        at += RECORD_HEADER + length
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(out)
    os.chmod(folder, 0o755)
    return path


def in_vxlan(frame):
    udp = struct.pack(">HHHHII", 49152, VXLAN_PORT, 16 + len(frame), 0, 0x08000000, 0x100)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 36 + len(frame), 0, 0, 64, 17, 0,
                     bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2)))
    whole = bytes(12) + b"\x08\x00" + ip + udp + frame
    return whole, len(whole)


def analyzer(path, *options):
    done = subprocess.run([ANALYZER, "scan", *options, path], capture_output=True, text=True,
                          check=False)
    return done.stdout


class Silence(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_says_why_on_the_first_frame(self):
        path = altered(self.folder.name, "cut.pcap", lambda frame: (frame[:54], len(frame)))
        names = ("frame.number", "phonecert.finding", "phonecert.summary")
        rows = wireshark.fields(path, names, "-2", where="phonecert.finding")
        self.assertEqual([row[:2] for row in rows], [["1", "capture-silent"]])
        said = rows[0][2]
        self.assertIn("cut to 54 bytes", said)
        self.assertIn(said, " ".join(analyzer(path).split()))
        expert = wireshark.fields(path, ("frame.number", "_ws.expert.message"), "-2",
                                  where="phonecert.finding && _ws.expert")
        self.assertEqual([row[0] for row in expert], ["1"])

    def test_says_nothing_where_all_was_read(self):
        self.assertEqual(wireshark.fields(SAMPLE, ("frame.number",), "-2",
                                          where='phonecert.finding == "capture-silent"'), [])

    def test_follows_decode_as(self):
        path = altered(self.folder.name, "vxlan.pcap", in_vxlan)
        names = ("frame.number", "phonecert.type", "phonecert.outcome")
        whole = wireshark.fields(SAMPLE, names, "-2", where="phonecert.outcome")
        self.assertTrue(whole)
        self.assertEqual(wireshark.fields(path, names, "-2", where="phonecert.outcome"), [])
        told = wireshark.fields(path, names, "-2", "-d", f"udp.port=={VXLAN_PORT},vxlan",
                                where="phonecert.outcome")
        self.assertEqual(told, whole)
        self.assertIn("unknown_ca", analyzer(path, "--tunnel", f"{VXLAN_PORT}=vxlan"))


if __name__ == "__main__":
    wireshark.need("tshark")
    unittest.main()
