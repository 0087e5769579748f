// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the records one by one, puts each direction's messages in order, and says what never came
// when the talk ends.
#include "core/tls/dtls_talk.h"

#include "core/tls/dtls_assembler.h"
#include "core/tls/keys.h"
#include "core/wire/dtls_look.h"
#include "core/wire/tls_wire.h"

enum {
    RECORD_HEADER = 13,
    MESSAGE_HEADER = 12,
    DTLS13 = 0xfefc,
};

// Numbers remembers which records of epoch 0 came: a window up to the highest number.
enum { NUMBERS_WINDOW = 64, MAX_CHANGES = 8 };

typedef struct {
    uint64_t highest;
    uint64_t seen; // bit n: highest - n
} Numbers;

typedef struct {
    PcDtlsTalk *talk;
    PcDtlsAssembler assembler;
    Numbers numbers;
    uint64_t changes[MAX_CHANGES]; // numbers of its ChangeCipherSpec records
    size_t n_changes;
    PcSeen changed;
    uint64_t alert;       // number of the latest alert's record; 0: none came, or it was the first
    PcUnsealer *unsealer; // of the next epoch; NULL where nothing opens it
    bool sealed;          // a record of the next epoch was seen
    bool finished;        // and it was a handshake message
} Half;

struct PcDtlsTalk {
    const PcTlsMemory *memory;
    PcHandshake *handshake; // NULL once it was taken
    Half half[2];
    bool client_hello; // one was seen, so the server's messages begin with ServerHello
    bool asked_cookie; // HelloVerifyRequest was seen
    bool worth;
    unsigned n_after; // datagrams since the outcome was known
};

// ---- messages -------------------------------------------------------------------------------

static void note_resumption(PcDtlsTalk *talk)
{
    pc_resumption_note(talk->memory->resumption, talk->handshake);
}

static void take_message(void *user, const PcSeen *seen, uint8_t type, PcBytes raw)
{
    Half *half = user;
    PcDtlsTalk *talk = half->talk;
    PcBytes body = raw;
    pc_bytes_skip(&body, MESSAGE_HEADER);
    talk->worth = true;
    talk->client_hello |= type == PC_HANDSHAKE_CLIENT_HELLO;
    talk->asked_cookie |= type == PC_HANDSHAKE_HELLO_VERIFY_REQUEST;
    pc_handshake_message(talk->handshake, seen, type, body, raw);
    if (type == PC_HANDSHAKE_SERVER_HELLO && talk->handshake->version == DTLS13) {
        pc_handshake_dark(talk->handshake);
    }
    if (type == PC_HANDSHAKE_NEW_SESSION_TICKET) {
        note_resumption(talk);
    }
}

static bool has_cookie(PcBytes body)
{
    PcBytes session_id, cookie;
    return pc_bytes_skip(&body, 2 + 32) && pc_bytes_vector(&body, 1, &session_id) &&
           pc_bytes_vector(&body, 1, &cookie) && cookie.len > 0;
}

// After HelloVerifyRequest some number their next message as if nothing had been (the RFC has the
// client go on counting, 4.2.1). A retransmitted first hello has no cookie.
static bool numbers_again(const PcDtlsTalk *talk, const PcDtlsFragment *fragment)
{
    if (!talk->asked_cookie || talk->handshake->frames.server_hello != 0) {
        return false;
    }
    return fragment->type == PC_HANDSHAKE_SERVER_HELLO ||
           (fragment->type == PC_HANDSHAKE_CLIENT_HELLO && has_cookie(fragment->data));
}

static bool may_be_first(const PcDtlsTalk *talk, uint8_t type)
{
    return type <= PC_HANDSHAKE_HELLO_VERIFY_REQUEST || !talk->client_hello;
}

static void take_fragments(PcDtlsTalk *talk, Half *half, const PcSeen *seen, PcBytes content)
{
    PcDtlsFragment fragment;
    while (pc_dtls_fragment(&content, &fragment)) {
        if (half->assembler.started && fragment.sequence < half->assembler.next &&
            fragment.offset == 0 && numbers_again(talk, &fragment)) {
            pc_dtls_assembler_restart(&half->assembler, fragment.sequence);
        }
        if (pc_dtls_assembler_add(&half->assembler, seen, &fragment,
                                  may_be_first(talk, fragment.type)) == PC_DTLS_OVER_LIMIT) {
            pc_handshake_missing(talk->handshake, PC_COVERAGE_OVER_LIMIT);
        }
    }
}

// ---- records --------------------------------------------------------------------------------

static void note_number(Numbers *numbers, uint64_t number)
{
    if (number > numbers->highest) {
        uint64_t step = number - numbers->highest;
        numbers->seen = step < NUMBERS_WINDOW ? numbers->seen << step : 0;
        numbers->highest = number;
    }
    if (numbers->highest - number < NUMBERS_WINDOW) {
        numbers->seen |= UINT64_C(1) << (numbers->highest - number);
    }
}

