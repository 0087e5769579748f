# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns the working tree into a copy that may be spoilt, its builds, and the list of tests with how each is run."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field

FAST_LABELS = {"unit", "scenarios", "golden", "questions"}
SLOW_LABELS = {"reports", "differential", "metamorphic", "plugin", "fuzz", "adversary", "memory"}
# Tests of the machine around the program, or of its whole packaging: they tell nothing of a line.
LEFT_OUT = ("plugin/gui", "plugin/leaks", "plugin/fuzz", "scale/", "reports/whole", "adversary/small", "memory/")
ADDRESS_SPACE = 8 << 30  # a mutant may ask for all there is; sanitizers reserve terabytes and are let
OUTPUT_LEFT = 4000

CONFIGURED = {
    # No -Werror: a mutant may leave a variable unused and is one all the same.
    "fast": ["-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O0 -g1"],
    "sanitized": ["-DPHONECERT_SANITIZE=ON", "-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1 -g1"],
    "reach": ["-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O0 -g1 --coverage", "-DCMAKE_EXE_LINKER_FLAGS=--coverage",
              "-DCMAKE_MODULE_LINKER_FLAGS=--coverage"],
}


@dataclass
class Test:
    name: str
    command: list
    folder: str
    environment: list
    labels: set
    skip: int
    needs: list = field(default_factory=list)

    def is_fast(self):
        return bool(self.labels & FAST_LABELS)


def copy_tree(root, tree):
    """Makes `tree` what git knows of `root`, as it stands there; files that are the same keep their time."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, capture_output=True).stdout.decode().split("\0")
    wanted = {name for name in listed if name and os.path.isfile(os.path.join(root, name))}
    for name in wanted:
        source, target = os.path.join(root, name), os.path.join(tree, name)
        if not os.path.isfile(target) or read(source) != read(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(source, target)
            shutil.copymode(source, target)
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(folder, name)
            inside = os.path.relpath(path, tree)
            if inside not in wanted and not inside.startswith("build-"):
                os.remove(path)
    shared = os.path.join(os.path.dirname(root), "shared")
    link = os.path.join(os.path.dirname(tree), "shared")
    if os.path.isdir(shared) and not os.path.lexists(link):
        os.symlink(shared, link)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def configure(tree, kind):
    folder = os.path.join(tree, "build-" + kind)
    options = list(CONFIGURED[kind])
    if shutil.which("mold"):
        for linker in ("EXE", "SHARED", "MODULE"):
            name = f"-DCMAKE_{linker}_LINKER_FLAGS="
            old = next((option for option in options if option.startswith(name)), None)
            if old is not None:
                options.remove(old)
            options.append((old + " " if old else name) + "-fuse-ld=mold")
    subprocess.run(["cmake", "-S", tree, "-B", folder, "-G", "Ninja", "-DCMAKE_C_COMPILER=gcc", "-DPHONECERT_WERROR=OFF",
                    *options], check=True, stdout=subprocess.DEVNULL)
    return folder


def build(folder, targets=(), limit=1800):
    """Whether these targets of a configured folder (all, where none is named) can be built."""
    done = subprocess.run(["ninja", "-C", folder, *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=limit, check=False)
    return done.returncode == 0, done.stdout.decode(errors="replace")


def tests_of(folder):
    """What ctest would run, by name."""
    shown = json.loads(subprocess.run(["ctest", "--test-dir", folder, "--show-only=json-v1"], check=True,
                                      capture_output=True).stdout)
    known = set(subprocess.run(["ninja", "-C", folder, "-t", "targets", "all"], check=True,
                               capture_output=True).stdout.decode().replace(":", " ").split())
    found = {}
    for one in shown["tests"]:
        told = {each["name"]: each["value"] for each in one["properties"]}
        values = told.get("ENVIRONMENT", [])
        paths = [*one["command"], *(value.partition("=")[2] for value in values)]
        inside = [os.path.relpath(path, folder) for path in paths if path.startswith(folder + "/")]
        found[one["name"]] = Test(one["name"], one["command"], told.get("WORKING_DIRECTORY", folder), values,
                                  set(told.get("LABELS", [])), told.get("SKIP_RETURN_CODE"),
                                  [path for path in inside if path in known])
    return found


def counted(tests):
    """The tests that a mutant meets."""
    return {name: test for name, test in tests.items()
            if test.labels & (FAST_LABELS | SLOW_LABELS) and not name.startswith(LEFT_OUT)}


def bind():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(test, limit, more=None, bound=True):
    """How one test ends: ("passed" | "skipped" | "failed" | "time-out", seconds, the last of its output)."""
    environment = {**os.environ, **dict(value.split("=", 1) for value in test.environment), **(more or {})}
    since = time.monotonic()
    os.makedirs(test.folder, exist_ok=True)
    process = subprocess.Popen(test.command, cwd=test.folder, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                               preexec_fn=bind if bound else None)
    try:
        output = process.communicate(timeout=limit)[0]
        status = process.returncode
        end = "passed" if status == 0 else "skipped" if test.skip is not None and status == test.skip else "failed"
    except subprocess.TimeoutExpired:
        output, end = b"", "time-out"
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    return end, time.monotonic() - since, output[-OUTPUT_LEFT:].decode(errors="replace")
