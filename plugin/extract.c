// SPDX-License-Identifier: GPL-2.0-or-later
// Walks the first pass's tree of a frame in the order of its bytes and raises PcHandshake's events:
// records, handshake messages, alerts, the end of TCP, and what is missing. It
// calls the core with bytes that epan lends, and calls no epan while the core runs.
#include "plugin/extract.h"
#include "plugin/fields.h"
#include "plugin/talk.h"

// Wire values (RFC 8446, 5.1 and 4).
enum {
    CHANGE_CIPHER_SPEC = 20,
    ALERT = 21,
    HANDSHAKE = 22,
    APPLICATION_DATA = 23,
    TLS_RECORD_HEADER = 5,
    DTLS_RECORD_HEADER = 13,
    MESSAGE_HEADER = 4,
    CLIENT_HELLO = 1,
    CERTIFICATE = 11,
    VERSION_TLS13 = 0x0304,
};

typedef enum {
    MARK_RECORD,
    MARK_MESSAGE,
    MARK_ALERT,
    MARK_DTLS_RECORD,
    MARK_DTLS_MESSAGE,
    MARK_FIN,
    MARK_RESET,
    MARK_LOST,
    MARK_FILLED,
    N_MARKS,
} Mark;

static const struct {
    const char *field;
    Mark mark;
} wanted[] = {
    {"tls.record.content_type", MARK_RECORD},
    {"tls.record.opaque_type", MARK_RECORD},
    {"tls.handshake.type", MARK_MESSAGE},
    {"tls.alert_message", MARK_ALERT},
    {"dtls.record.content_type", MARK_DTLS_RECORD},
    {"dtls.handshake.type", MARK_DTLS_MESSAGE},
    {"tcp.connection.fin", MARK_FIN},
    {"tcp.connection.rst", MARK_RESET},
    {"tcp.analysis.lost_segment", MARK_LOST},
    {"tcp.analysis.out_of_order", MARK_FILLED},
    {"tcp.analysis.retransmission", MARK_FILLED},
};

static GArray *ids_of[N_MARKS]; // of int; filled once, when Wireshark starts

// Feed is the walk over one frame.
typedef struct {
    PcSessions *sessions;
    packet_info *pinfo;
    PcTalk *talk;
    PcSeen seen;
    // The record that the walk is in.
    bool in_record;
    bool opened; // its content was read as messages, an alert or inner data
    bool deciphered;
    bool dtls;
    uint8_t content;
    size_t len;
    PcBytes body; // what the capture holds of its content
    const tvbuff_t *source;
    // Of the frame.
    bool fin, reset, lost, filled;
} Feed;

void pc_extract_register(int proto, GArray *all)
{
    for (size_t mark = 0; mark < N_MARKS; mark++) {
        ids_of[mark] = g_array_new(FALSE, FALSE, sizeof(int));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        pc_field_ids(wanted[i].field, ids_of[wanted[i].mark]);
        pc_field_ids(wanted[i].field, all);
    }
    pc_talk_register(proto);
}

void pc_extract_begin_file(void)
{
    pc_talk_begin_file();
}

void pc_extract_end_file(void)
{
    pc_talk_end_file();
}

// ---- is the frame worth it? ---------------------------------------------------------------

static bool has(const proto_tree *tree, Mark mark)
{
    return pc_field_first(tree, ids_of[mark]) != NULL;
}

// Says whether any record of the frame is something else than application data.
static bool has_handshake_record(const proto_tree *tree, Mark mark, bool *any)
{
    for (unsigned i = 0; i < ids_of[mark]->len; i++) {
        const GPtrArray *fields =
            proto_get_finfo_ptr_array(tree, g_array_index(ids_of[mark], int, i));
        for (unsigned at = 0; fields != NULL && at < fields->len; at++) {
            uint8_t content = 0;
            PcBytes bytes = pc_field_bytes(g_ptr_array_index(fields, at), 1);
            *any = true;
            if (pc_bytes_u8(&bytes, &content) && content != APPLICATION_DATA) {
                return true;
            }
        }
    }
    return false;
}

