// SPDX-License-Identifier: GPL-2.0-or-later
// PcCrl is a certificate revocation list that OpenSSL has taken apart once, with what is known of
// its signature: copies of a store share it, in other threads too. Private to core/trust/.
#ifndef PHONECERT_CORE_TRUST_CRL_WORK_H
#define PHONECERT_CORE_TRUST_CRL_WORK_H

#include <glib.h>
#include <openssl/x509.h>
#include <stdbool.h>

typedef struct PcCrl PcCrl;

// pc_crl_new keeps a reference to the DER; nothing is taken apart yet.
PcCrl *pc_crl_new(GBytes *der);
PcCrl *pc_crl_ref(PcCrl *crl);
void pc_crl_unref(PcCrl *crl);
GBytes *pc_crl_der(const PcCrl *crl); // lent

// pc_crl_x509 lends OpenSSL's form; NULL: the DER is none.
X509_CRL *pc_crl_x509(PcCrl *crl);

// pc_crl_short lends the same list without what it revokes, and with a signature that no key
// verifies, which takes no time to see; NULL: there is none.
X509_CRL *pc_crl_short(PcCrl *crl);

// pc_crl_signed_by says whether this key signed the list. The answer is remembered: the list is
// hashed once for each of the last PC_CRL_KEYS keys.
enum { PC_CRL_KEYS = 32 };
bool pc_crl_signed_by(PcCrl *crl, EVP_PKEY *key);
unsigned pc_crl_n_verified(PcCrl *crl); // how often it was hashed

#endif
