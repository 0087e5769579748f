#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""as_they_come.py PHONECERT CAPTURES [quick]

What customers send is not what a manual says: certificates as base64 without markers, as PEM in UTF-16,
between mail text, under names that end in .txt. Each verb that takes a certificate takes it in each of
these shapes (quick: not asked), and says the same of it as of the PEM. What a terminal showed is of the store that its command names.
"""


import base64
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib

from kit import captures, check, content, end, lines, parts, run, sessions

FOREIGN = "lsc-foreign-cluster.pcap"
GOOD = "lsc-sip-tls12.pcapng"
STORE = "CallManager-trust"
PLAIN_7Z = (
    "N3q8ryccAATZiOSDEAAAAAAAAABaAAAAAAAAAHXH8NrqdzaalfcSIoea9PT6ojo+AQQGAAEJEAAHCwEAAiQG8QcBElMPC6dNDVR0"
    "DbPbnUeq+DH88iEhAQABAAwFAQAICgGDFtyMAAAFARkBABEFAGEAAAAUCgEAjnNKRQCB3QEVBgEAIICkgQAA")
HEADER_7Z = (
    "N3q8ryccAATCOK0McAAAAAAAAAAuAAAAAAAAAE82D3xYbcpAJefpQoiakGdSbWsW0f8Zq291UEKhcFu03dnIJlMppPbbngjAj7fq"
    "28DxTgOJCb0mJJfEgeN1L6sZ0PEPWX3ymoQPTgO8GhU3Q1ukqGgmiOPfy5MAftQl0/cMApl30Zlu3O9Yc+/F5fqQJXI2FwYQAQlg"
    "AAcLAQABJAbxBwESUw/uH33R1eONIydmjNKQ8r30DFoKAVEJMBkAAA==")


def bare(pem):
    return re.sub(r"-----[^-]+-----\n", "", pem)


# How a PEM comes: the name that its file has, and its bytes.
SHAPES = {
    "base64": ("a.cer", lambda pem: bare(pem).encode()),
    "base64, CRLF": ("a.txt", lambda pem: bare(pem).replace("\n", "\r\n").encode()),
    "base64 in a mail": ("mail.txt", lambda pem: f"Hello,\n\n{bare(pem)}\nRegards\n".encode()),
    "PEM, CRLF": ("a.pem", lambda pem: pem.replace("\n", "\r\n").encode()),
    "UTF-16 LE with its mark": ("a.pem", lambda pem: b"\xff\xfe" + pem.encode("utf-16-le")),
    "UTF-16 LE": ("a.pem", lambda pem: pem.encode("utf-16-le")),
    "UTF-16 BE with its mark": ("a.txt", lambda pem: b"\xfe\xff" + pem.encode("utf-16-be")),
    "UTF-16 BE": ("a.pem", lambda pem: pem.replace("\n", "\r\n").encode("utf-16-be")),
    "base64 in UTF-16": ("a.cer", lambda pem: b"\xff\xfe" + bare(pem).encode("utf-16-le")),
}


def own_ca():
    """The CA that signed the LSC of GOOD, as PEM."""
    return content(f"trust/{STORE}/CAPF-0992727f.pem").decode()


def without_file(done):
    return [{key: value for key, value in line.items() if key not in ("file", "origin", "path", "files")}
            for line in lines(done)]


def check_shape(shape):
    name, write = SHAPES[shape]
    folder = f"shapes/{shape}/{STORE}"
    os.makedirs(folder)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(write(own_ca()))
    of_pem, of_shape = (run("cert", "-f", "ndjson", path) for path in ("plain.pem", f"{folder}/{name}"))
    check(without_file(of_shape) == without_file(of_pem) != [], f"{shape}: cert says {of_shape.stdout}{of_shape.stderr}")
    for what in (f"{folder}/{name}", f"shapes/{shape}"):
        done = run("trust", "-f", "ndjson", what)
        check("CAPF-0992727f" in done.stdout and done.returncode == 0, f"{shape}: trust {what}: {done.stdout}{done.stderr}")
    wanted = sessions(run("scan", "-f", "ndjson", "--all", "--trust", f"{STORE}=plain.pem", os.path.join(captures, GOOD)))
    check(wanted[0]["verdict"] == "trusted", f"the PEM itself: {wanted}")
    for trust in (f"shapes/{shape}", f"{STORE}={folder}/{name}"):
        done = run("scan", "-f", "ndjson", "--all", "--trust", trust, os.path.join(captures, GOOD))
        check(sessions(done) == wanted, f"{shape}: scan --trust {trust}: {done.stdout[:300]}{done.stderr}")
    with zipfile.ZipFile(f"{shape}.zip", "w") as archive:
        archive.writestr("capture", content(GOOD))
        archive.writestr(f"{STORE}/{name}", write(own_ca()))
    done = run("case", "-f", "ndjson", "--all", f"{shape}.zip")
    check(sessions(done) == wanted and parts(done) == {"captures": 1, "certificates of stores": 1},
          f"{shape}: case: {parts(done)} {done.stderr}")


def check_notes():
    """A note in a store's folder is no certificate, and no trouble."""
    os.makedirs(f"noted/{STORE}")
    for name, body in {"plain.pem": own_ca(), "notes.txt": "exported on Monday\n", "more.txt": "MIIA\n"}.items():
        with open(f"noted/{STORE}/{name}", "w", encoding="utf-8") as file:
            file.write(body)
    for words in (("trust", "noted"), ("scan", "--all", "--trust", "noted", os.path.join(captures, GOOD))):
        done = run(*words)
        check(done.returncode == 0 and "notes.txt" not in done.stdout + done.stderr, f"{words}: {done.stdout}{done.stderr}")