static bool is_cut(const packet_info *pinfo)
{
    return pinfo->fd->cap_len < pinfo->fd->pkt_len;
}

bool pc_extract_wanted(const PcSessions *sessions, const packet_info *pinfo, const proto_tree *tree)
{
    bool any = false;
    bool tcp = pinfo->ptype == PT_TCP;
    if (!tcp && pinfo->ptype != PT_UDP) {
        return false;
    }
    if (has_handshake_record(tree, tcp ? MARK_RECORD : MARK_DTLS_RECORD, &any)) {
        return true;
    }
    if (!pc_sessions_wait_for(sessions, pinfo->srcport, pinfo->destport)) {
        // An SSLv2 hello has no record's type, and TLS 1.3 hides its late messages in data records.
        return tcp && has(tree, MARK_MESSAGE);
    }
    return any || is_cut(pinfo) || has(tree, MARK_FIN) || has(tree, MARK_RESET) ||
           has(tree, MARK_LOST) || has(tree, MARK_FILLED) || has(tree, MARK_MESSAGE);
}

// ---- the events ---------------------------------------------------------------------------

static PcHandshake *handshake_of(const Feed *feed)
{
    return feed->talk->session != NULL ? feed->talk->session->handshake : NULL;
}

// A frame's first event of a handshake begins the session where there is none; application data
// does not: the beginning of that connection was not captured.
static PcHandshake *need_handshake(Feed *feed)
{
    if (feed->talk->session == NULL) {
        pc_talk_begin(feed->talk, feed->sessions, feed->pinfo, feed->seen.direction);
    }
    return feed->talk->session->handshake;
}

static bool is_tls13(const Feed *feed)
{
    const PcHandshake *handshake = handshake_of(feed);
    return handshake != NULL && (handshake->version == VERSION_TLS13 || handshake->hello_retry);
}

// The capture holds only the beginning of the message.
static void take_partial(Feed *feed, PcBytes raw)
{
    PcHandshake *handshake = need_handshake(feed);
    PcBytes body = raw;
    uint8_t type = 0;
    if (pc_bytes_at(raw, 0, &type) && type == CERTIFICATE && pc_bytes_skip(&body, MESSAGE_HEADER)) {
        pc_handshake_partial_certificate(handshake, &feed->seen, body);
    }
    pc_handshake_missing(handshake, PC_COVERAGE_SNAPLEN);
}

// Says whether a message is longer than `limit`, header not counted.
static bool is_longer(PcBytes message, uint32_t limit)
{
    uint32_t len = 0;
    return pc_bytes_skip(&message, 1) && pc_bytes_u24(&message, &len) && len > limit;
}

static void take_message(Feed *feed, PcBytes raw, size_t header_len)
{
    if (is_longer(raw, PC_HANDSHAKE_MAX_MESSAGE)) {
        pc_handshake_missing(need_handshake(feed), PC_COVERAGE_OVER_LIMIT);
        return;
    }
    PcBytes body = raw;
    uint8_t type = 0;
    if (pc_bytes_at(raw, 0, &type) && pc_bytes_skip(&body, header_len)) {
        pc_handshake_message(need_handshake(feed), &feed->seen, type, body, raw);
    }
}

static void take_messages(Feed *feed, PcBytes content)
{
    uint8_t type = 0;
    for (;;) {
        PcBytes rest = content;
        PcBytes body;
        PcBytes raw;
        if (!pc_bytes_u8(&rest, &type) || !pc_bytes_vector(&rest, 3, &body) ||
            !pc_bytes_take(&content, MESSAGE_HEADER + body.len, &raw)) {
            return;
        }
        take_message(feed, raw, MESSAGE_HEADER);
    }
}

static void take_opened(Feed *feed, uint8_t type, PcBytes content)
{
    PcHandshake *handshake = handshake_of(feed);
    uint8_t level = 0;
    uint8_t description = 0;
    if (type == HANDSHAKE) {
        take_messages(feed, content);
    } else if (type == APPLICATION_DATA) {
        pc_handshake_application_data(handshake, &feed->seen, content.len);
        pc_handshake_data(handshake, &feed->seen, content);
    } else if (type == ALERT && pc_bytes_u8(&content, &level) &&
               pc_bytes_u8(&content, &description)) {
        pc_handshake_alert(handshake, &feed->seen, level, description);
    }
}

