# SPDX-License-Identifier: GPL-2.0-or-later
"""Results as Markdown tables, as they stand in docs/performance.md."""

import os
import platform
import subprocess
import sys

ROW = "| {:<24} | {:>8} | {:>8} | {:>8} | {:>6} | {:>8} | {:>8} | {:>6} | {:>4} |"
WIDTHS = (26, 10, 10, 10, 8, 10, 10, 8, 6)


def print_machine(chosen):
    cpu = platform.processor() or platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    print(f"{models[0] if models else cpu}, {os.cpu_count()} cores, {platform.system()} "
          f"{platform.release()}; bench {' '.join(sys.argv[2:])}, medians of {chosen.runs}"
          f" (slow tools {chosen.slow_runs}); load before it {os.getloadavg()[0]:.1f}, and "
          f"{rsa_verifications()} RSA-2048 verifications a second on one core\n", flush=True)


def rsa_verifications():
    """How many signatures OpenSSL checks in a second: no handshake can take less than that."""
    told = subprocess.run(["openssl", "speed", "-seconds", "1", "rsa2048"], capture_output=True,
                          text=True, check=False).stdout.split()
    return f"{float(told[-1]):.0f}" if told else "unknown"


def print_capture(capture, results):
    """ns of processor a packet, GB/s, and ratios of time and of processor time to the first row."""
    print(f"\n### {capture.name}: {capture.n_bytes / 1e9:.3f} GB, {capture.n_packets} packets\n")
    print(ROW.format("tool", "seconds", "CPU s", "ns/pkt", "GB/s", "x first", "x CPU", "MiB", "runs"))
    print("|" + "|".join("-" * n for n in WIDTHS) + "|")
    base, base_cpu = results[0].median, results[0].cpu_median
    for result in results:
        seconds, cpu = result.median, result.cpu_median
        print(ROW.format(result.tool.name, f"{seconds:.3f}", f"{cpu:.3f}",
                         f"{cpu / capture.n_packets * 1e9:.1f}",
                         f"{capture.n_bytes / seconds / 1e9:.2f}", f"{seconds / base:.2f}",
                         f"{cpu / base_cpu:.2f}", f"{result.peak_kib / 1024:.0f}",
                         len(result.seconds)))
    print(flush=True)


def print_start_up(times):
    for name, milliseconds in times.items():
        print(f"{name}: {milliseconds:.1f} ms")
