# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tools in turn over a capture that is in the page cache, and keeps what each run took."""

import dataclasses
import os
import statistics
import subprocess
import time

import tools


@dataclasses.dataclass
class Result:
    tool: tools.Tool
    seconds: list = dataclasses.field(default_factory=list)
    cpu: list = dataclasses.field(default_factory=list)
    peak_kib: int = 0

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def cpu_median(self):
        return statistics.median(self.cpu)


def once(command):
    """Wall seconds, processor seconds, peak KiB and exit status of one run."""
    begin = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, process.returncode


def run_into(result, path):
    command = tools.path_argument(result.tool, path)
    seconds, cpu, peak, status = once(command)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: ended with status {status}")
    result.seconds.append(seconds)
    result.cpu.append(cpu)
    result.peak_kib = max(result.peak_kib, peak)


def warm(path):
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        with open(file, "rb", buffering=0) as stream:
            while stream.read(1 << 22):
                pass


def interleaved(able, capture, n_runs, n_slow_runs):
    """One run of each tool after another, again and again."""
    results = [Result(tool) for tool in able]
    warm(capture.path)
    for turn in range(max(n_runs, n_slow_runs)):
        for result in results:
            if turn < (n_slow_runs if result.tool.is_slow else n_runs):
                run_into(result, capture.path)
    return results


def start_up(bench, shelf, n_runs):
    """Milliseconds of doing nothing: the version, and a capture without packets."""
    empty = tools.empty_capture()
    commands = {"phonecert --version": [bench.phonecert, "--version"],
                "phonecert scan empty.pcap": [bench.phonecert, "scan", str(empty)],
                "the same with --trust": [bench.phonecert, "scan", "--trust",
                                          str(shelf.folder / "trust"), str(empty)]}
    return {name: statistics.median(once(command)[0] for _ in range(3 * n_runs)) * 1000
            for name, command in commands.items()}
