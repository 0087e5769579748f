#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""archives.py PHONECERT CAPTURES DESK

What a customer sends as an archive is read as if it had been unpacked: captures, stores and logs give
the same answers, whatever it is packed in and whatever lies beside them; what cannot be read is told.
DESK holds a folder of nothing but archives; where it is not there that part is skipped aloud.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import kit
from kit import captures, check, content, lines, phonecert, run

desk = os.path.abspath(sys.argv[3])
LARGE = [{"id": lzma.FILTER_LZMA2, "dict_size": 768 << 20}]
SAMPLES = ("lsc-sip-tls12.pcapng", "lsc-foreign-cluster.pcap", "mic-sha2-accepted.pcapng",
           "capf-install-by-mic.pcapng")


def sessions(*words):
    """What a scan says of each session, without where it lies."""
    done = run("scan", "--all", "-f", "ndjson", *words)
    return kit.sessions(done), done


def tree():
    """The case as files: name to bytes."""
    files = {f"traffic/{name}": content(name) for name in SAMPLES[:2]}
    files["traffic/third.pcapng.gz"] = gzip.compress(content(SAMPLES[2]))
    files["README.txt"] = b"as it came\n"
    files["screen.png"] = b"\x89PNG\r\n\x1a\n" + bytes(200)
    for folder, _, names in os.walk(os.path.join(captures, "trust")):
        for name in names:
            path = os.path.join(folder, name)
            inside = os.path.join("stores", os.path.relpath(path, os.path.join(captures, "trust")))
            with open(path, "rb") as file:
                files[inside] = file.read()
    return files


def as_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def as_tar(files, mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)
    return name


def check_kinds():
    """Each kind of archive, with and without another one in it, says what the folder says."""
    files = tree()
    for name, data in files.items():
        os.makedirs(os.path.join("plain", os.path.dirname(name)), exist_ok=True)
        write(os.path.join("plain", name), data)
    wanted, _ = sessions("--trust", "plain/stores", "plain")
    check(len(wanted) == 3, f"the folder has {len(wanted)} sessions, not 3")
    inner = {name: data for name, data in files.items() if name.startswith("traffic/lsc")}
    outer = {name: data for name, data in files.items() if name not in inner}
    kinds = {
        "case.zip": as_zip(files),
        "case.tar": as_tar(files, "w"),
        "case.tgz": as_tar(files, "w:gz"),
        "case.tar.bz2": as_tar(files, "w:bz2"),
        "case.tar.xz": as_tar(files, "w:xz"),
        "renamed.pdf": as_zip(files),
        "tgz in.zip": as_zip({**outer, "a/inner.tgz": as_tar(inner, "w:gz")}),
        "zip in.tgz": as_tar({**outer, "a/inner.zip": as_zip(inner)}, "w:gz"),
    }
    for name, data in kinds.items():
        write(name, data)
        found, done = sessions("--trust", name, name)
        check(found == wanted, f"{name}: {len(found)} sessions, not those of the folder")
        check(done.returncode == 1, f"{name}: ends with {done.returncode}: {done.stderr}")
        found, done = sessions("-j", "3", "--trust", name, name)
        check(found == wanted, f"{name}: not the same with three workers")
        store = run("trust", "-f", "ndjson", name)
        check(store.returncode == 0 and store.stdout.count('"subject"') > 10,
              f"{name}: trust ends with {store.returncode}: {store.stderr}")
        certs = run("cert", "-f", "ndjson", name)
        check(certs.returncode == 0 and len(lines(certs)) > 10,
              f"{name}: cert ends with {certs.returncode}: {certs.stderr}")
    paths = {line["file"] for line in lines(run("scan", "--all", "-f", "ndjson", "tgz in.zip"))
             if line["schema"] == "phonecert.session/1"}
    check("tgz in.zip!a/inner.tgz!traffic/lsc-sip-tls12.pcapng" in paths,
          f"members are called {sorted(paths)}")
    one, done = sessions("case.zip!traffic/lsc-sip-tls12.pcapng")
    check(len(one) == 1 and done.returncode == 0, f"a member by its name: {done.stderr}")
    _, done = sessions("case.zip!traffic/nothing")
    check(done.returncode == 2 and "is not in the archive" in done.stderr,
          f"a member that is not there: {done.returncode} {done.stderr}")


