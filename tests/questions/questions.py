#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""questions.py PHONECERT ROOT [NAME]: what engineers ask in public about phone certificates, in our
own words, each with a capture or a file, the command, and what the answer must and must not say.
Without NAME all are asked; `questions.py --names` lists them, and CMake makes a test of each."""

import os
import re
import struct
import subprocess
import sys
import tempfile

import talk

QUESTIONS = {}


def ask(name, command, says=(), never=(), make=None):
    """`command` is split at blanks; {root} is the project, {tmp} what `make` filled. `says` are
    regular expressions that must be found in the output, `never` such that may not."""
    QUESTIONS[re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")] = (command, says, never, make)


# ---- what they are about ---------------------------------------------------------------------------

MIC3 = "/serialNumber=PID:CP-8865 SN:FCH1234ABCD/O=Cisco Systems Inc./OU=CTG/CN=CP-8865-SEP0A1B2C3D4E5F"
LSC = "/serialNumber=PID:CP-8865 SN:FCH1234ABCD/C=BE/O=Acme/OU=Voice/CN=CP-8865-SEP0A1B2C3D4E5F"


def people(folder):
    made = talk.Certificates(folder)
    made.ca("capf", "/C=BE/O=Acme/CN=CAPF-5c81ae02")
    made.ca("other-root", "/C=BE/O=Other/CN=Other Root")
    made.leaf("cucm", "/C=BE/O=Acme/CN=cucm-pub.acme.example", "other-root")
    made.leaf("lsc", LSC, "capf")
    return made


def refusing_phone(port):
    """A phone that does not know the CA above the server's certificate."""
    def make(folder):
        made = people(folder)
        capture = talk.Capture()
        capture.conversation(talk.handshake(made.path("cucm.pem"), client_trusts=made.path("capf.pem")), port)
        capture.write(os.path.join(folder, "a.pcap"))
    return make


def refused_phone(port, subject=LSC, issuer="/C=BE/O=Acme/CN=CAPF-5c81ae02", extensions=(), ca_extensions=(),
                  trusts_it=False):
    """A phone whose certificate the server refuses; `stores` holds the CA in CallManager-trust."""
    def make(folder):
        made = people(folder)
        made.ca("issuer", issuer, *ca_extensions)
        made.leaf("phone", subject, "issuer", *extensions)
        made.store(os.path.join(folder, "stores"), "CallManager-trust", "issuer")
        capture = talk.Capture()
        trusts = made.path("issuer.pem" if trusts_it else "other-root.pem")
        capture.conversation(talk.handshake(made.path("cucm.pem"), made.path("phone.pem"), trusts), port)
        capture.write(os.path.join(folder, "a.pcap"))
    return make


CONFIGURATION = """<device><deviceProtocol>SIP</deviceProtocol><fullConfig>True</fullConfig><devicePool>
<callManagerGroup><members><member priority="0"><callManager><ports><sipPort>5060</sipPort>
<securedSipPort>5071</securedSipPort><sipOAuthPort>5095</sipOAuthPort></ports>
<processNodeName>10.44.255.1</processNodeName></callManager></member></members></callManagerGroup>
<srstInfo><sipIpAddr1>10.44.255.9</sipIpAddr1><sipPort1>5060</sipPort1><isSecure>true</isSecure></srstInfo>
</devicePool><vpnGroup><addresses><url1>https://10.44.255.7:4443/phone</url1></addresses></vpnGroup>
<secureDirectoryURL>https://10.44.255.1:8444/ccmcip/x.jsp</secureDirectoryURL>
<certHash>%s</certHash><deviceSecurityMode>3</deviceSecurityMode>
<phonePassword>sesame</phonePassword></device>"""


def configured(port, server=talk.SERVER, cert_hash="", trusts="capf"):
    """A phone that fetches its configuration and then goes to a port that only this names."""
    def make(folder):
        made = people(folder)
        made.store(os.path.join(folder, "stores"), "CallManager-trust", "capf")
        capture = talk.Capture()
        capture.download("SEP0A1B2C3D4E5F.cnf.xml", (CONFIGURATION % cert_hash).encode())
        capture.conversation(talk.handshake(made.path("cucm.pem"), made.path("lsc.pem"),
                                            made.path(trusts + ".pem")), port, server=server)
        capture.write(os.path.join(folder, "a.pcap"))
    return make


def certificate(subject, issuer_subject="/DC=com/DC=example/CN=Example Issuing CA 1", extensions=()):
    def make(folder):
        made = talk.Certificates(folder)
        made.ca("ca", issuer_subject)
        made.leaf("leaf", subject, "ca", *extensions)
    return make


