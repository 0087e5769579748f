#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""bad_cable.py SPACE SPACE SEED LOSS DUPLICATE REORDER: a cable between two network namespaces that
loses, repeats and delays packets (shares of 1), also where the kernel has no netem."""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
TUNSETIFF, TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
DELAY = 0.02


def open_end(space):
    with open(f"/run/netns/{space}", "rb") as file:
        if LIBC.setns(file.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), space)
    end = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", b"bad0", TUN_WITHOUT_HEADER))
    return end


def send_due(waiting):
    """Sends what is due; gives the seconds until the next is, None if there is none."""
    while waiting and waiting[0][0] <= time.time():
        _, _, end, packet = heapq.heappop(waiting)
        try:
            os.write(end, packet)
        except OSError:
            pass  # that end is not up yet
    return max(0, waiting[0][0] - time.time()) if waiting else None


def main(first, second, seed, loss, duplicate, reorder):
    chance = random.Random(int(seed))
    loss, duplicate, reorder = float(loss), float(duplicate), float(reorder)
    ends, waiting, number = [open_end(first), open_end(second)], [], 0
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select(ends, [], [], send_due(waiting))
        for end in ready:
            packet, other = os.read(end, 65536), ends[1 - ends.index(end)]
            copies = 0 if chance.random() < loss else 2 if chance.random() < duplicate else 1
            for _ in range(copies):
                number += 1
                late = DELAY * (1 + 3 * chance.random()) if chance.random() < reorder else 0
                heapq.heappush(waiting, (time.time() + late, number, other, packet))


if __name__ == "__main__":
    main(*sys.argv[1:])