// With a NULL cipher, as phones in "authenticated" mode use, a record is in clear but for its MAC;
// Wireshark takes it for encrypted.
static bool take_null_cipher(Feed *feed)
{
    PcUnsealer *unsealer = feed->talk->null_cipher[feed->seen.direction];
    const PcHandshake *handshake = handshake_of(feed);
    if (unsealer == NULL || handshake == NULL || feed->content == CHANGE_CIPHER_SPEC ||
        feed->body.len != feed->len) {
        return false;
    }
    PcSealedRecord record = {
        .type = feed->content, .version = handshake->version, .content = feed->body};
    g_autoptr(GByteArray) content = g_byte_array_new();
    uint8_t type = 0;
    if (!pc_unseal(unsealer, &record, content, &type)) {
        return false;
    }
    take_opened(feed, type, pc_bytes(content->data, content->len));
    return true;
}

// A handshake record in clear in which Wireshark saw no message: it is cut, or begins a message
// that is longer than Wireshark takes for one. Otherwise it is a part of a message that comes
// later.
static void take_unread(Feed *feed)
{
    enum { LONGEST_SHOWN = 0xffff }; // past it Wireshark takes a message for an encrypted one
    uint8_t type = 0;
    if (feed->dtls) {
        return; // whatever it is, it can be read alone
    }
    if (feed->body.len > 0 && feed->body.len < feed->len) {
        take_partial(feed, feed->body);
    } else if (pc_bytes_at(feed->body, 0, &type) && type == CERTIFICATE &&
               is_longer(feed->body, LONGEST_SHOWN)) {
        pc_handshake_missing(need_handshake(feed), PC_COVERAGE_OVER_LIMIT);
    }
}

// An alert in clear has two bytes; a longer one is encrypted.
static void take_alert(Feed *feed, PcBytes bytes, size_t len)
{
    enum { READABLE = 2 };
    PcHandshake *handshake = handshake_of(feed);
    uint8_t level = 0;
    uint8_t description = 0;
    if (handshake == NULL) {
        return;
    }
    if (len != READABLE) {
        pc_handshake_alert_encrypted(handshake, &feed->seen);
    } else if (pc_bytes_u8(&bytes, &level) && pc_bytes_u8(&bytes, &description)) {
        pc_handshake_alert(handshake, &feed->seen, level, description);
    }
}

// In DTLS a second one is the first sent again (RFC 6347, 4.2.4); in TLS it is another handshake.
static void take_sealed(Feed *feed)
{
    bool *sealed = &feed->talk->sealed[feed->seen.direction];
    if (!*sealed || feed->pinfo->ptype != PT_UDP) {
        pc_handshake_encrypted(need_handshake(feed), &feed->seen, feed->len);
    }
    *sealed = true;
}

// What ends a record is the next one, or the end of the frame: only then is it clear whether it
// could be read.
static void end_record(Feed *feed)
{
    bool unread = feed->in_record && !feed->opened;
    feed->in_record = false;
    if (!unread || take_null_cipher(feed)) {
        return;
    }
    PcHandshake *handshake = handshake_of(feed);
    if (feed->content == HANDSHAKE && feed->talk->change_cipher[feed->seen.direction]) {
        take_sealed(feed);
    } else if (feed->content == HANDSHAKE) {
        take_unread(feed);
    } else if (feed->content == ALERT && feed->dtls) {
        take_alert(feed, feed->body, feed->len);
    } else if (feed->content == APPLICATION_DATA && handshake != NULL) {
        if (handshake->version == VERSION_TLS13 && !feed->deciphered) {
            pc_handshake_dark(handshake);
        }
        pc_handshake_application_data(handshake, &feed->seen, feed->len);
    }
}

