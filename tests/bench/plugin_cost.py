#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""plugin_cost.py BUILD [--frames N] [--runs N] [--megabytes N] [--every N] [--no-handshakes]

What the plugin costs tshark, on a mixed capture that BUILD's make-bench makes: instructions counted
by callgrind (start-up taken off by a run over one frame), then processor time and peak memory of
runs side by side. "none" beside itself tells the error, and an empty post-dissector that wants no
field what no plugin of this kind can cost less than. BUILD must be a plain build, without sanitizers."""

import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RUN_AS_USER = HERE.parent / "plugin" / "run-as-user"
WAYS = {"-n -Y tls.handshake.certificate": ["-n", "-Y", "tls.handshake.certificate"],
        "-n, every packet printed": ["-n"]}


def as_user(plugin, *command):
    """A program of Wireshark with this plugin, or with none."""
    return [RUN_AS_USER, plugin or "none", *command]


def instructions(plugin, arguments, folder):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind.out",
               "tshark", *arguments]
    done = subprocess.run(as_user(plugin, *command), capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def count(plugins, capture, one_frame, folder):
    print("\ninstructions per packet run (start-up taken off), of what tshark alone takes")
    for words, way in WAYS.items():
        packets = {}
        for name, plugin in plugins.items():
            start = instructions(plugin, way + ["-r", one_frame], folder)
            whole = instructions(plugin, way + ["-r", capture], folder)
            packets[name] = whole - start
            share = packets[name] / packets["none"]
            print(f"  {words}: {name:9} {packets[name]:>14,}  {share:.4f}"
                  f"  (start-up {start:,})", flush=True)


def start(plugin, arguments, core):
    usage = "import resource, subprocess, sys\n" \
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n" \
        "u = resource.getrusage(resource.RUSAGE_CHILDREN)\n" \
        "print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    pin = ["taskset", "--cpu-list", str(core)]
    return subprocess.Popen(as_user(plugin, *pin, "python3", "-c", usage, "tshark", *arguments),
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def usage_of(process):
    """Processor seconds and peak memory in MiB."""
    seconds, peak = process.communicate()[0].split()
    return float(seconds), int(peak) / 1024


def side_by_side(plugin, arguments, turn):
    """What a run takes with the plugin and what one takes without, that share one core by turns of
    milliseconds, so that whatever else the machine does slows both. They begin by turns, too."""
    core = min(os.sched_getaffinity(0))
    order = [plugin, None] if turn % 2 == 0 else [None, plugin]
    both = [usage_of(process) for process in [start(each, arguments, core) for each in order]]
    return both if turn % 2 == 0 else both[::-1]


def pair(plugins, capture, runs):
    print(f"\nprocessor time and peak memory, medians of {runs} pairs of runs side by side")
    for words, way in WAYS.items():
        found = {name: [] for name in plugins}
        for turn in range(runs):
            for name, plugin in plugins.items():
                found[name].append(side_by_side(plugin, way + ["-r", capture], turn))
        for name, pairs in found.items():
            times = [ours[0] / alone[0] for ours, alone in pairs]
            memory = statistics.median(ours[1] / alone[1] for ours, alone in pairs)
            print(f"  {words}: {name:9} {statistics.median(ours[0] for ours, _ in pairs):7.2f} s "
                  f"{statistics.median(ours[1] for ours, _ in pairs):7.1f} MiB  "
                  f"time {statistics.median(times):.3f} ({min(times):.3f} to {max(times):.3f})  "
                  f"memory {memory:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--frames", type=int, default=20000, help="that callgrind runs over")
    parser.add_argument("--megabytes", type=int, default=80, help="of the capture for paired runs")
    parser.add_argument("--runs", type=int, default=6, help="even, so that each begins as often")
    parser.add_argument("--every", type=int, default=640,
                        help="packets from a new phone's handshake to the next")
    parser.add_argument("--no-handshakes", action="store_true",
                        help="nothing but calls, downloads and long-lived TLS")
    options = parser.parse_args()
    build = options.build.resolve()
    plugins = {"none": None, "empty": build / "tests/bench/empty-postdissector.so",
               "phonecert": build / "plugin/phonecert.so"}
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        paths = [os.path.join(name, file) for file in ("crowd.pcap", "mix.pcap", "cut.pcap",
                                                       "one.pcap")]
        crowd, mix, cut, one = paths
        trust = os.path.join(name, "trust")
        maker = build / "tests/bench/make-bench"
        subprocess.run([maker, "crowd", crowd, f"--trust={trust}", "--count=500"], check=True)
        handshakes = [] if options.no_handshakes else [f"--crowd={crowd}",
                                                       f"--every={options.every}"]
        subprocess.run([maker, "mix", mix, *handshakes,
                        f"--bytes={options.megabytes * 10**6}"], check=True)
        for path, frames in ((cut, options.frames), (one, 1)):
            subprocess.run(["editcap", "-r", mix, path, f"1-{frames}"], check=True,
                           capture_output=True)
        scratch = os.path.join(name, "scratch")
        os.mkdir(scratch)
        os.chmod(scratch, 0o777)
        if options.frames > 0:
            count(plugins, cut, one, scratch)
        if options.runs > 0:
            pair(plugins, mix, options.runs)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
