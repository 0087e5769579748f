#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py PHONECERT [--large] [--only NAME] [--held HELD]

Gives phonecert what an adversary would, and holds the processor time against that of a friendly
input of the same kind, and the peak of memory against a bound. PHONECERT is built without
sanitizers. --large takes some ten times as much of each. docs/security.md has the bounds. HELD (held.c)
holds the account of what is kept against the allocator's own figure, to a tenth of that."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from typing import Callable, Optional

sys.dont_write_bytecode = True
import kinds  # noqa: E402

AROUND = 256 * 1024  # bytes that are in no row of the account: what each scan has, whatever comes
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
    held: bool = False  # it fills memory
    n_files: int = 1  # in a folder, where there are more
    trust: Optional[tuple] = None  # (writer, friendly writer, how many): what the phones are judged by


SCAN = ("scan", "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", "{out}", "{}")
KEYS = ("scan", "-q", "--fail-on", "never", "-o", "{out}", "--keys", "{}", "{empty}")
TRUST = ("scan", "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", "{out}", "--trust", "{trust}", "{}")
SECRETS = SCAN[:2] + ("--keys", "{keys}") + SCAN[2:]
REPORT = ("report", "-f", "text", "-o", "{out}", "{}")
EIGHT = SCAN[:2] + ("-j", "8", "--max-memory", "256M") + SCAN[2:]
STORE = ("trust", "{}")

ROWS = [
    Row("radius-callers", kinds.radius_callers, 20000, 59049, 3, 120, command=SCAN, held=True),
    Row("key-log", kinds.key_log, 30000, 300000, 3, 250, "keys.log", KEYS, held=True),
    Row("devices", kinds.devices, 20000, 131072, 3, 400, "report.ndjson", REPORT, held=True),
    Row("http-pieces", kinds.http_pieces, 8000, 16000, 3, 60, command=SCAN),
    Row("sip-pieces", kinds.sip_pieces, 8000, 16000, 3, 60, command=SCAN),
    Row("sip-line", kinds.sip_line, 8000, 16000, 3, 60, command=SCAN),
    Row("chains", kinds.chains, 20, 200, 1.5, 120, command=SCAN),
    Row("candidates", kinds.leaves, 20, 200, 4, 120, command=TRUST,
        trust=(kinds.candidates, kinds.candidates_of_many_names, 600)),
    Row("large-crl", kinds.leaves, 100, 400, 1.5, 160, command=TRUST,
        trust=(kinds.large_crl, kinds.large_crl, 300000)),
    Row("many-crls", kinds.leaves, 20, 200, 3, 120, command=TRUST,
        trust=(kinds.many_crls, kinds.many_crls, 16000)),
    Row("derivations", kinds.derivations, 20, 200, 1.5, 60, "store.p12", STORE),
    Row("unfinished-sccp", kinds.unfinished_sccp, 16000, 40000, None, 330, command=SCAN, held=True),
    Row("unfinished-http", kinds.unfinished_http, 16000, 40000, None, 330, command=SCAN, held=True),
    Row("unfinished-sip", kinds.unfinished_sip, 16000, 40000, None, 330, command=SCAN, held=True),
    Row("early-bytes", kinds.early_bytes, 1500, 12000, None, 120, command=SCAN, held=True),
    Row("dtls-holes", kinds.dtls_holes, 4000, 20000, None, 330, command=SCAN, held=True),
    Row("dtls-flights", kinds.dtls_flights, 4000, 20000, None, 330, command=SCAN, held=True),
    Row("flights", kinds.flights, 4000, 20000, None, 330, command=SCAN, held=True),
    Row("claims", kinds.claims, 4000, 20000, None, 330, command=SCAN, held=True),
    Row("unpack-swelling", kinds.unpack_swelling, 500, 5000, 3, 120, command=SECRETS),
    Row("unpack-whole", kinds.unpack_whole, 500, 5000, 4, 120, command=SECRETS),
    Row("unpack-garbage", kinds.unpack_garbage, 500, 5000, 3, 120, command=SECRETS),
    Row("windows", kinds.windows, 1100, 2200, None, 200, "x.pcap.zst", EIGHT, n_files=8),
    Row("configurations", kinds.configurations, 1500, 16000, None, 200, command=SCAN, held=True),
]


def write(path, writer, size, hostile):
    """In a process of its own: the peak memory that is told of a program counts what started it."""
    child = os.fork()
    if child == 0:
        try:
            with open(path, "wb") as file:
                writer(file, size, hostile)
        except BaseException:  # pylint: disable=broad-exception-caught
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise AssertionError(f"{path} could not be written")


def write_all(path, row, size, hostile):
    if row.n_files == 1:
        write(path, row.write, size, hostile)
        return
    os.makedirs(path, exist_ok=True)
    for number in range(row.n_files):
        write(os.path.join(path, f"{row.file}-{number}"), row.write, size, hostile)


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
    write_all(path, row, size, hostile)
    store = os.path.join(folder, "trust", "CallManager-trust")
    if row.trust:
        os.makedirs(store, exist_ok=True)
        write(os.path.join(store, "all.der"), row.trust[0] if hostile else row.trust[1], row.trust[2], hostile)
    empty = os.path.join(folder, "empty.pcap")
    write(empty, lambda file, *_: kinds.wire.Capture(file), 0, False)
    names = {"{}": path, "{keys}": path + ".keys", "{out}": os.devnull, "{empty}": empty, "{trust}": os.path.dirname(store)}
    return measure([phonecert] + [names.get(word, word) for word in row.command])


def told(held, row, folder):
    """What is wrong with the account of what was just read; nothing where it is right."""
    path = os.path.join(folder, row.file)
    before = {KEYS: [os.path.join(folder, "empty.pcap")], REPORT: ["--estate"]}
    words = before.get(row.command, []) + [path]
    lines = subprocess.run([held] + words, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    counted, allocated = (int(word) for word in lines[0].split())
    print(f"  held {counted / MIB:.1f} MiB of {allocated / MIB:.1f}: {', '.join(lines[1:])}", flush=True)
    is_right = abs(allocated - counted) <= allocated / 10 + AROUND
    return [] if is_right else [f"THE ACCOUNT SAYS {counted}, THE ALLOCATOR {allocated}"]


def check(phonecert, row, size, held):
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        seconds, mib = of_one(phonecert, row, size, folder, True)
        faults += told(held, row, folder) if held and row.held else []
        friendly = of_one(phonecert, row, size, folder, False)[0] if row.ratio else None
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
    parser.add_argument("--held")
    chosen = parser.parse_args()
    rows = [row for row in ROWS if chosen.only in row.name]
    if not shutil.which(chosen.phonecert):
        sys.exit(f"run.py: there is no {chosen.phonecert}")
    fine = [check(chosen.phonecert, row, row.large if chosen.large else row.small, chosen.held) for row in rows]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
