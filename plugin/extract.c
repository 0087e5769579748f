// SPDX-License-Identifier: GPL-2.0-or-later
// Walks the first pass's tree of a frame in the order of its bytes: records with what epan opened
// of them, datagrams, the end of TCP, and what is missing. It calls the core with bytes that epan
// lends, and calls no epan while the core runs.
#include "plugin/extract.h"
#include "plugin/fields.h"
#include "plugin/talk.h"

// Wire values (RFC 8446, 5.1 and 4).
enum {
    ALERT = 21,
    HANDSHAKE = 22,
    APPLICATION_DATA = 23,
    RECORD_HEADER = 5,
    MESSAGE_HEADER = 4,
};

typedef enum {
    MARK_RECORD,
    MARK_MESSAGE,
    MARK_ALERT,
    MARK_DTLS_RECORD,
    MARK_FIN,
    MARK_RESET,
    MARK_LOST,
    MARK_UNSEEN,
    MARK_FILLED,
    MARK_PAYLOAD,
    MARK_COMPLETENESS,
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
    {"tcp.connection.fin", MARK_FIN},
    {"tcp.connection.rst", MARK_RESET},
    {"tcp.analysis.lost_segment", MARK_LOST},
    {"tcp.analysis.ack_lost_segment", MARK_UNSEEN},
    {"tcp.analysis.out_of_order", MARK_FILLED},
    {"tcp.analysis.retransmission", MARK_FILLED},
    {"tcp.len", MARK_PAYLOAD},
    {"tcp.completeness", MARK_COMPLETENESS},
};

static GArray *ids_of[N_MARKS]; // of int; filled once, when Wireshark starts

