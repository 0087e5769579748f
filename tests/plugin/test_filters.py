#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What people type: a session's number finds each of its frames, a fingerprint is found as it is
pasted, a word that can never be is refused, and -O, -j, -J and -T ek find the fields in one place."""

import json
import unittest

from wireshark import capture, fields, run, tshark, trust_option

FOREIGN = "lsc-foreign-cluster.pcap"
APART = ("-o", "phonecert.own_tree:TRUE")


def frames(name, where, *options):
    return [int(row[0]) for row in fields(name, ["frame.number"], *options, where=where)]


class Session(unittest.TestCase):
    def of_streams(self, name):
        """{stream: its frames}, as Wireshark counts them."""
        streams = {}
        for number, stream in fields(name, ["frame.number", "tcp.stream"], where="tcp"):
            streams.setdefault(int(stream), []).append(int(number))
        return streams

    def test_finds_every_frame_of_its_connection(self):
        streams = self.of_streams("two-phones.pcapng")
        self.assertEqual(len(streams), 2)
        for stream, numbers in streams.items():
            self.assertEqual(frames("two-phones.pcapng", f"phonecert.session == {stream + 1}", "-2"), numbers)

    def test_on_one_pass_from_where_it_is_known(self):
        found = frames("two-phones.pcapng", "phonecert.session == 2")
        whole = self.of_streams("two-phones.pcapng")[1]
        self.assertEqual(found, whole[whole.index(found[0]):])
        self.assertLess(len(whole) - len(found), 4)

    def test_of_datagrams(self):
        found = frames("dtls12-accepted.pcap", "phonecert.session == 1", "-2")
        self.assertEqual(found, frames("dtls12-accepted.pcap", "udp"))

    def test_of_several_handshakes_each_frame_has_one(self):
        rows = fields("renegotiated-refused.pcapng", ["frame.number", "phonecert.session"], "-2", where="tcp")
        numbers = [int(session) for _, session in rows]
        self.assertEqual(numbers, sorted(numbers))
        self.assertEqual(set(numbers), set(range(1, max(numbers) + 1)))

    def test_of_two_phones_behind_one_access_server(self):
        both = [set(frames("dot1x-radius-two-phones.pcapng", f"phonecert.session == {number}", "-2"))
                for number in (1, 2)]
        self.assertTrue(all(len(found) > 8 for found in both))
        self.assertFalse(both[0] & both[1])
        for found, device in zip(both, ("SEP2C3124C0006B", "SEP2C3124C003BD")):
            self.assertTrue(found > set(frames("dot1x-radius-two-phones.pcapng", f'phonecert.device == "{device}"', "-2")))

    def test_of_802_1x_what_comes_before_tls_too(self):
        """Both directions of one phone of two whose switch answers to the group address; Start is no EAP."""
        rows = fields("dot1x-eapol-untrusted.pcapng", ["frame.number", "eap.code", "phonecert.session"], "-2", where="eap")
        self.assertGreater(len(rows), 8)
        self.assertEqual({row[2] for row in rows}, {"1"})
        for number in (1, 2):
            sides = fields("dot1x-radius-two-phones.pcapng", ["radius.code"], "-2", where=f"phonecert.session == {number}")
            codes = [int(code) for code, in sides]
            self.assertEqual((codes.count(1) > 4, codes.count(11) + codes.count(2) + codes.count(3)),
                             (True, codes.count(1)))

    def test_whatever_wireshark_is_told_to_decode_the_port_as(self):
        for name, rule in (("two-phones.pcapng", "tcp.port==5061,http"), ("dtls12-accepted.pcap", "udp.port==443,syslog"),
                           ("dot1x-radius-two-phones.pcapng", "udp.port==1812,syslog")):
            told = ["frame.number", "phonecert.label", "phonecert.session"]
            as_is, otherwise = (fields(name, ["_ws.col.Protocol", *told], "-2", *options, where="frame")
                                for options in ((), ("-d", rule)))
            self.assertNotEqual([row[0] for row in otherwise], [row[0] for row in as_is])
            self.assertEqual([row[1:] for row in otherwise], [row[1:] for row in as_is])

    def test_only_those_frames_that_tell_something_bear_the_rest(self):
        self.assertEqual(len(frames(FOREIGN, "phonecert", "-2")), 2)
        self.assertGreater(len(frames(FOREIGN, "phonecert.session", "-2")), 8)
        shown = tshark(FOREIGN, "-V", "-Y", "phonecert.session && !phonecert")
        self.assertEqual([line for line in shown if "[Session: " in line], [])

    def test_a_capture_without_phones_has_none(self):
        self.assertEqual(frames("https-not-requested.pcapng", "phonecert.session == 2", "-2"), [])


class Values(unittest.TestCase):
    def test_a_fingerprint_as_it_is_pasted(self):
        names = ["phonecert.sha256", "phonecert.serial"]
        for field, digits in zip(names, fields(FOREIGN, names, where="phonecert.type")[0]):
            pairs = [digits[at:at + 2] for at in range(0, len(digits), 2)]
            for text in (digits, ":".join(pairs), ":".join(pairs).upper(), "-".join(pairs)):
                self.assertEqual(len(frames(FOREIGN, f"{field}.bytes == {text}")), 1, text)
            self.assertEqual(len(frames(FOREIGN, f"{field}.bytes contains {':'.join(pairs[3:7])}")), 1)
            other = ":".join([f"{int(pairs[0], 16) ^ 1:02x}", *pairs[1:]])
            self.assertEqual(frames(FOREIGN, f"{field}.bytes == {other}"), [])

    def test_a_type_that_can_never_be_is_refused(self):
        for name, word in ((FOREIGN, "LSC"), ("mic-accepted.pcap", "MIC"), ("no-certificate.pcap", "none")):
            self.assertEqual(frames(name, f'phonecert.type_id == "{word}"', "-2"),
                             frames(name, f'phonecert.type == "{word}"', "-2"))
            self.assertTrue(frames(name, f'phonecert.type_id == "{word}"', "-2"))
        _, errors, status = run("tshark", "-r", capture(FOREIGN), "-Y", 'phonecert.type_id == "LCS"', check=False)
        self.assertNotEqual(status, 0)
        self.assertIn("LCS", errors)


class OnePlace(unittest.TestCase):
    """Whatever the message stands in: TLS over TCP, DTLS, EAP; and where there is none to stand beside."""
    NAMES = (FOREIGN, "dtls12-untrusted.pcapng", "dot1x-eapol-untrusted.pcapng", "certificate-split.pcap",
             "early-end.pcapng")

    def layers(self, name, *options):
        text = "\n".join(tshark(name, *APART, "-2", "-Y", "phonecert.verdict || phonecert.coverage", *options))
        return text

    def test_in_json(self):
        for name in self.NAMES:
            packets = json.loads(self.layers(name, "-T", "json", "--no-duplicate-keys"))
            self.assertTrue(packets, name)
            for packet in packets:
                ours = packet["_source"]["layers"]["phonecert"]
                self.assertIn("phonecert.service", ours, name)
                self.assertIn("phonecert.client_certificate", ours, name)

    def test_one_layer_alone(self):
        packet = json.loads(self.layers(FOREIGN, "-T", "json", "-J", "phonecert"))[0]["_source"]["layers"]
        self.assertEqual(packet["phonecert"]["phonecert.type"], "LSC")
        self.assertEqual(packet["phonecert"]["phonecert.verdict"], "untrusted")
        self.assertNotIn("tls.record", packet["tls"])

    def test_for_elasticsearch(self):
        lines = [json.loads(line) for line in self.layers(FOREIGN, "-T", "ek").splitlines()]
        ours = [line["layers"]["phonecert"] for line in lines if "layers" in line][0]
        self.assertEqual((ours["phonecert_phonecert_type"], ours["phonecert_phonecert_verdict"]), ("LSC", "untrusted"))

    def test_opened_alone(self):
        text = self.layers(FOREIGN, "-O", "phonecert")
        self.assertIn("[Type: LSC]", text)
        self.assertIn("[Verdict: untrusted]", text)
        self.assertNotIn("Handshake Type", text)

    def test_the_message_refers_to_it(self):
        text = "\n".join(tshark(FOREIGN, *APART, "-2", "-O", "tls", "-Y", "phonecert.type"))
        self.assertIn("[Phone certificate: LSC", text)
        self.assertNotIn("[Verdict: untrusted]", text)
        self.assertEqual(text.count("[Type: LSC]"), 0)

    def test_not_unless_asked_for(self):
        text = "\n".join(tshark(FOREIGN, "-2", "-O", "phonecert", "-Y", "phonecert.type"))
        self.assertNotIn("[Type: LSC]", text)


class Phones(unittest.TestCase):
    """-z phonecert,phones: a row a phone, the most urgent first."""

    def table(self, name, *options):
        output, _, _ = run("tshark", "-q", "-r", capture(name), *trust_option(), "-z", "phonecert,phones", *options)
        lines = output.splitlines()
        head = next(line for line in lines if line.startswith("Urgency"))
        titles = [title.strip() for title in head.split("|") if title.strip()]
        rows = [[cell.strip() for cell in line.split("|")][:len(titles)] for line in lines
                if line.count("|") >= len(titles) and line != head]
        return [dict(zip(titles, row)) for row in rows]

    def test_each_phone_once_and_the_urgent_ones_first(self):
        for options in ((), ("-2",)):
            rows = self.table("two-phones.pcapng", *options)
            self.assertEqual([(row["Urgency"], row["Device"]) for row in rows],
                             [("error", "SEP2C3124C00384"), ("-", "SEP2C3124C00016")])
            self.assertEqual((rows[0]["Findings"], rows[0]["Verdict"], rows[0]["Outcome"]),
                             ("lsc-foreign-cluster", "untrusted", "rejected"))
            self.assertEqual((rows[1]["Type"], rows[1]["Issuer"], rows[1]["Findings"]), ("LSC", "CAPF-0992727f", ""))
            self.assertLess(int(rows[0]["First frame"]), int(rows[0]["Last frame"]))

    def test_who_showed_nothing_has_its_address(self):
        row, = self.table("no-certificate.pcap", "-2")
        self.assertEqual((row["Device"], row["Type"], row["Findings"]), ("10.44.0.17", "none", "no-certificate"))

    def test_of_several_sessions_the_worst(self):
        row, = self.table("resumed-by-ticket.pcapng", "-2")
        self.assertEqual((row["Type"], row["Verdict"]), ("LSC", "trusted"))


if __name__ == "__main__":
    import wireshark
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
