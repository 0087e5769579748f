# SPDX-License-Identifier: GPL-2.0-or-later
"""Two network namespaces joined by a cable: phones here, servers there, and captures of the cable.
Every process that the lab starts ends with it."""

import os
import signal
import subprocess
import time

SPACES = ("phonecert-s", "phonecert-p")  # servers, phones
CABLE, BAD_CABLE = "cable0", "bad0"
HERE = os.path.dirname(os.path.abspath(__file__))


def sh(*command, check=True):
    return subprocess.run(command, check=check, capture_output=True, text=True)


def within(space, command):
    return ["ip", "netns", "exec", space, *command]


def give_address(space, address, device):
    sh("ip", "-n", space, "addr", "add", f"{address}/16", "dev", device)


class Lab:
    """With statement: the namespaces live as long as it does."""

    def __init__(self, log):
        self.log, self.running, self.addresses = log, [], 0

    def __enter__(self):
        self.remove()
        for space in SPACES:
            sh("ip", "netns", "add", space)
        sh("ip", "link", "add", CABLE, "netns", SPACES[0], "type", "veth", "peer", "name", CABLE,
           "netns", SPACES[1])
        for space, address in zip(SPACES, ("10.9.0.1", "10.9.0.2")):
            give_address(space, address, CABLE)
            sh("ip", "-n", space, "link", "set", CABLE, "up")
        return self

    def __exit__(self, *_):
        for process in list(self.running):
            self.stop(process, signal.SIGKILL)
        self.remove()

    @staticmethod
    def remove():
        for space in SPACES:
            sh("ip", "netns", "del", space, check=False)

    def address(self):
        """A new address on the servers' side."""
        self.addresses += 1
        address = f"10.9.1.{self.addresses}"
        give_address(SPACES[0], address, CABLE)
        return address

    def start(self, command, space=SPACES[0]):
        process = subprocess.Popen(within(space, command), stdin=subprocess.PIPE, stdout=self.log,
                                   stderr=self.log, start_new_session=True)
        self.running.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        self.running.remove(process)
        try:
            os.killpg(process.pid, how)
            process.wait(3)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @staticmethod
    def await_server(address, port, seconds=8):
        """Until somebody listens there; False if nobody does in time."""
        end = time.time() + seconds
        while time.time() < end:
            listeners = sh(*within(SPACES[0], ["ss", "-Hnltu"])).stdout
            if f"{address}:{port} " in listeners or f"0.0.0.0:{port} " in listeners:
                return True
            time.sleep(0.1)
        return False

    def capture(self, path, device):
        """Captures at the servers' end of a cable; the ring holds a flight, however loaded."""
        process = subprocess.Popen(
            within(SPACES[0], ["tcpdump", "-n", "-i", device, "-U", "--immediate-mode", "-B",
                               "16384", "-w", path]),
            stderr=subprocess.PIPE, start_new_session=True)
        process.stderr.readline()  # "listening on"
        self.running.append(process)
        return process

    def client(self, command, say=b"hello\n", pause=0.5, seconds=10):
        """Runs a client that says something, waits and ends; kills it if it does not."""
        process = self.start(command, SPACES[1])
        try:
            for text in (b"", say, b"Q\n"):
                process.stdin.write(text)
                process.stdin.flush()
                time.sleep(pause)
            process.stdin.close()
            process.wait(seconds)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            pass
        self.stop(process, signal.SIGKILL)

    def bad_cable(self, seed, loss, duplicate, reorder, mtu):
        """A second cable, with troubles (shares of 1): 10.8.0.1 at the servers' end."""
        process = subprocess.Popen(
            ["python3", f"{HERE}/bad_cable.py", *SPACES, *map(str, (seed, loss, duplicate, reorder))],
            stdout=subprocess.PIPE, stderr=self.log, start_new_session=True)
        process.stdout.readline()  # "ready"
        self.running.append(process)
        for space, address in zip(SPACES, ("10.8.0.1", "10.8.0.2")):
            give_address(space, address, BAD_CABLE)
            sh("ip", "-n", space, "link", "set", BAD_CABLE, "up", "mtu", str(mtu))
        return process
