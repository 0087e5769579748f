// SPDX-License-Identifier: GPL-2.0-or-later
// Parses a CTL or ITL file: the signed header (core/files/signed_file.h), then records back to
// back, each of which says its own length first. Records are kept as far as they parse, and the
// signature is checked only over a file that is whole. Who is trusted because of a list is not
// decided here.
#include "core/files/trust_list.h"

#include "core/bytes/address.h"
#include "core/certificate/openssl_auto.h"
#include "core/files/signed_file.h"
#include <openssl/core_names.h>
#include <openssl/err.h>

enum {
    RECORD_HEAD_LEN = 5,
    POINT_UNCOMPRESSED = 4, // SEC 1, 2.3.3
    // A file cannot make us try more keys than this: real lists have at most two signers.
    MAX_SIGNERS_TRIED = 8,
};

static const struct {
    unsigned role;
    const char *name;
} roles[] = {
    {PC_ROLE_SAST, "SAST"}, {PC_ROLE_CCM, "CCM"},   {PC_ROLE_CCM_TFTP, "CCM+TFTP"},
    {PC_ROLE_TFTP, "TFTP"}, {PC_ROLE_CAPF, "CAPF"}, {PC_ROLE_APP_SERVER, "APP-SERVER"},
    {PC_ROLE_TVS, "TVS"},
};

const char *pc_role_name(unsigned role)
{
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
        if (roles[i].role == role) {
            return roles[i].name;
        }
    }
    return NULL;
}

PC_WORDS(pc_list_signature_name, PcListSignature, PC_LIST_SIGNATURES)

static void clear_bytes(GBytes **bytes)
{
    g_clear_pointer(bytes, g_bytes_unref);
}

static void record_free(void *data)
{
    PcTrustListRecord *record = data;
    g_free(record->dns_name);
    g_free(record->subject);
    g_free(record->issuer);
    g_free(record->serial);
    g_free(record->address);
    clear_bytes(&record->certificate_der);
    clear_bytes(&record->public_key);
    clear_bytes(&record->certificate_hash);
    g_clear_pointer(&record->certificate, pc_certificate_unref);
    g_free(record);
}

static void list_clear(void *data)
{
    PcTrustList *list = data;
    g_free(list->signer_name);
    g_free(list->signer_issuer);
    g_free(list->signer_serial);
    g_free(list->file_name);
    g_ptr_array_unref(list->records);
}

PcTrustList *pc_trust_list_ref(PcTrustList *list)
{
    return g_atomic_rc_box_acquire(list);
}

void pc_trust_list_unref(PcTrustList *list)
{
    if (list != NULL) {
        g_atomic_rc_box_release_full(list, list_clear);
    }
}

// What follows a trust list's header is a record, and a record opens with its own length.
static bool starts_record(PcBytes rest)
{
    static const uint8_t opening[] = {PC_LIST_TAG_RECORD_LENGTH, 0, 2};
    return pc_bytes_starts(rest, opening, sizeof opening);
}

static bool is_list(const PcSignedHeader *header, PcBytes rest)
{
    return !header->encrypted && (rest.len == 0 || starts_record(rest));
}

bool pc_trust_list_looks_like(PcBytes content)
{
    PcSignedHeader header;
    PcBytes rest;
    return pc_signed_header_read(content, &header, &rest) && is_list(&header, rest);
}

bool pc_signed_file_payload(PcBytes content, PcBytes *payload)
{
    PcSignedHeader header;
    PcBytes rest;
    if (!pc_signed_header_read(content, &header, &rest) || is_list(&header, rest) ||
        header.encrypted || header.defect != NULL) {
        return false;
    }
    *payload = rest;
    return true;
}

static char *clean_name(PcBytes value)
{
    uint8_t last;
    if (value.len > 0 && pc_bytes_at(value, value.len - 1, &last) && last == 0) {
        value = pc_bytes_first(value, value.len - 1);
    }
    return pc_text_clean(value, PC_TRUST_LIST_MAX_NAME);
}

