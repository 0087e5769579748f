#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""field_cases.py PHONECERT CASES: each input of ../shared/cases/field with what must come of it and
what must not. Ends with 77, which CTest calls skipped, where the folder is not there."""

import os
import re
import subprocess
import sys

SKIPPED = 77
SCAN = "scan -f ndjson --trust {cases}/trust {cases}/"
TEXT = "scan --trust {cases}/trust {cases}/"
CERT = "cert -f ndjson {cases}/"
LSC = r'"type":"LSC","issuer_tag":"External"'
MIC = r'"type":"MIC"'

CASES = (
    # command, regular expressions that must be found, such that may not
    (SCAN + "t1-oauth-5090.pcap", [r'"service":"SIP-OAUTH","store":"Tomcat-trust"'],
     ["secure-profile-not-used", '"service":"TLS"']),
    (SCAN + "t2-secured-port-5071.pcap",
     [r'"service":"SIP","store":"CallManager-trust"', r'"verdict":"trusted"', r'"service_basis":"configuration"'],
     ["secure-profile-not-used", '"verdict":"unchecked","reason":null,"basis":"store"']),
    ("impact --trust {cases}/trust --remove CAPF-5c81ae02 {cases}/u2-sip-ok.pcap {cases}/t2-secured-port-5071.pcap",
     ["SEP9900715DC1AC +SIP", "SEPE23ACEDBD6B0 +SIP"], []),
    (SCAN + "t3-wifi-8821-mic-eap-lsc-sip.pcap", [r'"service":"802.1X".*"type":"MIC"', r'"service":"SIP".*"type":"LSC"'],
     ["lsc-not-shown", "mic-lsc-mixed", "lsc-deleted", "lsc-installed"]),
    (SCAN + "s3-mpp-prov-443.pcap",
     [r'"service":"PROVISIONING","store":"provisioning"', "provisioning-untrusted", "Cisco Manufacturing CA III"],
     ["vpn-untrusted", "ASA"]),
    (SCAN + "s4b-9851-capf-lsc-5061-ok.pcap",
     [r'"type":"LSC","issuer_tag":"CAPF"', r'"device_kind":"phone","model":"DP-9851","mac":"ea:41:0f:b9:10:2f"',
      r'"verdict":"trusted"'], []),
    (TEXT + "s4b-9851-capf-lsc-5061-ok.pcap", ["phones +1: 1 with LSC"], ["no phone"]),
    (TEXT + "s5-srst-5061-refused.pcap", ["its own trustpoints judge, not CallManager-trust"], ["srst-untrusted"]),
    (TEXT + "s5-srst-5061-refused.pcap --service 10.99.1.1:5061=SRST",
     ["srst-untrusted", "make a trustpoint with the CAPF certificate"], ["Restart the Cisco CallManager",
                                                                        "CallManager-trust as it was given"]),
    (TEXT + "s7-expressway-serverauth-only.pcap", ["client-auth-missing", "serverAuth, without clientAuth"],
     ["untrusted-issuer", "Upload"]),
    (SCAN + "s8-mic4-unknown-ca.pcap", [MIC, "mic-unknown-ca"], ['"type":"LSC"', "untrusted-issuer"]),
    (SCAN + "s11-eap-client-refuses-ise.pcap", ["dot1x-server-refused", "CTL, ITL and TVS play no part"],
     ["trust-list-foreign", "(?i)delete the trust list", "(?i)erase"]),
    (CERT + "mic-9800-mca4.pem", [MIC], ['"type":"LSC"']),
    (CERT + "mic-dp9851-ca3-DPname.pem",
     [MIC, r'"issuer_tag":"Manufacturing"', r'"model":"DP-9851","mac":"2c:31:24:c9:f8:e1"'], []),
    (CERT + "lsc-dp9851-ent.pem", [LSC, r'"device":"SEP2C3124C9F8E1","device_kind":"phone","model":"DP-9851"'], []),
    (CERT + "lsc-csf-ent.pem", [LSC, r'"device":"CSFJDOE","device_kind":"phone"'], []),
)


def faults(phonecert, cases, case):
    command, says, never = case
    run = subprocess.run([phonecert, *(word.format(cases=cases) for word in command.split())],
                         capture_output=True, text=True, check=False,
                         env={**os.environ, "COLUMNS": "400", "NO_COLOR": "1"})
    text = run.stdout + " ".join(run.stdout.split())
    wrong = [f"does not say: {form}" for form in says if not re.search(form, text)]
    wrong += [f"says: {form}" for form in never if re.search(form, text)]
    if run.returncode > 1 or not run.stdout:
        wrong.append(f"status {run.returncode}: {run.stderr.strip()}")
    return wrong


def main(phonecert, cases):
    if not os.path.isdir(cases):
        print(f"SKIPPED: {cases} is not here, so no case of the field is asked")
        return SKIPPED
    n_wrong = 0
    for case in CASES:
        wrong = faults(phonecert, cases, case)
        n_wrong += bool(wrong)
        print("\n".join([f"{'not ok' if wrong else 'ok'} - {case[0]}", *(f"    {fault}" for fault in wrong)]))
    print(f"{len(CASES)} commands, {n_wrong} answered wrong")
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