static void begin_record(Feed *feed, const field_info *field, bool dtls)
{
    if ((field->flags & FI_GENERATED) != 0) {
        feed->deciphered = true; // the inner type that Wireshark adds in TLS 1.3
        if (feed->talk->session != NULL) {
            feed->talk->session->deciphered = true;
        }
        return;
    }
    end_record(feed);
    size_t header_len = dtls ? DTLS_RECORD_HEADER : TLS_RECORD_HEADER;
    PcBytes record = pc_field_bytes(field, header_len + G_MAXUINT16);
    uint8_t content = 0;
    uint16_t len = 0;
    bool whole = pc_bytes_u8(&record, &content) &&
                 pc_bytes_skip(&record, header_len - sizeof content - sizeof len) &&
                 pc_bytes_u16(&record, &len);
    if (!whole) {
        return;
    }
    feed->in_record = true;
    feed->opened = false;
    feed->deciphered = false;
    feed->content = content;
    feed->len = len;
    feed->body = pc_bytes_first(record, len);
    feed->dtls = dtls;
    feed->source = field->ds_tvb;
    if (content == CHANGE_CIPHER_SPEC) {
        pc_handshake_change_cipher_spec(need_handshake(feed), &feed->seen);
        pc_talk_change_cipher(feed->talk, feed->seen.direction);
    }
}

// After ChangeCipherSpec a record is encrypted, whatever its first bytes look like, unless
// Wireshark has deciphered it: then the message lies in another data source than its record.
static bool is_noise(const Feed *feed, const field_info *field)
{
    return feed->talk->change_cipher[feed->seen.direction] && !is_tls13(feed) &&
           field->ds_tvb == feed->source;
}

// An SSLv2 hello's length stands in the two bytes before its type (RFC 5246, E.2).
static void take_sslv2(Feed *feed, const field_info *field)
{
    enum { LENGTH = 2, FLAG = 0x8000 };
    field_info before = *field;
    before.start -= LENGTH;
    PcBytes bytes = pc_field_bytes(&before, LENGTH);
    uint16_t len = 0;
    if (!pc_bytes_u16(&bytes, &len) || (len & FLAG) == 0) {
        return;
    }
    PcBytes message = pc_field_bytes(field, len & (FLAG - 1));
    uint8_t type = 0;
    if (message.len == (len & (FLAG - 1)) && pc_bytes_at(message, 0, &type) &&
        type == CLIENT_HELLO) {
        pc_handshake_sslv2_hello(need_handshake(feed), &feed->seen, message);
    }
}

static void on_message(Feed *feed, const field_info *field)
{
    if (!feed->in_record) {
        take_sslv2(feed, field);
        return;
    }
    if (is_noise(feed, field)) {
        return;
    }
    feed->opened = true;
    PcBytes header = pc_field_bytes(field, MESSAGE_HEADER);
    uint8_t type = 0;
    uint32_t len = 0;
    if (!pc_bytes_u8(&header, &type) || !pc_bytes_u24(&header, &len)) {
        take_partial(feed, pc_field_bytes(field, MESSAGE_HEADER));
        return;
    }
    PcBytes raw = pc_field_bytes(field, MESSAGE_HEADER + len);
    if (raw.len < MESSAGE_HEADER + len) {
        take_partial(feed, raw);
    } else {
        take_message(feed, raw, MESSAGE_HEADER);
    }
}

// A fragment ends where the data source ends at the latest; its own length is checked by the store.
static void on_dtls_message(Feed *feed, const field_info *field)
{
    if (is_noise(feed, field)) {
        return;
    }
    feed->opened = true;
    PcDtlsMessages *messages = pc_talk_dtls(feed->talk);
    unsigned direction = feed->seen.direction;
    if (!pc_dtls_messages_add(messages, direction, pc_field_bytes(field, G_MAXUINT16))) {
        return;
    }
    for (;;) {
        g_autoptr(GBytes) whole = pc_dtls_messages_next(messages, direction);
        if (whole == NULL) {
            break;
        }
        take_message(feed, pc_bytes_of(whole), PC_DTLS_HEADER);
    }
}

