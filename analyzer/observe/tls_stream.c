// SPDX-License-Identifier: GPL-2.0-or-later
// The record layer. Records are never kept whole unless they have to be opened with a key: what is
// in clear goes on piece by piece, and what nobody can read is only counted off.
#include "analyzer/observe/tls_stream.h"
#include "analyzer/observe/assembler.h"
#include "analyzer/observe/certificate_compression.h"
#include "analyzer/observe/tls_keys.h"
#include "analyzer/observe/tls_wire.h"

// What is done with the content of the present record.
typedef enum {
    CONTENT_COUNTED,  // only its length matters
    CONTENT_SHORT,    // ChangeCipherSpec or an alert in clear
    CONTENT_MESSAGES, // handshake messages in clear
    CONTENT_DOUBTFUL, // a handshake record that may be encrypted: its first bytes will tell
    CONTENT_SSL2,     // an SSLv2-compatible ClientHello
    CONTENT_SEALED,   // protected, and we hold the keys
    CONTENT_LOST,     // the same, but a part is missing
} Content;

enum { DOUBT_LEN = 4, SHORT_LEN = 2 };

// Half is one direction.
typedef struct {
    bool synced;                    // we know where the next record begins
    bool ciphered;                  // a ChangeCipherSpec was seen
    bool doubtful;                  // one may have been missed
    uint8_t start[PC_TLS_LOOK_LEN]; // bytes that may turn out to begin a record
    size_t start_len;               //
    uint8_t header[PC_TLS_RECORD_HEADER];
    uint8_t header_len;
    uint8_t type; // of the present record
    Content content;
    size_t record_len;
    size_t left;                // of the present record
    uint8_t opening[DOUBT_LEN]; // its first bytes, for SHORT and DOUBTFUL
    size_t opening_len;
    GByteArray *whole;    // the present record, where it is kept; else NULL
    PcUnsealer *unsealer; // opens protected records; NULL where nothing does
    bool opened;          // it has opened one
    PcAssembler assembler;
    bool finished; // TLS 1.3: its Finished was read
    PcSeen newest; // the latest frame that brought bytes of this direction
} Half;

struct PcTlsStream {
    const PcTlsMemory *memory;
    PcHandshake *handshake;
    Half half[2];
    bool begun; // a record was recognised
    bool worth; // something of a handshake was
};

PcTlsStream *pc_tls_stream_new(const PcTlsMemory *memory, PcTransport transport,
                               const PcEndpoint *from, const PcEndpoint *to)
{
    PcTlsStream *stream = g_new0(PcTlsStream, 1);
    stream->memory = memory;
    stream->handshake = pc_handshake_new(transport, from, to);
    stream->handshake->certificates = memory->certificates;
    return stream;
}

void pc_tls_stream_free(PcTlsStream *stream)
{
    if (stream == NULL) {
        return;
    }
    for (size_t d = 0; d < 2; d++) {
        pc_assembler_reset(&stream->half[d].assembler);
        g_clear_pointer(&stream->half[d].whole, g_byte_array_unref);
        pc_unsealer_free(stream->half[d].unsealer);
    }
    pc_handshake_free(stream->handshake);
    g_free(stream);
}

PcHandshake *pc_tls_stream_handshake(PcTlsStream *stream)
{
    return stream->handshake;
}

static bool is_tls13(const PcTlsStream *stream)
{
    return stream->handshake->version == 0x0304;
}

static void lose_sync(Half *half)
{
    half->synced = false;
    half->start_len = 0;
    half->header_len = 0;
    half->left = 0;
    half->doubtful = true;
    g_clear_pointer(&half->whole, g_byte_array_unref);
}

// ---- handshake messages ---------------------------------------------------------------------

// Sessions are learnt while their connection is still open: the next may begin before it ends.
static void note_resumption(PcTlsStream *stream)
{
    if (stream->memory->resumption != NULL) {
        pc_resumption_note(stream->memory->resumption, stream->handshake);
    }
}

