// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF, the protocol by which a phone gets, shows or loses its LSC (TCP 3804, inside TLS):
// messages, elements, and what one conversation came to. It reads plaintext; who decrypted it is
// not its business, and passwords are never kept.
#ifndef PHONECERT_CORE_CAPF_H
#define PHONECERT_CORE_CAPF_H

#include "core/field/words.h"
#include "core/talk/tlv.h"
#include "core/wire/seen.h"

enum {
    PC_CAPF_PROTOCOL = 0x55, // first byte of every message
    PC_CAPF_HEADER_LEN = 8,
    PC_CAPF_MAX_MESSAGE = PC_CAPF_HEADER_LEN + 0xffff,
    PC_CAPF_MAX_CERTIFICATES = 16, // kept of one conversation
    PC_CAPF_MAX_NAME = 128,        // bytes kept of a device name
};

typedef enum {
    PC_CAPF_AUTH_REQUEST = 1,
    PC_CAPF_AUTH_RESPONSE = 2,
    PC_CAPF_KEY_GEN_REQUEST = 3,
    PC_CAPF_KEY_GEN_RESPONSE = 4,
    PC_CAPF_ENCRYPT_RESPONSE = 5,
    PC_CAPF_ENCRYPT_REQUEST = 6,
    PC_CAPF_DECRYPT_REQUEST = 7,
    PC_CAPF_DECRYPT_RESPONSE = 8,
    PC_CAPF_STORE_CERT_REQUEST = 9,
    PC_CAPF_STORE_CERT_RESPONSE = 10,
    PC_CAPF_FETCH_CERT_REQUEST = 11,
    PC_CAPF_FETCH_CERT_RESPONSE = 12,
    PC_CAPF_DELETE_CERT_REQUEST = 13,
    PC_CAPF_DELETE_CERT_RESPONSE = 14,
    PC_CAPF_END_SESSION = 15,
    PC_CAPF_RETRY_LATER = 16,
    PC_CAPF_REQUEST_IN_PROGRESS = 17,
    PC_CAPF_STATUS_REQUEST = 18,
    PC_CAPF_STATUS_RESPONSE = 19,
    PC_CAPF_ABORT_REQUEST = 20,
    PC_CAPF_ABORT_RESPONSE = 21,
    PC_CAPF_SIGN_CERT_REQUEST = 22,
    PC_CAPF_SIGN_CERT_RESPONSE = 23,
} PcCapfCommand; // other numbers may occur

typedef enum {
    PC_CAPF_TAG_REASON = 1,
    PC_CAPF_TAG_REASON_INFO = 2,
    PC_CAPF_TAG_CERTIFICATE_TYPE = 3,
    PC_CAPF_TAG_CERTIFICATE = 4,
    PC_CAPF_TAG_CERTIFICATE_ID = 5,
    PC_CAPF_TAG_SIGNED_DATA = 6,
    PC_CAPF_TAG_VERSION = 7,
    PC_CAPF_TAG_AUTH_TYPE = 8,
    PC_CAPF_TAG_PUBLIC_KEY = 9, // SubjectPublicKeyInfo, DER
    PC_CAPF_TAG_KEY_SIZE = 10,
    PC_CAPF_TAG_PASSWORD = 11,
    PC_CAPF_TAG_RETRY_DELAY = 12,
    PC_CAPF_TAG_DEVICE_NAME = 13,
    PC_CAPF_TAG_SUDI_DATA = 16,
    PC_CAPF_TAG_KEY_TYPE = 17,
    PC_CAPF_TAG_CURVE = 18,
    PC_CAPF_TAG_DIGEST_TYPE = 19,
    PC_CAPF_TAG_SHA2_SIGNED_DATA = 20,
} PcCapfTag; // other numbers may occur

// The words for a number; NULL for one without a word. Static strings.
const char *pc_capf_command_name(unsigned command);       // "AuthReq", "StoreCertRes", ...
const char *pc_capf_tag_name(unsigned tag);               // "reason", "device-name", ...
const char *pc_capf_reason_name(unsigned reason);         // "unknown device", ...
const char *pc_capf_auth_type_name(unsigned type);        // "password", ...
const char *pc_capf_certificate_type_name(unsigned type); // "LSC", "MIC"
const char *pc_capf_key_type_name(unsigned type);         // "RSA", "EC"
const char *pc_capf_curve_name(unsigned curve);           // "P-256", ...
const char *pc_capf_digest_name(unsigned digest);         // "SHA-1", ...
// pc_capf_command_side says who sends a command: the server asks, the phone answers.
PcSide pc_capf_command_side(unsigned command);

// PcCapfMessage lends from the bytes it was read from; pc_tlv_read reads its elements.
typedef struct {
    uint8_t command;
    uint32_t session;
    PcBytes elements;
} PcCapfMessage;

// pc_capf_read_message takes a whole message off the front of `from`.
bool pc_capf_read_message(PcBytes *from, PcCapfMessage *message);

// pc_capf_read_certificate finds the DER in the value of a certificate element and the type (1 LSC,
// 2 MIC, 0 unsaid) that its sender claims. pc_capf_read_sudi finds the certificate in SUDI data.
bool pc_capf_read_certificate(PcBytes value, unsigned *type, PcBytes *der);
bool pc_capf_read_sudi(PcBytes value, PcBytes *der);
// pc_capf_read_number reads a value of one, two or four bytes.
bool pc_capf_read_number(PcBytes value, uint32_t *number);

