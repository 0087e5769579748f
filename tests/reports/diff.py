#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""diff.py PHONECERT ROOT: `phonecert diff` says of each phone what became of it, the same from
captures, archives, ndjson and databases and in every format; what one side does not hold is "not
seen"; a damaged database or report is told and ends nothing."""

import csv
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile

GOOD, OTHER, FOREIGN = "SEP2C3124C00002", "SEP2C3124C0000A", "SEP2C3124C00003"
BEFORE = ("lsc-sip-tls12.pcapng", "mic-sha2-accepted.pcapng", "lsc-foreign-cluster.pcap")
AFTER = ("lsc-sip-tls12.pcapng", "two-phones.pcapng", "lsc-foreign-cluster.pcap")
WANTED = {GOOD: "goes-on", FOREIGN: "still-fails", OTHER: "not-seen", "SEP2C3124C00384": "fails-new",
          "SEP2C3124C00016": "new"}
N_DAMAGED = 60


class Diff:
    def __init__(self, phonecert, root, work):
        self.phonecert, self.work = phonecert, work
        self.captures = os.path.join(root, "captures")
        self.faults = []

    def check(self, holds, what):
        if not holds:
            self.faults.append(what)

    def run(self, *words):
        done = subprocess.run([self.phonecert, *words], capture_output=True, timeout=600, check=False,
                              env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"})
        error = done.stderr.decode(errors="replace")
        self.check(done.returncode in (0, 1, 2) and "Sanitizer" not in error, f"{words}: {error[:500]}")
        return done.returncode, done.stdout.decode(errors="replace"), error

    def path(self, name):
        return os.path.join(self.work, name)

    def lines(self, *words):
        status, out, _ = self.run("diff", "-f", "ndjson", *words)
        return status, [json.loads(line) for line in out.splitlines()]

    def changes(self, *words):
        _, lines = self.lines(*words)
        return {line["device"]: line["change"] for line in lines if line["schema"] == "phonecert.diff/1"}

    def make(self):
        """Both sides in every form that a side may have."""
        trust = ("--trust", os.path.join(self.captures, "trust"))
        for side, names in (("before", BEFORE), ("after", AFTER)):
            os.mkdir(self.path(side))
            for name in names:
                with open(os.path.join(self.captures, name), "rb") as file:
                    content = file.read()
                with open(os.path.join(self.path(side), name), "wb") as file:
                    file.write(content)
            with tarfile.open(self.path(f"{side}.tgz"), "w:gz") as archive:
                archive.add(self.path(side), side)
            self.run("scan", "-q", "--all", *trust, "-f", f"ndjson={self.path(side)}.ndjson",
                     "-f", f"sqlite={self.path(side)}.db", self.path(side))
            with open(self.path(f"{side}.ndjson"), "rb") as file:
                content = file.read()
            subprocess.run(["gzip"], input=content, stdout=open(self.path(f"{side}.ndjson.gz"), "wb"), check=True)
        return trust

    def each_form(self, trust):
        for form in ("", ".tgz", ".ndjson", ".ndjson.gz", ".db"):
            changes = self.changes(self.path("before") + form, self.path("after" + form), *trust)
            self.check(changes == WANTED, f"{form or 'folder'}: {changes}")
        # The two sides may be of different forms.
        changes = self.changes(self.path("before.db"), self.path("after.tgz"), *trust)
        self.check(changes == WANTED, f"mixed: {changes}")

    def each_format(self):
        sides = (self.path("before.ndjson"), self.path("after.ndjson"))
        status, lines = self.lines(*sides)
        summary, made = lines[0], lines[-1]
        self.check(status == 1, f"status {status}")
        self.check(summary["schema"] == "phonecert.diff-summary/1" and summary["before"]["phones"] == 3 and
                   summary["after"]["handshakes"] == 4 and
                   {name: n for name, n in summary["phones"].items() if n} ==
                   {"fails-new": 1, "still-fails": 1, "not-seen": 1, "new": 1, "goes-on": 1}, f"summary {summary}")
        self.check(made["schema"] == "phonecert.run/1" and made["verb"] == "diff" and made["inputs"] == list(sides)
                   and len(made["merged"]) == 2, "run")
        causes = {line["id"]: (line["phones_before"], line["phones_after"]) for line in lines
                  if line["schema"] == "phonecert.diff-cause/1"}
        self.check(causes.get("lsc-foreign-cluster") == (1, 2), f"causes {causes}")
        rows = list(csv.DictReader(io.StringIO(self.run("diff", "-f", "csv", *sides)[1])))
        self.check({row["device"]: row["change"] for row in rows[:-2]} == WANTED, "csv")
        self.check([row["change"] for row in rows[-2:]] == ["summary", "run"], "csv: the last rows")
        self.check(rows[-2]["before"] == summary["headline"], "csv: headline")
        text = self.run("diff", *sides)[1]
        self.check(" ".join(text.split()).startswith(summary["headline"] + " before "), f"text: {text[:200]}")
        heads = ["Fail now, and were not seen before", "Still fail", "Not seen any more", "New\n", "Go on",
                 "New causes", "Made with"]
        places = [text.find("\n" + head) for head in heads]
        self.check(-1 not in places and places == sorted(places), f"text: order {places}")
        self.check("lsc-foreign-cluster · 2 phones, 1 before" in text and "Interrupts: the phone restarts" in text,
                   "text: the new cause and what to do")
        page = self.run("diff", "-f", "html", *sides)[1]
        self.check(summary["headline"] in page and page.count("<td class=\"error\">") == 2 and "</html>" in page, "html")

    def report(self, name, *edits):
        """The report of before, altered: (what, by what) in every line, None instead of it drops a line."""
        with open(self.path("before.ndjson"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        for line_of, what, by_what in edits:
            lines = [line for line in lines if by_what is not None or line_of not in line]
            lines = [line.replace(what, by_what) if by_what is not None and line_of in line else line for line in lines]
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return self.path(name)

    def what_becomes_of_one(self):
        """The same phone on both sides, by reports in which another certificate is that of its own."""
        number = "2C3124C00003"
        # The foreign LSC is shown by the phone that was accepted: the sample's own phone is left out.
        taken = [(GOOD, "", None)]
        for form in (str, str.lower, lambda text: ":".join(text.lower()[i:i + 2] for i in range(0, 12, 2))):
            taken.append(("lsc-foreign-cluster.pcap", form(number), form("2C3124C00002")))
        lost = self.report("lost.ndjson", *taken)
        status, lines = self.lines(self.path("before.ndjson"), lost)
        one = next(line for line in lines if line.get("device") == GOOD)
        self.check(status == 1 and one["change"] == "fails-now" and one["other_certificate"] and
                   one["certificate_before"]["issuer"] == "CAPF-0992727f" and
                   one["certificate_after"]["issuer"] == "CAPF-e41b9c22" and
                   "lsc-foreign-cluster" in one["findings_new"] and one["findings_gone"] == [], f"lost: {one}")
        service, = one["services"]
        self.check(service["before"]["outcome"] == "accepted" and service["after"]["alert"] == "unknown_ca", "service")
        status, lines = self.lines(lost, self.path("before.ndjson"))
        one = next(line for line in lines if line.get("device") == GOOD)
        self.check(one["change"] == "came-back" and "lsc-foreign-cluster" in one["findings_gone"], f"back: {one}")
        # Seen again, and nothing decides: neither lost nor back.
        open_ended = self.report("open.ndjson", (GOOD, '"outcome":"accepted"', '"outcome":"incomplete"'))
        self.check(self.changes(self.path("before.ndjson"), open_ended)[GOOD] == "not-known", "open")
        self.check(self.changes(open_ended, self.path("before.ndjson"))[GOOD] == "goes-on", "open before")
        # The same on both sides is nothing new, and ends with 0.
        status, lines = self.lines(self.path("before.ndjson"), self.path("before.ndjson"))
        self.check(status == 0 and "overlap" in lines[-1]["notes"][0], f"the same: {status} {lines[-1]['notes']}")

    def by_address(self):
        """A phone that shows no certificate after is known by its address, and only if that is one phone's."""
        dark = os.path.join(self.captures, "tls13-dark.pcap")
        shown = os.path.join(self.captures, "lsc-sip-tls12.pcapng")
        _, lines = self.lines(shown, dark)
        phones = {line["device"]: line for line in lines if line["schema"] == "phonecert.diff/1"}
        self.check(len(phones) == 2 and phones[GOOD]["change"] == "not-seen", f"other addresses: {list(phones)}")
        self.run("scan", "-q", "--all", "-f", f"ndjson={self.path('dark.ndjson')}", dark)
        with open(self.path("dark.ndjson"), encoding="utf-8") as file:
            text = file.read()
        with open(self.path("dark.ndjson"), "w", encoding="utf-8") as file:
            file.write(text.replace("10.44.1.51", json.loads(
                self.run("scan", "--all", "-f", "ndjson", shown)[1].splitlines()[0])["client"]["address"]))
        _, lines = self.lines(shown, self.path("dark.ndjson"))
        one, = [line for line in lines if line["schema"] == "phonecert.diff/1"]
        self.check(one["device"] == GOOD and one["by_address"] and one["change"] == "goes-on", f"by address: {one}")

    def stores_of_each_side(self):
        one = os.path.join(self.captures, "mic-sha2-accepted.pcapng")
        _, lines = self.lines(one, one, "--trust-before", os.path.join(self.captures, "trust-before-sha2"),
                              "--trust-after", os.path.join(self.captures, "trust"))
        service, = next(line for line in lines if line["schema"] == "phonecert.diff/1")["services"]
        self.check((service["before"]["verdict"], service["after"]["verdict"]) == ("untrusted", "trusted"),
                   f"stores: {service}")
        self.check(any("trust-before-sha2" in word for word in lines[-1]["given"]), "stores: what it was made with")

    def what_cannot_be(self):
        for words, wanted in ((("diff",), "BEFORE and AFTER"), (("diff", "one"), "BEFORE and AFTER"),
                              (("diff", "-f", "yaml", "a", "b"), "--format"),
                              (("diff", self.path("none"), self.path("before")), "none"),
                              (("diff", os.path.join(self.captures, "README.md"), self.path("before")), "README.md")):
            status, _, error = self.run(*words)
            self.check(status == 2 and wanted in error, f"{words}: {status} {error}")
        # A side without a handshake is compared with nothing.
        status, out, error = self.run("diff", self.path("before"), os.path.join(self.captures, "README.md"))
        self.check((status, out) == (2, "") and "no handshake in it" in error, f"an empty side: {status} {out[:200]}")
        with open(self.path("after.ndjson"), encoding="utf-8") as file:
            first = file.readline()
        with open(self.path("cut.ndjson"), "w", encoding="utf-8") as file:
            file.write(first + "no report\n")
        status, out, error = self.run("diff", self.path("before.ndjson"), self.path("cut.ndjson"))
        self.check(status == 2 and "cut.ndjson: line 2" in error and "could not be read whole" in out, "a cut report")

    def what_is_read_once(self):
        """A report by a pipe is read whole; a capture by one is told, not lost."""
        wanted = self.changes(self.path("before.ndjson"), self.path("after.ndjson"))
        for name, by_shell in (("after.ndjson", "{p} diff -f ndjson {b} - <{a}"),
                               ("after.ndjson", "cat {a} | {p} diff -f ndjson {b} /dev/stdin"),
                               ("after.ndjson.gz", "cat {a} | {p} diff -f ndjson {b} -")):
            command = by_shell.format(p=self.phonecert, b=self.path("before.ndjson"), a=self.path(name))
            done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=600, check=False)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            self.check({line["device"]: line["change"] for line in lines if line["schema"] == "phonecert.diff/1"} ==
                       wanted, f"{by_shell} of {name}: {done.stderr[:300]}")
        capture = os.path.join(self.captures, "lsc-sip-tls12.pcapng")
        done = subprocess.run(f"cat {capture} | {self.phonecert} diff {self.path('before.ndjson')} -", shell=True,
                              capture_output=True, text=True, timeout=600, check=False)
        self.check(done.returncode == 2 and "-: is no ndjson report; a capture is wanted as a file" in done.stderr,
                   f"a capture by a pipe: {done.stderr[:300]}")

    def damaged_databases(self):
        """Whatever stands in it: no crash, no hang, and damage is told or the database is read."""
        draw = random.Random(19)
        with open(self.path("before.db"), "rb") as file:
            whole = file.read()
        for number in range(N_DAMAGED):
            content = bytearray(whole)
            if number % 3 == 0:
                del content[draw.randrange(len(content)):]
            for _ in range(draw.choice((1, 8, 200))):
                if len(content) > 17:
                    content[draw.randrange(16, len(content))] = draw.randrange(256)
            with open(self.path("damaged.db"), "wb") as file:
                file.write(content)
            self.run("diff", "-f", "ndjson", self.path("damaged.db"), self.path("after.db"))
        with open(self.path("damaged.db"), "wb") as file:
            file.write(whole[:100])
        status, _, error = self.run("diff", self.path("damaged.db"), self.path("after.db"))
        self.check(status == 2 and "damaged.db: is no database" in error, f"a cut database: {status} {error}")


def main(phonecert, root):
    with tempfile.TemporaryDirectory() as work:
        diff = Diff(os.path.abspath(phonecert), os.path.abspath(root), work)
        trust = diff.make()
        diff.each_form(trust)
        diff.each_format()
        diff.what_becomes_of_one()
        diff.by_address()
        diff.stores_of_each_side()
        diff.what_cannot_be()
        diff.what_is_read_once()
        diff.damaged_databases()
    print("\n".join(diff.faults[:40] + [f"{len(diff.faults)} faults"]))
    return 1 if diff.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
