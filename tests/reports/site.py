#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""site.py PHONECERT CAPTURES: what `phonecert site` writes of the captures, `--site` reads back: every
session keeps its service and its store, then by the user's word; and the same file comes of it
again. A line that a person changes counts, and an output replaces no input."""

import json
import os
import stat
import subprocess
import sys
import tempfile


def run(phonecert, *arguments):
    done = subprocess.run([phonecert, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def sessions(phonecert, captures, *options):
    _, out, _ = run(phonecert, "scan", "-f", "ndjson", *options, captures)
    lines = [json.loads(line) for line in out.splitlines()]
    return [line for line in lines if line["schema"] == "phonecert.session/1" and line.get("kind") is None
            and line["concerns_phone"] and line["transport"] == "tcp"]


def key(line):
    return line["file"], line["start"], line["client"]["port"], line["service"], line["store"]


def groups(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def check_places(phonecert, captures, folder, check):
    """A link stays one, and a device is written to, never replaced."""
    sample = os.path.join(captures, "lsc-sip-tls12.pcapng")
    link, place = os.path.join(folder, "link.ini"), os.path.join(folder, "place.ini")
    pipe = os.path.join(folder, "pipe")
    with open(place, "w", encoding="ascii") as file:
        file.write("old\n")
    os.symlink(place, link)
    status, _, errors = run(phonecert, "site", "-o", link, sample)
    check(status == 0 and os.path.islink(link) and os.path.getsize(place) > 4, f"a link: {status} {errors}")
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        status, _, errors = run(phonecert, "site", "-o", pipe, sample)
        if not stat.S_ISFIFO(os.stat(pipe).st_mode):
            reader.kill()
        written = reader.stdout.read()
    check(stat.S_ISFIFO(os.stat(pipe).st_mode), "a pipe was replaced")
    check(status == 0 and b"[server" in written, f"a pipe: {status} {errors}")


def main(phonecert, captures):
    faults = []

    def check(holds, what):
        if not holds:
            faults.append(what)

    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site.ini")
        status, out, errors = run(phonecert, "site", "-o", site, captures)
        check(status in (0, 2) and out == "", f"status {status}, {errors}")
        with open(site, encoding="utf-8") as file:
            text = file.read()
        before, after = sessions(phonecert, captures), sessions(phonecert, captures, "--site", site)
        check(len(before) > 50 and sorted(map(key, before)) == sorted(map(key, after)), "services or stores changed")
        told = [line for line in after if line["service"] != "TLS"]
        check(all(line["service_basis"] == "user" for line in told), "a session is not by the user's word")
        again = run(phonecert, "site", "--site", site, captures)[1]
        check(groups(again) == groups(text), "the file that comes of it again differs")
        with open(site, "w", encoding="utf-8") as file:
            file.write(text.replace("[phonecert]", "[phonecert]\nrelease = 14SU3").replace(
                "[server 10.44.255.1:5061]\nservice = SIP\nstore = CallManager-trust",
                "[server 10.44.255.1:5061]\nservice = SRST\nstore = SRST@10.44.255.1"))
        changed = [line for line in sessions(phonecert, captures, "--site", site)
                   if line["server"] == {"address": "10.44.255.1", "port": 5061}]
        check(changed and all(line["service"] == "SRST" and line["store"] == "SRST@10.44.255.1" and
                              line["release"] == "14SU1" for line in changed), "a person's word does not count")
        status, _, errors = run(phonecert, "site", "--site", site, "-o", site, captures)
        check(status == 2 and "--output" in errors, f"it would replace its input: {status} {errors}")
        check_places(phonecert, captures, folder, check)
    print("\n".join(faults) or "ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