SCAN = "scan --trust {tmp}/stores {tmp}/a.pcap"
SAMPLE = "scan --trust {root}/captures/trust {root}/captures/"
NO_LISTS = r"(?i)erase the(m| lists) on a"

# ---- roles -----------------------------------------------------------------------------------------

ask("Our phones register by TLS on 5071 and the tool takes no notice", SCAN + " -f ndjson",
    [r'"service":"SIP","store":"CallManager-trust"', r'"service_basis":"configuration"', r'"verdict":"trusted"'],
    ["secure-profile-not-used"], configured(5071))
ask("Which port is SIP OAuth on here, it is not 5090", SCAN + " -f ndjson",
    [r'"service":"SIP-OAUTH"', r'"service_basis":"configuration"'], ["no TLS"], configured(5095))
ask("Is the server at the branch an SRST router", SCAN + " -f ndjson", [r'"service":"SRST","store":"SRST"'],
    [r'"service":"[A-Z]+","store":"CallManager-trust"'], configured(5061, "10.44.255.9"))
ask("Our VPN gateway listens on 4443", SCAN + " -f ndjson", [r'"service":"VPN","store":"vpn"'], (),
    configured(4443, "10.44.255.7"))
ask("Where is the directory, it is not 8443", SCAN + " --all -f ndjson", [r'"service":"DIRECTORY"'], (),
    configured(8444))
ask("Does the report show the passwords of the configuration", SCAN + " --all -f ndjson", ["configuration-fetched"],
    ["sesame"], configured(5071))
ask("The SRST router refuses the LSC but CallManager trust holds the CAPF",
    "scan --trust {tmp}/stores --service 10.44.255.1:5061=SRST {tmp}/a.pcap",
    ["srst-untrusted", "make a trustpoint with the CAPF certificate"], ["Restart the Cisco CallManager"],
    refused_phone(5061))
ask("5061 refuses an LSC that the store trusts and nobody says whether it is a CUCM", SCAN,
    ["store-disagrees-refused", "SRST router or a CUBE", "--service"], (), refused_phone(5061))
ask("Which store judges Expressway C on 5091", SCAN + " -f ndjson", [r'"service":"SIP-MRA","store":"Tomcat-trust"',
    "tomcat-trust-missing", "CallManager-trust"], (),
    refused_phone(5091, "/C=BE/O=Acme/CN=expc1.acme.example", "/C=BE/O=Acme/CN=Acme Issuing CA"))
ask("The provider refuses our multiplatform phone and the tool blames the ASA", "scan {tmp}/a.pcap",
    ["PROVISIONING", "provisioning-untrusted", "provisioning server"], [r"vpn-untrusted", "ASA"],
    refused_phone(443, "/OU=CP-8841-3PCC/L=FCH1234ABCD/ST=0a1b2c3d4e5f/O=Cisco Systems Inc.",
                  "/O=Cisco/CN=Cisco Manufacturing CA III"))

# ---- a phone that refuses its server -----------------------------------------------------------------

ask("Our phone answers unknown CA on 5061", "scan {tmp}/a.pcap",
    ["trust-list-foreign", "likeliest|Find out which it is", "2445"], (), refusing_phone(5061))
ask("Our phone answers unknown CA on 5090, must I delete its ITL", "scan {tmp}/a.pcap",
    ["tomcat-not-trusted", "Phone-Edge-Trust"], [NO_LISTS, "trust-list-foreign"], refusing_phone(5090))
ask("The VPN phone refuses the new ASA certificate", "scan --service 443=VPN {tmp}/a.pcap",
    ["vpn-gateway-refused", "Phone-VPN-trust"], [NO_LISTS], refusing_phone(443))
ask("In fallback the phone refuses the router", "scan --service 5061=SRST {tmp}/a.pcap",
    ["srst-router-refused", "Update Certificate"], [NO_LISTS], refusing_phone(5061))
ask("The phone refuses the web server on 8443, is it CUCM or Expressway", "scan --service 8443=DIRECTORY {tmp}/a.pcap",
    ["web-server-refused", "if it is an Expressway-E", "tell|Two servers|which"], [NO_LISTS], refusing_phone(8443))
ask("The Wi-Fi phone refuses ISE, must I erase its trust lists", "explain dot1x-server-refused",
    ["erasing trust lists repairs nothing", "import the root", "12520"], [NO_LISTS])
ask("Why does the phone say that a certificate has expired which has not", "explain phone-clock-suspect",
    ["the phone's own clock is wrong", "tells the two apart"])

# ---- a server that refuses its phone -------------------------------------------------------------------