static bool came(const Numbers *numbers, uint64_t number)
{
    uint64_t back = numbers->highest - number;
    return number > numbers->highest || back >= NUMBERS_WINDOW || (numbers->seen >> back & 1) != 0;
}

// A message lost from the middle shows by the next one's number. That the last one of a flight is
// there shows only by its record, the one before ChangeCipherSpec; and if even that is missing, it
// may have taken others with it.
static bool lacks_last(const Half *half)
{
    bool lacks = half->n_changes > 0 || half->sealed;
    for (size_t i = 0; i < half->n_changes; i++) {
        uint64_t change = half->changes[i];
        lacks = lacks && change > 0 && !came(&half->numbers, change - 1);
    }
    return lacks;
}

// An alert may be captured before what it answers, and before what was sent with that.
static bool lacks_before_alert(const Half *half)
{
    return half->alert > 0 && !came(&half->numbers, half->alert - 1);
}

static void take_alert(PcDtlsTalk *talk, const PcSeen *seen, PcBytes content)
{
    uint8_t level, description;
    if (pc_bytes_u8(&content, &level) && pc_bytes_u8(&content, &description)) {
        talk->worth |= level == 2;
        pc_handshake_alert(talk->handshake, seen, level, description);
    }
}

static void take_change(PcDtlsTalk *talk, Half *half, const PcSeen *seen,
                        const PcDtlsRecord *record)
{
    talk->worth = true;
    if (half->n_changes < MAX_CHANGES) {
        half->changes[half->n_changes++] = record->number;
        half->changed = *seen;
    }
    pc_handshake_change_cipher_spec(talk->handshake, seen);
    if (half->unsealer == NULL) {
        const PcKeyLog *keys = talk->memory->keys;
        half->unsealer = pc_tls_keys12(keys, talk->handshake, seen);
    }
    note_resumption(talk);
}

static void take_clear(PcDtlsTalk *talk, const PcSeen *seen, const PcDtlsRecord *record)
{
    Half *half = &talk->half[seen->direction];
    note_number(&half->numbers, record->number);
    if (record->type == PC_TLS_HANDSHAKE) {
        take_fragments(talk, half, seen, record->content);
    } else if (record->type == PC_TLS_CHANGE_CIPHER_SPEC) {
        take_change(talk, half, seen, record);
    } else if (record->type == PC_TLS_ALERT && record->len == 2) {
        half->alert = record->number;
        take_alert(talk, seen, record->content);
    }
}

static bool open_record(const Half *half, const PcDtlsRecord *record, GByteArray *content)
{
    PcSealedRecord sealed = {
        .type = record->type,
        .version = record->version,
        .sequence = (uint64_t)record->epoch << 48 | record->number,
        .content = record->content,
    };
    uint8_t type;
    return half->unsealer != NULL && record->content.len == record->len &&
           pc_unseal(half->unsealer, &sealed, content, &type);
}

static void take_opened(PcDtlsTalk *talk, const PcSeen *seen, uint8_t type, PcBytes content)
{
    if (type == PC_TLS_HANDSHAKE) {
        take_fragments(talk, &talk->half[seen->direction], seen, content);
    } else if (type == PC_TLS_ALERT) {
        take_alert(talk, seen, content);
    } else if (type == PC_TLS_APPLICATION_DATA) {
        pc_handshake_application_data(talk->handshake, seen, content.len);
        pc_handshake_data(talk->handshake, seen, content);
    }
}

static void take_sealed(PcDtlsTalk *talk, const PcSeen *seen, const PcDtlsRecord *record)
{
    Half *half = &talk->half[seen->direction];
    if (!half->sealed) {
        half->sealed = true;
        half->changed = *seen; // unless its ChangeCipherSpec was seen, too
    }
    g_autoptr(GByteArray) content = g_byte_array_new();
    if (open_record(half, record, content)) {
        take_opened(talk, seen, record->type, pc_bytes(content->data, content->len));
    } else if (record->type == PC_TLS_HANDSHAKE && !half->finished) {
        half->finished = talk->worth = true; // later ones are the same once more
        pc_handshake_encrypted(talk->handshake, seen, record->len);
    } else if (record->type == PC_TLS_ALERT) {
        pc_handshake_alert_encrypted(talk->handshake, seen);
    } else if (record->type == PC_TLS_APPLICATION_DATA) {
        pc_handshake_application_data(talk->handshake, seen, record->len);
    }
}