static void set_unsealer(Half *half, PcUnsealer *unsealer)
{
    pc_unsealer_free(half->unsealer);
    half->unsealer = unsealer;
    half->opened = false;
}

// What follows a ServerHello of TLS 1.3 is protected. Half of the keys is no use: what the client
// shows can only be understood with what the server asked for.
static void begin_tls13(PcTlsStream *stream)
{
    const PcKeyLog *keys = stream->memory->keys;
    for (unsigned d = 0; d < 2; d++) {
        set_unsealer(&stream->half[d], pc_tls_keys13(keys, stream->handshake, d, true));
    }
    if (stream->half[0].unsealer == NULL || stream->half[1].unsealer == NULL) {
        set_unsealer(&stream->half[0], NULL);
        set_unsealer(&stream->half[1], NULL);
        pc_handshake_dark(stream->handshake);
    }
}

// In TLS 1.3 a direction changes keys after its Finished, and whenever it likes (RFC 8446, 4.6.3).
static void change_keys13(PcTlsStream *stream, Half *half, uint8_t type)
{
    if (type == PC_HANDSHAKE_FINISHED && !half->finished) {
        half->finished = true;
        unsigned direction = half->newest.direction;
        set_unsealer(half,
                     pc_tls_keys13(stream->memory->keys, stream->handshake, direction, false));
    } else if (type == PC_HANDSHAKE_KEY_UPDATE && !pc_unsealer_update(half->unsealer)) {
        set_unsealer(half, NULL);
    }
}

static void after_server_hello(PcTlsStream *stream)
{
    PcBytes master = pc_tls_keys_master(stream->memory->keys, stream->handshake);
    if (is_tls13(stream)) {
        begin_tls13(stream);
    } else if (master.len > 0) {
        pc_handshake_master_secret(stream->handshake, master);
    }
}

// The record gets the Certificate that was meant; the transcript, the message as it was sent.
static void give_compressed(PcTlsStream *stream, const PcSeen *seen, const PcMessage *message)
{
    g_autoptr(GBytes) body = NULL;
    PcDecompress answer = pc_decompress_certificate(message->body, &body);
    if (answer == PC_DECOMPRESSED) {
        pc_handshake_message(stream->handshake, seen, PC_HANDSHAKE_CERTIFICATE, pc_bytes_of(body),
                             message->raw);
        return;
    }
    if (answer == PC_DECOMPRESS_TOO_LARGE) {
        pc_handshake_missing(stream->handshake, PC_COVERAGE_OVER_LIMIT);
    }
    pc_handshake_partial_certificate(stream->handshake, seen, (PcBytes){0});
}

static void give_message(PcTlsStream *stream, const PcSeen *seen, const PcMessage *message)
{
    stream->worth = true;
    if (message->type == PC_HANDSHAKE_COMPRESSED_CERTIFICATE && is_tls13(stream)) {
        give_compressed(stream, seen, message);
    } else {
        pc_handshake_message(stream->handshake, seen, message->type, message->body, message->raw);
    }
}

static void take_message(PcTlsStream *stream, Half *half, const PcMessage *message)
{
    const PcHandshake *handshake = stream->handshake;
    bool had_hello = handshake->frames.server_hello != 0;
    give_message(stream, &half->newest, message);
    if (message->type == PC_HANDSHAKE_SERVER_HELLO && !had_hello &&
        handshake->frames.server_hello != 0) {
        after_server_hello(stream);
    } else if (half->unsealer != NULL && is_tls13(stream)) {
        change_keys13(stream, half, message->type);
    }
    if (message->type == PC_HANDSHAKE_NEW_SESSION_TICKET) {
        note_resumption(stream);
    }
}

static void take_messages(PcTlsStream *stream, Half *half, PcBytes bytes)
{
    PcMessage message;
    while (bytes.len > 0) {
        switch (pc_assembler_next(&half->assembler, &bytes, &message)) {
        case PC_ASSEMBLER_NEED_MORE:
            break;
        case PC_ASSEMBLER_MESSAGE:
            take_message(stream, half, &message);
            break;
        case PC_ASSEMBLER_TOO_LARGE:
            pc_handshake_missing(stream->handshake, PC_COVERAGE_OVER_LIMIT);
            break;
        }
    }
}

