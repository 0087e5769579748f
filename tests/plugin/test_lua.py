#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""phonecert.lua with the side file of `phonecert scan -f frames`, as a third door: over every sample
capture it must show what the plugin shows, field by field and line by line."""

import functools
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import wireshark
from wireshark import HERE, REASSEMBLE, ROOT, SKIPPED

for _folder in ("differential", "golden"):
    sys.path.insert(0, os.path.join(ROOT, "tests", _folder))

import both_doors  # noqa: E402
import captures_table  # noqa: E402

PHONECERT = os.environ.get("PHONECERT", "")
SCRIPT = os.path.join(ROOT, "plugin", "lua", "phonecert.lua")
SHARED = os.path.join(ROOT, "..", "shared", "captures")
# The dissection of a fetched trust list, record by record, is the plugin's alone.
OF_PLUGIN = re.compile(r"phonecert\.tlv\b")
# A preference that only the script has: a way to say what is wrong with its file.
OF_SCRIPT = "phonecert.side_file"
# Headings beside the TLS message: the plugin has them only where it draws them there.
HEADINGS = ("phonecert.certificate", "phonecert.client_key_exchange", "phonecert.end")
AGGREGATOR = "\x01"
ONE_OF = 4


def run_as(plugin, program, *arguments, environment=None):
    """(standard output, standard error without noise, status) of a program with or without the plugin."""
    done = subprocess.run([os.path.join(HERE, "run-as-user"), plugin, program, *arguments],
                          capture_output=True, timeout=600, check=False, cwd=ROOT,
                          env={**os.environ, **(environment or {})})
    errors = "\n".join(line for line in done.stderr.decode(errors="replace").splitlines()
                       if not wireshark.NOISE.search(line))
    return done.stdout.decode(errors="replace"), errors, done.returncode


def has_lua():
    return "with Lua" in subprocess.run(["tshark", "--version"], capture_output=True, text=True,
                                        check=False).stdout.replace("\n", " ")


def script(side=None):
    words = ["-X", f"lua_script:{SCRIPT}"]
    return words + ["-o", f"phonecert.side_file:{side}"] if side else words


@functools.cache
def fields_of(lua):
    """{name: (title, type, base, help)} as tshark tells them."""
    plugin, words = ("none", script()) if lua else (wireshark.PLUGIN, [])
    output, _, _ = run_as(plugin, "tshark", "-G", "fields", *words)
    found = {}
    for line in output.splitlines():
        cells = line.split("\t")
        if cells[0] == "F" and cells[2].startswith("phonecert.") and cells[4] == "phonecert":
            found[cells[2]] = (cells[1], cells[3], cells[5], cells[7] if len(cells) > 7 else "")
    return found


def names():
    return ["frame.number", *sorted(name for name in fields_of(False) if not OF_PLUGIN.match(name))]


def rows(plugin, words, path):
    """{frame: {field: text}} of every frame on which the script or the plugin says anything."""
    wanted = [word for name in names() for word in ("-e", name)]
    output, errors, _ = run_as(plugin, "tshark", "-r", path, "-2", *REASSEMBLE, *words, "-Y",
                               "phonecert || phonecert.session", "-T", "fields", "-E",
                               f"aggregator={AGGREGATOR}", *wanted)
    if re.search("Lua Error|Sanitizer|ssertion|CRITICAL", errors + output):
        raise AssertionError(errors)
    found = {}
    for line in output.splitlines():
        cells = dict(zip(names(), line.split("\t")))
        number = int(cells.pop("frame.number"))
        found[number] = {name: text for name, text in cells.items() if text}
    return found


def write_side(path, side, options=()):
    done = subprocess.run([PHONECERT, "scan", "--all", "-f", f"frames={side}", *options, path],
                          capture_output=True, text=True, timeout=600, check=False)
    if done.returncode not in (0, 1) and not os.path.exists(side):
        raise AssertionError(done.stderr)
    os.chmod(side, 0o644)
    return side


def differences(row, folder):
    """What the two say differently of one row of the table of samples."""
    ours, theirs = both_doors.options_of(row)
    path = both_doors.merged(row, folder)
    if "--continuous" in ours:
        at = ours.index("--continuous")
        del ours[at:at + 2]
    trust = os.path.join(wireshark.CAPTURES, row["trust"]) if row["trust"] else ""
    side = write_side(path, os.path.join(folder, "side"), ours + (["--trust", trust] if trust else []))
    return compare(path, side, [*wireshark.trust_option(trust), *theirs], only_theirs(theirs))


def only_theirs(options):
    """Of a row's options those that the script's Wireshark knows."""
    pairs = zip(options[::2], options[1::2])
    return [word for pair in pairs if "phonecert" not in pair[1] for word in pair]


def compare(path, side, plugin_words, script_words):
    told = rows(wireshark.PLUGIN, plugin_words, path)
    seen = rows("none", [*script(side), *script_words], path)
    found = []
    for frame in sorted({*told, *seen}):
        one, other = told.get(frame, {}), seen.get(frame, {})
        for name in sorted({*one, *other} - {*HEADINGS}):
            if one.get(name) != other.get(name):
                found.append((frame, name, one.get(name), other.get(name)))
    return found


class Fields(unittest.TestCase):
    def test_the_scripts_list_is_the_plugins(self):
        plugin = {name: row for name, row in fields_of(False).items() if not OF_PLUGIN.match(name)}
        lua = {name: row for name, row in fields_of(True).items() if name != OF_SCRIPT}
        self.assertGreater(len(plugin), 100)
        self.assertEqual(plugin, lua)


class EveryCapture(unittest.TestCase):
    def test_it_shows_what_the_plugin_shows(self):
        table = {}
        for row in captures_table.table(os.path.join(wireshark.CAPTURES, "README.md")):
            table.setdefault((row["capture"], row.get("options")), row)
        # Each takes two starts of tshark: a quarter of them, unless somebody has the time for all.
        chosen = list(table.values())[::1 if os.environ.get("PHONECERT_SLOW") else ONE_OF]

        def one(row):
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                return row["capture"], differences(row, folder)

        faults = []
        with ThreadPoolExecutor(2) as pool:
            for name, found in pool.map(one, chosen):
                faults += [f"{name}, frame {frame}, {field}: plugin {told!r}, script {seen!r}"
                           for frame, field, told, seen in found]
        self.assertEqual(faults, [], "\n" + "\n".join(faults[:60]))


class OthersCaptures(unittest.TestCase):
    def test_it_shows_what_the_plugin_shows_of_what_peers_said(self):
        paths = sorted(glob.glob(os.path.join(SHARED, "peers", "*.pcap*")))
        if not paths:
            self.skipTest(f"there are no captures in {SHARED}")
        faults = []
        for path in paths:
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o755)
                side = write_side(path, os.path.join(folder, "side"))
                faults += [(os.path.basename(path), *row) for row in compare(path, side, [], [])]
        self.assertEqual(faults, [])


class OneCapture(unittest.TestCase):
    """What the script does with a side file, on one capture."""

    CAPTURE = wireshark.capture("lsc-foreign-cluster.pcap")

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        os.chmod(self.folder.name, 0o755)
        self.addCleanup(self.folder.cleanup)
        self.side = write_side(self.CAPTURE, self.path("side"), ("--trust", wireshark.TRUST))

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def lines(self, *words, path=CAPTURE, side=None, environment=None, plugin="none"):
        """(lines of the frames on which something stands, standard error)"""
        output, errors, _ = run_as(plugin, "tshark", "-r", path, *script(side), *words,
                                   environment=environment)
        return output.splitlines(), errors

    def labels(self, *words, **more):
        return self.lines(*words, "-Y", "phonecert.label", "-T", "fields", "-e", "frame.number", "-e",
                          "phonecert.label", **more)

    def test_filters_find_it_in_one_pass(self):
        found, errors = self.lines("-Y", 'phonecert.type == "LSC"', "-T", "fields", "-e", "frame.number",
                                   "-e", "phonecert.device", "-e", "phonecert.alert", side=self.side)
        self.assertEqual((found, errors), (["9\tSEP2C3124C00003\tunknown_ca"], ""))
        found, _ = self.lines("-Y", "phonecert.session == 1", "-T", "fields", "-e", "frame.number",
                              side=self.side)
        self.assertEqual(found[0], "1")

    def test_the_tree_is_the_plugins(self):
        drawn, _ = self.lines("-O", "phonecert", "-Y", "phonecert", side=self.side)
        output, _, _ = run_as(wireshark.PLUGIN, "tshark", "-r", self.CAPTURE, "-2",
                              *wireshark.trust_option(), "-o", "phonecert.own_tree:TRUE", "-O",
                              "phonecert", "-Y", "phonecert")
        self.assertIn("    [Remedy: ", "\n".join(drawn))
        self.assertEqual(drawn, output.splitlines())

    def test_the_label_stands_in_the_info_column_where_that_is_wanted(self):
        found, _ = self.lines("-o", "phonecert.info_column:TRUE", "-Y", "phonecert", side=self.side)
        self.assertRegex(found[0], r"\[LSC CAPF-e41b9c22 untrusted unknown_ca\]$")

    def test_the_environment_or_the_argument_names_the_file(self):
        wanted, _ = self.labels(side=self.side)
        self.assertEqual(len(wanted), 2)
        self.assertEqual(self.labels(environment={"PHONECERT_FRAMES": self.side})[0], wanted)
        self.assertEqual(self.labels("-X", f"lua_script1:{self.side}")[0], wanted)

    def test_one_file_tells_of_many_captures(self):
        side = self.path("all")
        subprocess.run([PHONECERT, "scan", "-q", "--all", "--trust", wireshark.TRUST, "-f",
                        f"frames={side}", wireshark.CAPTURES], capture_output=True, check=False)
        os.chmod(side, 0o644)
        self.assertEqual(self.labels(side=side), self.labels(side=self.side))

    def test_a_file_of_another_capture_is_told_and_not_shown(self):
        other = wireshark.capture("lsc-sip-tls12.pcapng")
        found, errors = self.labels(path=other, side=self.side)
        self.assertEqual(found, [])
        self.assertIn("tells of no capture that begins with this frame", errors)
        found, _ = self.lines("-Y", "phonecert.side_file", "-T", "fields", "-e", "frame.number", "-e",
                              "phonecert.side_file", path=other, side=self.side)
        self.assertEqual([line.split("\t")[0] for line in found], ["1"])

    def cut(self, *words):
        path = self.path("cut.pcap")
        subprocess.run(["editcap", *words], capture_output=True, check=True)
        os.chmod(path, 0o644)
        return path

    def test_a_shorter_capture_is_told(self):
        path = self.path("cut.pcap")
        self.cut("-r", self.CAPTURE, path, "1-9")
        _, errors = self.labels(path=path, side=self.side)
        self.assertRegex(errors, r"a capture of \d+ frames, and this one has 9: scan it again")
        found, errors = self.labels("-2", path=path, side=self.side)
        self.assertEqual(found, [])
        self.assertIn("this one has 9", errors)

    def test_a_longer_capture_is_told(self):
        path = self.path("cut.pcap")
        self.cut("-r", self.CAPTURE, path, "1-9")
        side = write_side(path, self.path("of-cut"))
        found, errors = self.labels("-2", side=side)
        self.assertEqual(found, [])
        self.assertIn("of 9 frames, and this one has", errors)

    def test_a_frame_of_another_time_is_told(self):
        path = self.path("cut.pcap")
        self.cut(self.CAPTURE, path, "2")  # without the second frame, the later ones move up
        subprocess.run(["mergecap", "-a", "-F", "pcap", "-w", self.path("same-length.pcap"), path, path],
                       check=True, capture_output=True)
        os.chmod(self.path("same-length.pcap"), 0o644)
        found, errors = self.labels("-2", path=self.path("same-length.pcap"), side=self.side)
        self.assertEqual(found, [])
        self.assertRegex(errors, "came at another time|this one has")

    def test_what_is_no_side_file_is_told(self):
        with open(self.side, "rb") as file:
            whole = file.read()
        good, last = whole[:-len(b"end\t1\n")], whole[-len(b"end\t1\n"):]
        self.assertEqual(last, b"end\t1\n")
        cases = {
            b"": "is not what phonecert scan",
            b"GET / HTTP/1.1\n": "is not what phonecert scan",
            b"phonecert-frames\t2\n": "is of version 2",
            b"phonecert-frames\t1\nfield\t1\t0\tphonecert.type\tLSC\n": "line 2 is not as it should be",
            good + b"field\t9\t0\tphonecert.nothing\tx\n": "is not as it should be",
            good + b"field\tnine\t0\tphonecert.type\tLSC\n": "is not as it should be",
            good + b"\x00\xff" * 1000 + b"\n" + last: "is not as it should be",
            good: "is not whole",
            whole[:-1]: "is not whole",
            whole + b"\x00": "is not whole",
            whole + b"field\t9\t0\tphonecert.type\tMIC\n": "is not as it should be",
            good + b"end\t2\n": "is not as it should be",
            good + b"session\t1\n": "is not as it should be",
        }
        for content, sentence in cases.items():
            with open(self.path("bad"), "wb") as file:
                file.write(content)
            os.chmod(self.path("bad"), 0o644)
            found, errors = self.labels(side=self.path("bad"))
            self.assertEqual(found, [], content[:40])
            self.assertIn(sentence, errors)
            self.assertNotIn("Lua Error", errors)
        self.assertIn("No such file", self.labels(side=self.path("none"))[1])
        self.assertIn("no side file is named", self.labels()[1])

    def test_values_of_any_kind_break_nothing(self):
        with open(self.side, encoding="utf-8") as file:
            good = file.read()
        rows_of = "".join(f"field\t9\t{depth}\t{name}\t{value}\n"
                          for name in fields_of(True) if not name.startswith("phonecert.finding.")
                          and name != OF_SCRIPT for depth in (0, 1, 7, 1e9, -3)
                          for value in ("", "x" * 500, "\\x0a\\x00", "-1e999", "9" * 40, "\u202e"))
        with open(self.path("odd"), "w", encoding="utf-8") as file:
            file.write(good.replace("end\t1\n", rows_of + "end\t1\n"))
        os.chmod(self.path("odd"), 0o644)
        found, errors = self.labels(side=self.path("odd"))
        self.assertEqual((len(found), errors), (2, ""))

    def test_no_name_breaks_a_line(self):
        name = self.path("a\tb\nfield\t9\t0\tphonecert.type\tMIC.pcap")
        with open(self.CAPTURE, "rb") as file, open(name, "wb") as copy:
            copy.write(file.read())
        side = write_side(name, self.path("of-odd-name"))
        with open(side, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual({line.split("\t")[0] for line in lines},
                         {"phonecert-frames", "capture", "session", "frame", "field", "end"})
        self.assertIn("a\\x09b\\x0afield", lines[1])
        self.assertNotIn("phonecert.type\tMIC", "".join(lines[2:]))

    def test_it_stands_back_where_the_plugin_is(self):
        found, errors = self.labels("-2", *wireshark.trust_option(), plugin=wireshark.PLUGIN)
        self.assertEqual(len(found), 2)
        self.assertEqual(errors.splitlines(), ["phonecert.lua: the phonecert plugin is loaded and shows "
                                               "the same: this script does nothing"])

    def test_captures_that_are_one_are_refused(self):
        for words in (("scan", "--continuous", self.CAPTURE), ("scan", "--follow", self.CAPTURE)):
            done = subprocess.run([PHONECERT, *words, "-f", f"frames={self.path('x')}"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--format frames: tells of each capture by itself", done.stderr)
        report = self.path("report.ndjson")
        subprocess.run([PHONECERT, "scan", "-f", f"ndjson={report}", self.CAPTURE],
                       capture_output=True, check=False)
        done = subprocess.run([PHONECERT, "report", "-f", "frames", report], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("needs the captures themselves", done.stderr)


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv", "mergecap")
    if not has_lua():
        print("skipped: this tshark has no Lua")
        sys.exit(SKIPPED)
    unittest.main()
