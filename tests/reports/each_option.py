#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""each_option.py PHONECERT ROOT

Every option of every verb is run, and does something: with it the program says (or writes) what the
row wants, without it something else. An option of --help that has no row here is a fault.
"""

import os
import re
import subprocess
import sys
import tempfile

FOREIGN = "captures/lsc-foreign-cluster.pcap"
GOOD = "captures/lsc-sip-tls12.pcapng"
TWO = "captures/two-phones.pcapng"
EXPIRED = "captures/lsc-expired.pcap"
WEAK = "captures/lsc-weak-key.pcapng"
DARK = "captures/tls13-keys.pcap"
TRUST = ["--trust", "captures/trust"]
CAPF = "captures/trust/CallManager-trust/CAPF-0992727f.pem"
LEAF = "OUT/SEP2C3124C00003-*.pem"

# (verb, option): (arguments beside it, the option as it is given, what must be said with it). The
# word OUT is a folder of the run's own; what stands in its files is said, too.
ROWS = {
    ("scan", "all"): (["captures/https-not-requested.pcapng"], ["--all"], r"DIRECTORY"),
    ("scan", "keys"): ([DARK, *TRUST], ["--keys", "captures/tls13-keys.keys"], r"LSC"),
    ("scan", "jobs"): ([GOOD], ["--jobs", "0"], r"--jobs"),
    ("scan", "max-memory"): ([GOOD], ["--max-memory", "16T"], r"is a size as 512M"),
    ("scan", "continuous"): (["PARTS/a.pcap", "PARTS/b.pcap", *TRUST], ["--continuous"],
                             r"lsc-foreign-cluster"),
    ("scan", "follow"): ([GOOD, TWO], ["--follow"], r"--follow"),
    ("scan", "tunnel"): ([GOOD], ["--tunnel", "4000=tin-cans"], r"tin-cans"),
    ("scan", "phones"): ([GOOD], ["--phones", "OUT/phones.txt"], r"not seen +1"),
    ("scan", "log"): ([FOREIGN], ["--log", "captures/README.md"], r"README\.md"),
    ("scan", "write-pcap"): ([FOREIGN], ["--write-pcap", "OUT/x.pcapng"], r"x\.pcapng"),
    ("scan", "annotate"): ([FOREIGN], ["--annotate", "OUT/x.pcapng"], r"x\.pcapng: .*phonecert: LSC"),
    ("scan", "progress"): (["-"], ["--progress"], r"frames?"),  # its capture comes slowly
    ("scan", "quiet"): ([GOOD, "--trust", "X=captures/trust/vpn"], ["--quiet"],
                        r"(?s)^(?!.*did you mean.*did you mean)"),
    ("scan", "verbose"): (["captures/make"], ["--verbose"], r"captures/make/\w+"),
    ("scan", "version"): ([], ["--version"], r"^phonecert \d"),
    ("scan", "format"): ([GOOD], ["--format", "csv"], r"^file,start,"),
    ("scan", "output"): ([GOOD], ["--output", "OUT/report"], r"report: .*accepted"),
    ("scan", "group"): ([TWO, *TRUST], ["--group", "issuer"], r"(?m)^  CAPF-\w+"),
    ("scan", "wide"): ([GOOD], ["--wide"], r"lsc-sip-tls12\.pcapng.*10\.44"),
    ("scan", "summary"): ([FOREIGN, *TRUST], ["--summary"], r"(?s)^(?!.*frame 11).*Summary"),
    ("scan", "color"): ([GOOD], ["--color", "always"], r"\x1b\["),
    ("scan", "csv-separator"): ([GOOD, "-f", "csv"], ["--csv-separator", ";"], r"file;start;"),
    ("scan", "where"): ([TWO, *TRUST], ["--where", "outcome=rejected"],
                        r"(?s)^(?!.*accepted).*unknown_ca"),
    ("scan", "since"): ([GOOD], ["--since", "2099-01-01"], r"(?s)^(?!.*accepted)"),
    ("scan", "until"): ([GOOD], ["--until", "2001-01-01"], r"(?s)^(?!.*accepted)"),
    ("scan", "device"): ([TWO], ["--device", "SEP000000000000"], r"(?s)^(?!.*accepted)"),
    ("scan", "tz"): ([GOOD], ["--tz", "Europe/Amsterdam"], r"CES?T|\+0[12]"),
    ("scan", "fail-on"): ([FOREIGN, *TRUST], ["--fail-on", "never"], r"status 0"),
    ("scan", "extract"): ([FOREIGN], ["--extract", "OUT/c"], r"BEGIN CERTIFICATE"),
    ("scan", "trust"): ([GOOD], TRUST, r"trusted"),
    ("scan", "lsc-issuer"): ([GOOD], ["--lsc-issuer", "/none/at/all"], r"/none/at/all"),
    ("scan", "service"): (["captures/https-not-requested.pcapng", "--all"], ["--service", "8443=SIP"],
                          r"SIP"),
    ("scan", "policy"): ([WEAK, *TRUST], ["--policy", "strict"], r"policy"),
    ("scan", "at"): ([GOOD, *TRUST], ["--at", "2099-01-01"], r"expired"),
    ("scan", "site"): ([FOREIGN, *TRUST, "-f", "ndjson"], ["--site", "OUT/site.ini"],
                       r'"release":"14SU1"'),
    ("scan", "release"): ([FOREIGN, *TRUST, "-f", "ndjson"], ["--release", "14SU2"],
                          r'"release":"14SU1"'),
    ("scan", "expiry-days"): ([GOOD, *TRUST], ["--expiry-days", "36500"], r"expires-soon"),
    ("report", "log"): (["OUT/r.ndjson"], ["--log", "captures/README.md"], r"README\.md"),
    ("report", "format"): (["OUT/r.ndjson"], ["--format", "csv"], r"file,start,"),
    ("report", "output"): (["OUT/r.ndjson"], ["--output", "OUT/report"], r"report: .*unknown_ca"),
    ("report", "group"): (["OUT/r.ndjson"], ["--group", "issuer"], r"(?m)^  CAPF-\w+"),
    ("report", "wide"): (["OUT/r.ndjson"], ["--wide"], r"lsc-foreign-cluster\.pcap.*10\.44"),
    ("report", "summary"): (["OUT/r.ndjson"], ["--summary"], r"(?s)^(?!.*frame 11).*Summary"),
    ("report", "color"): (["OUT/r.ndjson"], ["--color", "always"], r"\x1b\["),
    ("report", "csv-separator"): (["OUT/r.ndjson", "-f", "csv"], ["--csv-separator", ";"],
                                  r"file;start;"),
    ("report", "where"): (["OUT/r.ndjson"], ["--where", "outcome=accepted"],
                          r"(?s)^(?!.*unknown_ca)"),
    ("report", "since"): (["OUT/r.ndjson"], ["--since", "2099-01-01"], r"(?s)^(?!.*unknown_ca)"),
    ("report", "until"): (["OUT/r.ndjson"], ["--until", "2001-01-01"], r"(?s)^(?!.*unknown_ca)"),
    ("report", "device"): (["OUT/r.ndjson"], ["--device", "SEP000000000000"],
                           r"(?s)^(?!.*unknown_ca)"),
    ("report", "tz"): (["OUT/r.ndjson"], ["--tz", "Europe/Amsterdam"], r"CES?T|\+0[12]"),
    ("report", "fail-on"): (["OUT/r.ndjson"], ["--fail-on", "never"], r"status 0"),
    ("trust", "format"): (["captures/trust"], ["--format", "ndjson"], r'^\{"'),
    ("trust", "at"): (["captures/trust"], ["--at", "2099-01-01"], r"expired"),
    ("cert", "format"): ([CAPF], ["--format", "ndjson"], r'^\{"'),
    ("cert", "trust"): ([CAPF], TRUST, r"trusted"),
    ("cert", "lsc-issuer"): (["OUT/leaf.pem"], ["--lsc-issuer", "/none/at/all"], r"/none/at/all"),
    ("cert", "policy"): (["OUT/leaf.pem", *TRUST], ["--policy", "strict:8192"], r"policy|weak"),
    ("cert", "at"): (["OUT/leaf.pem", *TRUST], ["--at", "2099-01-01"], r"expired"),
    ("cert", "site"): (["OUT/leaf.pem", *TRUST], ["--site", "OUT/none.ini"], r"none\.ini"),
    ("cert", "release"): (["OUT/leaf.pem", "--at", "2028-09-15"], ["--release", "14"],
                          r"lsc-expired(?!.*CUCM 12)(?=.*CUCM 14)"),
    ("cert", "expiry-days"): (["OUT/leaf.pem", "--at", "2028-01-15"], ["--expiry-days", "300"],
                              r"lsc-expires-soon: 229 days left.*Certificate Operation"),
    ("log", "format"): (["OUT/phone.log"], ["--format", "ndjson"], r'^\{"'),
    ("log", "entries"): (["OUT/phone.log"], ["--entries"], r"certificate"),
    ("impact", "remove"): ([GOOD, *TRUST], ["--remove", "CAPF-0992727f"], r"CAPF-0992727f"),
    ("impact", "from"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"],
                         ["--from", "CAPF-trust"], r"CAPF-trust"),
    ("impact", "format"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"], ["--format", "ndjson"],
                           r'^\{"'),
    ("impact", "trust"): ([GOOD, "--remove", "CAPF-0992727f"], TRUST, r"SEP"),
    ("impact", "lsc-issuer"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"],
                               ["--lsc-issuer", "/none/at/all"], r"/none/at/all"),
    ("impact", "service"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"], ["--service", "x=y"],
                            r"x=y"),
    ("impact", "policy"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"], ["--policy", "loose"],
                           r"loose"),
    ("impact", "at"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"], ["--at", "2099-01-01"],
                       r"Refused already"),
    ("impact", "site"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"], ["--site", "OUT/none.ini"],
                         r"none\.ini"),
    ("impact", "release"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"],
                            ["--release", "seventeen"], r"seventeen"),
    ("impact", "phones"): ([GOOD, *TRUST, "--remove", "CAPF-0992727f"],
                           ["--phones", "OUT/phones.txt"], r"SEP0000000000AA"),
    ("diff", "trust-before"): ([GOOD, TWO], ["--trust-before", "OUT/none.pem"], r"none\.pem"),
    ("diff", "trust-after"): ([GOOD, TWO], ["--trust-after", "captures/trust"], r"LSC · CAPF-\w+ · trusted"),
    ("diff", "format"): ([GOOD, TWO], ["--format", "csv"], r"^device,change,"),
    ("diff", "trust"): ([GOOD, TWO], TRUST, r"untrusted · rejected"),
    ("diff", "lsc-issuer"): ([GOOD, TWO], ["--lsc-issuer", "/none/at/all"], r"/none/at/all"),
    ("diff", "service"): ([GOOD, TWO], ["--service", "5061=SRST"], r"SRST"),
    ("diff", "policy"): ([GOOD, TWO], ["--policy", "loose"], r"loose"),
    ("diff", "at"): ([GOOD, TWO, *TRUST], ["--at", "2099-01-01"], r"expired"),
    ("diff", "site"): ([GOOD, TWO], ["--site", "OUT/none.ini"], r"none\.ini"),
    ("diff", "release"): ([GOOD, EXPIRED], ["--release", "14SU2"], r"(?s)^(?!.*CUCM 12\.x).*CUCM 14"),
    ("diff", "expiry-days"): ([GOOD, TWO, *TRUST], ["--expiry-days", "36500"], r"expires-soon"),
    ("site", "output"): ([GOOD], ["--output", "OUT/found.ini"], r"found\.ini: .*\[server"),
    ("site", "trust"): ([GOOD], ["--trust", "OUT/none.pem"], r"none\.pem"),
    ("site", "lsc-issuer"): ([GOOD], ["--lsc-issuer", "/none/at/all"], r"/none/at/all"),
    ("site", "service"): ([GOOD], ["--service", "10.44.255.1:5061=SRST"], r"SRST"),
    ("site", "site"): ([GOOD], ["--site", "OUT/none.ini"], r"none\.ini"),
    ("site", "release"): ([GOOD], ["--release", "14SU2"], r"14SU"),
    ("explain", "release"): (["lsc-expired"], ["--release", "11"], r"LSC"),
    ("explain", "family"): (["trust-list-foreign"], ["--family", "8800"], r"."),
}


# A case takes what a scan takes; nothing of it comes slowly.
ROWS.update({("case", option): row for (verb, option), row in ROWS.items() if verb == "scan"})
ROWS[("case", "follow")] = ([GOOD], ["--follow"], r"phonecert scan follows")
ROWS[("case", "progress")] = (["captures"] * 16, ["--progress"], r"\d % of")  # long enough to be told of
ROWS[("case", "verbose")] = (["captures/make"], ["--verbose"], r"captures/make/main\.c")
# Every verb may meet an archive that is locked.
ROWS.update({(verb, "password-file"): ([], ["--password-file", "/none/at/all"], r"/none/at/all")
             for verb in sorted({verb for verb, _ in ROWS})})


def options_of(text):
    return set(re.findall(r"^  (?:-\w, )?--([a-z][a-z-]*)", text, re.MULTILINE)) - {"help"}


def prepare(phonecert, root, folder):
    """Inputs of the program's own: a report, a certificate, a site, a log, a capture in two."""
    def run(*command, out=None):
        done = subprocess.run([phonecert, *command], cwd=root, capture_output=True, check=False)
        if out:
            with open(os.path.join(folder, out), "wb") as file:
                file.write(done.stdout)
    run("scan", "-f", "ndjson", *TRUST, FOREIGN, out="r.ndjson")
    run("scan", "-q", "--extract", os.path.join(folder, "leaves"), GOOD)
    leaves = os.path.join(folder, "leaves")
    with open(os.path.join(leaves, sorted(os.listdir(leaves))[0]), encoding="ascii") as file:
        leaf = file.read()
    texts = {
        "leaf.pem": leaf,
        "phones.txt": "SEP0000000000AA\n",
        "site.ini": "[phonecert]\nrelease = 14SU2\n",
        "phone.log": "410 NOT 00:02:11.104001 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], "
                     "cipher [AES256-SHA:AES128-SHA]\n",
    }
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    # The first half of the capture's records, and the rest.
    with open(os.path.join(root, FOREIGN), "rb") as file:
        whole = file.read()
    at, places = 24, []
    while at + 16 <= len(whole):
        places.append(at)
        at += 16 + int.from_bytes(whole[at + 8:at + 12], "little")
    middle = places[len(places) // 2]
    for name, part in (("a.pcap", whole[:middle]), ("b.pcap", whole[:24] + whole[middle:])):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(part)


def said(phonecert, root, arguments, made):
    """All that a run says and writes, and its status."""
    with tempfile.TemporaryDirectory() as out:
        for name in os.listdir(made):
            os.symlink(os.path.join(made, name), os.path.join(out, name))
        inputs = set(os.listdir(out))
        words = [word.replace("PARTS", out).replace("OUT", out) for word in arguments]
        # What is read from standard input comes slowly enough to be told of.
        slow = f"sleep 1; cat {FOREIGN}" if "-" in words else "true"
        with subprocess.Popen(["sh", "-c", slow], cwd=root, stdout=subprocess.PIPE) as source:
            done = subprocess.run([phonecert, *words], cwd=root, capture_output=True, timeout=300,
                                  check=False, stdin=source.stdout)
        parts = [done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"),
                 f"status {done.returncode}"]
        for folder, _, files in sorted(os.walk(out)):
            for name in sorted(files):
                if folder == out and name in inputs:
                    continue
                with open(os.path.join(folder, name), "rb") as file:
                    parts.append(f"{name}: {file.read().decode(errors='replace')}")
        return "\n".join(parts).replace(out, "OUT")


def main():
    phonecert, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    faults = []

    def help_of(*verb):
        return subprocess.run([phonecert, *verb, "--help"], capture_output=True, text=True,
                              check=False).stdout
    verbs = re.findall(r"^  (\w+) ", help_of(), re.MULTILINE)
    told = {(verb, option) for verb in verbs for option in options_of(help_of(verb))}
    faults += [f"{verb} --{option}: no row runs it" for verb, option in sorted(told - set(ROWS))]
    faults += [f"{verb} --{option}: there is no such option"
               for verb, option in sorted(set(ROWS) - told)]
    with tempfile.TemporaryDirectory() as made:
        prepare(phonecert, root, made)
        for (verb, option), (beside, given, wanted) in ROWS.items():
            with_it = said(phonecert, root, [verb, *beside, *given], made)
            without = said(phonecert, root, [verb, *beside], made)
            if not re.search(wanted, with_it, re.DOTALL):
                faults.append(f"{verb} --{option}: does not say {wanted}: {with_it[:300]!r}")
            elif with_it == without:
                faults.append(f"{verb} --{option}: says the same without it")
    print("\n".join(faults + [f"{len(told)} options, {len(faults)} faults"]))
    return 1 if faults or not told else 0


if __name__ == "__main__":
    sys.exit(main())
