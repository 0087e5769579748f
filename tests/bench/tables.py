# SPDX-License-Identifier: GPL-2.0-or-later
"""Results as Markdown tables, as they stand in docs/performance.md."""

import os
import platform
import sys

ROW = "| {:<24} | {:>8} | {:>9} | {:>7} | {:>9} | {:>10} | {:>8} | {:>4} |"


def print_machine(chosen):
    cpu = platform.processor() or platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    print(f"{models[0] if models else cpu}, {os.cpu_count()} cores, {platform.system()} "
          f"{platform.release()}; bench {' '.join(sys.argv[2:])}, medians of {chosen.runs}"
          f" (slow tools {chosen.slow_runs})\n", flush=True)


def print_capture(capture, results):
    """ns a packet, GB/s and ratios; the first row is what the others are compared with."""
    print(f"\n### {capture.name}: {capture.n_bytes / 1e9:.3f} GB, {capture.n_packets} packets\n")
    print(ROW.format("tool", "seconds", "CPU s", "ns/pkt", "GB/s", "x floor", "MiB", "runs"))
    print("|" + "|".join("-" * n for n in (26, 10, 11, 9, 11, 12, 10, 6)) + "|")
    base = results[0].median
    for result in results:
        seconds = result.median
        print(ROW.format(result.tool.name, f"{seconds:.3f}", f"{result.cpu_median:.3f}",
                         f"{seconds / capture.n_packets * 1e9:.1f}",
                         f"{capture.n_bytes / seconds / 1e9:.2f}", f"{seconds / base:.2f}",
                         f"{result.peak_kib / 1024:.0f}", len(result.seconds)))
    print(flush=True)


def print_start_up(times):
    for name, milliseconds in times.items():
        print(f"{name}: {milliseconds:.1f} ms")
