#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""case.py PHONECERT CAPTURES TEXTS

A customer's case in one command: what is in it is sorted by content, whatever it is called; the
captures are judged by what lies beside them exactly as a scan judges that is told all of it; nothing
that merely lies there becomes a basis; and what was not used is told. TEXTS is a folder of every form
of text; where it is not there that part is skipped aloud.
"""

import json
import os
import sys
import tarfile
import tempfile
import zipfile

from kit import captures, check, content, end, parts, run, sessions

texts = os.path.abspath(sys.argv[3])
GOOD, FOREIGN, DARK = "lsc-sip-tls12.pcapng", "lsc-foreign-cluster.pcap", "tls13-keys"
LOG = ("410 NOT 00:02:11.104001 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], "
       "cipher [AES256-SHA:AES128-SHA]\n")


def stores():
    """The samples' stores, as an engineer exports them."""
    for folder, _, names in os.walk(os.path.join(captures, "trust")):
        for name in names:
            path = os.path.join(folder, name)
            yield os.path.relpath(path, os.path.join(captures, "trust")), content(path)


def make(name):
    """A case with misleading names, in a zip with a tar in it."""
    files = {
        "from the customer/phone.txt": content(GOOD),          # a capture
        "from the customer/report.pcap": LOG.encode(),         # a log
        "from the customer/ssl.log": content(f"{DARK}.keys"),  # a key log
        "from the customer/dark.bin": content(f"{DARK}.pcap"),
        "from the customer/screen.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "from the customer/nothing": b"",
        "from the customer/mail.txt": b"Dear all,\nit does not work.\n",
        "exports/CAPF-5d1c03a7.pem": content("trust/CAPF-trust/CAPF-5d1c03a7.pem"),
    }
    files.update({f"exports/pub/{path}": data for path, data in stores()})
    with tempfile.TemporaryDirectory() as folder:
        inner = os.path.join(folder, "node2.tgz")
        with tarfile.open(inner, "w:gz") as archive:
            archive.add(os.path.join(captures, FOREIGN), "sub2/packets.cap")
        with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in files.items():
                archive.writestr(path, data)
            archive.write(inner, "node2.tgz")


def check_case():
    make("case.zip")
    done = run("case", "-f", "ndjson", "--all", "case.zip")
    by_hand = run("scan", "-f", "ndjson", "--all", "--trust", os.path.join(captures, "trust"), "--keys",
                  os.path.join(captures, f"{DARK}.keys"), *(os.path.join(captures, name) for name in
                                                            (GOOD, f"{DARK}.pcap", FOREIGN)))
    check(sessions(done) == sessions(by_hand) and len(sessions(done)) == 3,
          f"{len(sessions(done))} sessions, not those of the scan by hand: {done.stderr}")
    check(done.returncode == by_hand.returncode == 1, f"ends with {done.returncode}")
    wanted = {"captures": 3, "logs": 1, "key logs": 1, "certificates of no store": 1,
              "texts, no line understood": 1, "others": 1, "empty or not readable": 1,
              "certificates of stores": len(list(stores()))}
    check(parts(done) == wanted, f"sorted into {parts(done)}, not {wanted}")
    text = run("case", "--all", "case.zip")
    check(parts(text) == wanted and "What fails" in text.stdout and text.stderr == "",
          f"as text: {parts(text)}: {text.stderr}")
    check("--trust STORE=PATH" in text.stdout, "a certificate of no store: what to do is not said")
    every = run("case", "--verbose", "case.zip").stdout
    check("exports/CAPF-5d1c03a7.pem" in every and "(all with" not in every, "--verbose names all")
    lines = done.stdout.splitlines()
    conditions = next(json.loads(l) for l in lines if "phonecert.run/1" in l)
    check(conditions["verb"] == "case", f"the conditions say {conditions['verb']}")
    os.mkdir("folder")
    with zipfile.ZipFile("case.zip") as archive:
        archive.extractall("folder")
    check(sessions(run("case", "-f", "ndjson", "--all", "folder")) == sessions(by_hand),
          "the case as a folder says something else")


