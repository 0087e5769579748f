#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""sharkd passes over a capture as the GUI does: once with our fields, then, for the packet list and
for a packet's details, without. Everything must come from what was kept."""

import unittest

import wireshark
from wireshark import capture, sharkd

FOREIGN = "lsc-foreign-cluster.pcap"


def load(name, *options):
    settings = [("setconf", {"name": "phonecert.trust_dir", "value": wireshark.TRUST})]
    return settings + [("load", {"file": capture(name)})] + list(options)


def texts(node):
    """Every line of a tree as sharkd gives it, parents before children."""
    for item in node:
        yield item.get("l", "")
        yield from texts(item.get("n", []))


class PacketList(unittest.TestCase):
    def test_filter_on_a_second_pass(self):
        frames = sharkd(*load(FOREIGN, ("frames", {"filter": 'phonecert.type == "LSC"'})))[-1]
        self.assertEqual(len(frames["result"]), 1)

    def test_columns(self):
        asked = {"filter": "phonecert", "column0": "phonecert.label:0",
                 "column1": "phonecert.verdict:0"}
        frames = sharkd(*load(FOREIGN, ("frames", asked)))[-1]["result"]
        self.assertEqual([frame["c"][1] for frame in frames], ["untrusted", ""])
        self.assertTrue(frames[0]["c"][0].startswith("LSC"))


class Details(unittest.TestCase):
    def lines(self, name, number):
        answer = sharkd(*load(name, ("frame", {"frame": number, "proto": True})))[-1]
        return list(texts(answer["result"]["tree"]))

    def certificate_frame(self, name):
        frames = sharkd(*load(name, ("frames", {"filter": "phonecert.type"})))[-1]["result"]
        return frames[0]["num"]

    def test_details_of_the_certificate_frame_know_the_end(self):
        lines = self.lines(FOREIGN, self.certificate_frame(FOREIGN))
        for wanted in ("Type: LSC", "Verdict: untrusted", "Outcome: rejected",
                       "Alert: unknown_ca", "Device: SEP2C3124C00003"):
            self.assertIn(wanted, lines)

    def test_asking_twice_gives_the_same(self):
        number = self.certificate_frame(FOREIGN)
        ask = ("frame", {"frame": number, "proto": True})
        first, _, second = sharkd(*load(FOREIGN, ask, ("frames", None), ask))[-3:]
        ours = [[line for line in texts(answer["result"]["tree"]) if "Coloring" not in line]
                for answer in (first, second)]
        self.assertEqual(*ours)


class Redissection(unittest.TestCase):
    def test_a_second_file_starts_anew(self):
        ask = ("frames", {"filter": "phonecert.session == 1"})
        answers = sharkd(*load(FOREIGN, ask), *load("lsc-sip-tls12.pcapng", ask))
        self.assertTrue(answers[2]["result"])
        self.assertTrue(answers[5]["result"])

    def test_a_changed_preference_counts_for_the_next_load(self):
        ask = ("frames", {"filter": "phonecert.type", "column0": "phonecert.verdict:0"})
        answers = sharkd(("load", {"file": capture(FOREIGN)}), ask, *load(FOREIGN, ask))
        self.assertEqual(answers[1]["result"][0]["c"], ["unchecked"])
        self.assertEqual(answers[4]["result"][0]["c"], ["untrusted"])


if __name__ == "__main__":
    wireshark.need("sharkd", "setpriv")
    unittest.main(verbosity=2)
