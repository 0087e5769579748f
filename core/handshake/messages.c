// SPDX-License-Identifier: GPL-2.0-or-later
// Handshake messages become facts: one table says which side sends a message, where its frame is
// kept and who reads it. What does not parse says nothing; what parsed before the fault stays.
#include "core/handshake/work.h"

enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_ENCRYPT_THEN_MAC = 22,
    EXTENSION_SESSION_TICKET = 35,
    EXTENSION_PRE_SHARED_KEY = 41,
    EXTENSION_EARLY_DATA = 42,
    EXTENSION_SUPPORTED_VERSIONS = 43,
    EXTENSION_AUTHORITIES = 47,
};

enum { MAX_ISSUED = 8 }; // tickets of one connection; more are not remembered

static bool is_dtls(uint16_t version)
{
    enum { DTLS_MAJOR = 0xfe, DTLS_BAD = 0x0100 };
    return version >> 8 == DTLS_MAJOR || version == DTLS_BAD;
}

static bool next_extension(PcBytes *extensions, uint16_t *type, PcBytes *content)
{
    PcBytes rest = *extensions;
    if (!pc_bytes_u16(&rest, type) || !pc_bytes_vector(&rest, 2, content)) {
        return false;
    }
    *extensions = rest;
    return true;
}

// ---- ClientHello --------------------------------------------------------------------------

// A server name goes to people's eyes: what is no plain ASCII letter becomes a question mark.
static char *clean_name(PcBytes name)
{
    enum { MAX_NAME = 255 };
    GString *text = g_string_new(NULL);
    uint8_t letter;
    PcBytes rest = pc_bytes_first(name, MAX_NAME);
    while (pc_bytes_u8(&rest, &letter)) {
        g_string_append_c(text, letter > 0x20 && letter < 0x7f ? (char)letter : '?');
    }
    return g_string_free(text, FALSE);
}

// ServerNameList (RFC 6066, 3): only host_name (0) exists.
static void read_server_name(PcHandshake *handshake, PcBytes content)
{
    PcBytes list, name;
    uint8_t type;
    if (handshake->server_name == NULL && pc_bytes_vector(&content, 2, &list) &&
        pc_bytes_u8(&list, &type) && type == 0 && pc_bytes_vector(&list, 2, &name) &&
        name.len > 0) {
        handshake->server_name = clean_name(name);
    }
}

// supported_versions of a client (RFC 8446, 4.2.1): the highest that is a real version.
static void read_client_versions(PcHandshake *handshake, PcBytes content)
{
    PcBytes list;
    uint16_t version;
    if (!pc_bytes_vector(&content, 1, &list)) {
        return;
    }
    while (pc_bytes_u16(&list, &version)) {
        // DTLS counts downwards, and GREASE values have no name.
        bool higher = is_dtls(version) ? version < handshake->client_version
                                       : version > handshake->client_version;
        if (higher && pc_tls_version_name(version) != NULL) {
            handshake->client_version = version;
        }
    }
}

// What may name an earlier session: a ticket (RFC 5077, 3.2), or identities of TLS 1.3 (RFC 8446,
// 4.2.11), whose place in the list is what the server answers with.
static void offer(PcHandshake *handshake, PcBytes name)
{
    g_ptr_array_add(handshake->work->offered, pc_bytes_dup(name));
}

static void read_identities(PcHandshake *handshake, PcBytes content)
{
    PcBytes list, identity;
    uint32_t age;
    if (!pc_bytes_vector(&content, 2, &list)) {
        return;
    }
    g_ptr_array_set_size(handshake->work->offered, 0);
    while (pc_bytes_vector(&list, 2, &identity) && pc_bytes_u32(&list, &age)) {
        offer(handshake, identity);
    }
}

static void read_client_extensions(PcHandshake *handshake, PcBytes extensions)
{
    uint16_t type;
    PcBytes content;
    while (next_extension(&extensions, &type, &content)) {
        handshake->early_data |= type == EXTENSION_EARLY_DATA;
        if (type == EXTENSION_SERVER_NAME) {
            read_server_name(handshake, content);
        } else if (type == EXTENSION_SUPPORTED_VERSIONS) {
            read_client_versions(handshake, content);
        } else if (type == EXTENSION_SESSION_TICKET && content.len > 0) {
            offer(handshake, content);
        } else if (type == EXTENSION_PRE_SHARED_KEY) {
            read_identities(handshake, content);
        }
    }
}