def check_place_of_case():
    """Where the engineer keeps the case says nothing of the certificates in it."""
    os.makedirs("vpn/CallManager-trust/kept")
    with zipfile.ZipFile("vpn/CallManager-trust/kept/case.zip", "w") as archive:
        archive.writestr("phone.pem", content("trust/CAPF-trust/CAPF-0992727f.pem"))
        archive.writestr(GOOD, content(GOOD))
    os.mkdir("vpn/CallManager-trust/kept/folder")
    with zipfile.ZipFile("vpn/CallManager-trust/kept/case.zip") as archive:
        archive.extractall("vpn/CallManager-trust/kept/folder")
    for name in ("case.zip", "folder"):
        done = run("case", "-f", "ndjson", f"vpn/CallManager-trust/kept/{name}")
        check([s["verdict"] for s in sessions(done)] == ["unchecked"]
              and parts(done).get("certificates of no store") == 1,
              f"{name} kept below a store's name: {parts(done)} {done.stdout[:200]}")


def check_user_first():
    """What the user gives goes before what is found."""
    done = run("case", "-f", "ndjson", "--at", "2099-01-01", "case.zip")
    check(any(s["verdict"] == "expired" for s in sessions(done)), "--at is not heard")
    done = run("case", "-f", "ndjson", "--trust", "vpn=/no/such", "case.zip")
    check(done.returncode == 2, f"a --trust that is not there ends with {done.returncode}")
    before = content(os.path.abspath("case.zip"))
    done = run("case", "-o", "case.zip", "case.zip")
    check(done.returncode == 2 and content(os.path.abspath("case.zip")) == before,
          f"the case as its own output: {done.returncode}")


def check_without_captures():
    with zipfile.ZipFile("logs.zip", "w") as archive:
        archive.writestr("a/console.log", LOG)
    done = run("case", "logs.zip")
    check(done.returncode == 0 and "logs.zip!a/console.log" in done.stdout and parts(done) == {"logs": 1},
          f"a case of logs: {done.returncode} {done.stdout} {done.stderr}")
    check("What is still missing to be sure a capture" in " ".join(done.stdout.split()),
          "a case of logs does not say that a capture is missing")
    with zipfile.ZipFile("none.zip", "w") as archive:
        archive.writestr("mail.txt", "nothing\n")
    done = run("case", "none.zip")
    check(done.returncode == 2 and "neither a capture nor a log" in done.stderr,
          f"a case of nothing: {done.returncode} {done.stderr}")
    done = run("case", "/no/such/case.zip")
    check(done.returncode == 2 and "/no/such/case.zip" in done.stderr,
          f"a case that is not there: {done.returncode} {done.stderr}")
    done = run("case", "-")
    check(done.returncode == 2, f"standard input as a case ends with {done.returncode}")


PHONES = """Device Name,Device Pool,LSC Expires,LSC Issued By
SEP2C3124C00003,Berlin,2031-11-21,CAPF-5c81ae02
SEP2C3124C0FFFF,Hamburg,NA,NA
"""
ISE = ("<181>Nov 23 03:44:20 psn CISE_Failed_Attempts 0000075131 1 0 2026-11-23 03:44:20.236 +00:00 "
       "0000075131 5400 NOTICE Failed-Attempt: x, UserName=CP-8845-SEP2C3124C00067, "
       "FailureReason=12514 EAP-TLS failed, Step=12514,\n")


RIS = """<?xml version="1.0"?><Envelope><ns1:SelectCmDeviceResult><ns1:CmNodes>
<ns1:item><ns1:ReturnCode>Ok</ns1:ReturnCode><ns1:Name>pub</ns1:Name><ns1:CmDevices>
<ns1:item><ns1:Name>SEP2C3124C00003</ns1:Name><ns1:Status>UnRegistered</ns1:Status>
<ns1:TimeStamp>1500000000</ns1:TimeStamp></ns1:item></ns1:CmDevices></ns1:item>
<ns1:item><ns1:ReturnCode>Ok</ns1:ReturnCode><ns1:Name>sub1</ns1:Name><ns1:CmDevices>
<ns1:item><ns1:Name>SEP2C3124C00003</ns1:Name><ns1:Status>Rejected</ns1:Status>
<ns1:TimeStamp>1500000001</ns1:TimeStamp></ns1:item></ns1:CmDevices></ns1:item>
<ns1:item><ns1:ReturnCode>NodeNotResponding</ns1:ReturnCode><ns1:Name>sub2</ns1:Name></ns1:item>
</ns1:CmNodes></ns1:SelectCmDeviceResult></Envelope>
"""
AXL = """<?xml version='1.0' encoding='UTF-8'?><e:Envelope><e:Body><ns:executeSQLQueryResponse><return>
<row><name>SEP2C3124C00003</name><lscvaliduntil>0</lscvaliduntil></row>
<row><name>SEP2C3124C0FFFF</name><lscvaliduntil>0</lscvaliduntil></row>
</return></ns:executeSQLQueryResponse></e:Body></e:Envelope>
"""