def pasted(*shown):
    """A terminal's text: each of (command, PEM) as CUCM prints it."""
    return "".join(f"admin:{command}\n[\n  Version: V3\n  Serial Number: 1A\n  Subject Name: CN=x\n]\n{pem}\n"
                   for command, pem in shown)


def check_pasted():
    """What `show cert trust STORE/FILE` printed is that store's; `show cert own` of no store."""
    text = pasted((f"show cert trust {STORE}/CAPF-0992727f.pem", own_ca()),
                  ("show cert own CallManager/CallManager.pem", content("trust/CAPF-trust/CAPF-5d1c03a7.pem").decode()))
    with open("terminal.txt", "w", encoding="utf-8") as file:
        file.write(text)
    capture = os.path.join(captures, GOOD)
    wanted = sessions(run("scan", "-f", "ndjson", "--all", "--trust", f"{STORE}=plain.pem", capture))
    done = run("scan", "-f", "ndjson", "--all", "--trust", "terminal.txt", capture)
    last = lines(done)[-1]
    check(sessions(done) == wanted, f"scan --trust of pasted text: {done.stdout[:300]}{done.stderr}")
    check([(store["store"], store["certificates"]) for store in last["stores"]] == [(STORE, 1)],
          f"its stores: {last['stores']}")
    check(any("whether the store holds more" in note for note in last["notes"]) and
          not any("every store" in note for note in last["notes"]), f"its notes: {last['notes']}")
    for name, write in {"pasted.zip": text.encode(), "wide.zip": b"\xff\xfe" + text.encode("utf-16-le")}.items():
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr("capture", content(GOOD))
            archive.writestr("terminal.log", write)
        done = run("case", "-f", "ndjson", "--all", name)
        check(sessions(done) == wanted and parts(done) == {"captures": 1, "logs": 1}, f"{name}: {parts(done)} {done.stderr}")
        check("certificates below `show cert trust STORE/FILE` are used" in " ".join(done.stderr.split()) and
              "of a node itself" in done.stderr, f"{name}: what it was used for is not told: {done.stderr}")


NAME = b"SEP0A1B2C3D4E5F.cnf.xml.enc.sgn\0"
HEAD = bytes([14, 0, len(NAME)]) + NAME + bytes([16, 0, 1, 1, 17, 0, 1, 1])
ENCRYPTED_CONFIGURATION = bytes([1, 0, 2, 2, 2, 2, 0, 2, 0, 10 + len(HEAD)]) + HEAD + bytes(range(64))