PcDtlsTalk *pc_dtls_talk_new(const PcTlsMemory *memory, const PcEndpoint *from,
                             const PcEndpoint *to)
{
    PcDtlsTalk *talk = g_new0(PcDtlsTalk, 1);
    talk->memory = memory;
    talk->handshake = pc_handshake_new(PC_TRANSPORT_UDP, from, to);
    for (size_t d = 0; d < 2; d++) {
        talk->half[d].talk = talk;
        talk->half[d].assembler.take = take_message;
        talk->half[d].assembler.user = &talk->half[d];
    }
    return talk;
}

void pc_dtls_talk_free(PcDtlsTalk *talk)
{
    if (talk == NULL) {
        return;
    }
    for (size_t d = 0; d < 2; d++) {
        pc_dtls_assembler_clear(&talk->half[d].assembler);
        pc_unsealer_free(talk->half[d].unsealer);
    }
    if (talk->handshake != NULL) {
        pc_handshake_free(talk->handshake);
    }
    g_free(talk);
}

PcHandshake *pc_dtls_talk_handshake(PcDtlsTalk *talk)
{
    return talk->handshake;
}

bool pc_dtls_talk_worth(const PcDtlsTalk *talk)
{
    return talk->worth;
}

// What an alert of the server's answers may be captured after it.
static bool client_was_heard(const PcDtlsTalk *talk)
{
    const PcHandshake *handshake = talk->handshake;
    bool owes = handshake->certificate_requested && handshake->alert.from != PC_SIDE_CLIENT &&
                handshake->frames.client_certificate == 0;
    bool lacks = lacks_before_alert(&talk->half[0]) || lacks_before_alert(&talk->half[1]);
    return talk->client_hello && !owes && !lacks;
}

// Datagrams overtake each other: data may be seen before the last of the handshake.
bool pc_dtls_talk_done(PcDtlsTalk *talk)
{
    enum { MAX_AFTER = 64 };
    if (!pc_handshake_decided(talk->handshake)) {
        return false;
    }
    bool complete = talk->half[0].n_changes > 0 && talk->half[1].n_changes > 0;
    return complete || (talk->handshake->alert.seen && client_was_heard(talk)) ||
           talk->n_after++ >= MAX_AFTER;
}

void pc_dtls_talk_datagram(PcDtlsTalk *talk, const PcSeen *seen, PcBytes bytes, size_t missing)
{
    PcDtlsRecord record;
    bytes = pc_dtls_without_preamble(bytes);
    while (pc_dtls_next_record(&bytes, &record)) {
        if (record.epoch == 0) {
            take_clear(talk, seen, &record);
        } else {
            take_sealed(talk, seen, &record);
        }
    }
    if (missing > 0) {
        pc_handshake_hole(talk->handshake, seen->direction, PC_COVERAGE_SNAPLEN);
    }
}

// What still waits: its forerunners or its rest never came.
static void give_left(PcDtlsTalk *talk, Half *half)
{
    PcDtlsLeft left;
    while (pc_dtls_assembler_left(&half->assembler, &left)) {
        PcBytes body = left.raw;
        pc_bytes_skip(&body, MESSAGE_HEADER);
        if (left.after_hole || !left.whole) {
            pc_handshake_hole_before(talk->handshake, left.seen.direction, PC_COVERAGE_GAP);
        }
        if (left.whole) {
            take_message(half, &left.seen, left.type, left.raw);
        } else if (left.type == PC_HANDSHAKE_CERTIFICATE) {
            talk->worth = true;
            pc_handshake_partial_certificate(talk->handshake, &left.seen, body);
        }
    }
    if (lacks_last(half) || lacks_before_alert(half)) {
        unsigned direction = half == &talk->half[1] ? 1 : 0;
        pc_handshake_hole_before(talk->handshake, direction, PC_COVERAGE_GAP);
    }
}

size_t pc_dtls_talk_held(const PcDtlsTalk *talk)
{
    return pc_account_block(sizeof *talk) + pc_handshake_held(talk->handshake) +
           pc_dtls_assembler_held(&talk->half[0].assembler) +
           pc_dtls_assembler_held(&talk->half[1].assembler);
}

static void end_reading(PcDtlsTalk *talk, bool end_of_capture)
{
    for (size_t d = 0; d < 2; d++) {
        give_left(talk, &talk->half[d]);
    }
    if (end_of_capture) {
        pc_handshake_end_of_capture(talk->handshake);
    }
    note_resumption(talk);
    pc_handshake_settle(talk->handshake);
}

void pc_dtls_talk_pause(PcDtlsTalk *talk)
{
    end_reading(talk, false);
}

PcHandshake *pc_dtls_talk_take(PcDtlsTalk *talk, bool end_of_capture)
{
    end_reading(talk, end_of_capture);
    return talk->worth ? g_steal_pointer(&talk->handshake) : NULL;
}
