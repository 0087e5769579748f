// SPDX-License-Identifier: GPL-2.0-or-later
// Reads CAPF messages and their elements (as UCMNZ's open CAPF server and client do): an 8-byte
// header, then tag, length, value. It gives numbers their words and judges nothing.
#include "core/talk/capf.h"

static const char *const command_names[] = {
    [PC_CAPF_AUTH_REQUEST] = "AuthReq",
    [PC_CAPF_AUTH_RESPONSE] = "AuthRes",
    [PC_CAPF_KEY_GEN_REQUEST] = "KeyGenReq",
    [PC_CAPF_KEY_GEN_RESPONSE] = "KeyGenRes",
    [PC_CAPF_ENCRYPT_RESPONSE] = "EncryptRes",
    [PC_CAPF_ENCRYPT_REQUEST] = "EncryptReq",
    [PC_CAPF_DECRYPT_REQUEST] = "DecryptReq",
    [PC_CAPF_DECRYPT_RESPONSE] = "DecryptRes",
    [PC_CAPF_STORE_CERT_REQUEST] = "StoreCertReq",
    [PC_CAPF_STORE_CERT_RESPONSE] = "StoreCertRes",
    [PC_CAPF_FETCH_CERT_REQUEST] = "FetchCertReq",
    [PC_CAPF_FETCH_CERT_RESPONSE] = "FetchCertRes",
    [PC_CAPF_DELETE_CERT_REQUEST] = "DeleteCertReq",
    [PC_CAPF_DELETE_CERT_RESPONSE] = "DeleteCertRes",
    [PC_CAPF_END_SESSION] = "EndSession",
    [PC_CAPF_RETRY_LATER] = "RetryLater",
    [PC_CAPF_REQUEST_IN_PROGRESS] = "RequestInProgress",
    [PC_CAPF_STATUS_REQUEST] = "StatusReq",
    [PC_CAPF_STATUS_RESPONSE] = "StatusRes",
    [PC_CAPF_ABORT_REQUEST] = "AbortReq",
    [PC_CAPF_ABORT_RESPONSE] = "AbortRes",
    [PC_CAPF_SIGN_CERT_REQUEST] = "SignCertReq",
    [PC_CAPF_SIGN_CERT_RESPONSE] = "SignCertRes",
};

static const char *const tag_names[] = {
    [PC_CAPF_TAG_REASON] = "reason",
    [PC_CAPF_TAG_REASON_INFO] = "reason-info",
    [PC_CAPF_TAG_CERTIFICATE_TYPE] = "certificate-type",
    [PC_CAPF_TAG_CERTIFICATE] = "certificate",
    [PC_CAPF_TAG_CERTIFICATE_ID] = "certificate-id",
    [PC_CAPF_TAG_SIGNED_DATA] = "signed-data",
    [PC_CAPF_TAG_VERSION] = "version",
    [PC_CAPF_TAG_AUTH_TYPE] = "auth-type",
    [PC_CAPF_TAG_PUBLIC_KEY] = "public-key",
    [PC_CAPF_TAG_KEY_SIZE] = "key-size",
    [PC_CAPF_TAG_PASSWORD] = "password",
    [PC_CAPF_TAG_RETRY_DELAY] = "retry-delay",
    [PC_CAPF_TAG_DEVICE_NAME] = "device-name",
    [PC_CAPF_TAG_SUDI_DATA] = "sudi-data",
    [PC_CAPF_TAG_KEY_TYPE] = "key-type",
    [PC_CAPF_TAG_CURVE] = "curve",
    [PC_CAPF_TAG_DIGEST_TYPE] = "digest-type",
    [PC_CAPF_TAG_SHA2_SIGNED_DATA] = "sha2-signed-data",
};

// Reasons 2 to 6 and 8 exist without a source for their meaning.
static const char *const reason_names[] = {
    [0] = "no action",
    [1] = "update certificate",
    [7] = "invalid element",
    [9] = "unknown device",
};

static const char *const auth_type_names[] = {"none", "password", "null string",
                                              "LSC, or MIC where there is none", "MIC"};
static const char *const certificate_type_names[] = {NULL, "LSC", "MIC"};
static const char *const key_type_names[] = {"RSA", "EC"};
static const char *const curve_names[] = {"P-256", "P-384", "P-521"};
static const char *const digest_names[] = {NULL, "SHA-1", "SHA-256", "SHA-512"};

static const char *name_of(const char *const *names, size_t n_names, unsigned number)
{
    return number < n_names ? names[number] : NULL;
}

const char *pc_capf_command_name(unsigned command)
{
    return name_of(command_names, G_N_ELEMENTS(command_names), command);
}

