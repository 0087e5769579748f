// SPDX-License-Identifier: GPL-2.0-or-later
// A number becomes a phone (model, MAC address, product serial), and a phone gets its certificates:
// the LSC that CAPF or an enterprise CA signs and the MIC that the factory signs, with the names
// and extensions of the field. Phones of different numbers differ in everything.
#ifndef PHONECERT_CAPTURES_MAKE_PHONE_H
#define PHONECERT_CAPTURES_MAKE_PHONE_H

#include "captures/make/pki.h"

#define MK_MAC_LEN 6

// MkPhone is who a phone is. `serial` is the product serial on its label.
typedef struct MkPhone {
    const char *model; // "CP-8861"
    uint8_t mac[MK_MAC_LEN];
    char serial[12]; // "FCH2133E8B9"
} MkPhone;

// mk_phone fills in the phone of this number, always the same. `model` NULL takes one by the
// number. Numbers below 1,000,000 give distinct MAC addresses and serials.
void mk_phone(unsigned number, const char *model, MkPhone *phone);

// mk_phone_device gives "SEP" and the MAC in 12 upper-case digits. The caller frees it.
char *mk_phone_device(const MkPhone *phone);

// mk_phone_common_name gives "CP-8861-SEP2C3124C9F8E1". The caller frees it.
char *mk_phone_common_name(const MkPhone *phone);

// MkLscSpec says what an LSC holds besides the phone's name. Zero and NULL give the ordinary LSC.
typedef struct MkLscSpec {
    MkCaId issuer;
    EVP_PKEY *key;
    const char *not_before;        // ISO 8601; NULL: 2025-09-01T08:00:00Z
    const char *not_after;         // ISO 8601; NULL: three years after `not_before`
    const MkExtension *extensions; // NULL: key usage and extended key usage as CAPF sets them
    X509_NAME *subject;            // NULL: the name that CAPF would give; for hostile names
    bool pss;                      // signed with PSS padding
} MkLscSpec;

// mk_phone_lsc signs an LSC: serialNumber, then C, O and OU copied from the issuer, then CN. The
// caller frees it.
MkCredential *mk_phone_lsc(const MkPki *pki, const MkPhone *phone, const MkLscSpec *spec);

// MkMicSpec says what a MIC holds besides the phone's name. The end follows from `made`: ten years
// and ten minutes later, but never after the CA's own end.
typedef struct MkMicSpec {
    MkCaId issuer;
    EVP_PKEY *key;
    const char *made; // ISO 8601, the day of manufacture
} MkMicSpec;

// mk_phone_mic signs a MIC. The caller frees it.
MkCredential *mk_phone_mic(const MkPki *pki, const MkPhone *phone, const MkMicSpec *spec);

#endif