static void keep_session_id(PcHandshake *handshake, PcBytes session_id)
{
    g_clear_pointer(&handshake->work->session_id, g_bytes_unref);
    if (session_id.len > 0) {
        handshake->work->session_id = pc_bytes_dup(session_id);
    }
}

// The hello that was answered with a cookie is not signed, nor is that answer (RFC 6347, 4.2.1). A
// cookie tells of both, even where they were not captured or come late.
static bool skip_cookie(PcHandshake *handshake, PcBytes *body)
{
    PcBytes cookie;
    if (!pc_bytes_vector(body, 1, &cookie)) {
        return false;
    }
    if (handshake->work->server_hello) {
        pc_handshake_forget_transcript(handshake); // it came late, and the order is lost
    } else if (cookie.len > 0 && handshake->work->transcript != NULL) {
        pc_transcript_restart(handshake->work->transcript);
    }
    return true;
}

// ClientHello (RFC 5246, 7.4.1.2).
static void read_client_hello(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    PcBytes random, session_id, suites, methods, extensions;
    uint16_t version;
    if (handshake->work->server_hello && pc_version_is_tls13(handshake->version)) {
        // Nothing that followed the answer could be read, nor is its place known.
        pc_handshake_hole(handshake, seen->direction, PC_COVERAGE_GAP);
    }
    if (!pc_bytes_u16(&body, &version) || !pc_bytes_take(&body, 32, &random)) {
        return;
    }
    handshake->client_version = version;
    handshake->has_client_random = true;
    pc_bytes_copy_out(random, handshake->client_random, sizeof handshake->client_random);
    if (!pc_bytes_vector(&body, 1, &session_id)) {
        return;
    }
    keep_session_id(handshake, session_id);
    g_ptr_array_set_size(handshake->work->offered, 0);
    if (is_dtls(version) && !skip_cookie(handshake, &body)) {
        return;
    }
    if (pc_bytes_vector(&body, 2, &suites) && pc_bytes_vector(&body, 1, &methods) &&
        pc_bytes_vector(&body, 2, &extensions)) {
        read_client_extensions(handshake, extensions);
    }
}

// ---- ServerHello --------------------------------------------------------------------------

// The random that makes a ServerHello a HelloRetryRequest (RFC 8446, 4.1.3).
static const uint8_t retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

typedef struct {
    uint16_t version;
    uint16_t cipher;
    bool retry;
    bool encrypt_then_mac;
    bool pre_shared_key;
    uint16_t identity; // which of the offered ones
    PcBytes random;
    PcBytes session_id;
} ServerHello;

// Drafts of TLS 1.3 (RFC 8446, 4.2.1) and Facebook's own; they look the same from outside.
static bool is_tls13_draft(uint16_t version)
{
    return version >> 8 == 0x7f || version >> 8 == 0xfb;
}

static void read_server_extensions(ServerHello *hello, PcBytes extensions)
{
    uint16_t type;
    PcBytes content;
    while (next_extension(&extensions, &type, &content)) {
        if (type == EXTENSION_SUPPORTED_VERSIONS && pc_bytes_u16(&content, &hello->version)) {
            hello->version = is_tls13_draft(hello->version) ? PC_VERSION_TLS13 : hello->version;
        }
        hello->encrypt_then_mac |= type == EXTENSION_ENCRYPT_THEN_MAC;
        if (type == EXTENSION_PRE_SHARED_KEY) {
            hello->pre_shared_key = pc_bytes_u16(&content, &hello->identity);
        }
    }
}

