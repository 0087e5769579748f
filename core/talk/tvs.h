// SPDX-License-Identifier: GPL-2.0-or-later
// TVS, the protocol by which a phone asks its cluster whether a server's certificate is good (TCP
// 2445, inside TLS): messages, elements, and questions with their answers. It reads plaintext.
#ifndef PHONECERT_CORE_TVS_H
#define PHONECERT_CORE_TVS_H

#include "core/talk/tlv.h"
#include "core/wire/seen.h"

enum {
    PC_TVS_PROTOCOL = 0x57, // first byte of every message
    PC_TVS_VERSION = 1,
    PC_TVS_HEADER_LEN = 10,
    PC_TVS_MAX_MESSAGE = PC_TVS_HEADER_LEN + 0xffff,
    PC_TVS_MAX_QUERIES = 64, // kept of one connection
    PC_TVS_MAX_NAME = 1024,  // bytes kept of a name
    PC_TVS_MAX_ROLES = 16,
};

typedef enum {
    PC_TVS_VERIFY_REQUEST = 1,
    PC_TVS_VERIFY_RESPONSE = 2,
    PC_TVS_QUERY_REQUEST = 3,
    PC_TVS_QUERY_RESPONSE = 4,
} PcTvsCommand; // other numbers may occur

typedef enum {
    PC_TVS_TAG_DEVICE_NAME = 1,
    PC_TVS_TAG_CERTIFICATE = 2,
    PC_TVS_TAG_SUBJECT_NAME = 3,
    PC_TVS_TAG_STATUS = 7,
    PC_TVS_TAG_ROLES = 8,
    PC_TVS_TAG_TTL = 9,
} PcTvsTag; // other numbers may occur

// The words for a number; NULL for one without a word. Static strings.
const char *pc_tvs_command_name(unsigned command); // "CertVerifyReq", "QueryCertRes", ...
const char *pc_tvs_tag_name(unsigned tag);         // "device-name", ...

// PcTvsMessage lends from the bytes it was read from; pc_tlv_read reads its elements.
typedef struct {
    uint8_t version, command;
    uint8_t reserved; // servers send junk here
    uint32_t session;
    PcBytes elements;
} PcTvsMessage;

// pc_tvs_read_message takes a whole message off the front of `from`.
bool pc_tvs_read_message(PcBytes *from, PcTvsMessage *message);
// pc_tvs_read_device finds the name in a device name element: a leading 01 is none of it.
PcBytes pc_tvs_read_device(PcBytes value);

// PcTvsQuery is one question and its answer.
typedef struct {
    uint8_t command; // of the question; 0 where only the answer was seen
    uint32_t session;
    char *device;        // sanitised; NULL
    char *subject;       // of a query by name, sanitised; NULL
    GBytes *certificate; // DER that is asked about, or that the answer brought; NULL
    bool answered;
    int status; // 0 good; -1 where the answer has none
    uint8_t roles[PC_TVS_MAX_ROLES];
    unsigned n_roles;
    uint32_t ttl; // seconds; 0 absent
    uint64_t request_frame, response_frame;
} PcTvsQuery;

// pc_tvs_query_subject gives whose certificate the question is about, by name or as the certificate
// itself says; NULL where neither does. Caller frees.
char *pc_tvs_query_subject(const PcTvsQuery *query);

// PcTvsSession: the fields are for reading.
typedef struct PcTvsSession {
    GPtrArray *queries; // of PcTvsQuery, in order; never NULL
    bool damaged;       // a gap, or bytes that are no TVS message: what follows was not read
    PcCutter streams[2];
} PcTvsSession;

PcTvsSession *pc_tvs_session_new(void);
void pc_tvs_session_free(PcTvsSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTvsSession, pc_tvs_session_free)

// pc_tvs_session_bytes takes the next plaintext of one direction (seen->direction, 0 or 1).
void pc_tvs_session_bytes(PcTvsSession *session, const PcSeen *seen, PcBytes bytes);
// pc_tvs_session_gap says that bytes of that direction are missing.
void pc_tvs_session_gap(PcTvsSession *session, unsigned direction);

#endif
