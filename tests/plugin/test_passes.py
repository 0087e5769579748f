#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The post-dissector in each of tshark's ways to pass over a capture: once, twice, with a read
filter, with the tree drawn and without, in columns. The same must stand on the same frame."""

import glob
import json
import os
import re
import subprocess
import tempfile
import unittest

import wireshark
from wireshark import fields, run, tshark

FOREIGN = "lsc-foreign-cluster.pcap"


class OnePass(unittest.TestCase):
    def test_the_line_on_the_card(self):
        lines = tshark("lsc-sip-tls12.pcapng", "-Y", 'phonecert.type == "LSC"', "-T", "fields",
                       "-e", "phonecert.device", "-e", "phonecert.verdict")
        self.assertEqual(lines, ["SEP2C3124C00002\ttrusted"])

    def test_alert_stands_on_its_own_frame_at_once(self):
        frames = fields(FOREIGN, ["phonecert.type", "phonecert.alert", "phonecert.outcome"])
        self.assertEqual(frames, [["LSC", "", ""], ["", "unknown_ca", "rejected"]])

    def test_finding_of_a_refusal_is_known_on_the_alert(self):
        frames = fields(FOREIGN, ["frame.number", "phonecert.finding"],
                        where="phonecert.alert")
        self.assertEqual(len(frames), 1)
        self.assertIn("lsc-foreign-cluster", frames[0][1].split(";"))

    def test_a_capture_without_tls_gets_nothing(self):
        lines = tshark("tls-version-refused.pcapng", "-Y", "phonecert && !tls")
        self.assertEqual(lines, [])

    def test_frames_without_tls_handshake_get_nothing(self):
        with_tls = {f[0] for f in fields(FOREIGN, ["frame.number"], where="tls")}
        with_ours = {f[0] for f in fields(FOREIGN, ["frame.number"])}
        self.assertTrue(with_ours < with_tls)


class TwoPhonesAtOnce(unittest.TestCase):
    """Wireshark mixes the EAP fragments of two phones; what is told must be of the right one."""
    RIGHT = [["SEP2C3124C0006B", "trusted"], ["SEP2C3124C003BD", "untrusted"]]

    def test_over_radius(self):
        for option in ((), ("-2",)):
            frames = fields("dot1x-radius-two-phones.pcapng",
                            ["phonecert.device", "phonecert.verdict"], *option,
                            where="phonecert.verdict")
            self.assertEqual(frames, self.RIGHT)

    def test_nothing_is_put_beside_another_phones_certificate(self):
        with_ours = fields("dot1x-radius-two-phones.pcapng", ["phonecert.sha256"], "-V",
                           where="phonecert.certificate && phonecert.verdict")
        self.assertEqual(with_ours, [])


class Incomplete(unittest.TestCase):
    """What the capture lacks; the numbers are those of the frames that are left."""
    NAMES = ["frame.number", "phonecert.type", "phonecert.certificate_frame"]

    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        os.chmod(self.kept.name, 0o777)

    def tearDown(self):
        self.kept.cleanup()

    def part(self, where):
        path = os.path.join(self.kept.name, "part.pcap")
        run("tshark", "-r", wireshark.capture(FOREIGN), "-Y", where, "-w", path)
        return path

    def test_without_its_syn_a_connection_is_taken_up_at_once(self):
        rows = fields(self.part("frame.number > 3"), self.NAMES)
        self.assertEqual(rows, [["6", "LSC", ""], ["8", "", "6"]])

    def test_one_direction_without_a_beginning(self):
        path = self.part("frame.number > 4 && tcp.dstport == 5061")
        for option in ((), ("-2",)):
            rows = fields(path, self.NAMES, *option, where="phonecert.label")
            self.assertEqual(rows, [["2", "LSC", ""]])

    def test_behind_a_hole_a_later_frame_tells_on_one_pass(self):
        begin, end, whole = (os.path.join(self.kept.name, name) for name in "abc")
        path = self.part("frame.number != 4")
        for command in (["editcap", "-r", path, begin, "1-11"],
                        ["editcap", "-t", "4", "-r", path, end, "12-14"],
                        ["mergecap", "-w", whole, begin, end]):
            subprocess.run(command, check=True, capture_output=True)
        os.chmod(whole, 0o644)
        told = [row for row in fields(whole, self.NAMES) if row[1]]
        self.assertEqual(told, [["12", "LSC", "8"]])
        self.assertEqual(fields(whole, self.NAMES, "-2"), [["8", "LSC", ""], ["10", "", "8"]])


class TwoPasses(unittest.TestCase):
    def test_the_line_on_the_card(self):
        lines = tshark("lsc-sip-tls12.pcapng", "-2", "-Y", 'phonecert.type == "LSC"', "-T",
                       "fields", "-e", "phonecert.device", "-e", "phonecert.verdict")
        self.assertEqual(lines, ["SEP2C3124C00002\ttrusted"])

    def test_certificate_frame_knows_the_outcome(self):
        frames = fields(FOREIGN, ["phonecert.type", "phonecert.alert", "phonecert.outcome",
                                  "phonecert.coverage"], "-2")
        self.assertEqual(frames[0], ["LSC", "unknown_ca", "rejected", "whole"])

    def test_read_filter_on_our_field(self):
        lines = tshark(FOREIGN, "-2", "-R", "phonecert.verdict", "-T", "fields", "-e",
                       "frame.number", "-e", "phonecert.verdict")
        self.assertEqual([line.split("\t")[1] for line in lines], ["untrusted"])

    def test_capture_that_ends_early_says_so(self):
        frames = fields("early-end.pcapng", ["phonecert.client_certificate", "phonecert.outcome",
                                             "phonecert.coverage"], "-2")
        self.assertEqual(frames, [["not-seen", "incomplete", "early-end"]])


class Waiting(unittest.TestCase):
    """Frames that nobody looks at on the first pass wait, until there are too many. A tap looks."""
    COPIES = 4  # enough of the samples to have too many, and some left

    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.addCleanup(self.kept.cleanup)
        os.chmod(self.kept.name, 0o755)
        self.path = os.path.join(self.kept.name, "samples.pcapng")
        samples = sorted(glob.glob(wireshark.capture("*.pcap*")))
        subprocess.run(["mergecap", "-a", "-w", self.path, *samples * self.COPIES], check=True)
        os.chmod(self.path, 0o644)

    def told(self, *options):
        names = ["frame.number", "phonecert.session", "phonecert.label", "phonecert.outcome_frame"]
        lines, _, _ = run("tshark", "-2", "-r", self.path, *wireshark.trust_option(),
                          "-Y", "phonecert", "-T", "fields",
                          *(word for name in names for word in ("-e", name)), *options)
        return [line for line in lines.splitlines() if re.match(r"\d+\t", line)]

    def test_the_second_pass_tells_the_same(self):
        waited = self.told()
        self.assertGreater(len(waited), 200)
        self.assertEqual(waited, self.told("-z", "phonecert,tree"))


class Links(unittest.TestCase):
    def test_certificate_and_alert_point_at_each_other(self):
        names = ["frame.number", "phonecert.certificate_frame", "phonecert.outcome_frame"]
        certificate, alert = fields(FOREIGN, names, "-2")
        self.assertEqual(certificate, [certificate[0], "", alert[0]])
        self.assertEqual(alert, [alert[0], certificate[0], ""])

    def test_certificate_and_key_exchange_in_one_frame_draw_no_field_twice(self):
        for option in ((), ("-V",)):
            frames = fields(FOREIGN, ["phonecert.type", "phonecert.device", "phonecert.verdict",
                                      "phonecert.label", "phonecert.summary"], *option)
            for frame in frames:
                self.assertFalse([value for value in frame if ";" in value], frame)


class Tree(unittest.TestCase):
    def layers(self, name, where):
        output = "\n".join(tshark(name, "-2", "-Y", where, "-T", "json", "--no-duplicate-keys"))
        return [packet["_source"]["layers"] for packet in json.loads(output)]

    def find(self, node, key):
        if isinstance(node, dict):
            if key in node:
                return node[key]
            node = list(node.values())
        if isinstance(node, list):
            for child in node:
                found = self.find(child, key)
                if found is not None:
                    return found
        return None

    def test_fields_stand_beside_the_certificate_inside_tls(self):
        layers = self.layers(FOREIGN, "phonecert.type")[0]
        handshake = self.find(layers["tls"], "tls.handshake.certificates")
        self.assertEqual(self.find(handshake, "phonecert.type"), "LSC")
        self.assertEqual(self.find(handshake, "phonecert.mac"), "2c:31:24:c0:00:03")

    def test_key_exchange_is_annotated_too(self):
        layers = self.layers(FOREIGN, "phonecert.type")[0]
        self.assertIsNotNone(self.find(layers["tls"], "phonecert.client_key_exchange"))

    def test_one_item_on_top_with_the_summary(self):
        layers = self.layers(FOREIGN, "phonecert.type")[0]
        self.assertIn("phonecert.summary", layers["phonecert"])
        self.assertNotIn("phonecert.type", layers["phonecert"])

    def test_alert_is_annotated(self):
        layers = self.layers(FOREIGN, "phonecert.alert && !phonecert.type")[0]
        self.assertEqual(self.find(layers["tls"], "phonecert.alert"), "unknown_ca")


class Columns(unittest.TestCase):
    COLUMNS = 'gui.column.format:"No.","%m","Label","%Cus:phonecert.label:0:R","Info","%i"'

    def labels(self, *arguments):
        """The label columns of the packet list, where there is one."""
        lines = tshark(FOREIGN, "-o", self.COLUMNS, *arguments)
        return [line for line in lines if "LSC" in line]

    def test_custom_column_bears_the_label_once(self):
        for option in ((), ("-2",)):
            labels = self.labels(*option)
            self.assertEqual(len(labels), 2)
            for label in labels:
                self.assertEqual(label.count("LSC"), 1, label)

    def test_info_column_note_is_off_unless_asked_for(self):
        plain = tshark(FOREIGN, "-Y", "phonecert.type")
        noted = tshark(FOREIGN, "-Y", "phonecert.type", "-o", "phonecert.info_column:TRUE")
        self.assertNotIn("[LSC", plain[0])
        self.assertIn("[LSC", noted[0])


class Experts(unittest.TestCase):
    def test_error_for_a_refusal_with_its_id_as_filter(self):
        names = ["_ws.expert.message", "phonecert.finding", "phonecert.remedy"]
        frames = fields(FOREIGN, names, "-2",
                        where="phonecert.finding.lsc-foreign-cluster && phonecert.type")
        self.assertEqual(len(frames), 1)
        self.assertIn("CAPF-", frames[0][0])
        self.assertTrue(frames[0][2])

    def test_summary_of_expert_infos(self):
        output, _, _ = run("tshark", "-q", "-r", wireshark.capture(FOREIGN),
                           *wireshark.trust_option(), "-z", "expert,phonecert")
        self.assertIn("Errors (", output)


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv", "editcap", "mergecap")
    unittest.main(verbosity=2)