static bool parse_server_hello(PcBytes body, ServerHello *hello)
{
    PcBytes extensions;
    uint8_t method;
    *hello = (ServerHello){0};
    if (!pc_bytes_u16(&body, &hello->version) || !pc_bytes_take(&body, 32, &hello->random) ||
        !pc_bytes_vector(&body, 1, &hello->session_id) || !pc_bytes_u16(&body, &hello->cipher) ||
        !pc_bytes_u8(&body, &method)) {
        return false;
    }
    hello->retry = pc_bytes_equal(hello->random, pc_bytes(retry_random, sizeof retry_random));
    if (pc_bytes_vector(&body, 2, &extensions)) {
        read_server_extensions(hello, extensions);
    }
    return true;
}

// Where a capture has a client's flight of TLS 1.3 before the ServerHello that it answers, nobody
// could read it in its turn. Early data alone may come so (RFC 8446, 2.3).
static void note_unread(PcHandshake *handshake, unsigned client)
{
    if (handshake->work->speaker[client].unread.order != 0 && !handshake->early_data) {
        pc_handshake_hole(handshake, client, PC_COVERAGE_GAP);
    }
}

static void read_server_hello(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    struct PcHandshakeWork *work = handshake->work;
    ServerHello hello;
    if (!parse_server_hello(body, &hello)) {
        return;
    }
    handshake->version = hello.version;
    handshake->cipher = hello.cipher;
    if (hello.retry) {
        handshake->hello_retry = true;
        handshake->frames.server_hello = 0; // the real one is still to come
        return;
    }
    handshake->frames.server_hello = seen->frame;
    handshake->encrypt_then_mac = hello.encrypt_then_mac;
    pc_bytes_copy_out(hello.random, handshake->server_random, sizeof handshake->server_random);
    work->server_hello = true;
    PcBytes offered = pc_bytes_of(work->session_id);
    if (pc_version_is_tls13(hello.version)) {
        handshake->resumed = hello.pre_shared_key;
        work->identity = hello.identity;
        note_unread(handshake, 1 - seen->direction);
        return;
    }
    if (hello.session_id.len > 0) {
        g_ptr_array_add(work->issued, pc_bytes_dup(hello.session_id));
    }
    if (offered.len > 0 && pc_bytes_equal(offered, hello.session_id)) {
        handshake->resumed = true; // unless a certificate follows after all
    }
}

// ---- Certificates -------------------------------------------------------------------------

static void add_certificate(PcHandshake *handshake, unsigned direction, PcBytes der)
{
    GPtrArray *chain = handshake->work->speaker[direction].chain;
    if (der.len > PC_HANDSHAKE_MAX_CERTIFICATE || chain->len >= PC_HANDSHAKE_MAX_CERTIFICATES) {
        pc_handshake_missing(handshake, PC_COVERAGE_OVER_LIMIT);
        return;
    }
    g_ptr_array_add(chain, pc_bytes_dup(der));
}

// The list of a Certificate message: up to TLS 1.2 (RFC 5246, 7.4.2) certificates, in TLS 1.3 (RFC
// 8446, 4.4.2) after a context, each with extensions. `list` may be shorter than it says it is.
static bool open_list(bool tls13, PcBytes body, size_t *list_len, PcBytes *list)
{
    PcBytes context;
    uint32_t len;
    if ((tls13 && !pc_bytes_vector(&body, 1, &context)) || !pc_bytes_u24(&body, &len)) {
        return false;
    }
    *list_len = len;
    *list = pc_bytes_first(body, len);
    return true;
}

static bool next_certificate(bool tls13, PcBytes *list, PcBytes *der)
{
    PcBytes rest = *list, extensions;
    if (!pc_bytes_vector(&rest, 3, der)) {
        return false;
    }
    if (tls13) {
        pc_bytes_vector(&rest, 2, &extensions); // of no interest, and perhaps not captured
    }
    *list = rest;
    return true;
}