ask("Alert 43 although the CA is in the store", SCAN, ["client-auth-missing", "serverAuth"],
    ["Upload them"], refused_phone(5061, extensions=("extendedKeyUsage=serverAuth",), trusts_it=True))
ask("All LSCs fail at FreeRADIUS with alert 43 since the CAPF certificate was signed outside", SCAN,
    ["client-auth-missing", "CAPF-5c81ae02 above its certificate", "clientAuth"], ["upload"],
    refused_phone(5061, ca_extensions=("extendedKeyUsage=serverAuth",), trusts_it=True))
ask("A new phone has a MIC of a CA that nobody knows", "scan {tmp}/a.pcap", ["mic-unknown-ca", "MIC · Cisco Manufacturing CA IV"],
    [r"\bLSC · Cisco"], refused_phone(5061, MIC3, "/O=Cisco/CN=Cisco Manufacturing CA IV"))
ask("The VG224 is refused on 2443", "scan {tmp}/a.pcap", ["gateway-certificate-unknown", "TAC|Cisco 212138"],
    ["Install/Upgrade"], refused_phone(2443, "/CN=1A:E2:85:7B:E2", "/CN=1A:E2:85:7B:E2 maker"))
ask("Phones of the old cluster do not register", SAMPLE + "lsc-foreign-cluster.pcap",
    ["lsc-foreign-cluster", "every node", "calls are not encrypted"])
ask("Registration broke after we regenerated CAPF", SAMPLE + "lsc-previous-capf.pcapng",
    ["lsc-previous-capf", "Put it back into CAPF-trust on every node", "Only then delete"])
ask("LSCs have expired, what do I do on 15SU2", "scan --release 15SU2 --trust {root}/captures/trust "
    "{root}/captures/lsc-expired.pcap", ["lsc-expired", "sources differ", "CTLFile"], ["CUCM 12.x"])
ask("Must phones be reset after an upload to CAPF trust", "explain lsc-external-root-missing",
    ["the phones need no reset for it", "CAPF-trust does not replicate"])
ask("Do I have to upload the manufacturing CA to ISE", "explain dot1x-untrusted",
    ["First let the phones use LSCs", "a MIC proves a Cisco phone"])
ask("Old phones fail since the minimum TLS version was raised on 14", "explain tls-version-refused --release 14",
    ["each node reboots"], ["for the cluster"])
ask("And how is the minimum TLS version lowered on 15SU2", "explain tls-version-refused --release 15SU2",
    ["on the publisher, for the cluster", "all nodes of the cluster are restarted"], ["each node reboots"])
ask("Does SECLEVEL 1 let SHA-1 MICs in", "explain weak-signature-policy", ["SHA-1 signature only at level 0"])
ask("How do I erase the trust lists of an 8821", "explain trust-list-foreign --family 8821",
    ["Erase them on an 8821"], ["79xx", "88xx:"])
ask("How do I erase the trust lists of a 9851", "explain trust-list-foreign --family 9800",
    ["found in no document"], ["Erase them on"])
ask("Jabber has no certificate, do we need LSCs", "explain no-certificate", ["use SIP OAuth instead of an LSC",
    "Sources write the command"])
ask("What must restart when Tomcat is renewed on 15", "explain server-certificate-expired --release 15",
    ["Interrupts: the node's web pages", "Extension Mobility and AXL"], ["up to 12"])

# ---- whose certificate is this ---------------------------------------------------------------------------

ask("Is this the LSC of a 9851", "cert {tmp}/leaf.pem -f ndjson",
    [r'"type":"LSC","issuer_tag":"External"', r'"device":"SEP2C3124C9F8E1","device_kind":"phone","model":"DP-9851"'], (),
    certificate("/serialNumber=PID:DP-9851 SN:FCH2633A1B2/CN=DP-9851-SEP2C3124C9F8E1"))
ask("Whose certificate is CSFJDOE", "cert {tmp}/leaf.pem -f ndjson",
    [r'"type":"LSC","issuer_tag":"External"', r'"device_kind":"phone"'], (), certificate("/O=Acme/CN=CSFJDOE"))
ask("Will anybody refuse this certificate for its extended key usage", "cert {tmp}/leaf.pem",
    ["ext usage +serverAuth", r"unsupported_certificate \(43\)"], (),
    certificate("/CN=CP-8865-SEP2C3124C9F8E1", extensions=("extendedKeyUsage=serverAuth",)))

# ---- this capture cannot tell: get X ---------------------------------------------------------------------

ask("Which certificate did it show, the session was resumed", SAMPLE + "resumed-alone.pcap -f ndjson",
    ["resumed-unknown", "Capture from a restart of the phone"], ['"verdict":"trusted"'])