// The beginning of a certificate is worth telling.
static void give_partial(PcTlsStream *stream, Half *half)
{
    uint8_t type;
    PcBytes body;
    if (pc_assembler_begun(&half->assembler, &type, &body) && type == PC_HANDSHAKE_CERTIFICATE) {
        pc_handshake_partial_certificate(stream->handshake, &half->newest, body);
    }
}

// ---- records --------------------------------------------------------------------------------

static bool is_record_header(PcBytes header)
{
    uint8_t type, major, minor;
    uint16_t len;
    return pc_bytes_u8(&header, &type) && pc_bytes_u8(&header, &major) &&
           pc_bytes_u8(&header, &minor) && pc_bytes_u16(&header, &len) &&
           type >= PC_TLS_CHANGE_CIPHER_SPEC && type <= PC_TLS_HEARTBEAT && major == 3 &&
           minor <= 4 && len <= PC_TLS_MAX_RECORD;
}

static bool is_sealed(const PcTlsStream *stream, const Half *half)
{
    if (is_tls13(stream)) { // all but alerts and ChangeCipherSpec before the keys is (RFC 8446, 5)
        return half->type == PC_TLS_APPLICATION_DATA;
    }
    return half->ciphered;
}

static Content content_of(const PcTlsStream *stream, const Half *half)
{
    if (is_sealed(stream, half)) {
        return half->unsealer != NULL ? CONTENT_SEALED : CONTENT_COUNTED;
    }
    switch (half->type) {
    case PC_TLS_CHANGE_CIPHER_SPEC:
        return CONTENT_SHORT;
    case PC_TLS_ALERT: // in clear it has just two bytes
        return half->record_len == SHORT_LEN ? CONTENT_SHORT : CONTENT_COUNTED;
    case PC_TLS_HANDSHAKE:
        return half->doubtful && pc_assembler_at_start(&half->assembler) ? CONTENT_DOUBTFUL
                                                                         : CONTENT_MESSAGES;
    default:
        return CONTENT_COUNTED;
    }
}

static void end_change_cipher_spec(PcTlsStream *stream, Half *half)
{
    stream->worth = true;
    pc_handshake_change_cipher_spec(stream->handshake, &half->newest);
    note_resumption(stream);
    half->ciphered = true;
    half->doubtful = false;
    if (!is_tls13(stream)) {
        pc_assembler_reset(&half->assembler);
        set_unsealer(
            half, pc_tls_keys12(stream->memory->keys, stream->handshake, half->newest.direction));
    }
}

static void take_alert(PcTlsStream *stream, const Half *half, PcBytes content)
{
    enum { FATAL = 2 };
    uint8_t level, description;
    if (pc_bytes_u8(&content, &level) && pc_bytes_u8(&content, &description)) {
        stream->worth |= level == FATAL;
        pc_handshake_alert(stream->handshake, &half->newest, level, description);
    } else {
        pc_handshake_alert_encrypted(stream->handshake, &half->newest);
    }
}

static void end_alert(PcTlsStream *stream, const Half *half)
{
    size_t len = half->content == CONTENT_SHORT ? half->opening_len : 0;
    take_alert(stream, half, pc_bytes(half->opening, len));
}

static void end_handshake_record(PcTlsStream *stream, Half *half)
{
    if (half->content == CONTENT_COUNTED || half->content == CONTENT_DOUBTFUL) {
        stream->worth = true;
        pc_handshake_encrypted(stream->handshake, &half->newest, half->record_len);
    }
}

static void end_ssl2_hello(PcTlsStream *stream, Half *half)
{
    stream->worth = true;
    pc_handshake_sslv2_hello(stream->handshake, &half->newest,
                             pc_bytes(half->whole->data, half->whole->len));
    g_clear_pointer(&half->whole, g_byte_array_unref);
}

