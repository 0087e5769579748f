// SPDX-License-Identifier: GPL-2.0-or-later
// The record layer. A record's messages are told when the record is whole, so in the frame in which
// Wireshark shows them; what nobody can read is not kept but counted off.
#include "core/tls/stream.h"
#include "core/tls/assembler.h"
#include "core/tls/keys.h"
#include "core/wire/tls_wire.h"

// What is done with the content of the present record.
typedef enum {
    CONTENT_COUNTED,  // only its length matters
    CONTENT_CLEAR,    // kept until it is whole: handshake, alert, ChangeCipherSpec
    CONTENT_SEALED,   // the same, but protected, and we hold the keys
    CONTENT_SSL2,     // an SSLv2-compatible ClientHello
    CONTENT_STREAMED, // a handshake record with a hole: what there is of it goes on piece by piece
    CONTENT_LOST,     // a sealed record with a hole
} Content;

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
    size_t left;          // of the present record
    GByteArray *kept;     // of the present record, if it comes in pieces; else NULL
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
    bool begun;     // a record was recognised
    bool worth;     // something of a handshake was
    bool alert;     // a fatal one was read
    bool lent;      // the owner had opened a record
    int64_t unpack; // bytes that compressed certificates may still come to
};

PcTlsStream *pc_tls_stream_new(const PcTlsMemory *memory, PcTransport transport,
                               const PcEndpoint *from, const PcEndpoint *to)
{
    PcTlsStream *stream = g_new0(PcTlsStream, 1);
    stream->memory = memory;
    stream->unpack = PC_HANDSHAKE_UNPACKED;
    stream->handshake = pc_handshake_new(transport, from, to);
    return stream;
}