def check_alone():
    """A capture that is packed by itself."""
    wanted, _ = sessions(os.path.join(captures, SAMPLES[0]))
    for name, pack in (("one.pcapng.xz", lzma.compress), ("one.pcapng.bz2", bz2.compress),
                       ("one.cap", lzma.compress)):
        found, done = sessions(write(name, pack(content(SAMPLES[0]))))
        check(found == wanted and done.returncode == 0, f"{name}: {done.stderr}")


def check_no_basis():
    """A certificate that merely lies in the archive is no basis for a verdict; the user's word is."""
    ca = "CAPF-0992727f.pem"
    name = write("bare.zip", as_zip({f"exported/{ca}": content(f"trust/CAPF-trust/{ca}")}))
    capture = os.path.join(captures, SAMPLES[0])
    found, done = sessions("--trust", name, capture)
    check(found[0]["verdict"] == "unchecked" and "tell no store" in done.stderr,
          f"a certificate in no store's folder: {found[0]['verdict']}: {done.stderr}")
    for word in (f"CallManager-trust={name}", f"CallManager-trust={name}!exported/{ca}"):
        found, done = sessions("--trust", word, capture)
        check(found[0]["verdict"] == "trusted", f"{word}: {found[0]['verdict']}: {done.stderr}")


def check_outputs():
    """What is written goes by the members too, and never over the archive."""
    done = run("scan", "-f", "ndjson=out.json", "--write-pcap", "out.pcapng", "case.tgz")
    check(done.returncode == 1, f"--write-pcap from an archive: {done.returncode} {done.stderr}")
    wanted, _ = sessions("case.tgz")
    found, _ = sessions("out.pcapng")
    check(len(found) == len(wanted), f"the extract has {len(found)} sessions, not {len(wanted)}")
    before = content(os.path.abspath("case.zip"))
    capture, member = os.path.join(captures, SAMPLES[0]), f"case.zip!traffic/{SAMPLES[0]}"
    store = "case.zip!stores/CAPF-trust/CAPF-0992727f.pem"
    for words in (["case.zip"], [member], [capture, "--log", "case.zip"], [capture, "--trust", store],
                  [capture, "--trust", "case.zip"], [capture, "--keys", "case.zip!README.txt"],
                  [capture, "--log", "case.zip!README.txt"]):
        done = run("scan", "-o", "case.zip", *words)
        check(done.returncode == 2 and content(os.path.abspath("case.zip")) == before,
              f"an archive as its own output, {words}: {done.returncode} {done.stderr}")
        check("would destroy" in done.stderr, f"{words}: {done.stderr}")
    done = run("scan", "--continuous", "case.tgz")
    check(done.returncode == 1, f"--continuous over members: {done.returncode} {done.stderr}")


def check_logs():
    log = (b"2026-11-23 07:00:00 CUCM1 CISE_Failed_Attempts 0000000001 1 0 2026-11-23 07:00:00.000 "
           b"+00:00 0000000001 5400 NOTICE Failed-Attempt: Authentication failed, "
           b"UserName=CP-8845-SEP2C3124C00002, FailureReason=12514 EAP-TLS failed SSL/TLS handshake "
           b"because of an unknown CA in the client certificates chain, "
           b"Calling-Station-ID=2C-31-24-C0-00-02,\n")
    write("alone.log", log)
    wanted = run("log", "-f", "ndjson", "alone.log")
    check(wanted.returncode == 0, f"the log by itself: {wanted.returncode} {wanted.stderr}")
    write("logs.zip", as_zip({"ise/ise.log": log, "a.pcapng": content(SAMPLES[0]), "b.txt": b"no\n"}))
    done = run("log", "-f", "ndjson", "logs.zip")
    same = [{**line, "log": None, "file": None} for line in lines(done)] == \
        [{**line, "log": None, "file": None} for line in lines(wanted)]
    check(done.returncode == 0 and same, f"logs.zip: {done.returncode} {done.stderr}")
    write("nologs.zip", as_zip({"a.pcapng": content(SAMPLES[0])}))
    done = run("log", "nologs.zip")
    check(done.returncode == 2 and "no file in it has lines" in done.stderr,
          f"an archive without a log: {done.returncode} {done.stderr}")
    done = run("scan", "--log", "logs.zip", os.path.join(captures, SAMPLES[0]))
    check(done.returncode in (0, 1), f"--log with an archive: {done.returncode} {done.stderr}")


