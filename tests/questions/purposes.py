#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""purposes.py PHONECERT

Who refuses a certificate for its usages: what `cert` says of it beside what OpenSSL itself does with
the purpose of a TLS client, for every usage of a leaf and of a CA above it.
"""

import os
import subprocess
import sys
import tempfile

# name: (issuer, extensions)
CERTIFICATES = {
    "sub-none": ("root", "basicConstraints=CA:TRUE"),
    "sub-client": ("root", "basicConstraints=CA:TRUE\nextendedKeyUsage=clientAuth"),
    "sub-server": ("root", "basicConstraints=CA:TRUE\nextendedKeyUsage=serverAuth"),
    "sub-any": ("root", "basicConstraints=CA:TRUE\nextendedKeyUsage=anyExtendedKeyUsage"),
    "no-usage": ("root", ""),
    "client": ("root", "extendedKeyUsage=clientAuth"),
    "server": ("root", "extendedKeyUsage=serverAuth"),
    "both": ("root", "extendedKeyUsage=serverAuth,clientAuth"),
    "any": ("root", "extendedKeyUsage=anyExtendedKeyUsage"),
    "email": ("root", "extendedKeyUsage=emailProtection"),
    "signs": ("root", "keyUsage=digitalSignature"),
    "enciphers": ("root", "keyUsage=keyEncipherment"),
    "agrees": ("root", "keyUsage=keyAgreement"),
    "signs-enciphers": ("root", "keyUsage=digitalSignature,keyEncipherment"),
    "under-none": ("sub-none", "extendedKeyUsage=clientAuth"),
    "under-client": ("sub-client", ""),
    "under-server": ("sub-server", "extendedKeyUsage=clientAuth"),
    "under-any": ("sub-any", ""),
}


def openssl(*command):
    return subprocess.run(["openssl", *command], capture_output=True, text=True, check=False)


def make(folder):
    """All of them, of one key, which matters to nobody here."""
    key = os.path.join(folder, "key")
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    openssl("req", "-x509", "-key", key, "-out", os.path.join(folder, "root.pem"), "-days", "3650",
            "-subj", "/O=Example/CN=CAPF-12345678")
    for number, (name, (issuer, extensions)) in enumerate(CERTIFICATES.items()):
        path = os.path.join(folder, name)
        common = f"Sub {name}" if name.startswith("sub-") else f"SEP0000000000{number:02X}"
        with open(path + ".ext", "w", encoding="ascii") as file:
            file.write(extensions + "\n")
        openssl("req", "-new", "-key", key, "-out", path + ".csr", "-subj",
                f"/O=Example/CN={common}")
        openssl("x509", "-req", "-in", path + ".csr", "-CA", os.path.join(folder, issuer + ".pem"),
                "-CAkey", key, "-set_serial", str(1000 + number), "-days", "3650", "-extfile",
                path + ".ext", "-out", path + ".pem")


def main():
    phonecert = os.path.abspath(sys.argv[1])
    faults, n_refused = [], 0
    with tempfile.TemporaryDirectory() as folder:
        make(folder)
        with open(os.path.join(folder, "store.pem"), "w", encoding="ascii") as store:
            for name in ("root", *(name for name in CERTIFICATES if name.startswith("sub-"))):
                with open(os.path.join(folder, name + ".pem"), encoding="ascii") as file:
                    store.write(file.read())
        for name in CERTIFICATES:
            if name.startswith("sub-"):
                continue
            path = os.path.join(folder, name + ".pem")
            stores = os.path.join(folder, "store.pem")
            taken = openssl("verify", "-purpose", "sslclient", "-CAfile", stores, path)
            said = subprocess.run([phonecert, "cert", "--trust", f"CallManager-trust={stores}",
                                   path], capture_output=True, text=True, check=False).stdout
            refuses = taken.returncode != 0
            n_refused += refuses
            if refuses != ("refused  " in said):
                faults.append(f"{name}: OpenSSL {'refuses' if refuses else 'takes'} it, and: {said}")
    if not 0 < n_refused < len(CERTIFICATES):
        faults.append("OpenSSL says one thing of all")
    print("\n".join(faults + [f"{n_refused} refused, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