static bool keep_text(char **kept, char *text)
{
    if (*kept != NULL || text == NULL) {
        g_free(text);
        return false;
    }
    *kept = text;
    return true;
}

static bool keep_bytes(GBytes **kept, PcBytes value)
{
    if (*kept != NULL || value.len == 0) {
        return false;
    }
    *kept = pc_bytes_dup(value);
    return true;
}

static bool take_role(PcTrustListRecord *record, PcBytes value)
{
    uint16_t role;
    if (value.len != 2 || !pc_bytes_u16(&value, &role)) {
        return false;
    }
    record->role = role;
    return true;
}

static bool take_hash_algorithm(PcTrustListRecord *record, PcBytes value)
{
    uint8_t algorithm;
    if (value.len != 1 || !pc_bytes_u8(&value, &algorithm)) {
        return false;
    }
    record->hash_algorithm = algorithm;
    return true;
}

static bool take_certificate(PcTrustListRecord *record, PcBytes value)
{
    if (!keep_bytes(&record->certificate_der, value)) {
        return false;
    }
    record->certificate = pc_certificate_new(record->certificate_der);
    return true;
}

static bool take_element(PcTrustListRecord *record, uint8_t tag, PcBytes value)
{
    switch (tag) {
    case PC_LIST_TAG_DNS_NAME:
        return keep_text(&record->dns_name, clean_name(value));
    case PC_LIST_TAG_SUBJECT:
        return keep_text(&record->subject, clean_name(value));
    case PC_LIST_TAG_ROLE:
        return take_role(record, value);
    case PC_LIST_TAG_ISSUER:
        return keep_text(&record->issuer, clean_name(value));
    case PC_LIST_TAG_SERIAL:
        return keep_text(&record->serial, pc_bytes_hex(value));
    case PC_LIST_TAG_PUBLIC_KEY:
        return keep_bytes(&record->public_key, value);
    case PC_LIST_TAG_CERTIFICATE_SIGNATURE:
        return true; // the certificate brings its own
    case PC_LIST_TAG_CERTIFICATE:
        return take_certificate(record, value);
    case PC_LIST_TAG_ADDRESS:
        return keep_text(&record->address, pc_address_text(value));
    case PC_LIST_TAG_CERTIFICATE_HASH:
        return keep_bytes(&record->certificate_hash, value);
    case PC_LIST_TAG_HASH_ALGORITHM:
        return take_hash_algorithm(record, value);
    default:
        return false;
    }
}

bool pc_trust_list_element(PcBytes *elements, uint8_t *tag, PcBytes *value)
{
    PcBytes rest = *elements;
    if (!pc_bytes_u8(&rest, tag) || !pc_bytes_vector(&rest, 2, value)) {
        return false;
    }
    *elements = rest;
    return true;
}

// Elements stay inside the record that holds them; the records after it are read all the same.
static const char *read_elements(PcTrustListRecord *record, PcBytes elements)
{
    while (elements.len > 0) {
        uint8_t tag;
        PcBytes value;
        if (!pc_trust_list_element(&elements, &tag, &value)) {
            return "an element of a record runs past its end";
        }
        if (!take_element(record, tag, value)) {
            record->n_unknown_tags++;
        }
    }
    return NULL;
}

static bool record_length(PcBytes rest, size_t *len)
{
    uint16_t value;
    if (!starts_record(rest) || !pc_bytes_skip(&rest, 3) || !pc_bytes_u16(&rest, &value)) {
        return false;
    }
    *len = value;
    return true;
}

