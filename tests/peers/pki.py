# SPDX-License-Identifier: GPL-2.0-or-later
"""The certificates of the lab: phone-like leaves under look-alike CAs as PEM files in one folder,
and the trust folder of a server that knows some of these CAs."""

import datetime
import os

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.utcnow().replace(microsecond=0)
DAY = datetime.timedelta(days=1)
OIDS = {"O": NameOID.ORGANIZATION_NAME, "CN": NameOID.COMMON_NAME, "SN": NameOID.SERIAL_NUMBER}
TRUSTED = ("capf", "root", "mfg")

# Leaf: its CA, first and last day from now, and whether it is sent with the CAs above it.
LEAVES = {
    "lsc": ("capf", -200, 900, False),
    "lsc-ec": ("capf", -200, 900, False),
    "lsc-expired": ("capf", -800, -30, False),
    "lsc-future": ("capf", 20, 900, False),
    "lsc-foreign": ("foreign", -200, 900, False),
    "mic": ("mfg", -200, 900, True),
}


def name(**parts):
    return x509.Name([x509.NameAttribute(OIDS[key], value) for key, value in parts.items()])


class Ca:
    """A CA under another, or under itself."""

    def __init__(self, subject, parent=None):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.subject, self.parent = subject, parent
        self.certificate = (parent or self).sign(self.key, subject, -900, 3000, ca=True)

    def sign(self, key, subject, first_day, last_day, ca=False):
        public, above = key.public_key(), self.key.public_key()
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.subject)
                .public_key(public).serial_number(x509.random_serial_number())
                .not_valid_before(NOW + first_day * DAY).not_valid_after(NOW + last_day * DAY)
                .add_extension(x509.BasicConstraints(ca, None), critical=True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above),
                               critical=False)
                .sign(self.key, hashes.SHA256()))


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def write(path, *contents):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"".join(contents))


def write_key(path, key):
    write(path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                  serialization.NoEncryption()))


def new_key(leaf):
    if leaf.endswith("-ec"):
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def make_leaf(folder, leaf, cas, number):
    issuer, first_day, last_day, whole_chain = LEAVES[leaf]
    key, device = new_key(leaf), f"SEP2C3124E0{number:04X}"
    subject = name(SN="PID:CP-8861 SN:FCH2133E8B9", O="Acme", CN=f"CP-8861-{device}")
    certificate = cas[issuer].sign(key, subject, first_day, last_day)
    above = [pem(cas[issuer].certificate)] if whole_chain else []
    write(f"{folder}/{leaf}.pem", pem(certificate))
    write(f"{folder}/{leaf}-chain.pem", pem(certificate), *above)
    write_key(f"{folder}/{leaf}.key", key)
    return {"device": device, "type": "MIC" if issuer == "mfg" else "LSC",
            "sha256": certificate.fingerprint(hashes.SHA256()).hex()}


def make(folder):
    """Makes everything anew; gives {leaf: what is true of it}."""
    root = Ca(name(O="Cisco", CN="Cisco Root CA M2"))
    cas = {"root": root,
           "mfg": Ca(name(O="Cisco", CN="Cisco Manufacturing CA SHA2"), root),
           "capf": Ca(name(O="Acme", CN="CAPF-0992727f")),
           "foreign": Ca(name(O="Other", CN="CAPF-a7fb32bf")),
           "server": Ca(name(O="Acme", CN="Acme Server CA"))}
    for label, ca in cas.items():
        write(f"{folder}/ca-{label}.pem", pem(ca.certificate))
    write(f"{folder}/trusted.pem", *(pem(cas[label].certificate) for label in TRUSTED))
    for store in ("CallManager-trust", "vpn"):
        write(f"{folder}/trust/{store}/all.pem", *(pem(cas[label].certificate)
                                                  for label in TRUSTED))
    key = new_key("server")
    write(f"{folder}/server.pem", pem(cas["server"].sign(key, name(CN="cucm.lab"), -200, 900)))
    write_key(f"{folder}/server.key", key)
    return {leaf: make_leaf(folder, leaf, cas, number)
            for number, leaf in enumerate(LEAVES, start=1)}
