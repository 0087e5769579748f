#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A live capture in the real Wireshark: packets come one by one through a pipe, stamped with the present time or
an old one, with pauses in which the list is drawn and packets are clicked. No row may say what merely has not come
yet, and at each step a row says what tshark says of what has come; at the end all is as of the file."""

import os
import struct
import tempfile
import time
import unittest

import gui
import wireshark
from wireshark import capture, run

NAME = "lsc-foreign-cluster.pcap"
COLUMNS = {0: "frame.number", 5: "phonecert.label", 6: "phonecert.device", 7: "phonecert.verdict"}
PRESENT, OLD = "present", "old"


def packets(path):
    """A little-endian pcap file's header, and its packets as (captured, length, bytes)."""
    with open(path, "rb") as file:
        data = file.read()
    at, found = 24, []
    while at < len(data):
        captured, length = struct.unpack_from("<II", data, at + 8)
        found.append((captured, length, data[at + 16:at + 16 + captured]))
        at += 16 + captured
    return data[:24], found


class Live(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.addCleanup(self.kept.cleanup)
        self.folder = self.kept.name
        os.chmod(self.folder, 0o755)
        self.head, self.packets = packets(capture(NAME))

    def record(self, number, stamps):
        captured, length, data = self.packets[number]
        now = time.time() if stamps == PRESENT else 1700000000 + number
        return struct.pack("<IIII", int(now), int(now % 1 * 1e6), captured, length) + data

    def told(self, rows):
        return [tuple((row + [""] * 8)[column] for column in COLUMNS) for row in rows]

    def expected(self, content, *options):
        """What tshark says of so much of it."""
        path = os.path.join(self.folder, "so-far.pcap")
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o644)
        wanted = [word for field in COLUMNS.values() for word in ("-e", field)]
        output, _, _ = run("tshark", "-C", "PhoneCert", "-r", path, *wireshark.trust_option(), *options, "-T", "fields",
                           *wanted)
        return [tuple(line.split("\t")) for line in output.splitlines()]

    def play(self, stamps):
        """Packets in four parts, behind the ClientHello, in the server's flight and behind it, and the rest."""
        os.environ["PHONECERT_PROFILE"] = os.path.join(wireshark.ROOT, "plugin", "profile")
        window = gui.Gui(None, *wireshark.trust_option(), live=self.head)
        self.addCleanup(window.stop)
        content = self.head
        whole = self.expected(content + b"".join(self.record(number, stamps) for number in range(len(self.packets))), "-2")
        for first, last in ((0, 4), (4, 6), (6, 7), (7, len(self.packets))):
            for number in range(first, last):
                record = self.record(number, stamps)
                window.feed.write(record)
                content += record
            window.feed.flush()
            self.check_while_it_runs(window, content, whole[:last])
        window.feed.close()
        self.check_at_the_end(window, content)
        self.assertEqual((window.quit_unsaved(), window.complaints()), (0, []))

    def check_while_it_runs(self, window, content, whole):
        """Rows are clicked, so dissected again, and drawn again. A row says what one pass says of what has come, or
        what the whole capture says in the end; nothing else."""
        found = []

        def is_there():
            found[:] = self.told(window.rows())
            return len(found) == len(whole)
        window.wait(is_there, f"{len(whole)} packets")
        for row in (1, 2, 3):  # twice the same would open it
            window.click_list(row)
        for row, passed, last in zip(self.told(window.rows()), self.expected(content), whole):
            self.assertIn(row, (passed, last))

    def check_at_the_end(self, window, content):
        """A filter has every row drawn again."""
        window.window(rf"^\*{gui.STDIN}$")
        window.filter("frame")
        wanted, found = self.expected(content, "-2"), []

        def is_there():
            found[:] = self.told(window.rows())
            return found == wanted
        try:
            window.wait(is_there, "what two passes say")
        except AssertionError:
            self.assertEqual(found, wanted)
            raise

    def test_present_time(self):
        self.play(PRESENT)

    def test_old_time(self):
        self.play(OLD)


if __name__ == "__main__":
    wireshark.need("tshark", "dumpcap", *gui.PROGRAMS)
    unittest.main(verbosity=2)