// Feed is the walk over one frame.
typedef struct {
    PcTalk *talk;
    PcSeen seen;
    // The record that the walk is in.
    bool in_record;
    PcBytes record; // as far as captured
    size_t missing; // behind that
    bool cut;       // by the capture, not by what epan could put together
    const tvbuff_t *source;
    bool deciphered; // epan has opened it
    GArray *opened;  // of PcOpened: what it found there
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

void pc_extract_begin_file(PcSessions *sessions)
{
    pc_talk_begin_file(sessions);
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

// Of a frame without records it is not known what its payload would have been. Behind one without
// payload only the check sequence or padding was cut off.
static bool lacks_payload(const packet_info *pinfo, const proto_tree *tree)
{
    const field_info *len = is_cut(pinfo) ? pc_field_first(tree, ids_of[MARK_PAYLOAD]) : NULL;
    return len != NULL && wsc_field_number(len) > 0;
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
    static const Mark of_frame[] = {MARK_FIN,    MARK_RESET,  MARK_LOST,
                                    MARK_UNSEEN, MARK_FILLED, MARK_MESSAGE};
    for (size_t i = 0; i < G_N_ELEMENTS(of_frame) && !any; i++) {
        any = has(tree, of_frame[i]);
    }
    return any || lacks_payload(pinfo, tree);
}

// ---- records ------------------------------------------------------------------------------

static void end_record(Feed *feed)
{
    if (!feed->in_record) {
        return;
    }
    PcTlsStream *stream = feed->talk->tls;
    if (feed->deciphered || feed->opened->len > 0) {
        const PcOpened *opened = (const PcOpened *)(const void *)feed->opened->data;
        pc_tls_stream_lend(stream, feed->seen.direction, opened, feed->opened->len);
    }
    pc_tls_stream_bytes(stream, &feed->seen, feed->record);
    if (feed->missing > 0) {
        PcGapCause cause = feed->cut ? PC_GAP_SNAPLEN : PC_GAP_LOST;
        pc_talk_gap(feed->talk, &feed->seen, cause, feed->missing);
    }
    feed->in_record = false;
}

static void add_opened(Feed *feed, uint8_t type, PcBytes content)
{
    PcOpened opened = {type, content};
    g_array_append_val(feed->opened, opened);
}

// In TLS 1.3 Wireshark adds the true type to a record that it has opened. Handshake messages and
// alerts in it have fields of their own.
static void on_true_type(Feed *feed, const field_info *field)
{
    feed->deciphered = true;
    if (wsc_field_number(field) == APPLICATION_DATA) {
        add_opened(feed, APPLICATION_DATA, (PcBytes){0});
    }
}

static void begin_record(Feed *feed, const field_info *field)
{
    if ((field->flags & FI_GENERATED) != 0) {
        on_true_type(feed, field);
        return;
    }
    end_record(feed);
    PcBytes record = pc_field_bytes(field, RECORD_HEADER + G_MAXUINT16);
    uint16_t len = 0;
    if (!pc_bytes_u16_at(record, RECORD_HEADER - 2, &len)) {
        return;
    }
    feed->in_record = true;
    feed->deciphered = false;
    g_array_set_size(feed->opened, 0);
    feed->record = pc_bytes_first(record, RECORD_HEADER + (size_t)len);
    feed->missing = RECORD_HEADER + (size_t)len - feed->record.len;
    feed->cut = pc_field_missing(field) > 0;
    feed->source = field->ds_tvb;
}

// An SSLv2 hello has no record; its length stands in the two bytes before its type (RFC 5246, E.2).
static void take_sslv2(Feed *feed, const field_info *field)
{
    enum { LENGTH = 2, FLAG = 0x8000 };
    field_info before = *field;
    before.start -= LENGTH;
    PcBytes bytes = pc_field_bytes(&before, LENGTH);
    uint16_t len = 0;
    if (pc_bytes_u16(&bytes, &len) && (len & FLAG) != 0) {
        PcBytes hello = pc_field_bytes(&before, LENGTH + (len & (FLAG - 1)));
        pc_tls_stream_bytes(feed->talk->tls, &feed->seen, hello);
    }
}

// What lies in another data source than its record was opened, or put together from several.
static void on_message(Feed *feed, const field_info *field)
{
    if (!feed->in_record) {
        take_sslv2(feed, field);
        return;
    }
    PcBytes header = pc_field_bytes(field, MESSAGE_HEADER);
    uint32_t len = 0;
    if (field->ds_tvb != feed->source && pc_bytes_skip(&header, 1) && pc_bytes_u24(&header, &len)) {
        add_opened(feed, HANDSHAKE, pc_field_bytes(field, MESSAGE_HEADER + len));
    }
}

static void on_alert(Feed *feed, const field_info *field)
{
    if (field->ds_tvb != feed->source) {
        add_opened(feed, ALERT, pc_field_bytes(field, (size_t)MAX(field->length, 0)));
    }
}

static void on_mark(Feed *feed, Mark mark, const field_info *field)
{
    if (mark == MARK_RECORD) {
        begin_record(feed, field);
    } else if (mark == MARK_MESSAGE) {
        on_message(feed, field);
    } else if (mark == MARK_ALERT) {
        on_alert(feed, field);
    }
}

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
    g_autoptr(GArray) opened = g_array_new(FALSE, FALSE, sizeof(PcOpened));
    feed->opened = opened;
    for (proto_node *node = tree; node != NULL; node = pc_tree_next(tree, node)) {
        const field_info *field = PNODE_FINFO(node);
        if (field != NULL && field->hfinfo != NULL) {
            on_mark(feed, mark_of(field->hfinfo->id), field);
        }
    }
    end_record(feed);
}

// ---- what is missing, and the end ---------------------------------------------------------

// A segment that is missing may still come. It is a hole when the dissection has gone on without
// it, or when the reading ends.
static void note_holes(Feed *feed, const proto_tree *tree, bool records)
{
    PcTalk *talk = feed->talk;
    unsigned d = feed->seen.direction;
    talk->lost[d] = (talk->lost[d] && !has(tree, MARK_FILLED)) || has(tree, MARK_LOST);
    talk->unseen[d] = talk->unseen[d] && !records;
    talk->unseen[1 - d] = talk->unseen[1 - d] || has(tree, MARK_UNSEEN);
    if (talk->lost[d] && records) {
        pc_talk_gap(talk, &feed->seen, PC_GAP_LOST, 0);
        talk->lost[d] = false;
    }
}

static void note_heard(const Feed *feed, const proto_tree *tree)
{
    enum { SYN = 1 << 0, SYN_ACK = 1 << 1 }; // bits of the field
    const field_info *field = pc_field_first(tree, ids_of[MARK_COMPLETENESS]);
    uint32_t bits = field != NULL ? wsc_field_number(field) : 0;
    PcTalk *talk = feed->talk;
    talk->heard[feed->seen.direction] = true;
    talk->syn |= (bits & SYN) != 0;
    talk->answered_syn |= (bits & SYN_ACK) != 0;
}

static void note_end(const Feed *feed, const proto_tree *tree)
{
    PcHandshake *handshake = pc_tls_stream_handshake(feed->talk->tls);
    if (has(tree, MARK_RESET)) {
        pc_talk_flush(feed->talk);
        pc_handshake_reset(handshake, &feed->seen);
    } else if (has(tree, MARK_FIN)) {
        pc_handshake_fin(handshake, &feed->seen);
    }
}

static void take_tls(Feed *feed, packet_info *pinfo, proto_tree *tree)
{
    bool records = has(tree, MARK_RECORD) || has(tree, MARK_MESSAGE);
    if (records) {
        pc_talk_begin_tls(feed->talk, pinfo);
    }
    if (feed->talk->tls == NULL) {
        return;
    }
    note_heard(feed, tree);
    note_holes(feed, tree, records);
    if (records) {
        walk(feed, tree);
    } else if (lacks_payload(pinfo, tree)) {
        pc_talk_gap(feed->talk, &feed->seen, PC_GAP_SNAPLEN, 0);
    }
    note_end(feed, tree);
}

// What stands from the first record on is the datagram.
static void take_dtls(const Feed *feed, packet_info *pinfo, const proto_tree *tree)
{
    const field_info *first = pc_field_first(tree, ids_of[MARK_DTLS_RECORD]);
    PcBytes datagram = pc_field_bytes(first, G_MAXUINT16);
    if (!feed->talk->over || pc_dtls_begins_anew(datagram)) {
        pc_talk_begin_dtls(feed->talk, pinfo);
        pc_dtls_talk_datagram(feed->talk->dtls, &feed->seen, datagram, pc_field_missing(first));
    }
}

PcSession *pc_extract(packet_info *pinfo, proto_tree *tree)
{
    bool dtls = has(tree, MARK_DTLS_RECORD);
    bool records = dtls || has(tree, MARK_RECORD) || has(tree, MARK_MESSAGE);
    Feed feed = {.talk = pc_talk_of(pinfo, records)};
    if (feed.talk == NULL) {
        return NULL;
    }
    feed.seen = pc_talk_seen(feed.talk, pinfo);
    if (dtls) {
        take_dtls(&feed, pinfo, tree);
    } else {
        take_tls(&feed, pinfo, tree);
    }
    pc_talk_settle(feed.talk);
    return feed.talk->session;
}