static void end_unread(PcTlsStream *stream, Half *half)
{
    switch (half->type) {
    case PC_TLS_CHANGE_CIPHER_SPEC:
        if (half->content == CONTENT_SHORT) {
            end_change_cipher_spec(stream, half);
        }
        break;
    case PC_TLS_ALERT:
        end_alert(stream, half);
        break;
    case PC_TLS_HANDSHAKE:
        end_handshake_record(stream, half);
        break;
    case PC_TLS_APPLICATION_DATA:
        pc_handshake_application_data(stream->handshake, &half->newest, half->record_len);
        break;
    default:
        break;
    }
}

static void take_opened(PcTlsStream *stream, Half *half, uint8_t type, PcBytes content)
{
    switch (type) {
    case PC_TLS_CHANGE_CIPHER_SPEC:
        end_change_cipher_spec(stream, half);
        break;
    case PC_TLS_ALERT:
        take_alert(stream, half, content);
        break;
    case PC_TLS_HANDSHAKE:
        take_messages(stream, half, content);
        break;
    case PC_TLS_APPLICATION_DATA:
        pc_handshake_application_data(stream->handshake, &half->newest, content.len);
        pc_handshake_data(stream->handshake, &half->newest, content);
        break;
    default:
        break;
    }
}

// Keys that do not fit are worse than none: the direction goes on as if we had none. Only early
// data has keys of its own that are not those of what follows (RFC 8446, 4.2.10).
static void give_up_keys(PcTlsStream *stream, Half *half)
{
    bool early_data = stream->handshake->early_data && !half->opened && !half->finished;
    if (is_tls13(stream) && early_data) {
        return;
    }
    set_unsealer(half, NULL);
    if (is_tls13(stream)) {
        pc_handshake_dark(stream->handshake);
    }
    half->content = CONTENT_COUNTED;
    end_unread(stream, half);
}

static void end_sealed(PcTlsStream *stream, Half *half)
{
    g_autoptr(GByteArray) sealed = g_steal_pointer(&half->whole);
    g_autoptr(GByteArray) content = g_byte_array_new();
    PcSealedRecord record = {
        .type = half->type,
        .version = (uint16_t)((unsigned)half->header[1] << 8 | half->header[2]),
        .content = pc_bytes(sealed->data, sealed->len),
    };
    uint8_t type;
    if (!pc_unseal(half->unsealer, &record, content, &type)) {
        give_up_keys(stream, half);
        return;
    }
    half->opened = true;
    take_opened(stream, half, type, pc_bytes(content->data, content->len));
}

static void end_record(PcTlsStream *stream, Half *half)
{
    half->header_len = 0;
    if (half->content == CONTENT_SSL2) {
        end_ssl2_hello(stream, half);
    } else if (half->content == CONTENT_SEALED) {
        end_sealed(stream, half);
    } else if (half->content != CONTENT_LOST) {
        end_unread(stream, half);
    }
}

static void begin_record(PcTlsStream *stream, Half *half)
{
    PcBytes length = pc_bytes(&half->header[3], 2);
    uint16_t len = 0;
    pc_bytes_u16(&length, &len);
    half->type = half->header[0];
    half->record_len = half->left = len;
    half->opening_len = 0;
    half->content = content_of(stream, half);
    if (half->content == CONTENT_SEALED) {
        half->whole = g_byte_array_new();
    }
    if (len == 0) {
        half->header_len = 0; // says nothing
        g_clear_pointer(&half->whole, g_byte_array_unref);
    }
}

static void keep_opening(Half *half, size_t max, PcBytes *piece)
{
    uint8_t byte;
    while (half->opening_len < max && pc_bytes_u8(piece, &byte)) {
        half->opening[half->opening_len++] = byte;
    }
}

