# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark and sharkd with the plugin for the tests, as a user without settings. What it needs
comes in the environment: PHONECERT_PLUGIN (the built plugin) and the project's folder."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CAPTURES = os.path.join(ROOT, "captures")
TRUST = os.path.join(CAPTURES, "trust")
PLUGIN = os.environ.get("PHONECERT_PLUGIN", "")
SKIPPED = 77
PATIENCE = 600  # seconds for one answer of sharkd's, on a machine that is ten times slower

# What the profile sets and stock Wireshark does not: without it segments out of order are lost.
REASSEMBLE = ("-o", "tcp.reassemble_out_of_order:TRUE")

# What Wireshark says when it runs as root, or under a sanitizer.
NOISE = re.compile(r"Running as user \"root\"|^\*\* \(|^$")


def need(*programs):
    """Ends the test aloud, as skipped, where a program or the plugin is not there."""
    if not os.path.exists(PLUGIN):
        print(f"skipped: no plugin at {PLUGIN or 'PHONECERT_PLUGIN'}")
        sys.exit(SKIPPED)
    for program in programs:
        if shutil.which(program) is None:
            print(f"skipped: {program} is not installed")
            sys.exit(SKIPPED)
    os.environ["PHONECERT_WIRESHARK"] = ".".join(map(str, version()))


def run(program, *arguments, stdin=None, timeout=300, check=True):
    """Runs a program with the plugin: (standard output, standard error without noise, status)."""
    command = [os.path.join(HERE, "run-as-user"), PLUGIN, program, *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout, check=False)
    errors = "\n".join(line for line in done.stderr.decode(errors="replace").splitlines()
                       if not NOISE.search(line))
    if check and done.returncode != 0:
        raise AssertionError(f"{program} ended with {done.returncode}: {errors}")
    if "AddressSanitizer" in errors or "runtime error" in errors:
        raise AssertionError(errors)
    return done.stdout.decode(errors="replace"), errors, done.returncode


def capture(name):
    """The path of one of the project's captures."""
    return os.path.join(CAPTURES, name)


def trust_option(folder=TRUST):
    return ("-o", f"phonecert.trust_dir:{folder}")


def tshark(name, *arguments, trust=TRUST, check=True):
    """tshark's lines over one capture, with the stores of a folder."""
    options = trust_option(trust) if trust else ()
    output, _, _ = run("tshark", "-r", capture(name), *options, *REASSEMBLE, *arguments,
                       check=check)
    return output.splitlines()


def fields(name, names, *arguments, where="phonecert", trust=TRUST):
    """One list of values for each frame that the filter lets through; several values of a field
    stand in one, split by ';'."""
    wanted = [word for field in names for word in ("-e", field)]
    lines = tshark(name, "-Y", where, "-T", "fields", "-E", "aggregator=;", *wanted, *arguments,
                   trust=trust)
    return [line.split("\t") for line in lines]


def sharkd_requests(requests):
    """What sharkd reads, from a list of (method, parameters)."""
    return "".join(json.dumps({"jsonrpc": "2.0", "id": number, "method": method,
                               **({"params": params} if params else {})}) + "\n"
                   for number, (method, params) in enumerate(requests, start=1)).encode()


def sharkd(*requests):
    """The answers of one sharkd to a list of (method, parameters)."""
    output, _, _ = run("sharkd", "-", stdin=sharkd_requests(requests))
    answers = {}
    for line in output.splitlines():
        if line.startswith("{"):
            answer = json.loads(line)
            answers[answer.get("id")] = answer
    return [answers[number] for number in range(1, len(requests) + 1)]


class Ended(Exception):
    """The program ended where it should have answered; why is in the text."""


class Sharkd:
    """One sharkd that is asked, answers, and is asked again: a load of a file costs milliseconds
    where each start of tshark costs seconds."""

    def __init__(self, plugin=PLUGIN, profile=None):
        self.errors = tempfile.TemporaryFile()
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen([os.path.join(HERE, "run-as-user"), plugin, "sharkd",
                                         *(("-C", profile) if profile else ("-",))],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, cwd=ROOT)
        self.number = 0

    def ask(self, method, **parameters):
        """The answer's result; its error's text is raised as ValueError. Of a file that is damaged
        sharkd gives no answer at all, so something that it does answer is asked after."""
        self.number += 2
        request = {"jsonrpc": "2.0", "id": self.number, "method": method}
        if parameters:
            request["params"] = parameters
        after = {"jsonrpc": "2.0", "id": self.number + 1, "method": "status"}
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        try:
            self.process.stdin.write(f"{json.dumps(request)}\n{json.dumps(after)}\n".encode())
            self.process.stdin.flush()
            answer = self.answers(self.number + 1).get(self.number)
        except BrokenPipeError:
            raise Ended(self.close()) from None
        finally:
            watch.cancel()
        if answer is None or "error" in answer:
            raise ValueError(answer["error"]["message"] if answer else f"no answer to {method}")
        return answer["result"]

    def answers(self, last):
        """What comes until the answer to the request called last, by the requests' numbers."""
        found = {}
        for line in self.process.stdout:
            if line.startswith(b"{"):
                answer = json.loads(line.decode(errors="replace"))
                found[answer.get("id")] = answer
                if answer.get("id") == last:
                    return found
        raise Ended(self.close())

    def said(self):
        """What stands on standard error until now, without noise."""
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace")
        return "\n".join(line for line in text.splitlines() if not NOISE.search(line))

    def close(self):
        """Ends it, and gives what stands on standard error, and its status where that is not 0."""
        self.process.stdin.close()
        self.process.stdout.close()
        status = self.process.wait(timeout=300)
        told = self.said()
        return told if status == 0 else f"sharkd ended with {status}: {told}"


@functools.cache
def version():
    """Wireshark's version as (major, minor)."""
    text = subprocess.run(["tshark", "--version"], capture_output=True, text=True,
                          check=False).stdout
    found = re.match(r"TShark[^\d]*(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)