// Reads the whole ones and gives what is left of the list.
static bool read_list(PcHandshake *handshake, const PcSeen *seen, PcBytes body, PcBytes *left)
{
    PcSpeaker *speaker = &handshake->work->speaker[seen->direction];
    bool tls13 = pc_version_is_tls13(handshake->version);
    size_t list_len;
    PcBytes list, der;
    g_ptr_array_set_size(speaker->chain, 0);
    g_clear_pointer(&speaker->partial, g_bytes_unref);
    speaker->certificate = (PcMark){handshake->work->order, seen->frame};
    speaker->certificate_time = seen->time;
    if (!open_list(tls13, body, &list_len, &list)) {
        return false;
    }
    while (next_certificate(tls13, &list, &der)) {
        if (der.len > 0) {
            add_certificate(handshake, seen->direction, der);
        }
    }
    *left = list;
    return list_len == 0;
}

// TLS 1.3 may ask for a certificate when all is over (RFC 8446, 4.6.2).
static bool is_after_handshake(const PcHandshake *handshake, unsigned client)
{
    return pc_version_is_tls13(handshake->version) &&
           handshake->work->speaker[client].finished.order != 0;
}

// What the server said before it asked, or saw the certificate, is no answer to it.
static void await_answer(PcHandshake *handshake, unsigned server)
{
    struct PcHandshakeWork *work = handshake->work;
    work->owes_late_answer = true;
    work->speaker[server].data = work->alert = (PcMark){0};
    handshake->alert = (PcAlert){0};
    handshake->frames.alert = 0;
    if (work->missing == PC_COVERAGE_WHOLE) {
        work->missing = work->after; // it lies in the handshake after all
    }
}

static void read_certificate(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    PcBytes left;
    if (is_after_handshake(handshake, seen->direction)) {
        await_answer(handshake, 1 - seen->direction);
        pc_handshake_forget_claim(handshake->work, PC_POSSESSION_NOT_SEEN);
    }
    bool empty = read_list(handshake, seen, body, &left);
    handshake->work->speaker[seen->direction].cut = false;
    handshake->resumed = handshake->resumed && pc_version_is_tls13(handshake->version);
    if (pc_handshake_side(handshake, seen->direction) == PC_SIDE_CLIENT) {
        handshake->client_certificate_empty = empty;
        if (empty) {
            handshake->work->owes_late_answer = false;
            pc_handshake_forget_transcript(handshake);
        }
    }
    pc_handshake_publish(handshake);
}

void pc_handshake_partial_certificate(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    PcBytes left = {0};
    uint32_t len;
    pc_handshake_renegotiate(handshake, seen, PC_HANDSHAKE_CERTIFICATE);
    PcHandshake *current = pc_handshake_at(handshake, seen);
    if (current == NULL) {
        return;
    }
    PcSpeaker *speaker = &current->work->speaker[seen->direction];
    pc_handshake_step_inside(current, seen);
    read_list(current, seen, body, &left);
    speaker->cut = true;
    if (speaker->chain->len == 0 && pc_bytes_u24(&left, &len) && left.len > 0) {
        speaker->partial = pc_bytes_dup(pc_bytes_first(left, PC_HANDSHAKE_MAX_CERTIFICATE));
    }
    pc_handshake_forget_transcript(current);
    pc_handshake_publish(current);
    pc_handshake_promote(handshake);
}

// ---- CertificateRequest -------------------------------------------------------------------

// CertificateRequest with (TLS 1.2: RFC 5246, 7.4.4) and without (RFC 4346) algorithms.
static bool open_request(PcBytes body, bool has_algorithms, PcBytes *authorities)
{
    PcBytes types, algorithms;
    return pc_bytes_vector(&body, 1, &types) &&
           (!has_algorithms || pc_bytes_vector(&body, 2, &algorithms)) &&
           pc_bytes_vector(&body, 2, authorities) && body.len == 0;
}

// The request of TLS 1.3 carries the list in an extension (RFC 8446, 4.3.2 and 4.2.4).
static bool open_request13(PcBytes body, PcBytes *authorities)
{
    PcBytes context, extensions, content;
    uint16_t type;
    if (!pc_bytes_vector(&body, 1, &context) || !pc_bytes_vector(&body, 2, &extensions)) {
        return false;
    }
    while (next_extension(&extensions, &type, &content)) {
        if (type == EXTENSION_AUTHORITIES) {
            return pc_bytes_vector(&content, 2, authorities);
        }
    }
    return false;
}