def locked_7z():
    """An encrypted 7z, of 7zr -psecret; with its header encrypted, too (-mhe)."""
    return tuple(base64.b64decode(text) for text in (PLAIN_7Z, HEADER_7Z))


def locked_rar():
    """RAR 4 with an encrypted file and with an encrypted header, RAR 5 with an encrypted header, by the formats' notes."""
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xffff) + head + data
    data = bytes(32)
    file = struct.pack("<IIBIIBBHI", len(data), 20, 3, zlib.crc32(data), 0, 29, 0x30, 6, 0o100644) + b"a.pcap" + b"SALTSALT"
    mark = b"Rar!\x1a\x07"
    head = bytes([21, 4, 0, 0, 0, 15]) + bytes(16)
    return (mark + b"\0" + block(0x73, 0, bytes(6)) + block(0x74, 0x8404, file, data),
            mark + b"\0" + block(0x73, 0x80, bytes(6)) + b"SALTSALT" + bytes(64),
            mark + b"\1\0" + struct.pack("<I", zlib.crc32(head)) + head + bytes(32))


def check_locked_archives():
    """What libarchive opens with no password is not told to need one."""
    with open("password", "w", encoding="utf-8") as file:
        file.write("secret\n")
    for n, data in enumerate(locked_7z() + locked_rar()):
        with open(f"locked{n}", "wb") as file:
            file.write(data)
        for words in (("scan",), ("case",), ("scan", "--password-file", "password")):
            done = run(*words, f"locked{n}")
            check(done.returncode == 2 and "unpack it with the program that made it" in done.stderr and
                  "--password-file" not in done.stderr, f"{words} of locked archive {n}: {done.stderr}")


def check_pkcs12():
    """A locked PKCS#12 opens with the password in the file, and else it is said."""
    made = subprocess.run(["openssl", "pkcs12", "-export", "-nokeys", "-in", "plain.pem", "-passout", "pass:secret",
                           "-out", "box.p12"], check=False, capture_output=True)
    if made.returncode != 0:
        print("as_they_come: skipped, there is no openssl that makes a PKCS#12")
        return
    with open("wrong", "w", encoding="utf-8") as file:
        file.write("other\n")
    capture = os.path.join(captures, GOOD)
    wanted = sessions(run("scan", "-f", "ndjson", "--all", "--trust", f"{STORE}=plain.pem", capture))
    done = run("scan", "-f", "ndjson", "--all", "--trust", f"{STORE}=box.p12", "--password-file", "password", capture)
    check(sessions(done) == wanted, f"--trust of a PKCS#12 with its password: {done.stderr}")
    for words, sentence in ((("cert", "box.p12"), "--password-file FILE names it"), (("trust", "box.p12"), "--password-file FILE names it"),
                            (("cert", "--password-file", "wrong", "box.p12"), "no password in --password-file opens it"),
                            (("scan", "--trust", f"{STORE}=box.p12", capture), "--password-file FILE names it")):
        done = run(*words)
        check(sentence in done.stderr, f"{words}: {done.stderr}")
    check("CAPF-0992727f" in run("cert", "--password-file", "password", "box.p12").stdout, "cert with the password")
    with zipfile.ZipFile("box.zip", "w") as archive:
        archive.writestr("capture", content(GOOD))
        archive.write("box.p12", f"{STORE}/box.p12")
        archive.writestr("SEP0A1B2C3D4E5F.cnf.xml.enc.sgn", ENCRYPTED_CONFIGURATION)
    done = run("case", "-f", "ndjson", "--all", "--password-file", "password", "box.zip")
    check(sessions(done) == wanted and parts(done).get("certificates of stores") == 1, f"case with the password: {parts(done)}")
    done = run("case", "--all", "box.zip")
    check(parts(done) == {"captures": 1, "locked by a password": 1, "encrypted phone configurations": 1} and
          "PKCS#12 files that a password locks" in done.stdout, f"case without: {parts(done)} {done.stdout} {done.stderr}")


def check_configurations():
    """What a verb cannot use is told as what it is."""
    with open("SEP.enc.sgn", "wb") as file:
        file.write(ENCRYPTED_CONFIGURATION)
    for verb in ("scan", "log", "cert", "trust"):
        done = run(verb, "SEP.enc.sgn")
        check(done.returncode == 2 and "only the phone has the key" in done.stderr, f"{verb} of .enc.sgn: {done.stderr}")
    check_pipe(ENCRYPTED_CONFIGURATION, "only the phone has the key")
    check_pipe(b"junk\n", "no line has one of the forms")


