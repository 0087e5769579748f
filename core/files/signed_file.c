// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the header of CTL, ITL and .sgn files in whatever order its elements come, and checks its
// signature. Container elements (3, 7, 9, 16, 17, 21) are entered, so that their content is met as
// if it stood at the top; padding (13) is a single byte without a length.
#include "core/files/signed_file.h"

#include "core/certificate/openssl_auto.h"
#include <openssl/err.h>

enum {
    TAG_VERSION = 1,
    TAG_HEADER_LENGTH = 2,
    TAG_SIGNER_ID = 3,
    TAG_SIGNER_NAME = 4,
    TAG_SIGNER_SERIAL = 5,
    TAG_SIGNER_ISSUER = 6,
    TAG_SIGNATURE_INFO = 7,
    TAG_DIGEST = 8,
    TAG_SIGNATURE_ALGORITHM_INFO = 9,
    TAG_SIGNATURE_ALGORITHM = 10,
    TAG_MODULUS = 11,
    TAG_SIGNATURE = 12,
    TAG_PADDING = 13,
    TAG_FILE_NAME = 14,
    TAG_TIMESTAMP = 15,
    TAG_ENCRYPTED_FIRST = 16,
    TAG_ENCRYPTED_LAST = 27,
    TAG_SIGNER_VERSION = 28,
    MAX_MODULUS_CODE = 3, // 512 bytes
};

static bool is_container(uint8_t tag)
{
    return tag == TAG_SIGNER_ID || tag == TAG_SIGNATURE_INFO ||
           tag == TAG_SIGNATURE_ALGORITHM_INFO || tag == 16 || tag == 17 || tag == 21;
}

static bool read_tlv(PcBytes *from, uint8_t *tag, PcBytes *value)
{
    PcBytes rest = *from;
    if (!pc_bytes_u8(&rest, tag) || !pc_bytes_vector(&rest, 2, value)) {
        return false;
    }
    *from = rest;
    return true;
}

// Strings count their closing NUL.
static PcBytes without_nul(PcBytes value)
{
    uint8_t last;
    if (value.len > 0 && pc_bytes_at(value, value.len - 1, &last) && last == 0) {
        return pc_bytes_first(value, value.len - 1);
    }
    return value;
}

static bool is_u8(PcBytes value, unsigned *out)
{
    uint8_t byte;
    if (value.len != 1 || !pc_bytes_u8(&value, &byte)) {
        return false;
    }
    *out = byte;
    return true;
}

static bool is_version(PcBytes value, unsigned *major, unsigned *minor)
{
    uint8_t high, low;
    if (value.len != 2 || !pc_bytes_u8(&value, &high) || !pc_bytes_u8(&value, &low)) {
        return false;
    }
    *major = high;
    *minor = low;
    return true;
}

static bool is_timestamp(PcBytes value, int64_t *out)
{
    uint32_t seconds;
    if (value.len != 4 || !pc_bytes_u32(&value, &seconds)) {
        return false;
    }
    *out = seconds;
    return true;
}

static bool is_modulus(PcBytes value, unsigned *bytes)
{
    unsigned code;
    if (!is_u8(value, &code) || code > MAX_MODULUS_CODE) {
        return false;
    }
    *bytes = 64U << code;
    return true;
}

// A second text of one kind does not overwrite the first.
static bool keep(PcBytes value, PcBytes *kept)
{
    if (kept->len > 0) {
        return false;
    }
    *kept = value;
    return true;
}

static bool take_element(PcSignedHeader *header, uint8_t tag, PcBytes value)
{
    unsigned ignored;
    switch (tag) {
    case TAG_SIGNER_NAME:
        return keep(without_nul(value), &header->signer_name);
    case TAG_SIGNER_SERIAL:
        return keep(value, &header->signer_serial);
    case TAG_SIGNER_ISSUER:
        return keep(without_nul(value), &header->signer_issuer);
    case TAG_FILE_NAME:
        return keep(without_nul(value), &header->file_name);
    case TAG_DIGEST:
        return is_u8(value, &header->digest);
    case TAG_SIGNATURE_ALGORITHM:
        return is_u8(value, &ignored);
    case TAG_MODULUS:
        return is_modulus(value, &header->modulus_bytes);
    case TAG_TIMESTAMP:
        return is_timestamp(value, &header->timestamp);
    case TAG_SIGNER_VERSION:
        return is_version(value, &header->signer_major, &header->signer_minor);
    default:
        header->encrypted |= tag >= TAG_ENCRYPTED_FIRST && tag <= TAG_ENCRYPTED_LAST;
        return header->encrypted;
    }
}