def check_trouble():
    """Nothing is passed over in silence, nothing lands on the disk or in a terminal as it is."""
    noise = random.Random(1).randbytes(200000)
    whole = as_tar({"a.pcapng": content(SAMPLES[0]), "b.bin": noise, "c.bin": noise}, "w:gz")
    found, done = sessions(write("cut.tgz", whole[:len(whole) * 2 // 3]))
    check(done.returncode == 2 and "what comes before it counts" in done.stderr and len(found) == 1,
          f"cut.tgz: {done.returncode} {done.stderr}")
    write("empty.zip", as_zip({}))
    done = run("scan", "empty.zip")
    check(done.returncode == 2 and "holds no file" in done.stderr,
          f"empty.zip: {done.returncode} {done.stderr}")
    done = run("scan", write("junk.zip", as_zip({"a.txt": b"text", "b.bin": bytes(100)})))
    check(done.returncode == 2 and "no capture" in done.stderr,
          f"an archive without a capture: {done.returncode} {done.stderr}")
    locked = bytearray(as_zip({"locked.pcap": content(SAMPLES[1])}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1  # APPNOTE.TXT, 4.4.4, bit 0
    done = run("scan", write("locked.zip", bytes(locked)))
    check(done.returncode == 2 and "is locked by a password" in done.stderr,
          f"locked.zip: {done.returncode} {done.stderr}")
    names = ("../../../outside.pcapng", "/etc/absolute.pcapng", "a\x1b[31mred\n.pcapng", "-o.pcapng",
             "tab\t,=cmd.pcapng")
    write("names.zip", as_zip({name: content(SAMPLES[0]) for name in names}))
    listed = sorted(os.listdir("."))
    done = run("scan", "--all", "names.zip")
    check(done.returncode == 0, f"names.zip: {done.returncode} {done.stderr}")
    check("\x1b" not in done.stdout + done.stderr, "a member's name reaches the terminal as it is")
    check(sorted(os.listdir(".")) == listed, "something was written")
    os.mkdir("folder")
    shutil.copy("junk.zip", "folder")
    done = run("scan", "folder")
    check(done.returncode == 2, f"a folder in which nothing is read ends with {done.returncode}")


def check_xz():
    """xz has a decoder of our own in front, for it may ask for any memory: streams behind each other, zeros that fill a
    block up, an archive in an archive; what is cut or damaged is read as far as it goes, and too large a dictionary is
    refused by name."""
    tar = as_tar({"one.pcapng": content(SAMPLES[0]), "noise.bin": random.Random(1).randbytes(200_000),
                  "two.pcap": content(SAMPLES[1])}, "w")
    packed = lzma.compress(tar)
    large = lzma.compress(tar, filters=LARGE)
    damaged = bytearray(packed)
    damaged[-len(packed) // 20] ^= 0xFF
    rows = (("plain.tar.xz", packed, 2, None), ("padded.tar.xz", packed + bytes(8), 2, None),
            ("two.tar.xz", lzma.compress(tar[:700]) + lzma.compress(tar[700:]), 2, None),
            ("inside.zip", as_zip({"a/plain.tar.xz": packed}), 2, None),
            ("cut.tar.xz", packed[:len(packed) // 2], 1, "cut short; what comes before it counts"),
            ("later.tar.xz", lzma.compress(tar[:20480]) + lzma.compress(tar[20480:], filters=LARGE), 1,
             "more memory than an archive may have (128 MiB); what comes before it counts"),
            ("damaged.tar.xz", bytes(damaged), 1, "damaged"),
            ("large.tar.xz", large, 0, "large.tar.xz: asks for more than 128 MiB of memory"),
            ("large.zip", as_zip({"large.tar.xz": large, "plain.tar.xz": packed}), 2,
             "large.zip!large.tar.xz: asks for more than 128 MiB of memory"))
    for name, data, count, words in rows:
        with open(name, "wb") as file:
            file.write(data)
        found, done = sessions(name)
        check(len(found) == count, f"{name}: {len(found)} sessions, {done.stderr}")
        check(done.stderr == "" if words is None else words in done.stderr, f"{name}: {done.stderr}")
        check((done.returncode == 2) == (words is not None), f"{name}: ends with {done.returncode}")


def check_desk():
    folder = os.path.join(desk, "only-archives")
    if not os.path.isdir(folder):
        print(f"archives: skipped, there is no {folder}")
        return
    found, done = sessions(folder)
    check(done.returncode == 1 and len(found) == 13, f"only archives: {len(found)} {done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for part in (check_kinds, check_alone, check_no_basis, check_outputs, check_logs,
                     check_trouble, check_xz, check_desk):
            part()
        os.chdir("/")
    return kit.end()


if __name__ == "__main__":
    sys.exit(main())
