// SPDX-License-Identifier: GPL-2.0-or-later
// PcTrustList is a parsed CTL or ITL file (Cisco 118892): header, signer, records with roles
// and certificates, and whether its own signature verifies. Order of tags is not relied on.
#ifndef PHONECERT_CORE_TRUST_LIST_H
#define PHONECERT_CORE_TRUST_LIST_H

#include "core/certificate/certificate.h"
#include "core/field/words.h"

typedef enum {
    PC_ROLE_SAST = 0,
    PC_ROLE_CCM = 1,
    PC_ROLE_CCM_TFTP = 2,
    PC_ROLE_TFTP = 3,
    PC_ROLE_CAPF = 4,
    PC_ROLE_APP_SERVER = 7,
    PC_ROLE_TVS = 21,
} PcRole; // other numbers occur; they are kept as they are

const char *pc_role_name(unsigned role); // "CAPF", ...; NULL for a number without a name

#define PC_LIST_SIGNATURES(row)                                                                    \
    row(PC_LIST_SIGNATURE_NOT_CHECKED, "not-checked"), /* no record with the signer's key */       \
        row(PC_LIST_SIGNATURE_VERIFIED, "verified"), row(PC_LIST_SIGNATURE_FAILED, "failed"),      \
        row(PC_LIST_SIGNATURE_ABSENT, "absent")
typedef enum { PC_LIST_SIGNATURES(PC_WORD_MEMBER) } PcListSignature;

typedef struct {
    unsigned number; // from 1
    unsigned role;
    char *dns_name, *subject, *issuer, *serial, *address; // owned; NULL where absent
    GBytes *certificate_der;                              // NULL where the record has none
    PcCertificate *certificate;                           // NULL where the record has none
    GBytes *public_key; // as in the record (PKCS#1 DER or EC point); NULL
    size_t offset, len; // in the file, bytes
    unsigned n_unknown_tags;
    GBytes *certificate_hash; // tag 11, where the record names its certificate only by hash; NULL
    unsigned hash_algorithm;  // tag 12: as PcTrustList.digest; 0 absent
} PcTrustListRecord;

typedef struct {
    unsigned version_major, version_minor;
    unsigned signer_major, signer_minor; // tag 28; 0.0 absent
    size_t header_len;
    char *signer_name, *signer_issuer, *signer_serial, *file_name; // owned; NULL where absent
    int64_t timestamp;      // seconds since 1970 UTC; 0 absent
    unsigned digest;        // 1 SHA-1, 2 SHA-256, 3 SHA-512; 0 absent
    unsigned modulus_bytes; // size of the signature
    GPtrArray *records;     // of PcTrustListRecord
    PcListSignature signature;
    unsigned signature_record;  // the record under whose key it verified (or failed); 0 none
    const char *defect;         // static sentence where parsing stopped early; NULL
    const char *signature_note; // static: why the signature was not checked or failed; NULL
    unsigned n_unknown_tags;    // in the header
} PcTrustList;

enum {
    PC_TRUST_LIST_MAX_RECORDS = 1024, // more are not read; the list says so in `defect`
    PC_TRUST_LIST_MAX_NAME = 1024,    // bytes kept of a name
};

// PcListTag are the tags of a record's elements.
typedef enum {
    PC_LIST_TAG_RECORD_LENGTH = 1,
    PC_LIST_TAG_DNS_NAME = 2,
    PC_LIST_TAG_SUBJECT = 3,
    PC_LIST_TAG_ROLE = 4,
    PC_LIST_TAG_ISSUER = 5,
    PC_LIST_TAG_SERIAL = 6,
    PC_LIST_TAG_PUBLIC_KEY = 7,
    PC_LIST_TAG_CERTIFICATE_SIGNATURE = 8,
    PC_LIST_TAG_CERTIFICATE = 9,
    PC_LIST_TAG_ADDRESS = 10,
    PC_LIST_TAG_CERTIFICATE_HASH = 11,
    PC_LIST_TAG_HASH_ALGORITHM = 12,
} PcListTag;

// pc_trust_list_element takes the next element off a record's bytes (which begin with its own
// length as an element); false, and nothing taken, where there is none.
bool pc_trust_list_element(PcBytes *elements, uint8_t *tag, PcBytes *value);

const char *pc_list_signature_name(PcListSignature signature); // "verified", "failed", ...

// pc_trust_list_looks_like says whether content begins as a CTL/ITL file does.
bool pc_trust_list_looks_like(PcBytes content);
// pc_trust_list_new parses; NULL where it does not even begin like one. A list that breaks off
// keeps what parsed (defect says where).
PcTrustList *pc_trust_list_new(PcBytes content);
PcTrustList *pc_trust_list_ref(PcTrustList *list);
void pc_trust_list_unref(PcTrustList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTrustList, pc_trust_list_unref)

// pc_trust_list_check says under which record of `list` the signature of another signed file (a
// .sgn configuration, or a trust list that a phone with `list` would fetch next) verifies: record
// numbers go to `record` (0 none). `content` is the whole file.
PcListSignature pc_trust_list_check(const PcTrustList *list, PcBytes content, unsigned *record);

// pc_signed_file_payload finds the signed content of a .sgn file (header as above, then the file),
// lent from `content`. False if it is none: a trust list, or an encrypted file (.enc.sgn).
bool pc_signed_file_payload(PcBytes content, PcBytes *payload);

#endif