static void take_signature(PcSignedHeader *header, PcBytes content, size_t offset, PcBytes value)
{
    header->has_signature = true;
    header->signature = value;
    header->signed_before = pc_bytes_first(content, offset);
    header->signed_after = content;
    pc_bytes_skip(&header->signed_after, offset + 3 + value.len);
}

// Reads one element or one byte of padding; false where it runs past the header.
static bool read_one(PcSignedHeader *header, PcBytes content, size_t head_len, PcBytes *head)
{
    uint8_t tag;
    uint16_t len;
    PcBytes value;
    PcBytes rest = *head;
    size_t offset = head_len - head->len;
    if (!pc_bytes_u8(&rest, &tag)) {
        return false;
    }
    if (tag == TAG_PADDING) {
        *head = rest;
        return true;
    }
    if (is_container(tag)) {
        header->encrypted |= tag >= TAG_ENCRYPTED_FIRST;
        return pc_bytes_u16(&rest, &len) && (*head = rest, true);
    }
    if (!read_tlv(head, &tag, &value)) {
        return false;
    }
    if (tag == TAG_SIGNATURE && !header->has_signature) {
        take_signature(header, content, offset, value);
    } else if (!take_element(header, tag, value)) {
        header->n_unknown_tags++;
    }
    return true;
}

bool pc_signed_header_read(PcBytes content, PcSignedHeader *out, PcBytes *rest)
{
    PcSignedHeader header = {0};
    PcBytes body = content;
    PcBytes value;
    uint8_t tag;
    uint16_t len;
    if (!read_tlv(&body, &tag, &value) || tag != TAG_VERSION ||
        !is_version(value, &header.version_major, &header.version_minor) ||
        !read_tlv(&body, &tag, &value) || tag != TAG_HEADER_LENGTH || value.len != 2 ||
        !pc_bytes_u16(&value, &len) || len < content.len - body.len) {
        return false;
    }
    header.len = len;
    PcBytes head = pc_bytes_first(content, len);
    size_t head_len = head.len;
    pc_bytes_skip(&head, content.len - body.len);
    while (head.len > 0 && header.defect == NULL) {
        if (!read_one(&header, content, head_len, &head)) {
            header.defect = "an element of the header runs past its end";
        }
    }
    if (content.len < len) {
        header.defect = "the file ends inside its header";
    }
    *rest = content;
    pc_bytes_skip(rest, head_len);
    *out = header;
    return true;
}

const char *pc_signed_digest_name(unsigned digest)
{
    static const char *const names[] = {NULL, "SHA-1", "SHA-256", "SHA-512"};
    return digest < G_N_ELEMENTS(names) ? names[digest] : NULL;
}

static const EVP_MD *digest_of(unsigned digest)
{
    switch (digest) {
    case 1:
        return EVP_sha1();
    case 2:
        return EVP_sha256();
    case 3:
        return EVP_sha512();
    default:
        return NULL;
    }
}

bool pc_signed_header_verify(const PcSignedHeader *header, EVP_PKEY *key)
{
    const EVP_MD *digest = digest_of(header->digest);
    if (digest == NULL || key == NULL || !header->has_signature) {
        return false;
    }
    // A host program's own error queue is left as it was.
    ERR_set_mark();
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    PcBytes before = header->signed_before, after = header->signed_after;
    bool verified =
        context != NULL && EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
        EVP_DigestVerifyUpdate(context, before.data, before.len) == 1 &&
        EVP_DigestVerifyUpdate(context, after.data, after.len) == 1 &&
        EVP_DigestVerifyFinal(context, header->signature.data, header->signature.len) == 1;
    ERR_pop_to_mark();
    return verified;
}