static bool find_authorities(uint16_t version, PcBytes body, PcBytes *authorities)
{
    if (pc_version_is_tls13(version)) {
        return open_request13(body, authorities);
    }
    bool new_form = version == PC_VERSION_TLS12 || version == PC_VERSION_DTLS12;
    return open_request(body, new_form, authorities) || open_request(body, !new_form, authorities);
}

static void read_certificate_request(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    PcBytes authorities, name;
    if (is_after_handshake(handshake, 1 - seen->direction)) {
        await_answer(handshake, seen->direction);
        if (handshake->work->transcript != NULL) {
            pc_transcript_rewind(handshake->work->transcript);
        }
    }
    handshake->certificate_requested = true;
    g_ptr_array_set_size(handshake->authorities, 0);
    handshake->has_authorities = find_authorities(handshake->version, body, &authorities);
    while (handshake->has_authorities && pc_bytes_vector(&authorities, 2, &name)) {
        g_ptr_array_add(handshake->authorities, pc_bytes_dup(name));
    }
}

// ---- The rest -----------------------------------------------------------------------------

// In TLS 1.3 the client signs all that the server said; a part of it that waits for a lost segment
// is not in the transcript.
static bool lacks_server_flight(const PcHandshake *handshake)
{
    unsigned server = pc_handshake_end_of(handshake, PC_SIDE_SERVER);
    return pc_version_is_tls13(handshake->version) &&
           (handshake->work->speaker[server].finished.order == 0 ||
            !handshake->certificate_requested);
}

static void read_certificate_verify(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    if (pc_handshake_side(handshake, seen->direction) == PC_SIDE_CLIENT) {
        handshake->work->verify = pc_bytes_dup(body);
        handshake->frames.certificate_verify = seen->frame;
        handshake->work->owes_late_answer = false;
        if (lacks_server_flight(handshake)) {
            pc_handshake_forget_transcript(handshake);
        }
        pc_handshake_take_verify(handshake);
    }
}

static void read_server_hello_done(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    (void)seen;
    (void)body;
    handshake->work->server_hello_done = true;
    handshake->resumed = false;
    if (!handshake->certificate_requested) {
        pc_handshake_forget_transcript(handshake);
    }
}

static void read_client_key_exchange(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    (void)body;
    handshake->resumed = false;
    pc_mark_once(&handshake->work->client_key_exchange,
                 (PcMark){handshake->work->order, seen->frame});
}

// Up to TLS 1.2 only a ChangeCipherSpec lets a Finished follow (RFC 5246, 7.1).
static void read_finished(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    PcSpeaker *speaker = &handshake->work->speaker[seen->direction];
    (void)body;
    if (pc_version_is_tls13(handshake->version) || speaker->change_cipher_spec.order != 0) {
        pc_mark_once(&speaker->finished, (PcMark){handshake->work->order, seen->frame});
        pc_handshake_publish(handshake);
    }
}

// NewSessionTicket (RFC 5077, 3.3; RFC 8446, 4.6.1 with two fields more).
static void keep_ticket(PcHandshake *handshake, PcBytes body)
{
    bool tls13 = pc_version_is_tls13(handshake->version);
    uint32_t lifetime, age_add;
    PcBytes nonce, ticket;
    GPtrArray *issued = handshake->work->issued;
    if (pc_bytes_u32(&body, &lifetime) &&
        (!tls13 || (pc_bytes_u32(&body, &age_add) && pc_bytes_vector(&body, 1, &nonce))) &&
        pc_bytes_vector(&body, 2, &ticket) && ticket.len > 0 && issued->len < MAX_ISSUED) {
        g_ptr_array_add(issued, pc_bytes_dup(ticket));
    }
}

// In TLS 1.3 a ticket follows the client's Finished, even where a capture has it before that: the
// server is content. One that asks for no certificate may send it earlier.
static void read_ticket(PcHandshake *handshake, const PcSeen *seen, PcBytes body)
{
    struct PcHandshakeWork *work = handshake->work;
    keep_ticket(handshake, body);
    if (pc_version_is_tls13(handshake->version) &&
        (handshake->certificate_requested ||
         work->speaker[1 - seen->direction].finished.order != 0)) {
        pc_mark_once(&work->speaker[seen->direction].data, (PcMark){work->order, seen->frame});
    }
}