ask("Which certificate did it show, everything is TLS 1.3", SAMPLE + "tls13-dark.pcap -f ndjson",
    ["tls13-dark", "--keys", "no maximum"], ['"verdict":"trusted"'])
ask("The capture begins in the middle, which certificate was it", SAMPLE + "late-start-after-certificate.pcapng",
    ["not seen|late"], [r"\btrusted"])
ask("The capture stops before the certificate", SAMPLE + "early-end.pcapng", ["early-end|capture ends|incomplete"],
    [r"\btrusted"])
ask("The frames were cut, is the certificate good", SAMPLE + "cut-by-snaplen.pcap", ["snaplen|cut"], [r"\btrusted"])
ask("CAPF hung up and all is encrypted, why", "explain capf-ended-early",
    ["that it was short is all that shows", "Certificate Operation|operation status"])
ask("Is it the wrong name if the server hangs up after the handshake", SAMPLE + "name-mismatch.pcap",
    ["perhaps|may not be", "SDL trace"])
ask("The server refuses and the store trusts, who is right", SAMPLE + "mic-root-missing.pcap",
    ["store-disagrees-refused", "Export the store again"])
ask("What does a wired phone check of the RADIUS server", "explain dot1x-server-refused",
    ["is in no document that was read", "12520"])
ask("Whether the store trusts it, and no store is at hand", "scan {root}/captures/lsc-sip-tls12.pcapng",
    ["unchecked", "--trust"], [r" trusted"])
ask("Two phones show one certificate, was the key copied", "explain same-certificate-two-phones",
    ["Address translation, a relay, or a phone that moved look the same", "Find both devices"])
ask("The server is silent after the ClientHello, is it TLS 1.0", "explain tls-version-refused",
    ["a likelihood, not a proof"])


def over_the_air(name):
    """A sample of 802.1X on Ethernet as a card in monitor mode would have heard it: IEEE 802.11."""
    def make(folder):
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "captures")
        with open(os.path.join(root, name), "rb") as file:
            data = file.read()
        out, at = data[:20] + struct.pack("<I", 105), 24
        while at < len(data):
            seconds, fraction, length, _ = struct.unpack_from("<IIII", data, at)
            frame = data[at + 16:at + 16 + length]
            to, sender, rest = frame[:6], frame[6:12], frame[12:]
            body = (b"\x08\x01\x00\x00" + to + sender + to + b"\x00\x00" +
                    b"\xaa\xaa\x03\x00\x00\x00" + rest)
            out += struct.pack("<IIII", seconds, fraction, len(body), len(body)) + body
            at += 16 + length
        with open(os.path.join(folder, "a.pcap"), "wb") as file:
            file.write(out)
    return make


ask("Was the 802.1X in this monitor mode capture over Wi-Fi", "scan -f ndjson {tmp}/a.pcap",
    [r'"service":"802.1X"', r'"medium":"wireless"'], (), over_the_air("dot1x-eapol-accepted.pcap"))
ask("Was the 802.1X in this Ethernet capture on a wire", SAMPLE + "dot1x-eapol-accepted.pcap -f ndjson",
    [r'"service":"802.1X"', r'"medium":null'], ['"medium":"wired"'])


def answer(phonecert, root, name):
    command, says, never, make = QUESTIONS[name]
    with tempfile.TemporaryDirectory() as folder:
        if make is not None:
            make(folder)
        words = [word.format(root=root, tmp=folder) for word in command.split()]
        run = subprocess.run([phonecert, *words], capture_output=True, text=True, check=False,
                             env={**os.environ, "COLUMNS": "400", "NO_COLOR": "1"})
    flat = " ".join(run.stdout.split())
    wrong = [f"does not say: {form}" for form in says if not re.search(form, run.stdout) and not re.search(form, flat)]
    wrong += [f"says: {form}" for form in never if re.search(form, run.stdout)]
    if run.returncode > 1 or not run.stdout:
        wrong.append(f"status {run.returncode}: {run.stderr.strip()}")
    for fault in wrong:
        print(f"{name}: {fault}")
    if wrong:
        print(f"  $ phonecert {command}\n{run.stdout[:3000]}")
    return not wrong


def main(arguments):
    if arguments == ["--names"]:
        print("\n".join(QUESTIONS))
        return 0
    phonecert, root, names = os.path.abspath(arguments[0]), os.path.abspath(arguments[1]), arguments[2:]
    results = [answer(phonecert, root, name) for name in names or QUESTIONS]
    print(f"{len(results)} questions, {results.count(False)} answered wrong")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