void pc_tls_stream_free(PcTlsStream *stream)
{
    if (stream == NULL) {
        return;
    }
    for (size_t d = 0; d < 2; d++) {
        pc_assembler_reset(&stream->half[d].assembler);
        g_clear_pointer(&stream->half[d].kept, g_byte_array_unref);
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
    g_clear_pointer(&half->kept, g_byte_array_unref);
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

// Where the owner may have opened it, only a record that nobody opened shows that nobody can.
static void darken(PcTlsStream *stream)
{
    if (stream->memory->opened == NULL) {
        pc_handshake_dark(stream->handshake);
    }
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
        darken(stream);
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
    PcDecompressor decompress = stream->memory->decompress;
    PcDecompress answer =
        decompress != NULL ? decompress(message->body, &stream->unpack, &body) : PC_DECOMPRESS_BAD;
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
        stream->worth = true;
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
    enum { CLEAR_ALERT_LEN = 2 };
    if (is_sealed(stream, half)) {
        return half->unsealer != NULL ? CONTENT_SEALED : CONTENT_COUNTED;
    }
    bool clear = half->type == PC_TLS_CHANGE_CIPHER_SPEC || half->type == PC_TLS_HANDSHAKE ||
                 (half->type == PC_TLS_ALERT && half->record_len == CLEAR_ALERT_LEN);
    return clear ? CONTENT_CLEAR : CONTENT_COUNTED;
}

static void end_change_cipher_spec(PcTlsStream *stream, Half *half)
{
    stream->worth = true;
    if (!is_tls13(stream) && !pc_assembler_at_start(&half->assembler)) {
        // No message goes on behind it: somewhere before, bytes were taken for one that were not.
        pc_handshake_hole(stream->handshake, half->newest.direction, PC_COVERAGE_GAP);
    }
    pc_handshake_change_cipher_spec(stream->handshake, &half->newest);
    note_resumption(stream);
    half->ciphered = true;
    half->doubtful = false;
    if (!is_tls13(stream)) {
        pc_assembler_reset(&half->assembler);
        set_unsealer(half, pc_tls_keys12(stream->memory->keys, stream->handshake, &half->newest));
    }
}

static void take_alert(PcTlsStream *stream, const Half *half, PcBytes content)
{
    enum { FATAL = 2 };
    uint8_t level, description;
    if (pc_bytes_u8(&content, &level) && pc_bytes_u8(&content, &description)) {
        pc_handshake_alert(stream->handshake, &half->newest, level, description);
        stream->alert |= level == FATAL;
    } else {
        pc_handshake_alert_encrypted(stream->handshake, &half->newest);
    }
}

// Where a ChangeCipherSpec may have been missed a handshake record shows by its first bytes whether
// a message begins there in clear.
static bool begins_message(const Half *half, PcBytes content)
{
    enum { MESSAGE_HEADER = 4 };
    uint8_t sample[PC_TLS_RECORD_HEADER + MESSAGE_HEADER];
    for (size_t i = 0; i < PC_TLS_RECORD_HEADER; i++) {
        sample[i] = half->header[i];
    }
    size_t len = pc_bytes_copy_out(content, &sample[PC_TLS_RECORD_HEADER], MESSAGE_HEADER);
    return pc_tls_look(pc_bytes(sample, PC_TLS_RECORD_HEADER + len), false) == PC_TLS_LOOK_YES;
}

static void end_unreadable(PcTlsStream *stream, const Half *half)
{
    if (half->type == PC_TLS_ALERT) {
        pc_handshake_alert_encrypted(stream->handshake, &half->newest);
    } else if (half->type == PC_TLS_HANDSHAKE) {
        stream->worth = true;
        pc_handshake_encrypted(stream->handshake, &half->newest, half->record_len);
    } else if (half->type == PC_TLS_APPLICATION_DATA) {
        pc_handshake_application_data(stream->handshake, &half->newest, half->record_len);
    }
}

static void take_content(PcTlsStream *stream, Half *half, uint8_t type, PcBytes content)
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

static bool is_doubtful(const Half *half, PcBytes content)
{
    return half->type == PC_TLS_HANDSHAKE && half->doubtful &&
           pc_assembler_at_start(&half->assembler) && !begins_message(half, content);
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
    end_unreadable(stream, half);
}

static bool take_lent(PcTlsStream *stream, Half *half)
{
    const PcTlsMemory *memory = stream->memory;
    PcOpened lent;
    if (memory->opened == NULL ||
        !memory->opened(memory->owner, &half->newest, half->record_len, &lent)) {
        return false;
    }
    stream->lent = true;
    take_content(stream, half, lent.type, lent.content);
    return true;
}

static void end_counted(PcTlsStream *stream, Half *half)
{
    bool sealed = is_sealed(stream, half);
    if (sealed && take_lent(stream, half)) {
        return;
    }
    if (sealed && stream->lent && half->type == PC_TLS_CHANGE_CIPHER_SPEC) {
        end_change_cipher_spec(stream, half); // holds nothing that would have to be opened
        return;
    }
    if (sealed && is_tls13(stream) && stream->memory->opened != NULL) {
        pc_handshake_dark(stream->handshake);
    }
    end_unreadable(stream, half);
}

static void end_sealed(PcTlsStream *stream, Half *half, PcBytes sealed)
{
    g_autoptr(GByteArray) content = g_byte_array_new();
    PcSealedRecord record = {
        .type = half->type,
        .version = (uint16_t)((unsigned)half->header[1] << 8 | half->header[2]),
        .content = sealed,
    };
    uint8_t type;
    if (!pc_unseal(half->unsealer, &record, content, &type)) {
        if (!take_lent(stream, half)) {
            give_up_keys(stream, half);
        }
        return;
    }
    half->opened = true;
    take_content(stream, half, type, pc_bytes(content->data, content->len));
}

static void end_ssl2_hello(PcTlsStream *stream, const Half *half, PcBytes content)
{
    stream->worth = true;
    pc_handshake_sslv2_hello(stream->handshake, &half->newest, content);
}

// A capture that began inside a connection with a NULL cipher: what looks clear is sealed.
static bool begin_null_cipher(PcTlsStream *stream, const Half *half, PcBytes content)
{
    if (half->type != PC_TLS_HANDSHAKE || is_tls13(stream) ||
        !pc_assembler_at_start(&half->assembler)) {
        return false;
    }
    if (half->unsealer != NULL) {
        return true; // the other direction has shown it
    }
    for (size_t d = 0; d < 2; d++) {
        PcUnsealer *unsealer = pc_tls_keys_late(content);
        if (unsealer == NULL) {
            return false;
        }
        set_unsealer(&stream->half[d], unsealer);
        stream->half[d].ciphered = true;
    }
    pc_handshake_missing(stream->handshake, PC_COVERAGE_LATE_START);
    return true;
}

static void end_clear(PcTlsStream *stream, Half *half, PcBytes content)
{
    if (is_doubtful(half, content)) {
        end_unreadable(stream, half);
    } else if (begin_null_cipher(stream, half, content)) {
        end_sealed(stream, half, content);
    } else {
        take_content(stream, half, half->type, content);
    }
}

// `content` is whole where it is kept at all.
static void end_record(PcTlsStream *stream, Half *half, PcBytes content)
{
    half->header_len = 0;
    switch (half->content) {
    case CONTENT_COUNTED:
        end_counted(stream, half);
        break;
    case CONTENT_CLEAR:
        end_clear(stream, half, content);
        break;
    case CONTENT_SEALED:
        end_sealed(stream, half, content);
        break;
    case CONTENT_SSL2:
        end_ssl2_hello(stream, half, content);
        break;
    case CONTENT_STREAMED:
    case CONTENT_LOST:
        break;
    }
}

static void begin_record(PcTlsStream *stream, Half *half)
{
    PcBytes length = pc_bytes(&half->header[3], 2);
    uint16_t len = 0;
    pc_bytes_u16(&length, &len);
    half->type = half->header[0];
    half->record_len = half->left = len;
    half->content = content_of(stream, half);
    if (len == 0) {
        half->header_len = 0; // says nothing
    }
}

static bool is_kept(Content content)
{
    return content == CONTENT_CLEAR || content == CONTENT_SEALED || content == CONTENT_SSL2;
}

// Takes the next piece of the present record. One that lies whole in a piece is not copied.
static void take_piece(PcTlsStream *stream, Half *half, PcBytes piece)
{
    half->left -= piece.len;
    if (half->content == CONTENT_STREAMED) {
        take_messages(stream, half, piece);
    }
    if (is_kept(half->content) && (half->kept != NULL || half->left > 0)) {
        half->kept = half->kept != NULL ? half->kept : g_byte_array_new();
        g_byte_array_append(half->kept, piece.data, (guint)piece.len);
    }
    if (half->left > 0) {
        return;
    }
    g_autoptr(GByteArray) kept = g_steal_pointer(&half->kept);
    end_record(stream, half, kept != NULL ? pc_bytes(kept->data, kept->len) : piece);
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
        take_piece(stream, half, piece);
    }
    return true;
}

// ---- finding the first record ---------------------------------------------------------------

static void begin_ssl2(Half *half)
{
    enum { SSL2_HEADER = 2, LENGTH_MASK = 0x7fff };
    uint16_t len = 0;
    PcBytes header = pc_bytes(half->start, half->start_len);
    pc_bytes_u16(&header, &len);
    half->content = CONTENT_SSL2;
    half->record_len = half->left = len & LENGTH_MASK;
    half->header_len = PC_TLS_RECORD_HEADER;
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
        begin_ssl2(half);
        pc_bytes_skip(&start, 2);
    }
    if (!take_records(stream, half, start)) {
        lose_sync(half);
    }
    return half->synced;
}