typedef void (*ReadFunc)(PcHandshake *handshake, const PcSeen *seen, PcBytes body);

typedef struct {
    uint8_t type;
    PcSide sender;        // UNKNOWN: either may send it
    bool old_style;       // in clear only up to TLS 1.2
    bool in_transcript;   // is signed by a CertificateVerify that follows
    ReadFunc read;        // NULL: its frame is all that matters
    ptrdiff_t frame_slot; // in PcHandshakeFrames, -1 for none
} Message;

#define SLOT(member) ((ptrdiff_t)offsetof(PcHandshakeFrames, member))

// RFC 8446, B.3, with what older versions had in its place.
static const Message messages[] = {
    {PC_HANDSHAKE_HELLO_REQUEST, PC_SIDE_SERVER, true, false, NULL, -1},
    {PC_HANDSHAKE_CLIENT_HELLO, PC_SIDE_CLIENT, false, true, read_client_hello, SLOT(client_hello)},
    {PC_HANDSHAKE_SERVER_HELLO, PC_SIDE_SERVER, false, true, read_server_hello, -1},
    {PC_HANDSHAKE_HELLO_VERIFY_REQUEST, PC_SIDE_SERVER, true, false, NULL, -1},
    {PC_HANDSHAKE_NEW_SESSION_TICKET, PC_SIDE_SERVER, true, false, read_ticket, -1},
    {PC_HANDSHAKE_END_OF_EARLY_DATA, PC_SIDE_CLIENT, false, true, NULL, -1},
    {PC_HANDSHAKE_ENCRYPTED_EXTENSIONS, PC_SIDE_SERVER, false, true, NULL, -1},
    {PC_HANDSHAKE_CERTIFICATE, PC_SIDE_UNKNOWN, true, true, read_certificate, -1},
    {PC_HANDSHAKE_SERVER_KEY_EXCHANGE, PC_SIDE_SERVER, true, true, NULL, -1},
    {PC_HANDSHAKE_CERTIFICATE_REQUEST, PC_SIDE_SERVER, true, true, read_certificate_request,
     SLOT(certificate_request)},
    {PC_HANDSHAKE_SERVER_HELLO_DONE, PC_SIDE_SERVER, true, true, read_server_hello_done,
     SLOT(server_hello_done)},
    {PC_HANDSHAKE_CERTIFICATE_VERIFY, PC_SIDE_UNKNOWN, true, true, read_certificate_verify, -1},
    {PC_HANDSHAKE_CLIENT_KEY_EXCHANGE, PC_SIDE_CLIENT, true, true, read_client_key_exchange,
     SLOT(client_key_exchange)},
    {PC_HANDSHAKE_FINISHED, PC_SIDE_UNKNOWN, false, true, read_finished, -1},
    {PC_HANDSHAKE_CERTIFICATE_URL, PC_SIDE_CLIENT, true, true, NULL, -1},
    {PC_HANDSHAKE_CERTIFICATE_STATUS, PC_SIDE_SERVER, true, true, NULL, -1},
    {PC_HANDSHAKE_SUPPLEMENTAL_DATA, PC_SIDE_UNKNOWN, true, true, NULL, -1},
    {PC_HANDSHAKE_KEY_UPDATE, PC_SIDE_UNKNOWN, false, false, NULL, -1},
};

static const Message *find_message(uint8_t type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        if (messages[i].type == type) {
            return &messages[i];
        }
    }
    return NULL;
}

static uint64_t *frame_slot(PcHandshakeFrames *frames, ptrdiff_t slot)
{
    return G_STRUCT_MEMBER_P(frames, slot);
}

static void tell_side(PcHandshake *handshake, const Message *message, const PcSeen *seen)
{
    PcSide sender = message->sender;
    // Up to TLS 1.2 only a client proves its key with this message.
    if (message->type == PC_HANDSHAKE_CERTIFICATE_VERIFY &&
        !pc_version_is_tls13(handshake->version)) {
        sender = PC_SIDE_CLIENT;
    }
    if (sender != PC_SIDE_UNKNOWN) {
        pc_handshake_tell_side(handshake, sender, seen->direction, PC_TOLD_BY_MESSAGE);
    }
}