// ---- one conversation ---------------------------------------------------------------------

#define PC_CAPF_OPERATIONS(row)                                                                    \
    row(PC_CAPF_OPERATION_UNKNOWN, NULL),                                                          \
        row(PC_CAPF_OPERATION_NONE,                                                                \
            "none"), /* the server had nothing scheduled for this device */                        \
        row(PC_CAPF_OPERATION_INSTALL, "install"), row(PC_CAPF_OPERATION_DELETE, "delete"),        \
        row(PC_CAPF_OPERATION_TROUBLESHOOT,                                                        \
            "troubleshoot") /* the phone's certificates are fetched */
typedef enum { PC_CAPF_OPERATIONS(PC_WORD_MEMBER) } PcCapfOperation;

#define PC_CAPF_AUTHENTICATIONS(row)                                                               \
    row(PC_CAPF_AUTHENTICATION_UNKNOWN, NULL),                                                     \
        row(PC_CAPF_AUTHENTICATION_PASSWORD, "password"), /* "by authentication string" */         \
        row(PC_CAPF_AUTHENTICATION_NULL_STRING, "null-string"),                                    \
        row(PC_CAPF_AUTHENTICATION_LSC, "lsc"), row(PC_CAPF_AUTHENTICATION_MIC, "mic"),            \
        row(PC_CAPF_AUTHENTICATION_CERTIFICATE,                                                    \
            "certificate") /* by a certificate that is neither LSC nor MIC */
typedef enum { PC_CAPF_AUTHENTICATIONS(PC_WORD_MEMBER) } PcCapfAuthentication;

#define PC_CAPF_RESULTS(row)                                                                       \
    row(PC_CAPF_RESULT_INCOMPLETE,                                                                 \
        "incomplete"), /* ended, or was cut off, before the operation was answered */              \
        row(PC_CAPF_RESULT_DONE, "done"),                                                          \
        row(PC_CAPF_RESULT_NO_ACTION, "no-action"), /* the server had nothing to do */             \
        row(PC_CAPF_RESULT_REFUSED,                                                                \
            "refused"), /* `reason` says why, as far as the protocol does */                       \
        row(PC_CAPF_RESULT_RETRY_LATER, "retry-later"), row(PC_CAPF_RESULT_ABORTED, "aborted")
typedef enum { PC_CAPF_RESULTS(PC_WORD_MEMBER) } PcCapfResult;

const char *pc_capf_operation_name(PcCapfOperation operation); // "install", ...; NULL for UNKNOWN
const char *pc_capf_authentication_name(PcCapfAuthentication authentication); // "mic", ...; NULL
const char *pc_capf_result_name(PcCapfResult result);                         // "done", ...

#define PC_CAPF_USES(row)                                                                          \
    row(PC_CAPF_CERTIFICATE_OFFERED, "offered"),    /* the phone authenticates with it */          \
        row(PC_CAPF_CERTIFICATE_SUDI, "sudi"),      /* the MIC that it sends along */              \
        row(PC_CAPF_CERTIFICATE_ISSUED, "issued"),  /* the server stores it on the phone */        \
        row(PC_CAPF_CERTIFICATE_FETCHED, "fetched") /* the phone shows it on request */
typedef enum { PC_CAPF_USES(PC_WORD_MEMBER) } PcCapfUse;
const char *pc_capf_use_name(PcCapfUse use); // "offered", "sudi", "issued", "fetched"

typedef struct {
    PcCapfUse use;
    unsigned claimed_type; // 1 LSC, 2 MIC, 0 unsaid: what its sender says, not what it is
    GBytes *der;
    uint64_t frame;
    int64_t time;
} PcCapfCertificate;

// PcCapfSession: the fields are for reading.
typedef struct PcCapfSession {
    PcCapfOperation operation;
    PcCapfAuthentication authentication;
    PcCapfResult result;
    int reason;         // of the server's EndSession, or the phone's refusing answer; -1 none
    unsigned auth_type; // as the server asked; 0 none or unsaid
    unsigned certificate_type; // that the operation is about: 1 LSC, 2 MIC; 0 unsaid
    unsigned key_bits;         // that the server asked for; 0 unsaid
    unsigned key_type, curve;  // as in KeyGenReq; `has_key_request` tells
    bool has_key_request;
    char *device;                    // sanitised; NULL
    GPtrArray *certificates;         // of PcCapfCertificate; never NULL
    uint64_t first_frame, end_frame; // 0 where not seen
    unsigned n_messages;
    bool damaged; // a gap, or bytes that are no CAPF message: what follows was not read
    struct PcCapfWork *work;
} PcCapfSession;

PcCapfSession *pc_capf_session_new(void);
void pc_capf_session_free(PcCapfSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcCapfSession, pc_capf_session_free)

// pc_capf_session_bytes takes the next plaintext of one direction (seen->direction, 0 or 1; which
// of them is the phone's is told by the commands).
void pc_capf_session_bytes(PcCapfSession *session, const PcSeen *seen, PcBytes bytes);
// pc_capf_session_gap says that bytes of that direction are missing.
void pc_capf_session_gap(PcCapfSession *session, unsigned direction);
// pc_capf_session_certificate lends the first certificate of that use, or NULL.
const PcCapfCertificate *pc_capf_session_certificate(const PcCapfSession *session, PcCapfUse use);

#endif
