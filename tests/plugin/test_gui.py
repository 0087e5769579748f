#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin in the real Wireshark, driven by keys and the mouse: what the packet list and the
details say after scrolling, clicking, filtering, reloading and a change of the preferences, beside
what tshark says. The windows of both statistics stay open all the time, so each of these counts
anew. At the end Wireshark must quit by itself and must have complained of nothing."""

import glob
import os
import shutil
import struct
import subprocess
import tempfile
import unittest

import gui
import wireshark
from wireshark import TRUST, capture, run

LSC = 'phonecert.type == "LSC"'
CIRCLE = (16, range(850, 895))  # in the status bar, which is higher where a window has no frame
COLUMNS = {0: "frame.number", 5: "phonecert.label", 6: "phonecert.device", 7: "phonecert.verdict"}


def told(rows):
    """Of the packet list: the number, and the columns that we fill."""
    return [tuple(row[column] for column in COLUMNS) for row in rows]


# Handshakes that may be half read when Wireshark draws in the middle of a load.
MOST_DRAWN_EARLY = 6


class RealWireshark(unittest.TestCase):
    profile = "PhoneCert"  # that is in use; it has no trust folder, "Trusting" has one

    @classmethod
    def setUpClass(cls):
        # By one name: the capture's window is found by it.
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        os.chmod(folder, 0o755)
        cls.path = os.path.join(folder, "samples.pcapng")
        cls.samples = sorted(glob.glob(capture("*.pcap*")))
        cls.merge(cls.samples[:-1])
        profiles = os.path.join(folder, "profiles")
        shutil.copytree(os.environ["PHONECERT_PROFILE"], os.path.join(profiles, "Trusting"))
        with open(os.path.join(profiles, "Trusting", "preferences"), "a",
                  encoding="utf-8") as file:
            file.write(f"phonecert.trust_dir: {TRUST}\n")
        cls.gui = gui.Gui(cls.path, "-z", "phonecert,stat", profiles=profiles)
        cls.addClassCleanup(cls.gui.stop)
        cls.gui.window("Phone certificates by issuer")
        cls.gui.last_of_menu("alt+s", "Phone certificates · ")

    @classmethod
    def tearDownClass(cls):
        status = cls.gui.quit()
        complaints = cls.gui.complaints()
        if status != 0 or complaints:
            raise AssertionError(f"Wireshark ended with {status}: {complaints}")

    @classmethod
    def merge(cls, names):
        subprocess.run(["mergecap", "-a", "-w", cls.path, *names], check=True)
        os.chmod(cls.path, 0o644)

    def tshark(self, trust, *arguments):
        options = wireshark.trust_option() if trust else ()
        wanted = [word for field in COLUMNS.values() for word in ("-e", field)]
        output, _, _ = run("tshark", "-C", "PhoneCert", "-r", self.path, *options, *arguments, "-T",
                           "fields", *wanted)
        return [tuple(line.split("\t")) for line in output.splitlines()]

    def expected(self, where, trust, at_once):
        """What tshark prints in two passes: all is known when the list is drawn. A filter that was
        set before the packets were dissected has chosen at once, by what was known by then."""
        where = where or "frame"
        if not at_once:
            return self.tshark(trust, "-2", "-Y", where)
        chosen = {row[0] for row in self.tshark(trust, "-Y", where)}
        return [row for row in self.tshark(trust, "-2") if row[0] in chosen]

    def assert_list(self, where, trust, at_once=False):
        """The list becomes what tshark prints in two passes. A row that Wireshark drew while it was
        still reading keeps what was known then: what one pass says of it."""
        wanted = self.expected(where, trust, at_once)
        self.assertGreater(len(wanted), 20)
        early = {row[0]: row for row in self.tshark(trust)}
        found = []

        def is_there():
            rows = told(self.gui.rows())
            kept = sum(row == early.get(row[0]) != last for row, last in zip(rows, wanted))
            found[:] = [last if row == early.get(row[0]) else row
                        for row, last in zip(rows, wanted)] + rows[len(wanted):]
            return found == wanted and kept <= MOST_DRAWN_EARLY
        try:
            self.gui.wait(is_there, f"the packets that {where!r} chooses")
        except AssertionError:
            self.assertEqual(found, wanted)
            raise

    def use(self, profile):
        """Changes to another profile; that is another set of preferences."""
        if RealWireshark.profile == profile:
            return
        RealWireshark.profile = profile
        self.gui.key("ctrl+shift+a")
        dialog = self.gui.window("Configuration Profiles")
        self.gui.raise_window(dialog)
        self.gui.do("type", profile)
        self.gui.key("Return")
        self.gui.wait(lambda: not self.gui.has("Configuration Profiles"), "the dialog to close")

    def test_1_list_after_scrolling_and_clicking(self):
        self.use("PhoneCert")
        self.gui.filter("")
        self.gui.click_list()
        for key in ("ctrl+End", "Prior", "Prior", "ctrl+Home", *["Next"] * 10, "ctrl+End"):
            self.gui.key(key)
            for row in (2, 7, 11):
                self.gui.click_list(row)
        self.gui.click_details()
        self.gui.click(200, 700, times=30, button=5)
        self.assert_list("", trust=False)

    def test_2_display_filter(self):
        self.use("PhoneCert")
        self.gui.filter(LSC)
        self.assert_list(LSC, trust=False)

    def test_3_change_of_preferences(self):
        """Another profile has other preferences, so every packet is dissected anew, here with a
        filter set and the statistics open."""
        self.use("PhoneCert")
        self.gui.filter(LSC)
        self.use("Trusting")
        self.assert_list(LSC, trust=True, at_once=True)
        self.gui.filter("")
        self.gui.filter(LSC)
        self.assert_list(LSC, trust=True)
        verdicts = {row[7] for row in self.gui.rows()}
        self.assertLessEqual({"trusted", "untrusted"}, verdicts)

    def test_4_details(self):
        self.use("Trusting")
        where = 'phonecert.finding == "lsc-foreign-cluster" && phonecert.type'
        self.gui.filter(where)
        first = self.tshark(True, "-2", "-Y", where)[0]
        lines = []

        def is_there():
            lines[:] = [line.strip() for line in self.gui.details()]
            return f"Frame Number: {first[0]}" in lines
        self.gui.wait(is_there, f"the details of packet {first[0]}")
        for line in ("[Verdict: untrusted]", "[Outcome: rejected]", "[Alert: unknown_ca]",
                     f"[Device: {first[2]}]"):
            self.assertIn(line, lines)

    def test_5_reload(self):
        """The file has grown meanwhile, so it is seen that it was read again. Reloading Lua's
        plugins dissects anew, too."""
        self.use("Trusting")
        self.gui.filter("")
        self.gui.filter("phonecert")
        self.assert_list("phonecert", trust=True)
        self.merge(self.samples)
        self.gui.key("ctrl+r")
        self.assert_list("phonecert", trust=True, at_once=True)
        self.gui.key("ctrl+shift+l")
        self.assert_list("phonecert", trust=True, at_once=True)
        self.gui.filter("")
        self.assert_list("", trust=True)


def vividness(colour):
    return max(colour) - min(colour)


class StatusBar(unittest.TestCase):
    """The circle in its corner has the colour of the worst expert info, once a file is loaded, before anybody
    has looked at a packet."""

    def circle(self, name, *options):
        window = gui.Gui(capture(name), *options)
        self.addCleanup(window.stop)
        found = []

        def is_drawn():
            found[:] = [max(window.pixels(*CIRCLE), key=vividness)]
            return vividness(found[0]) > 60
        window.wait(is_drawn, "a coloured circle")
        self.assertEqual((window.quit(), window.complaints()), (0, []))
        return found[0]

    def test_is_red_where_a_phone_fails(self):
        red, green, blue = self.circle("lsc-foreign-cluster.pcap", *wireshark.trust_option())
        self.assertGreater(red, max(green, blue) + 60)

    def test_is_not_where_none_does(self):
        red, green, blue = self.circle("https-not-requested.pcapng")
        self.assertLess(red, max(green, blue))


def labels(path, passes="-2"):
    """Of every frame, with the samples' stores, in two passes or, with "-n", in one."""
    output, _, _ = run("tshark", "-C", "PhoneCert", "-r", path, passes, *wireshark.trust_option(), "-T", "fields", "-e",
                       "phonecert.label")
    return output.splitlines()