// With its first four bytes a handshake record shows whether a message begins there in clear.
static void resolve_doubt(PcTlsStream *stream, Half *half)
{
    uint8_t sample[PC_TLS_RECORD_HEADER + DOUBT_LEN];
    for (size_t i = 0; i < sizeof sample; i++) {
        sample[i] =
            i < PC_TLS_RECORD_HEADER ? half->header[i] : half->opening[i - PC_TLS_RECORD_HEADER];
    }
    if (pc_tls_look(pc_bytes(sample, sizeof sample), false) == PC_TLS_LOOK_YES) {
        half->content = CONTENT_MESSAGES;
        take_messages(stream, half, pc_bytes(half->opening, half->opening_len));
    } else {
        half->content = CONTENT_COUNTED;
    }
}

static void take_piece(PcTlsStream *stream, Half *half, PcBytes piece)
{
    if (half->content == CONTENT_DOUBTFUL) {
        keep_opening(half, DOUBT_LEN, &piece);
        if (half->opening_len == DOUBT_LEN) {
            resolve_doubt(stream, half);
        }
    }
    switch (half->content) {
    case CONTENT_COUNTED:
    case CONTENT_DOUBTFUL:
    case CONTENT_LOST:
        break;
    case CONTENT_SHORT:
        keep_opening(half, SHORT_LEN, &piece);
        break;
    case CONTENT_MESSAGES:
        take_messages(stream, half, piece);
        break;
    case CONTENT_SSL2:
    case CONTENT_SEALED:
        g_byte_array_append(half->whole, piece.data, (guint)piece.len);
        break;
    }
}

// Eats from `bytes`; false when they turn out not to be records after all.
static bool take_records(PcTlsStream *stream, Half *half, PcBytes bytes)
{
    uint8_t byte;
    while (bytes.len > 0) {
        if (half->header_len < PC_TLS_RECORD_HEADER) {
            pc_bytes_u8(&bytes, &byte);
            half->header[half->header_len++] = byte;
            if (half->header_len < PC_TLS_RECORD_HEADER) {
                continue;
            }
            if (!is_record_header(pc_bytes(half->header, PC_TLS_RECORD_HEADER))) {
                return false;
            }
            begin_record(stream, half);
            continue;
        }
        PcBytes piece = pc_bytes_first(bytes, half->left);
        pc_bytes_skip(&bytes, piece.len);
        half->left -= piece.len;
        take_piece(stream, half, piece);
        if (half->left == 0) {
            end_record(stream, half);
        }
    }
    return true;
}

// ---- finding the first record ---------------------------------------------------------------

static void begin_ssl2(Half *half, PcBytes *bytes)
{
    enum { SSL2_HEADER = 2, LENGTH_MASK = 0x7fff };
    uint16_t len = 0;
    PcBytes header = pc_bytes(half->start, half->start_len);
    pc_bytes_u16(&header, &len);
    half->content = CONTENT_SSL2;
    half->record_len = half->left = len & LENGTH_MASK;
    half->header_len = PC_TLS_RECORD_HEADER;
    half->whole = g_byte_array_new();
    (void)bytes;
}

// Looks at what may be the start of a record: the bytes kept from earlier segments and the first
// of this one.
static PcTlsLook look(const PcTlsStream *stream, Half *half, PcBytes *bytes)
{
    uint8_t byte;
    while (half->start_len < PC_TLS_LOOK_LEN && pc_bytes_u8(bytes, &byte)) {
        half->start[half->start_len++] = byte;
    }
    return pc_tls_look(pc_bytes(half->start, half->start_len), stream->begun);
}

static bool find_start(PcTlsStream *stream, Half *half, PcBytes *bytes)
{
    PcBytes segment = *bytes;
    bool kept = half->start_len > 0;
    PcTlsLook found = look(stream, half, bytes);
    if (found == PC_TLS_LOOK_NO && kept) {
        half->start_len = 0; // what was kept was nothing; this segment may begin one
        *bytes = segment;
        found = look(stream, half, bytes);
    }
    if (found == PC_TLS_LOOK_NO) {
        half->start_len = 0;
    }
    if (found == PC_TLS_LOOK_NO || found == PC_TLS_LOOK_MORE) {
        return false;
    }
    half->synced = stream->begun = true;
    PcBytes start = pc_bytes(half->start, half->start_len);
    if (found == PC_TLS_LOOK_SSL2) {
        begin_ssl2(half, bytes);
        pc_bytes_skip(&start, 2);
    }
    return take_records(stream, half, start);
}