static PcTranscriptPart part_of(const PcHandshake *handshake, const Message *message,
                                unsigned direction)
{
    if (message->type == PC_HANDSHAKE_CLIENT_HELLO) {
        return PC_TRANSCRIPT_HELLO;
    }
    return pc_handshake_side(handshake, direction) == PC_SIDE_SERVER ? PC_TRANSCRIPT_SERVER
                                                                     : PC_TRANSCRIPT_CLIENT;
}

// In TLS 1.3 all that a client says after its hello follows the server's Finished. Where a capture
// has a piece of the server's flight later, the order in which they were signed is lost.
static bool server_flight_is_late(const PcHandshake *handshake, unsigned client)
{
    return pc_version_is_tls13(handshake->version) &&
           handshake->work->speaker[1 - client].finished.order == 0;
}

// A ClientHello that was captured before the request for it cannot be told from what is encrypted.
static bool lacks_retried_hello(const PcHandshake *handshake, const Message *message)
{
    bool is_answer =
        message->type == PC_HANDSHAKE_SERVER_HELLO && handshake->frames.server_hello != 0;
    return is_answer && handshake->hello_retry && !handshake->work->retried;
}

static void add_to_transcript(PcHandshake *handshake, const Message *message, unsigned direction,
                              PcBytes raw)
{
    struct PcHandshakeWork *work = handshake->work;
    PcTranscriptPart part = part_of(handshake, message, direction);
    if (work->transcript == NULL || (work->verify != NULL && part == PC_TRANSCRIPT_CLIENT)) {
        return; // a CertificateVerify does not sign itself, nor what follows it
    }
    if (message->type == PC_HANDSHAKE_FINISHED && !pc_version_is_tls13(handshake->version)) {
        return; // nor a Finished that keys opened, and that was captured before it
    }
    bool is_early = pc_version_is_tls13(handshake->version) && !work->begun_with_hello;
    if (is_early || (part == PC_TRANSCRIPT_CLIENT && server_flight_is_late(handshake, direction))) {
        pc_handshake_forget_transcript(handshake);
        return;
    }
    work->retried |= message->type == PC_HANDSHAKE_CLIENT_HELLO && handshake->hello_retry;
    if (lacks_retried_hello(handshake, message)) {
        pc_handshake_forget_transcript(handshake);
        return;
    }
    bool kept = pc_transcript_add(work->transcript, part, raw);
    if (kept && message->type == PC_HANDSHAKE_SERVER_HELLO &&
        pc_version_is_tls13(handshake->version)) {
        kept = pc_transcript_fold(work->transcript, handshake->cipher, false);
    }
    if (!kept) {
        pc_handshake_forget_transcript(handshake);
    } else if (message->type == PC_HANDSHAKE_FINISHED &&
               pc_handshake_side(handshake, direction) == PC_SIDE_CLIENT) {
        pc_transcript_mark(work->transcript);
    }
}

// A HelloRetryRequest is the one message before which the transcript changes its form.
static void fold_for_retry(PcHandshake *handshake, uint8_t type, PcBytes body)
{
    ServerHello hello;
    if (type == PC_HANDSHAKE_SERVER_HELLO && handshake->work->transcript != NULL &&
        parse_server_hello(body, &hello) && hello.retry) {
        pc_transcript_fold(handshake->work->transcript, hello.cipher, true);
    }
}