static const char *read_record(PcTrustList *list, size_t offset, PcBytes *rest)
{
    size_t len;
    PcBytes body;
    if (!record_length(*rest, &len)) {
        return "what follows is no record";
    }
    if (len < RECORD_HEAD_LEN) {
        return "a record is shorter than its own length";
    }
    if (!pc_bytes_take(rest, len, &body)) {
        return "the file ends inside a record";
    }
    PcTrustListRecord *record = g_new0(PcTrustListRecord, 1);
    g_ptr_array_add(list->records, record);
    record->number = list->records->len;
    record->offset = offset;
    record->len = len;
    pc_bytes_skip(&body, RECORD_HEAD_LEN);
    const char *defect = read_elements(record, body);
    list->defect = list->defect == NULL ? defect : list->defect;
    return NULL;
}

// True where every byte of the file was there to be read.
static bool read_records(PcTrustList *list, size_t offset, PcBytes rest)
{
    const char *stop = NULL;
    size_t end = offset + rest.len;
    while (rest.len > 0 && stop == NULL) {
        if (list->records->len == PC_TRUST_LIST_MAX_RECORDS) {
            stop = "there are more records than are read";
            break;
        }
        stop = read_record(list, end - rest.len, &rest);
    }
    list->defect = list->defect == NULL ? stop : list->defect;
    return stop == NULL;
}

static void copy_header(PcTrustList *list, const PcSignedHeader *header)
{
    list->version_major = header->version_major;
    list->version_minor = header->version_minor;
    list->signer_major = header->signer_major;
    list->signer_minor = header->signer_minor;
    list->header_len = header->len;
    list->timestamp = header->timestamp;
    list->digest = header->digest;
    list->modulus_bytes = header->modulus_bytes;
    list->n_unknown_tags = header->n_unknown_tags;
    list->defect = header->defect;
    if (header->signer_name.len > 0) {
        list->signer_name = pc_text_clean(header->signer_name, PC_TRUST_LIST_MAX_NAME);
    }
    if (header->signer_issuer.len > 0) {
        list->signer_issuer = pc_text_clean(header->signer_issuer, PC_TRUST_LIST_MAX_NAME);
    }
    if (header->signer_serial.len > 0) {
        list->signer_serial = pc_bytes_hex(header->signer_serial);
    }
    if (header->file_name.len > 0) {
        list->file_name = pc_text_clean(header->file_name, PC_TRUST_LIST_MAX_NAME);
    }
}

// An uncompressed point of a curve that CAPF knows; its length tells which.
static EVP_PKEY *point_key(PcBytes point)
{
    static const struct {
        size_t len;
        const char *group;
    } curves[] = {{65, "P-256"}, {97, "P-384"}, {133, "P-521"}};
    EVP_PKEY *key = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++) {
        if (point.len != curves[i].len) {
            continue;
        }
        g_autofree char *group = g_strdup(curves[i].group);
        g_autofree uint8_t *octets = g_memdup2(point.data, point.len);
        OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
            OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, octets, point.len),
            OSSL_PARAM_construct_end(),
        };
        g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
        if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
            EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
            return NULL;
        }
    }
    return key;
}

// A record's key by itself: PKCS#1 of an RSA key, or a point.
static EVP_PKEY *raw_public_key(GBytes *octets)
{
    PcBytes bytes = pc_bytes_of(octets);
    const unsigned char *at = bytes.data;
    uint8_t first;
    EVP_PKEY *key = NULL;
    ERR_set_mark();
    if (pc_bytes_at(bytes, 0, &first) && first == POINT_UNCOMPRESSED) {
        key = point_key(bytes);
    } else if (bytes.len > 0 && bytes.len <= LONG_MAX && pc_rsa_key_is_real(bytes)) {
        key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)bytes.len);
    }
    ERR_pop_to_mark();
    return key;
}

// The key of a record's certificate or, where that cannot be read, the record's own; NULL without.
static EVP_PKEY *key_of(const PcTrustListRecord *record)
{
    if (record->certificate != NULL && !record->certificate->malformed) {
        EVP_PKEY *key = record->certificate->public_key;
        return key != NULL && EVP_PKEY_up_ref(key) == 1 ? key : NULL;
    }
    return raw_public_key(record->public_key);
}

