#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""oracle.py PHONECERT FOLDER KNOWN_FAULTS [NAME_PATTERN]

Compares the analyzer with what tshark saw in captures by others: FOLDER holds them in files/ and
tshark's answers in oracle.json. Certificates with side and frame, empty Certificate messages,
ClientKeyExchange, CertificateVerify and alerts in clear must agree for each capture. Each
difference is excused by a line of KNOWN_FAULTS (capture, what, reason; tab-separated); a line that
excuses nothing any more is a difference too. Exit 77 where FOLDER is not there.
"""

import fnmatch
import json
import os
import subprocess
import sys

import doors

SIDES = ("client", "server")
EAP_KINDS = {"eapol", "radius"}


def conversation(a, b):
    """Two ends without their order: who is the client is compared elsewhere."""
    return tuple(sorted((a, b)))


def facts_of_oracle(answer):
    facts = {"certificates": set(), "frames": set(), "empty": set(), "key-exchange": set(),
             "verify": set(), "alerts": set()}
    for handshake in answer["handshakes"]:
        if handshake["kind"] == "quic":
            continue
        is_eap = handshake["kind"] in EAP_KINDS
        where = "eap" if is_eap else conversation(handshake["client"], handshake["server"])
        for message in handshake["certificates"]:
            for sha256 in message["certs"]:
                facts["certificates"].add((message["side"], sha256))
                facts["frames"].add((message["side"], sha256, message["frame"]))
        if handshake["client_certificate_empty"] and not handshake["abbreviated"]:
            facts["empty"].add(where)
        if handshake["client_key_exchange"]:
            facts["key-exchange"].add(where)
        if handshake["certificate_verify"]:
            facts["verify"].add(where)
        fatal = [a for a in handshake["alerts"] if a["level"] == "fatal" and not a["encrypted"]]
        for alert in fatal[:1]:
            facts["alerts"].add((where, alert["description"], alert["side"]))
    return facts


def end_of(end):
    address = end["address"]
    return f"[{address}]:{end['port']}" if ":" in address else f"{address}:{end['port']}"


def facts_of_sessions(sessions):
    facts = {"certificates": set(), "frames": set(), "empty": set(), "key-exchange": set(),
             "verify": set(), "alerts": set()}
    for session in sessions:
        is_eap = session["transport"] in EAP_KINDS
        where = "eap" if is_eap else conversation(end_of(session["client"]),
                                                  end_of(session["server"]))
        frames = session["frames"]
        for side in SIDES:
            for certificate in session["certificates"][side]:
                facts["certificates"].add((side, certificate["sha256"]))
                facts["frames"].add((side, certificate["sha256"], frames[f"{side}_certificate"]))
        if session["client_certificate"] == "empty":
            facts["empty"].add(where)
        if frames["client_key_exchange"]:
            facts["key-exchange"].add(where)
        if frames["certificate_verify"]:
            facts["verify"].add(where)
        alert = session["alert"]
        if alert and alert["level"] == "fatal":
            facts["alerts"].add((where, alert["description"], alert["from"]))
    return facts


def scan(phonecert, paths):
    """{path: (sessions, what is wrong or None)}, of all in one run; where that run ends badly one by
    one, to see of which."""
    try:
        return {path: (sessions, None)
                for path, sessions in doors.analyzed(phonecert, paths).items()}
    except (AssertionError, subprocess.TimeoutExpired) as error:
        if len(paths) == 1:
            return {paths[0]: ([], str(error)[-400:])}
    found = {}
    for path in paths:
        found.update(scan(phonecert, [path]))
    return found


def short(facts):
    return ", ".join(sorted(str(fact) for fact in facts)[:3])


def differences(sessions, trouble, answer):
    """(what, sentence) for everything in which the two disagree."""
    if trouble:
        return [("ended", trouble)]
    found = []
    theirs, ours = facts_of_oracle(answer), facts_of_sessions(sessions)
    scanned = json.dumps(answer.get("byte_scan", {}))
    for what, wanted in theirs.items():
        missing, extra = wanted - ours[what], ours[what] - wanted
        if answer.get("secrets_removed"):
            extra = set()  # we read the secrets that tshark was not given
        if what == "certificates":
            extra = {fact for fact in extra if fact[1] not in scanned}
        if what == "frames":
            # Certificates that only one of the two has were told above.
            missing = {f for f in missing if f[:2] in ours["certificates"]}
            extra = {f for f in extra if f[:2] in theirs["certificates"] and missing}
        if missing:
            found.append((what, f"{len(missing)} missing: {short(missing)}"))
        if extra:
            found.append((what, f"{len(extra)} that tshark has not: {short(extra)}"))
    return found


def read_known(path):
    known = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, what, reason = line.rstrip("\n").split("\t", 2)
                known[(name, what)] = reason
    return known


def main():
    phonecert, folder, known_path = sys.argv[1:4]
    pattern = sys.argv[4] if len(sys.argv) > 4 else "*"
    oracle_path = os.path.join(folder, "oracle.json")
    if not os.path.exists(oracle_path):
        print(f"skipped: no captures by others here ({oracle_path})")
        return 77
    with open(oracle_path, encoding="utf-8") as file:
        answers = {n: a for n, a in json.load(file)["files"].items()
                   if fnmatch.fnmatch(n, pattern)}
    known, used, n_faults, n_agree = read_known(known_path), set(), 0, 0
    paths = {name: os.path.abspath(os.path.join(folder, "files", name)) for name in sorted(answers)}
    told = scan(phonecert, list(paths.values()))
    for name, path in paths.items():
        found = differences(*told[path], answers[name])
        faults = [(what, sentence) for what, sentence in found if (name, what) not in known]
        used |= {(name, what) for what, _ in found} & set(known)
        n_faults += len(faults)
        n_agree += not faults
        for what, sentence in faults:
            print(f"{name}: {what}: {sentence}")
    unused = sorted((n, w) for n, w in set(known) - used if n in answers)
    for name, what in unused:
        print(f"{name}: {what}: is in the list of known differences and does not differ")
    stale = [pair for pair in unused if not known[pair].startswith("open:")]
    n_certificates = sum(len(facts_of_oracle(a)["certificates"]) for a in answers.values())
    print(f"{n_agree} of {len(answers)} captures agree ({n_certificates} certificates, "
          f"{len(used)} differences known)")
    return 1 if n_faults or stale else 0


if __name__ == "__main__":
    sys.exit(main())