static void on_alert(Feed *feed, const field_info *field)
{
    if (feed->talk->null_cipher[feed->seen.direction] != NULL) {
        return; // it is read with the whole record
    }
    feed->opened = true;
    take_alert(feed, pc_field_bytes(field, (size_t)MAX(field->length, 0)), (size_t)field->length);
}

static void on_mark(Feed *feed, Mark mark, const field_info *field)
{
    switch (mark) {
    case MARK_RECORD:
    case MARK_DTLS_RECORD:
        begin_record(feed, field, mark == MARK_DTLS_RECORD);
        break;
    case MARK_MESSAGE:
        on_message(feed, field);
        break;
    case MARK_DTLS_MESSAGE:
        on_dtls_message(feed, field);
        break;
    case MARK_ALERT:
        on_alert(feed, field);
        break;
    case MARK_FIN:
    case MARK_RESET:
    case MARK_LOST:
    case MARK_FILLED:
    case N_MARKS:
        break; // of the whole frame
    }
}

// ---- the walk -----------------------------------------------------------------------------

static Mark mark_of(int id)
{
    for (size_t mark = 0; mark < N_MARKS; mark++) {
        for (unsigned i = 0; i < ids_of[mark]->len; i++) {
            if (g_array_index(ids_of[mark], int, i) == id) {
                return (Mark)mark;
            }
        }
    }
    return N_MARKS;
}

static void walk(Feed *feed, proto_tree *tree)
{
    for (proto_node *node = tree; node != NULL; node = pc_tree_next(tree, node)) {
        const field_info *field = PNODE_FINFO(node);
        if (field != NULL && field->hfinfo != NULL) {
            on_mark(feed, mark_of(field->hfinfo->id), field);
        }
    }
    end_record(feed);
}

static void feed_end(Feed *feed)
{
    PcHandshake *handshake = handshake_of(feed);
    if (handshake == NULL) {
        return;
    }
    if (is_cut(feed->pinfo)) {
        pc_handshake_missing(handshake, PC_COVERAGE_SNAPLEN);
    }
    if (feed->reset) {
        pc_handshake_reset(handshake, &feed->seen);
    } else if (feed->fin) {
        pc_handshake_fin(handshake, &feed->seen);
    }
}

// A segment that is missing may still come. It is a hole when the dissection has gone on without
// it, or, as pc_session_end sees to it, when the capture is over.
static void note_holes(Feed *feed, bool records)
{
    PcSession *session = feed->talk->session;
    if (session == NULL) {
        return;
    }
    bool *hole = &session->holes[feed->seen.direction];
    *hole = (*hole && !feed->filled) || feed->lost;
    if (*hole && records) {
        pc_handshake_hole(session->handshake, feed->seen.direction, PC_COVERAGE_GAP);
        *hole = false;
    }
}

PcSession *pc_extract(PcSessions *sessions, packet_info *pinfo, proto_tree *tree)
{
    bool tcp = pinfo->ptype == PT_TCP;
    Feed feed = {
        .sessions = sessions,
        .pinfo = pinfo,
        .fin = tcp && has(tree, MARK_FIN),
        .reset = tcp && has(tree, MARK_RESET),
        .lost = tcp && has(tree, MARK_LOST),
        .filled = tcp && has(tree, MARK_FILLED),
    };
    bool records = has(tree, MARK_RECORD) || has(tree, MARK_DTLS_RECORD) || has(tree, MARK_MESSAGE);
    feed.talk = pc_talk_of(pinfo, records);
    if (feed.talk == NULL) {
        return NULL;
    }
    feed.seen = (PcSeen){
        .frame = pinfo->num,
        .time = wsc_nanoseconds(&pinfo->abs_ts),
        .direction = pc_talk_direction(feed.talk, pinfo),
    };
    note_holes(&feed, records);
    if (records) {
        walk(&feed, tree);
    }
    feed_end(&feed);
    if (feed.talk->session != NULL) {
        feed.talk->session = pc_sessions_adopt_earlier(sessions, feed.talk->session);
    }
    return feed.talk->session;
}
