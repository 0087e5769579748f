#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py PHONECERT [--large] [--only NAME]

Gives phonecert what an adversary would, and holds the processor time against that of a friendly
input of the same kind, and the peak of memory against a bound. PHONECERT is built without
sanitizers. --large takes some ten times as much of each. docs/security.md has the bounds."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Callable, Optional

sys.dont_write_bytecode = True
import kinds  # noqa: E402

SLACK = 0.25  # seconds: what a start and a busy machine may take
MIB = 1024 * 1024


@dataclass
class Row:
    """One kind: how much of it, and its bounds: `ratio` of the time to the friendly one's (None: there
    is none), and `mib` of memory."""
    name: str
    write: Callable
    small: int
    large: int
    ratio: Optional[float]
    mib: int
    file: str = "x.pcap"
    command: tuple = ("scan", "{}")
    trust: Optional[tuple] = None  # (writer, friendly writer, how many): what the phones are judged by


SCAN = ("scan", "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", "{out}", "{}")
KEYS = ("scan", "-q", "--fail-on", "never", "-o", "{out}", "--keys", "{}", "{empty}")
TRUST = ("scan", "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", "{out}", "--trust", "{trust}", "{}")
STORE = ("trust", "{}")

ROWS = [
    Row("radius-callers", kinds.radius_callers, 20000, 59049, 3, 120, command=SCAN),
    Row("key-log", kinds.key_log, 30000, 300000, 3, 250, "keys.log", KEYS),
    Row("http-pieces", kinds.http_pieces, 8000, 16000, 3, 60, command=SCAN),
    Row("sip-pieces", kinds.sip_pieces, 8000, 16000, 3, 60, command=SCAN),
    Row("sip-line", kinds.sip_line, 8000, 16000, 3, 60, command=SCAN),
    Row("chains", kinds.chains, 20, 200, 1.5, 120, command=SCAN),
    Row("candidates", kinds.leaves, 20, 200, 4, 120, command=TRUST,
        trust=(kinds.candidates, kinds.candidates_of_many_names, 600)),
    Row("derivations", kinds.derivations, 20, 200, 1.5, 60, "store.p12", STORE),
    Row("unfinished-sccp", kinds.unfinished_sccp, 16000, 40000, None, 330, command=SCAN),
    Row("unfinished-http", kinds.unfinished_http, 16000, 40000, None, 330, command=SCAN),
    Row("unfinished-sip", kinds.unfinished_sip, 16000, 40000, None, 330, command=SCAN),
    Row("early-bytes", kinds.early_bytes, 1500, 12000, None, 120, command=SCAN),
    Row("configurations", kinds.configurations, 1500, 16000, None, 200, command=SCAN),
]


def write(path, writer, size, hostile):
    with open(path, "wb") as file:
        writer(file, size, hostile)


def measure(command):
    """Processor time in seconds and peak memory in MiB of a run, which may refuse what it reads."""
    with open(os.devnull, "wb") as null:
        process = subprocess.Popen(command, stdout=null, stderr=null)  # pylint: disable=consider-using-with
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode < 0 or process.returncode > 3:
        raise AssertionError(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def of_one(phonecert, row, size, folder, hostile):
    path = os.path.join(folder, row.file)
    write(path, row.write, size, hostile)
    store = os.path.join(folder, "trust", "CallManager-trust")
    if row.trust:
        os.makedirs(store, exist_ok=True)
        write(os.path.join(store, "all.der"), row.trust[0] if hostile else row.trust[1], row.trust[2], hostile)
    empty = os.path.join(folder, "empty.pcap")
    write(empty, lambda file, *_: kinds.wire.Capture(file), 0, False)
    names = {"{}": path, "{out}": os.devnull, "{empty}": empty, "{trust}": os.path.dirname(store)}
    return measure([phonecert] + [names.get(word, word) for word in row.command])


def check(phonecert, row, size):
    with tempfile.TemporaryDirectory() as folder:
        seconds, mib = of_one(phonecert, row, size, folder, True)
        friendly = of_one(phonecert, row, size, folder, False)[0] if row.ratio else None
    faults = []
    if friendly is not None and seconds > row.ratio * friendly + SLACK:
        faults.append(f"TOO SLOW, {row.ratio} times is allowed")
    if mib > row.mib:
        faults.append(f"TOO MUCH MEMORY, {row.mib} MiB are allowed")
    beside = f" against {friendly:.2f} s" if friendly is not None else ""
    print(f"{row.name} ({size}): {seconds:.2f} s{beside}, {mib:.0f} MiB {'; '.join(faults)}", flush=True)
    return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("phonecert")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    rows = [row for row in ROWS if chosen.only in row.name]
    if not shutil.which(chosen.phonecert):
        sys.exit(f"run.py: there is no {chosen.phonecert}")
    fine = [check(chosen.phonecert, row, row.large if chosen.large else row.small) for row in rows]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