static void take_bytes(PcTlsStream *stream, Half *half, PcBytes bytes)
{
    if (!half->synced && !find_start(stream, half, &bytes)) {
        return;
    }
    if (!take_records(stream, half, bytes)) {
        pc_assembler_reset(&half->assembler);
        lose_sync(half);
    }
}

void pc_tls_stream_bytes(PcTlsStream *stream, const PcSeen *seen, PcBytes bytes)
{
    Half *half = &stream->half[seen->direction];
    if (seen->frame >= half->newest.frame) {
        half->newest = *seen;
    }
    take_bytes(stream, half, bytes);
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

// Gives what was kept of a handshake record that will never be whole.
static void give_kept(PcTlsStream *stream, Half *half)
{
    if (half->content != CONTENT_CLEAR || half->kept == NULL) {
        return;
    }
    g_autoptr(GByteArray) kept = g_steal_pointer(&half->kept);
    PcBytes content = pc_bytes(kept->data, kept->len);
    half->content = CONTENT_LOST;
    if (half->type == PC_TLS_HANDSHAKE && !is_doubtful(half, content)) {
        half->content = CONTENT_STREAMED;
        take_messages(stream, half, content);
    }
}

// Counts off missing bytes of the present record; false if the hole reaches beyond it.
static bool skip_in_record(PcTlsStream *stream, Half *half, size_t len)
{
    if (half->header_len < PC_TLS_RECORD_HEADER || len == 0 || len > half->left ||
        half->content == CONTENT_SSL2) {
        return false;
    }
    if (half->content == CONTENT_CLEAR && half->type == PC_TLS_HANDSHAKE) {
        half->content = CONTENT_STREAMED; // none of its bytes came before the hole
    }
    if (half->content == CONTENT_STREAMED) {
        pc_assembler_hole(&half->assembler, len);
        half->doubtful = true;
    } else if (half->content == CONTENT_SEALED) {
        lose_record(stream, half);
    }
    if (is_kept(half->content)) {
        half->content = CONTENT_LOST;
        g_clear_pointer(&half->kept, g_byte_array_unref);
    }
    half->left -= len;
    if (half->left == 0) {
        end_record(stream, half, (PcBytes){0});
    }
    return true;
}

void pc_tls_stream_gap(PcTlsStream *stream, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Half *half = &stream->half[seen->direction];
    give_kept(stream, half);
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

// An alert alone is the end of a handshake that was missed. But one that answers a peer which was
// heard from its SYN on, and said no hello, answers a port scan, a health check, or another
// protocol.
static bool is_worth(const PcTlsStream *stream)
{
    const PcHandshake *handshake = stream->handshake;
    int client = handshake->client_is_guess ? -1 : handshake->client_direction;
    bool was_heard = client >= 0 && !stream->half[client].doubtful;
    return stream->worth || (stream->alert && !was_heard);
}

void pc_tls_stream_keep(PcTlsStream *stream, const PcSeen *seen)
{
    PcHandshake *handshake = stream->handshake;
    stream->worth = true;
    if (handshake->frames.first == 0) {
        pc_handshake_missing(handshake, PC_COVERAGE_EARLY_END);
        handshake->frames.first = seen->frame;
        handshake->start = seen->time;
    }
}

PcHandshake *pc_tls_stream_show(PcTlsStream *stream)
{
    stream->worth = is_worth(stream);
    return stream->worth ? stream->handshake : NULL;
}

static void end_reading(PcTlsStream *stream, bool end_of_capture)
{
    for (size_t d = 0; d < 2; d++) {
        give_kept(stream, &stream->half[d]);
        give_partial(stream, &stream->half[d]);
    }
    if (is_tls13(stream) && stream->memory->opened != NULL && !stream->lent &&
        stream->half[0].unsealer == NULL) {
        pc_handshake_dark(stream->handshake); // nothing came that anybody could have opened
    }
    if (end_of_capture) {
        pc_handshake_end_of_capture(stream->handshake);
    }
    note_resumption(stream);
    pc_handshake_settle(stream->handshake);
}

void pc_tls_stream_pause(PcTlsStream *stream)
{
    end_reading(stream, false);
}

PcHandshake *pc_tls_stream_take(PcTlsStream *stream, bool end_of_capture)
{
    end_reading(stream, end_of_capture);
    return is_worth(stream) ? g_steal_pointer(&stream->handshake) : NULL;
}

static size_t held_in(const GByteArray *bytes)
{
    return bytes != NULL ? PC_ACCOUNT_ARRAY + pc_account_array(bytes->len) : 0;
}

size_t pc_tls_stream_held(const PcTlsStream *stream)
{
    size_t len = pc_account_block(sizeof *stream);
    len += stream->handshake != NULL ? pc_handshake_held(stream->handshake) : 0;
    for (size_t d = 0; d < 2; d++) {
        len += held_in(stream->half[d].kept) + held_in(stream->half[d].assembler.kept);
    }
    return len;
}

bool pc_tls_stream_done(const PcTlsStream *stream)
{
    // While we can read on, a renegotiation or a later request may still bring a certificate.
    bool readable =
        stream->lent || stream->half[0].unsealer != NULL || stream->half[1].unsealer != NULL;
    return readable ? pc_handshake_ended(stream->handshake)
                    : pc_handshake_decided(stream->handshake);
}

bool pc_tls_stream_begun(const PcTlsStream *stream)
{
    return stream->begun;
}