const char *pc_capf_tag_name(unsigned tag)
{
    return name_of(tag_names, G_N_ELEMENTS(tag_names), tag);
}

const char *pc_capf_reason_name(unsigned reason)
{
    return name_of(reason_names, G_N_ELEMENTS(reason_names), reason);
}

const char *pc_capf_auth_type_name(unsigned type)
{
    return name_of(auth_type_names, G_N_ELEMENTS(auth_type_names), type);
}

const char *pc_capf_certificate_type_name(unsigned type)
{
    return name_of(certificate_type_names, G_N_ELEMENTS(certificate_type_names), type);
}

const char *pc_capf_key_type_name(unsigned type)
{
    return name_of(key_type_names, G_N_ELEMENTS(key_type_names), type);
}

const char *pc_capf_curve_name(unsigned curve)
{
    return name_of(curve_names, G_N_ELEMENTS(curve_names), curve);
}

const char *pc_capf_digest_name(unsigned digest)
{
    return name_of(digest_names, G_N_ELEMENTS(digest_names), digest);
}

PcSide pc_capf_command_side(unsigned command)
{
    static const PcSide sides[] = {
        [PC_CAPF_AUTH_REQUEST] = PC_SIDE_SERVER,
        [PC_CAPF_AUTH_RESPONSE] = PC_SIDE_CLIENT,
        [PC_CAPF_KEY_GEN_REQUEST] = PC_SIDE_SERVER,
        [PC_CAPF_KEY_GEN_RESPONSE] = PC_SIDE_CLIENT,
        [PC_CAPF_STORE_CERT_REQUEST] = PC_SIDE_SERVER,
        [PC_CAPF_STORE_CERT_RESPONSE] = PC_SIDE_CLIENT,
        [PC_CAPF_FETCH_CERT_REQUEST] = PC_SIDE_SERVER,
        [PC_CAPF_FETCH_CERT_RESPONSE] = PC_SIDE_CLIENT,
        [PC_CAPF_DELETE_CERT_REQUEST] = PC_SIDE_SERVER,
        [PC_CAPF_DELETE_CERT_RESPONSE] = PC_SIDE_CLIENT,
        [PC_CAPF_END_SESSION] = PC_SIDE_SERVER,
        [PC_CAPF_REQUEST_IN_PROGRESS] = PC_SIDE_CLIENT,
        [PC_CAPF_SIGN_CERT_RESPONSE] = PC_SIDE_UNKNOWN,
    };
    return command < G_N_ELEMENTS(sides) ? sides[command] : PC_SIDE_UNKNOWN;
}

bool pc_capf_read_message(PcBytes *from, PcCapfMessage *message)
{
    PcBytes rest = *from;
    PcCapfMessage read;
    uint8_t protocol;
    if (!pc_bytes_u8(&rest, &protocol) || protocol != PC_CAPF_PROTOCOL ||
        !pc_bytes_u8(&rest, &read.command) || !pc_bytes_u32(&rest, &read.session) ||
        !pc_bytes_vector(&rest, 2, &read.elements)) {
        return false;
    }
    *from = rest;
    *message = read;
    return true;
}

// 01, length of what follows, 00, type, DER.
// The length is of all that follows it; some count the DER alone.
bool pc_capf_read_certificate(PcBytes value, unsigned *type, PcBytes *der)
{
    enum { ZERO_AND_TYPE = 2 };
    uint8_t one, zero, claimed;
    uint16_t len;
    if (!pc_bytes_u8(&value, &one) || one != 1 || !pc_bytes_u16(&value, &len) ||
        (value.len != len && value.len != (size_t)len + ZERO_AND_TYPE) ||
        !pc_bytes_u8(&value, &zero) || !pc_bytes_u8(&value, &claimed) || value.len == 0) {
        return false;
    }
    *type = claimed;
    *der = value;
    return true;
}

// Tag, length, value again; tag 0 is the certificate, the others are signatures.
bool pc_capf_read_sudi(PcBytes value, PcBytes *der)
{
    PcTlv part;
    while (pc_tlv_read(&value, &part)) {
        if (part.tag == 0 && part.value.len > 0) {
            *der = part.value;
            return true;
        }
    }
    return false;
}

bool pc_capf_read_number(PcBytes value, uint32_t *number)
{
    uint8_t narrow;
    uint16_t middle;
    switch (value.len) {
    case 1:
        return pc_bytes_u8(&value, &narrow) && (*number = narrow, true);
    case 2:
        return pc_bytes_u16(&value, &middle) && (*number = middle, true);
    case 4:
        return pc_bytes_u32(&value, number);
    default:
        return false;
    }
}