static const char *without_zeros(const char *serial)
{
    return &serial[strspn(serial, "0")];
}

// The signer is named by its certificate's serial number; that of a record without one stands in
// the certificate. A header that names none leaves what it says by role: a SAST.
static bool bears_serial(const PcTrustListRecord *record, const char *serial)
{
    const PcCertificate *certificate = record->certificate;
    const char *own = record->serial;
    if (own == NULL && certificate != NULL) {
        own = certificate->serial;
    }
    if (certificate == NULL && record->public_key == NULL) {
        return false;
    }
    if (serial == NULL || *serial == '\0') {
        return record->role == PC_ROLE_SAST;
    }
    return own != NULL && g_ascii_strcasecmp(without_zeros(own), without_zeros(serial)) == 0;
}

// SAST records first: they are what a phone accepts as signer of a trust list.
static void collect_signers(const GPtrArray *records, const char *serial, GPtrArray *signers)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < records->len; i++) {
            PcTrustListRecord *record = g_ptr_array_index(records, i);
            bool is_sast = record->role == PC_ROLE_SAST;
            if (is_sast == (pass == 0) && bears_serial(record, serial) &&
                signers->len < MAX_SIGNERS_TRIED) {
                g_ptr_array_add(signers, record);
            }
        }
    }
}

static PcListSignature check_under(const GPtrArray *records, const PcSignedHeader *header,
                                   unsigned *number, const char **note)
{
    *number = 0;
    *note = NULL;
    if (!header->has_signature) {
        return PC_LIST_SIGNATURE_ABSENT;
    }
    if (pc_signed_digest_name(header->digest) == NULL) {
        *note = "the digest algorithm is not known";
        return PC_LIST_SIGNATURE_NOT_CHECKED;
    }
    g_autofree char *serial = pc_bytes_hex(header->signer_serial);
    g_autoptr(GPtrArray) signers = g_ptr_array_new();
    collect_signers(records, serial, signers);
    for (unsigned i = 0; i < signers->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(signers, i);
        g_autoptr(EVP_PKEY) key = key_of(record);
        if (pc_signed_header_verify(header, key)) {
            *number = record->number;
            return PC_LIST_SIGNATURE_VERIFIED;
        }
        *number = *number == 0 && key != NULL ? record->number : *number;
    }
    if (*number == 0) {
        *note = "no record bears the signer's serial number and a key";
        return PC_LIST_SIGNATURE_NOT_CHECKED;
    }
    *note = "the file was changed or cut after it was signed, or another key signed it";
    return PC_LIST_SIGNATURE_FAILED;
}

PcTrustList *pc_trust_list_new(PcBytes content)
{
    PcSignedHeader header;
    PcBytes rest;
    if (!pc_signed_header_read(content, &header, &rest) || !is_list(&header, rest)) {
        return NULL;
    }
    PcTrustList *list = g_atomic_rc_box_new0(PcTrustList);
    list->records = g_ptr_array_new_with_free_func(record_free);
    copy_header(list, &header);
    bool whole = read_records(list, content.len - rest.len, rest) && header.defect == NULL;
    if (header.has_signature && !whole) {
        list->signature_note = "the file is cut or damaged, so there is nothing to check it over";
    } else {
        list->signature =
            check_under(list->records, &header, &list->signature_record, &list->signature_note);
    }
    return list;
}

PcListSignature pc_trust_list_check(const PcTrustList *list, PcBytes content, unsigned *record)
{
    PcSignedHeader header;
    PcBytes rest;
    const char *note;
    *record = 0;
    if (!pc_signed_header_read(content, &header, &rest) || header.defect != NULL) {
        return PC_LIST_SIGNATURE_NOT_CHECKED;
    }
    return check_under(list->records, &header, record, &note);
}
