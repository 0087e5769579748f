#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""annotate.py PHONECERT CAPTURES: what --annotate writes is the capture, frame by frame and under the
same numbers, with comments on the frames that matter and names of the phones, as stock Wireshark
reads them; with a filter only the frames of these sessions."""

import glob
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

SECTION, INTERFACE, NAMES, PACKET = 0x0a0d0d0a, 1, 4, 6
COMMENT = 1


class Annotate:
    def __init__(self, phonecert, captures, work):
        self.phonecert, self.captures, self.work = phonecert, captures, work
        self.out = os.path.join(work, "out.pcapng")
        self.faults = []

    def check(self, holds, what):
        if not holds:
            self.faults.append(what)

    def capture(self, name):
        return os.path.join(self.captures, name)

    def scan(self, *words):
        done = subprocess.run([self.phonecert, "scan", "-q", "--trust", self.capture("trust"), *words],
                              capture_output=True, text=True, check=False)
        self.check("Sanitizer" not in done.stderr, f"{words}: {done.stderr[:300]}")
        return done

    def told(self, *words):
        """What a scan says, but for the file's name and its conditions."""
        lines = [json.loads(line) for line in self.scan("--all", "-f", "ndjson", *words).stdout.splitlines()]
        lines = [line for line in lines if line["schema"] in ("phonecert.session/1", "phonecert.event/1")]
        for line in lines:
            del line["file"]
        return lines

    def blocks(self):
        """(type, body) of what was written; each block says its length twice."""
        with open(self.out, "rb") as file:
            content = file.read()
        at, found = 0, []
        while at < len(content):
            kind, length = struct.unpack_from("<II", content, at)
            self.check(length >= 12 and length % 4 == 0 and
                       struct.unpack_from("<I", content, at + length - 4)[0] == length, f"a block at {at}")
            found.append((kind, content[at + 8:at + length - 4]))
            at += length
        return found

    def packets(self):
        """(bytes, comment of ours) of each frame."""
        return [(frame, next((one for one in comments if one.startswith("phonecert: ")), None))
                for frame, comments in self.commented()]

    def commented(self):
        """(bytes, comments) of each frame."""
        found = []
        for kind, body in self.blocks():
            if kind == PACKET:
                captured = struct.unpack_from("<I", body, 12)[0]
                rest, comments = body[20 + (captured + 3) // 4 * 4:], []
                while len(rest) >= 4:
                    code, length = struct.unpack_from("<HH", rest)
                    if code == COMMENT:
                        comments.append(rest[4:4 + length].decode())
                    rest = rest[4 + (length + 3) // 4 * 4:]
                found.append((body[20:20 + captured], comments))
        return found

    def names(self):
        found = {}
        for kind, body in self.blocks():
            if kind == NAMES:
                record, length = struct.unpack_from("<HH", body)
                size = 4 if record == 1 else 16
                address = ".".join(map(str, body[4:8])) if size == 4 else body[4:20].hex()
                found[address] = body[4 + size:4 + length].rstrip(b"\0").decode()
        return found

    def each_sample_says_the_same(self):
        n_sessions = n_comments = 0
        for path in sorted(glob.glob(self.capture("*.pcap*"))):
            before = self.told(path, "--annotate", self.out)
            after = self.told(self.out)
            n_sessions += len(before)
            self.check(before == after, f"{os.path.basename(path)}: tells something else afterwards")
            comments = {number: comment for number, (_, comment) in enumerate(self.packets(), 1) if comment}
            n_comments += len(comments)
            for line in before:
                shown = line["frames"]["client_certificate"]
                if line["type"] in ("LSC", "MIC") and shown:
                    comment = comments.get(shown, "")
                    self.check(comment.startswith("phonecert: ") and f"{line['type']} · {line['issuer']}" in comment,
                               f"{os.path.basename(path)}: frame {shown}: {comment!r}")
                for finding in line["findings"]:
                    self.check(any(finding["id"] in comment for comment in comments.values()),
                               f"{os.path.basename(path)}: {finding['id']} stands on no frame")
            for comment in comments.values():
                self.check(not any(ord(c) < 32 and c != "\n" or ord(c) in range(0x202a, 0x202f) for c in comment),
                           f"{os.path.basename(path)}: unsafe {comment!r}")
        self.check(n_sessions > 80 and n_comments > 100, f"{n_sessions} sessions, {n_comments} comments")

    def what_stands_where(self):
        self.scan(self.capture("lsc-foreign-cluster.pcap"), "--annotate", self.out)
        comments = {number: comment for number, (_, comment) in enumerate(self.packets(), 1) if comment}
        shown, refused = sorted(comments)
        lines = comments[shown].splitlines()
        self.check(lines[0].startswith("phonecert: LSC · CAPF-e41b9c22 · SEP2C3124C00003 · untrusted: ") and
                   lines[0].endswith(" · server answered unknown_ca"), f"{lines}")
        text = "\n".join(comments.values())
        self.check("lsc-foreign-cluster: " in text and "What to do first: 1. [publisher] Interrupts: " in text, text)
        self.check(comments[refused].startswith("phonecert: unknown_ca from the server"), comments[refused])
        self.check(self.names() == {"10.44.0.4": "SEP2C3124C00003"}, f"names {self.names()}")

    def several_captures_and_filters(self):
        one, other = self.capture("two-phones.pcapng"), self.capture("lsc-sip-tls12.pcapng")
        self.scan(one, other, "--annotate", self.out)
        whole = self.packets()
        n_of_one = int(json.loads(self.scan("-f", "ndjson", one).stdout.splitlines()[-1])["numbers"]["frames"])
        self.check(len(whole) > n_of_one and whole[n_of_one][1] is None, "both captures")
        self.scan(one, other, "--annotate", self.out, "--where", "device=SEP2C3124C00384")
        part = self.packets()
        self.check(0 < len(part) < n_of_one and all(frame in [row[0] for row in whole] for frame, _ in part),
                   f"filtered: {len(part)} frames")
        self.check(any("SEP2C3124C00384" in (comment or "") for _, comment in part) and
                   not any("SEP2C3124C00016" in (comment or "") for _, comment in part), "filtered: comments")
        # Beside --write-pcap, and what is nobody's stays without a word.
        extract = os.path.join(self.work, "extract.pcapng")
        self.scan(one, "--annotate", self.out, "--write-pcap", extract)
        self.check(os.path.getsize(extract) > 1000 and len(self.packets()) == n_of_one, "with --write-pcap")
        self.scan(self.capture("https-not-requested.pcapng"), "--annotate", self.out)
        self.check(self.packets() and self.names() == {}, "a capture without phones")

    def write_commented(self, path, order, comments):
        """A pcapng in that byte order, of the frames of a sample; `comments` of all of them."""
        def block(kind, body):
            length = struct.pack(order + "I", len(body) + 12)
            return struct.pack(order + "I", kind) + length + body + length

        def option(code, value):
            return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)

        self.scan(self.capture("lsc-foreign-cluster.pcap"), "--annotate", self.out)
        with open(path, "wb") as file:
            file.write(block(SECTION, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1)))
            file.write(block(INTERFACE, struct.pack(order + "HHI", 1, 0, 0)))
            for number, (frame, _) in enumerate(self.packets()):
                stamp = 1795403440000000 + number
                head = struct.pack(order + "IIIII", 0, stamp >> 32, stamp & 0xffffffff, len(frame), len(frame))
                options = option(2, b"\x01\0\0\0") + b"".join(option(COMMENT, one) for one in comments)
                file.write(block(PACKET, head + frame + bytes(-len(frame) % 4) + options + option(0, b"")))

    def comments_of_others_are_kept(self):
        path = os.path.join(self.work, "commented.pcapng")
        theirs = ["seen by the desk", "", "zwei\u00fc \u00b7 x", "not phonecert: ours"]
        for order in "<>":
            self.write_commented(path, order, [one.encode() for one in theirs])
            for words in ((), ("--where", "type=LSC")):
                self.scan(path, "--annotate", self.out, *words)
                found = [comments for _, comments in self.commented()]
                self.check(found and all(one[:len(theirs)] == theirs for one in found), f"{order}{words}: {found}")
                self.check(sum(len(one) - len(theirs) for one in found) == 2, f"{order}{words}: ours beside them")
            before = self.commented()
            again = os.path.join(self.work, "again.pcapng")
            shutil.copy(self.out, again)
            self.scan(again, "--annotate", self.out)
            self.check(self.commented() == before, f"{order}: an annotated capture is annotated anew")
        self.write_commented(path, "<", [b"x" * 300] * 100)
        self.scan(path, "--annotate", self.out)
        self.check({len(comments) for _, comments in self.commented()} == {64, 65}, "100 comments of a frame")
        self.scan(path, "--write-pcap", self.out)
        self.check({len(comments) for _, comments in self.commented()} == {64, 65}, "--write-pcap")

    def what_cannot_be(self):
        done = self.scan("-", "--annotate", self.out)
        self.check(done.returncode == 2 and "--annotate: reads captures twice" in done.stderr, "standard input")
        pipe = os.path.join(self.work, "pipe")
        os.mkfifo(pipe)
        done = self.scan(pipe, "--annotate", self.out)
        self.check(done.returncode == 2 and "--annotate: reads captures twice" in done.stderr, "a pipe by name")
        path = os.path.join(self.work, "own.pcapng")
        shutil.copy(self.capture("two-phones.pcapng"), path)
        done = self.scan(path, "--annotate", path)
        with open(path, "rb") as file, open(self.capture("two-phones.pcapng"), "rb") as before:
            self.check(done.returncode == 2 and file.read() == before.read(), "over its own input")

    def as_wireshark_reads_it(self):
        if shutil.which("tshark") is None:
            print("skipped: there is no tshark to read it")
            return
        self.scan(self.capture("lsc-foreign-cluster.pcap"), self.capture("tls13-secrets-inside.pcapng"),
                  "--annotate", self.out)

        def tshark(*words):
            # A folder of settings that holds none: no plugin, no profile.
            return subprocess.run(["tshark", "-r", self.out, *words], capture_output=True, text=True, check=False,
                                  env={**os.environ, "HOME": self.work, "WIRESHARK_PLUGIN_DIR": self.work}).stdout
        found = tshark("-Y", 'frame.comment contains "phonecert" && frame.comment contains "untrusted"', "-T", "fields",
                       "-e", "frame.number").split()
        self.check(len(found) == 1, f"tshark finds {found}")
        self.check("SEP2C3124C00003" in tshark("-N", "n"), "tshark shows no name")
        self.check("Certificate" in tshark("-Y", "tls.handshake.type == 11 && tls.record.version && frame.number > 15"),
                   "tshark does not open what the secrets open")


def main(phonecert, captures):
    with tempfile.TemporaryDirectory() as work:
        annotate = Annotate(os.path.abspath(phonecert), os.path.abspath(captures), work)
        annotate.each_sample_says_the_same()
        annotate.what_stands_where()
        annotate.several_captures_and_filters()
        annotate.comments_of_others_are_kept()
        annotate.what_cannot_be()
        annotate.as_wireshark_reads_it()
    print("\n".join(annotate.faults[:40] + [f"{len(annotate.faults)} faults"]))
    return 1 if annotate.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
