# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures of the benchmark: which there are, and how each is made. They are made once and kept;
all that have a handshake in them draw from one crowd of phones, so one set of trust stores judges
them."""

import dataclasses
import pathlib
import shutil
import subprocess
import sys

# name: kind, further arguments of make-bench, ending. {bytes} and the counts are filled in.
RECIPES = {
    "srtp": ("srtp", ["--bytes={bytes}"], ".pcap"),
    "srtp-ng": ("srtp", ["--bytes={bytes}", "--pcapng"], ".pcapng"),
    "mix": ("mix", ["--bytes={bytes}"], ".pcap"),
    "mix-ng": ("mix", ["--bytes={bytes}", "--pcapng"], ".pcapng"),
    "mix-busy": ("mix", ["--bytes={bytes}", "--every=100"], ".pcap"),
    "handshakes": ("crowd", ["--count={phones}"], ".pcap"),
    "returning": ("crowd", ["--count={few_phones}", "--calls=10"], ".pcap"),
    "small-files": ("small-files", ["--count={files}"], ""),
}
COMPRESSED = {
    "mix-gzip": ("mix", ".gz", ["gzip", "-6", "-c"]),
    "mix-zstd": ("mix", ".zst", ["zstd", "-q", "-3", "-c"]),
}
SIZES = {False: {"bytes": 10**9, "phones": 20000, "few_phones": 2000, "files": 2000},
         True: {"bytes": 5 * 10**7, "phones": 1000, "few_phones": 100, "files": 200}}
NAMES = list(RECIPES) + [name for name, how in COMPRESSED.items() if shutil.which(how[2][0])]


@dataclasses.dataclass
class Capture:
    name: str
    path: pathlib.Path
    n_bytes: int  # of the capture itself, decompressed
    n_packets: int
    is_compressed: bool = False
    is_folder: bool = False
    trust: str = "trust"


class Shelf:
    """Makes captures in a folder on demand."""

    def __init__(self, folder, build, quick):
        self.folder = folder
        self.maker = build / "tests" / "bench" / "make-bench"
        self.floor = build / "tests" / "bench" / "bench-floor"
        self.sizes = SIZES[quick]
        folder.mkdir(parents=True, exist_ok=True)

    def crowd(self):
        return self.path_of("handshakes", ".pcap")

    def path_of(self, name, ending):
        return self.folder / (name + ending)

    def make(self, path, kind, options):
        """make-bench writes PATH, unless it is there."""
        if path.exists():
            return
        unfinished = path.with_name(path.name + ".part")
        command = [self.maker, kind, unfinished] + options
        print(f"making {path}", file=sys.stderr)
        subprocess.run(command, check=True)
        unfinished.rename(path)

    def _compressed(self, name):
        of, ending, command = COMPRESSED[name]
        whole = self.get(of)
        path = whole.path.with_name(whole.path.name + ending)
        if not path.exists():
            print(f"making {path}", file=sys.stderr)
            with open(path.with_name(path.name + ".part"), "wb") as out:
                subprocess.run(command + [whole.path], stdout=out, check=True)
            path.with_name(path.name + ".part").rename(path)
        return dataclasses.replace(whole, name=name, path=path, is_compressed=True)

    def get(self, name):
        """The capture of this name, made where it is not there yet."""
        if name in COMPRESSED:
            return self._compressed(name)
        kind, options, ending = RECIPES[name]
        options = [option.format(**self.sizes) for option in options]
        if kind == "crowd":
            trust = self.folder if name == "handshakes" else self.folder / (name + "-stores")
            options.append(f"--trust={trust}")
        elif kind != "srtp":
            self.get("handshakes")
            options.append(f"--crowd={self.crowd()}")
        path = self.path_of(name, ending)
        self.make(path, kind, options)
        trust = "returning-stores/trust" if name == "returning" else "trust"
        if path.is_dir():
            files = sorted(path.iterdir())
            return Capture(name, path, sum(f.stat().st_size for f in files), 50 * len(files),
                           is_folder=True, trust=trust)
        return Capture(name, path, path.stat().st_size, self.count(path), trust=trust)

    def count(self, path):
        """How many packets a capture has, as the floor counts them."""
        told = subprocess.run([self.floor, path], check=True, capture_output=True, text=True)
        return int(told.stdout.split()[0])