void pc_tls_stream_bytes(PcTlsStream *stream, const PcSeen *seen, PcBytes bytes)
{
    Half *half = &stream->half[seen->direction];
    if (seen->frame >= half->newest.frame) {
        half->newest = *seen;
    }
    if (!half->synced && !find_start(stream, half, &bytes)) {
        return;
    }
    if (!take_records(stream, half, bytes)) {
        pc_assembler_reset(&half->assembler);
        lose_sync(half);
    }
}

// ---- holes and the end ----------------------------------------------------------------------

static PcCoverage coverage_of(PcGapCause cause)
{
    static const PcCoverage coverage[] = {
        [PC_GAP_SNAPLEN] = PC_COVERAGE_SNAPLEN,
        [PC_GAP_LOST] = PC_COVERAGE_GAP,
        [PC_GAP_LIMIT] = PC_COVERAGE_OVER_LIMIT,
    };
    return coverage[cause];
}

// Records were missed: with luck the keys find their place again.
static void lose_record(PcTlsStream *stream, Half *half)
{
    if (half->unsealer == NULL || pc_unsealer_lost(half->unsealer)) {
        return;
    }
    set_unsealer(half, NULL);
    if (is_tls13(stream)) {
        pc_handshake_dark(stream->handshake);
    }
}

// Counts off missing bytes of the present record; false if the hole reaches beyond it.
static bool skip_in_record(PcTlsStream *stream, Half *half, size_t len)
{
    if (half->header_len < PC_TLS_RECORD_HEADER || len == 0 || len > half->left) {
        return false;
    }
    if (half->content == CONTENT_MESSAGES) {
        pc_assembler_hole(&half->assembler, len);
        half->doubtful = true;
    } else if (half->content == CONTENT_SEALED) {
        half->content = CONTENT_LOST;
        g_clear_pointer(&half->whole, g_byte_array_unref);
        lose_record(stream, half);
    } else if (half->content != CONTENT_COUNTED && half->content != CONTENT_LOST) {
        return false;
    }
    half->left -= len;
    if (half->left == 0) {
        end_record(stream, half);
    }
    return true;
}

void pc_tls_stream_gap(PcTlsStream *stream, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Half *half = &stream->half[seen->direction];
    pc_handshake_hole(stream->handshake, seen->direction, coverage_of(cause));
    if (half->newest.frame == 0) {
        half->newest = *seen;
    }
    give_partial(stream, half);
    if (!half->synced || !skip_in_record(stream, half, len)) {
        pc_assembler_reset(&half->assembler);
        lose_record(stream, half);
        lose_sync(half);
    }
}

PcHandshake *pc_tls_stream_take(PcTlsStream *stream, bool end_of_capture)
{
    if (!stream->worth) {
        return NULL;
    }
    for (size_t d = 0; d < 2; d++) {
        give_partial(stream, &stream->half[d]);
    }
    if (end_of_capture) {
        pc_handshake_end_of_capture(stream->handshake);
    }
    note_resumption(stream);
    pc_handshake_settle(stream->handshake);
    return g_steal_pointer(&stream->handshake);
}

bool pc_tls_stream_done(const PcTlsStream *stream)
{
    // While we can read on, a renegotiation or a later request may still bring a certificate.
    bool readable = stream->half[0].unsealer != NULL || stream->half[1].unsealer != NULL;
    return readable ? pc_handshake_ended(stream->handshake)
                    : pc_handshake_decided(stream->handshake);
}

bool pc_tls_stream_begun(const PcTlsStream *stream)
{
    return stream->begun;
}