// A HelloVerifyRequest may be answer to the first piece of a ClientHello, whose last comes after it
// (RFC 6347, 4.2.1). Nothing is lost where it comes first: the hello with the cookie says it all.
static void begin_message(PcHandshake *handshake, const PcSeen *seen, uint8_t type)
{
    struct PcHandshakeWork *work = handshake->work;
    bool is_first = work->order == 0 || work->only_cookies;
    // In two taps the client's direction may come late; EAP is in order.
    bool has_order =
        handshake->transport == PC_TRANSPORT_EAPOL || handshake->transport == PC_TRANSPORT_RADIUS;
    bool is_first_of_client =
        is_first || (!has_order && work->speaker[seen->direction].first.order == 0);
    work->begun_with_hello |= type == PC_HANDSHAKE_CLIENT_HELLO && is_first_of_client;
    work->only_cookies = type == PC_HANDSHAKE_HELLO_VERIFY_REQUEST && is_first;
    if (work->only_cookies) {
        pc_handshake_step(handshake, seen);
    } else {
        pc_handshake_step_inside(handshake, seen);
    }
}

static void read_message(PcHandshake *handshake, const PcSeen *seen, uint8_t type, PcBytes body,
                         PcBytes raw)
{
    struct PcHandshakeWork *work = handshake->work;
    const Message *message = find_message(type);
    begin_message(handshake, seen, type);
    if (message == NULL) {
        return;
    }
    work->old_style |= message->old_style && !pc_version_is_tls13(handshake->version);
    tell_side(handshake, message, seen);
    if (message->frame_slot >= 0) {
        uint64_t *slot = frame_slot(&handshake->frames, message->frame_slot);
        *slot = *slot != 0 ? *slot : seen->frame;
    }
    fold_for_retry(handshake, type, body);
    if (message->read != NULL) {
        message->read(handshake, seen, body);
    }
    if (message->in_transcript) {
        add_to_transcript(handshake, message, seen->direction, raw);
    }
    pc_handshake_take_verify(handshake);
}

// In DTLS the ClientHello with the cookie has the random of the one without (RFC 6347, 4.2.1):
// captured late, it begins nothing.
static bool is_hello_again(PcHandshake *handshake, uint8_t type, PcBytes body)
{
    const PcHandshake *current = pc_handshake_current(handshake);
    return handshake->transport == PC_TRANSPORT_UDP && type == PC_HANDSHAKE_CLIENT_HELLO &&
           current->has_client_random && pc_bytes_skip(&body, 2) &&
           pc_bytes_starts(body, current->client_random, sizeof current->client_random);
}

void pc_handshake_message(PcHandshake *handshake, const PcSeen *seen, uint8_t type, PcBytes body,
                          PcBytes raw)
{
    if (!is_hello_again(handshake, type, body)) {
        pc_handshake_renegotiate(handshake, seen, type);
    }
    PcHandshake *current = pc_handshake_at(handshake, seen);
    if (current != NULL) {
        read_message(current, seen, type, body, raw);
        pc_handshake_promote(handshake);
    }
}

// The SSLv2-compatible ClientHello (RFC 5246, E.2): type, version, then three lengths.
void pc_handshake_sslv2_hello(PcHandshake *handshake, const PcSeen *seen, PcBytes message)
{
    struct PcHandshakeWork *work = handshake->work;
    PcBytes body = message, suites, session_id, challenge;
    uint8_t type;
    uint16_t version, suites_len, session_id_len, challenge_len;
    work->begun_with_hello |= work->order == 0;
    pc_handshake_step_inside(handshake, seen);
    pc_handshake_tell_side(handshake, PC_SIDE_CLIENT, seen->direction, PC_TOLD_BY_MESSAGE);
    handshake->frames.client_hello = seen->frame;
    if (work->transcript != NULL) {
        pc_transcript_add(work->transcript, PC_TRANSCRIPT_HELLO, message);
    }
    if (pc_bytes_u8(&body, &type) && pc_bytes_u16(&body, &version) &&
        pc_bytes_u16(&body, &suites_len) && pc_bytes_u16(&body, &session_id_len) &&
        pc_bytes_u16(&body, &challenge_len) && pc_bytes_take(&body, suites_len, &suites) &&
        pc_bytes_take(&body, session_id_len, &session_id) &&
        pc_bytes_take(&body, challenge_len, &challenge) && challenge.len <= 32) {
        handshake->client_version = version;
        handshake->has_client_random = true; // right-aligned, zeros before it
        pc_bytes_copy_out(challenge, &handshake->client_random[32 - challenge.len], challenge.len);
    }
}