def check_answers():
    """Answers of RIS and AXL are lists of phones, found by content; a node without an answer is told."""
    with zipfile.ZipFile("answers.zip", "w") as archive:
        archive.writestr("a", content(FOREIGN))
        archive.writestr("b", RIS)
        archive.writestr("c", AXL)
    roll = json.loads(run("case", "-f", "ndjson", "answers.zip").stdout.splitlines()[-1])["phone_list"]
    check((roll["listed"], roll["seen_failing"], roll["unseen"]) == (2, 1, ["SEP2C3124C0FFFF"]), f"{roll}")
    check(roll["status"] == [{"value": "Rejected", "seen_fine": 0, "seen_failing": 1, "not_seen": 0}], f"{roll}")
    check(roll["silent_nodes"] == [{"node": "sub2", "return_code": "NodeNotResponding"}], f"{roll}")
    check([one["finding"] for one in roll["differences"]] == ["lsc-not-recorded"], f"{roll}")
    for form in ("text", "html"):
        told = run("case", "-f", form, "answers.zip").stdout
        check("RIS gave no answer of node sub2 (NodeNotResponding)" in " ".join(told.split()), f"{form}: {told}")


def check_missing():
    """What would make a verdict sure and is not there; all phones; what the logs come to."""
    with zipfile.ZipFile("bare.zip", "w") as archive:
        archive.writestr("a", content(FOREIGN))
    text = run("case", "bare.zip").stdout
    check("What is still missing to be sure\n  1. CallManager-trust of node 10.44.255.1 is not in the "
          "case: export it" in text, f"nothing is missing: {text}")
    with zipfile.ZipFile("full.zip", "w") as archive:
        archive.writestr("a", content(FOREIGN))
        archive.writestr("b.txt", PHONES)
        archive.writestr("c.txt", ISE)
        for name, body in stores():
            archive.writestr(name, body)
    text = run("case", "full.zip").stdout
    check("What is still missing" not in text, f"something is missing: {text}")
    check(text.index("What fails") < text.index("What the logs come to") < text.index("In the case"),
          f"the order: {text}")
    lines = run("case", "-f", "ndjson", "full.zip").stdout.splitlines()
    last = json.loads(lines[-1])
    check(last["inputs"] == ["full.zip"] and last["files"] > 3, f"inputs are {last['inputs']}")
    check(last["missing"] == [], f"missing: {last['missing']}")
    check([cause["findings"][0]["id"] for cause in last["log_causes"]] == ["dot1x-untrusted"] and
          last["log_causes"][0]["clients"] == ["SEP2C3124C00067"], f"{last['log_causes']}")
    roll = last["phone_list"]
    check((roll["listed"], roll["seen_failing"], roll["not_seen"]) == (2, 1, 1), f"{roll}")
    check([one["finding"] for one in roll["differences"]] == ["lsc-not-recorded"] and
          roll["unseen"] == ["SEP2C3124C0FFFF"], f"{roll}")
    page = run("case", "-f", "html", "full.zip").stdout
    check("All phones of the list" in page and "What the logs come to" in page, "html lacks them")


def check_texts():
    if not os.path.isdir(texts):
        print(f"case: skipped, there is no {texts}")
        return
    done = run("case", texts)
    found = parts(done)
    check(done.returncode in (0, 1), f"every form of text ends with {done.returncode}: {done.stderr}")
    check(found.get("captures") == 1 and found.get("trust lists") == 3 and found.get("logs", 0) >= 44
          and found.get("certificates of stores") == 4 and found.get("certificates of no store") == 10 and found.get("lists of phones") == 2, f"sorted into {found}")
    print(f"{found.get('texts, no line understood')} texts of {texts} are not understood yet")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for part in (check_case, check_place_of_case, check_user_first, check_without_captures,
                     check_missing, check_answers, check_texts):
            part()
        os.chdir("/")
    return end()


if __name__ == "__main__":
    sys.exit(main())
