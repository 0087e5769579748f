#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture in which nothing can be read says why on its first frame, in the words of the analyzer;
and where Wireshark is told what a port carries (Decode As), the plugin reads it too."""

import html
import json
import os
import struct
import subprocess
import tempfile
import unittest

import wireshark

ANALYZER = os.environ.get("PHONECERT", "")
SAMPLE = "lsc-foreign-cluster.pcap"
SPEAKING = "mic-accepted.pcap"  # and more is said when the handshake is over
FILE_HEADER, RECORD_HEADER = 24, 16
VXLAN_PORT = 5001


def altered(folder, name, change, wanted=lambda number, frame: True, sample=SAMPLE):
    """The path of the sample with each of its frames that is wanted changed: (bytes kept, bytes that
    were)."""
    with open(wireshark.capture(sample), "rb") as file:
        content = file.read()
    out, at, number = content[:FILE_HEADER], FILE_HEADER, 0
    while at < len(content):
        number += 1
        seconds, fraction, length, _ = struct.unpack_from("<IIII", content, at)
        frame = content[at + RECORD_HEADER:at + RECORD_HEADER + length]
        if wanted(number, frame):
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


def unchanged(frame):
    return frame, len(frame)


def cut(frame):
    return frame[:54], len(frame)


def in_macsec(frame):
    """Encrypted (IEEE 802.1AE, 9.5): nothing behind the tag can be read."""
    whole = frame[:12] + b"\x88\xe5\x0c\x00\x00\x00\x00\x01" + frame[14:]
    return whole, len(whole)


def in_esp(frame):
    whole = frame[:23] + b"\x32" + frame[24:34] + bytes(range(1, 9)) + frame[34:]
    return whole, len(whole)


def of_unknown_type(frame):
    return frame[:12] + b"\x88\xb5" + frame[14:], len(frame)


def half_in_macsec():
    """All but the first seven frames."""
    numbers = iter(range(1, 1000))
    return lambda frame: in_macsec(frame) if next(numbers) > 7 else unchanged(frame)


def is_of_client(frame):
    ports = struct.unpack_from(">HH", frame, 34)
    return ports[0] > ports[1]


# What was done to the sample, and what the first line says then. The sentences.
SENTENCES = {
    "macsec": (in_macsec, lambda number, frame: True,
               "0 handshakes; 15 of 15 frames could not be read: EtherType 0x88e5 (MACsec, encrypted)"),
    "half-macsec": (half_in_macsec(), lambda number, frame: True,
                    "1 handshake; 8 of 15 frames could not be read: EtherType 0x88e5"),
    "esp": (in_esp, lambda number, frame: True,
            "0 handshakes; 15 of 15 frames could not be read: IP protocol 50 (ESP, encrypted)"),
    "unknown-type": (of_unknown_type, lambda number, frame: True,
                     "0 handshakes; 15 of 15 frames could not be read: EtherType 0x88b5"),
    "cut": (cut, lambda number, frame: True,
            "0 handshakes; frames are cut to 54 bytes: capture without a snap length"),
    "one-direction": (unchanged, lambda number, frame: is_of_client(frame),
                      "1 handshake; only one direction of the traffic on 2443 was captured"),
    "mid-connection": (unchanged, lambda number, frame: number > 12,
                       "0 handshakes; traffic on 2443 begins in mid-connection"),
    "mid-connection-one-direction": (
        unchanged, lambda number, frame: number > 12 and is_of_client(frame),
        "begins in mid-connection: start the capture before the phone connects; only one direction"),
}


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

    def test_each_sentence_in_each_door(self):
        """Text (its first line), ndjson (a line of its own), HTML, and the first frame in Wireshark."""
        paths = {name: altered(self.folder.name, f"{name}.pcap", change, wanted,
                               SPEAKING if change is unchanged else SAMPLE)
                 for name, (change, wanted, _) in SENTENCES.items()}
        asked = []
        for number, path in enumerate(paths.values(), start=1):
            # sharkd keeps what a filter found by the filter's text, beyond the file.
            where = f'phonecert.finding == "capture-silent" && frame.number < {10**6 + number}'
            asked += [("load", {"file": path}),
                      ("frames", {"filter": where, "column0": "phonecert.summary:0"})]
        drawn = wireshark.sharkd(*asked)[1::2]
        for (name, path), answer in zip(paths.items(), drawn):
            words = SENTENCES[name][2]
            with self.subTest(name):
                lines = [json.loads(line) for line in analyzer(path, "--format", "ndjson").splitlines()]
                told = [line["reason"] for line in lines if line["schema"] == "phonecert.silence/1"]
                self.assertEqual(len(told), 1, told)
                self.assertIn(words, told[0])
                text = analyzer(path)
                first = " ".join(text.split("\n\n")[0].split())
                self.assertIn(told[0], first)
                page = html.unescape(analyzer(path, "--format", "html"))
                self.assertIn(told[0], page)
                self.assertEqual([row["num"] for row in answer["result"]], [1])
                self.assertIn(told[0], answer["result"][0]["c"][0])

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
