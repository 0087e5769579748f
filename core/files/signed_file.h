// SPDX-License-Identifier: GPL-2.0-or-later
// The signed header that CUCM puts in front of a CTL or ITL file's records and of a .sgn file's
// content (tags 1 to 28, big-endian; "usecallmanager" certutils, Cisco 118892), and whether its
// signature verifies under a key. It does not know what the header stands in front of.
#ifndef PHONECERT_CORE_SIGNED_FILE_H
#define PHONECERT_CORE_SIGNED_FILE_H

#include "core/bytes/bytes.h"
#include <openssl/types.h>

// PcSignedHeader lends everything from the content it was read from; a PcBytes of length 0 is
// absent. Names are without their closing NUL and are as hostile as the file.
typedef struct {
    unsigned version_major, version_minor;
    unsigned signer_major, signer_minor; // tag 28; 0.0 absent
    size_t len;                          // of the header, as it says itself, from the file's start
    PcBytes signer_name, signer_issuer, signer_serial, file_name;
    int64_t timestamp;      // seconds since 1970 UTC; 0 absent
    unsigned digest;        // 1 SHA-1, 2 SHA-256, 3 SHA-512; 0 absent
    unsigned modulus_bytes; // 64, 128, 256, 512; 0 absent or unknown code
    bool has_signature;
    PcBytes signature;                   // value of tag 12
    PcBytes signed_before, signed_after; // the whole file around the signature's TLV
    bool encrypted;                      // .enc.sgn: what follows is not readable
    unsigned n_unknown_tags;
    const char *defect; // static sentence; NULL where the header is whole
} PcSignedHeader;

// pc_signed_header_read reads the header at the start of `content` and lends what follows it in
// `rest` (empty where the header does not end in the file). False where content does not begin as
// such a header does; then nothing is changed.
bool pc_signed_header_read(PcBytes content, PcSignedHeader *header, PcBytes *rest);

// pc_signed_digest_name gives "SHA-1", "SHA-256" or "SHA-512"; NULL for any other number.
const char *pc_signed_digest_name(unsigned digest);

// pc_signed_header_verify says whether the file's signature is `key`'s: PKCS#1 v1.5 (or ECDSA for
// an EC key) over the whole file with the signature's TLV cut out. False, too, where the digest is
// unknown.
bool pc_signed_header_verify(const PcSignedHeader *header, EVP_PKEY *key);

#endif