class Redissected(unittest.TestCase):
    """While all packets of a large capture are dissected anew, rows are drawn: they say what one pass says or what the
    whole says, never that the end lacks what has merely not been read again."""
    TIMES, ROUNDS = 10, 12

    def test_says_nothing_of_the_end_before(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            path = os.path.join(folder, "large.pcapng")
            subprocess.run(["mergecap", "-a", "-w", path, *sorted(glob.glob(capture("*.pcap*"))) * self.TIMES], check=True)
            os.chmod(path, 0o644)
            true = list(zip(labels(path, "-n"), labels(path, "-2")))
            window = gui.Gui(path, *wireshark.trust_option())
            self.addCleanup(window.stop)
            window.filter("phonecert.label")
            window.wait(lambda: len(window.rows()) > 100, "the filter")
            for _ in range(self.ROUNDS):
                window.key("ctrl+shift+l")
                window.key(*("ctrl+End", "Prior", "ctrl+Home", "Next") * 4)
                for row in window.rows():
                    self.assertIn((row + [""] * 6)[5], true[int(row[0]) - 1], row)
            self.assertEqual((window.quit(), window.complaints()), (0, []))


class Ignored(unittest.TestCase):
    """A frame that is ignored is one that the capture does not have; taken back, all is as before."""
    NAME, FRAME = "lsc-foreign-cluster.pcap", 9

    def test_is_as_without_it(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            without = os.path.join(folder, "without.pcap")
            subprocess.run(["editcap", capture(self.NAME), without, str(self.FRAME)], check=True, capture_output=True)
            os.chmod(without, 0o644)
            lacking = labels(without)
        whole = labels(capture(self.NAME))
        self.assertNotEqual(lacking, whole[:self.FRAME - 1] + whole[self.FRAME:])
        window = gui.Gui(capture(self.NAME), *wireshark.trust_option())
        self.addCleanup(window.stop)
        for expected in (lacking[:self.FRAME - 1] + [""] + lacking[self.FRAME - 1:], whole):
            window.go_to(self.FRAME)
            window.key("ctrl+d")
            window.wait(lambda wanted=expected: [(row + [""] * 6)[5] for row in window.rows()] == wanted, f"{expected}")
        self.assertEqual((window.quit(), window.complaints()), (0, []))


class Shifted(unittest.TestCase):
    """A time shift (Edit, Time Shift) is as if the capture were of that time: ten years later an LSC has expired."""
    NAME = "lsc-pss.pcap"

    def test_is_as_of_the_other_time(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            later = os.path.join(folder, "later.pcap")
            subprocess.run(["editcap", "-t", str(87600 * 3600), capture(self.NAME), later], check=True, capture_output=True)
            os.chmod(later, 0o644)
            wanted = labels(later)
        self.assertNotEqual(wanted, labels(capture(self.NAME)))
        window = gui.Gui(capture(self.NAME), *wireshark.trust_option())
        self.addCleanup(window.stop)
        window.key("ctrl+shift+t")
        window.raise_window(window.window("Time Shift"))
        window.key("Tab")
        window.do("type", "--delay", "1", "87600:00:00")
        window.key("Return", "Escape")
        window.wait(lambda: not window.has("Time Shift"), "the dialog to close")
        window.raise_window(window.main)
        window.wait(lambda: [(row + [""] * 6)[5] for row in window.rows()] == wanted, f"{wanted}")
        self.assertEqual((window.quit_unsaved(), window.complaints()), (0, []))


def refused():
    """A pcap of a phone whose connection to port 5061 is refused."""
    ends = (bytes((10, 44, 0, 9)), 40000), (bytes((10, 44, 255, 1)), 5061)
    packets = []
    for (source, source_port), (to, port), sequence, acknowledged, flags in (
            (*ends, 1000, 0, 0x02), (*ends[::-1], 0, 1001, 0x14)):
        tcp = struct.pack(">HHIIBBHHH", source_port, port, sequence, acknowledged, 0x50, flags, 65535, 0, 0)
        packets.append(struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) + source + to + tcp)
    return struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101) + b"".join(
        struct.pack("<IIII", 1795000000, number, len(one), len(one)) + one for number, one in enumerate(packets))


class Explained(unittest.TestCase):
    """Tools, Phone certificates: the last entry tells what the chosen frame means, the one above it goes to the next
    finding."""

    def story(self, path, *options):
        """By keys alone: to the next finding, and what it means."""
        window = gui.Gui(path, *options)
        self.addCleanup(window.stop)
        window.click_list(1)
        window.menu("alt+t", "Up", "Right", "Up", "Up", "Return")
        window.menu("alt+t", "Up", "Right", "Up", "Return")
        story = window.window("what this means")
        window.raise_window(story)

        def take():
            window.key("ctrl+a", "ctrl+c")
        text = window.copied(take)
        self.assertRegex(text, r"What to do\n1\. ")
        self.assertIn("Sources: ", text)
        window.do("windowclose", story)
        self.assertEqual((window.quit(), window.complaints()), (0, []))
        return text

    def test_of_a_handshake(self):
        text = self.story(capture("lsc-foreign-cluster.pcap"), *wireshark.trust_option())
        self.assertRegex(text, "^Frame 9: LSC · CAPF-e41b9c22 · untrusted")
        self.assertIn("(error, lsc-foreign-cluster)", text)

    def test_of_what_is_said_in_clear(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            path = os.path.join(folder, "refused.pcap")
            with open(path, "wb") as file:
                file.write(refused())
            os.chmod(path, 0o644)
            text = self.story(path)
        self.assertRegex(text, "^Frame 1: connection to 10.44.255.1 port 5061 refused")
        self.assertIn(", tcp-refused)", text)


if __name__ == "__main__":
    os.environ["PHONECERT_PROFILE"] = os.path.join(wireshark.ROOT, "plugin", "profile")
    wireshark.need("tshark", "mergecap", "editcap", *gui.PROGRAMS)
    unittest.main(verbosity=2)