def check_pipe(content_of_it, sentence):
    """A pipe gives what is in it once; who would read it again waits for ever."""
    os.mkfifo("pipe")

    def write():
        with open("pipe", "wb") as file:
            file.write(content_of_it)
    threading.Thread(target=write, daemon=True).start()
    done = run("log", "pipe")
    check(done.returncode == 2 and sentence in done.stderr, f"log of a pipe: {done.stderr}")
    os.unlink("pipe")


def check_offered():
    """The CA names that a server sent to s_client are set against the issuers of the phones that go there."""
    capture = os.path.join(captures, GOOD)
    server = sessions(run("scan", "-f", "ndjson", "--all", capture))[0]["server"]
    names = "Acceptable client certificate CA names\nC = NL, O = x, CN = {}\nClient Certificate Types: RSA sign\n"
    command = "openssl s_client -connect {}:{}\nCONNECTED(00000003)\n"
    own, other = command.format(server["address"], server["port"]), command.format("192.0.2.9", 5061)
    for text, wanted in ((own + names.format("CAPF-0992727f"), "names CAPF-0992727f, the issuer of 1 phone"),
                         (own + names.format("CAPF-5d1c03a7"), "does not name CAPF-0992727f, the issuer of 1 phone"),
                         ("CONNECTED(00000003)\n" + names.format("CAPF-0992727f"), "the server that s_client asked (the text has no"),
                         (other + names.format("CAPF-5d1c03a7"), None),
                         (own + "No client certificate CA names sent\n", None)):
        with open("client.txt", "w", encoding="utf-8") as file:
            file.write(text)
        with zipfile.ZipFile("client.zip", "w") as archive:
            archive.writestr("capture", content(GOOD))
            archive.writestr("client.txt", text)
        for words in (("scan", "--all", "--log", "client.txt", capture), ("case", "--all", "client.zip")):
            done = run(*words)
            told = " ".join((done.stdout + done.stderr).split())
            check(wanted in told if wanted else "the issuer of" not in told, f"{words}: {text}: {told}")
            check(server["address"] in told if wanted and own in text else True, f"{words}: no address: {told}")


def check_own_capf():
    """CAPF's own certificate makes what it signed LSCs, whatever it is called."""
    sample = "lsc-external-root-missing.pcapng"
    external = sessions(run("scan", "-f", "ndjson", "--all", os.path.join(captures, sample)))
    check([(s["type"], s["issuer_tag"]) for s in external] == [("LSC", "External")], f"the sample: {external}")
    ca = content("trust/CAPF-trust/Example_Telecom_Device_CA_2_6d795c13e7b63d271a5566c0ef4a73c3.pem").decode()
    with zipfile.ZipFile("own.zip", "w") as archive:
        archive.writestr("capture", content(sample))
        archive.writestr("terminal.txt", pasted(("show cert own CAPF/CAPF.pem", ca)))
    done = run("case", "-f", "ndjson", "--all", "own.zip")
    check([(s["type"], s["issuer_tag"]) for s in sessions(done)] == [("LSC", "CAPF")], f"own.zip: {done.stdout} {done.stderr}")
    with open("own.txt", "w", encoding="utf-8") as file:
        file.write(pasted(("show cert own CallManager/CallManager.pem", ca)))
    done = run("scan", "--lsc-issuer", "own.txt", os.path.join(captures, GOOD))
    check(done.returncode == 2 and "shows no certificate below `show cert own CAPF`" in done.stderr, f"{done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("plain.pem", "w", encoding="utf-8") as file:
            file.write(own_ca())
        for shape in ([] if "quick" in sys.argv else SHAPES):
            check_shape(shape)
        check_notes()
        check_pasted()
        check_own_capf()
        check_offered()
        check_locked_archives()
        check_pkcs12()
        check_configurations()
        os.chdir("/")
    return end()


if __name__ == "__main__":
    sys.exit(main())
