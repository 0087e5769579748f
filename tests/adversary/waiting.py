#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""waiting.py PHONECERT CAPTURES

Scans with -j 2 where the first capture comes last: what was found in the captures behind it waits, and
so does what their scans keep (here the secrets of a key log). The peak of memory must not follow the
number of captures. PHONECERT is built without sanitizers."""

import os
import shutil
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
import kinds  # noqa: E402
import run  # noqa: E402

N_CAPTURES, N_SECRETS = 150, 20000
MOST = 100  # MiB; 150 copies of the secrets take 219


def serve(path, capture):
    """The first capture: nothing comes of it for a while."""
    with open(path, "wb") as pipe, open(capture, "rb") as file:
        time.sleep(3)
        shutil.copyfileobj(file, pipe)


def main():
    phonecert, captures = sys.argv[1:3]
    sample = os.path.join(captures, "lsc-expired.pcap")
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, f"{number}.pcap") for number in range(N_CAPTURES)]
        keys = os.path.join(folder, "keys.log")
        run.write(keys, kinds.key_log, N_SECRETS, False)
        for name in names[1:]:
            shutil.copy(sample, name)
        os.mkfifo(names[0])
        server = threading.Thread(target=serve, args=(names[0], sample), daemon=True)
        server.start()
        report = os.path.join(folder, "report.ndjson")
        seconds, mib = run.measure([phonecert, "scan", "-q", "-j", "2", "--fail-on", "never", "-f", "ndjson",
                                    "-o", report, "--keys", keys] + names)
        server.join()
        with open(report, "rb") as file:
            n_sessions = sum(b"phonecert.session/" in line for line in file)
    print(f"{n_sessions} sessions of {N_CAPTURES} captures, {seconds:.2f} s, {mib:.0f} MiB")
    return 0 if n_sessions == N_CAPTURES and mib <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
