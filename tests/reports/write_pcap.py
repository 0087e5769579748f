#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""write_pcap.py PHONECERT CAPTURES [FOLDER...]

What --write-pcap extracts tells the same: scanning the extract of any sample gives the sessions,
events and findings that scanning the sample gives, but for file names and frame numbers. Frames that
matter bear a comment, interfaces keep what the capture said of them, secrets come along.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

faults = []


def told(phonecert, trust, path, *words):
    """What a scan says that does not hang on frame numbers and names of files."""
    done = subprocess.run([phonecert, "scan", "-q", "--all", "--trust", trust, "-f", "ndjson", *words,
                           path], capture_output=True, text=True, check=False)
    lines = []
    for line in map(json.loads, done.stdout.splitlines()):
        if line["schema"] not in ("phonecert.session/1", "phonecert.event/1"):
            continue
        del line["file"]
        line["frames"] = {name: number is not None for name, number in line["frames"].items()}
        for finding in line["findings"]:
            finding.pop("frame", None)
        lines.append(json.dumps(line, sort_keys=True))
    return sorted(lines)


def compare(phonecert, trust, path, out):
    before = told(phonecert, trust, path, "--write-pcap", out)
    after = told(phonecert, trust, out)
    if before != after:
        faults.append(f"{os.path.basename(path)}: {len(before)} lines, of the extract {len(after)}")
        for one, other in zip((line for line in before if line not in after),
                              (line for line in after if line not in before)):
            one, other = json.loads(one), json.loads(other)
            faults.extend(f"    {key}: {str(one[key])[:100]} became {str(other.get(key))[:100]}"
                          for key in one if one[key] != other.get(key))
    return len(before)


def check_parts(phonecert, captures, out):
    told(phonecert, os.path.join(captures, "trust"),
         os.path.join(captures, "lsc-foreign-cluster.pcap"), "--write-pcap", out)
    with open(out, "rb") as file:
        content = file.read()
    for words in ("phonecert: LSC · CAPF-e41b9c22 · SEP2C3124C00003 · untrusted: ".encode(), b"phonecert: unknown_ca from the server",
                  b"lsc-foreign-cluster: "):
        if words not in content:
            faults.append(f"no comment {words}")


def main():
    phonecert, captures, *others = sys.argv[1:]
    trust = os.path.join(captures, "trust")
    n_lines = 0
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, "out.pcapng")
        paths = sorted(glob.glob(os.path.join(captures, "*.pcap*")))
        for folder in others:
            if not os.path.isdir(folder):
                print(f"skipped: there is no {folder}")
            paths += sorted(glob.glob(os.path.join(folder, "*.pcap*")))
        for path in paths:
            n_lines += compare(phonecert, trust, path, out)
        check_parts(phonecert, captures, out)
    print("\n".join(faults[:60] + [f"{n_lines} lines, {len(faults)} faults"]))
    return 1 if faults or n_lines < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
