// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the two ends that a frame belongs to, by epan's conversations, and keeps what reads for
// them until the file ends.
#include "plugin/talk.h"

static int proto_phonecert;
static PcSessions *sessions; // lent
static GPtrArray *talks;     // of PcTalk, that read or have read

void pc_talk_register(int proto)
{
    proto_phonecert = proto;
}

// ---- the end of reading -------------------------------------------------------------------

static void tell_holes(PcTalk *talk, bool all)
{
    for (unsigned d = 0; d < G_N_ELEMENTS(talk->lost); d++) {
        PcSeen seen = talk->newest;
        seen.direction = d;
        if (talk->lost[d] || (all && talk->unseen[d])) {
            talk->lost[d] = talk->unseen[d] = false;
            pc_talk_gap(talk, &seen, PC_GAP_LOST, 0);
        }
    }
}

// A direction that was not captured at all: what the other did not hear was said all the same. Of
// frames without TLS only those are looked at that epan marks, and TCP's first three.
static void tell_unheard(const PcTalk *talk)
{
    PcHandshake *handshake = talk->tls != NULL ? pc_tls_stream_handshake(talk->tls) : NULL;
    if (handshake == NULL || handshake->client_direction < 0) {
        return;
    }
    unsigned client = (unsigned)handshake->client_direction;
    if (!talk->heard[client] && !talk->syn) {
        pc_handshake_hole(handshake, client, PC_COVERAGE_GAP);
    }
    if (!talk->heard[1 - client] && !talk->answered_syn) {
        pc_handshake_hole(handshake, 1 - client, PC_COVERAGE_GAP);
    }
}

void pc_talk_flush(PcTalk *talk)
{
    tell_holes(talk, true);
}

// The capture holds no more, as far as it was read.
static void end_of_capture(void *reader)
{
    PcTalk *talk = reader;
    pc_talk_flush(talk);
    tell_unheard(talk);
    if (talk->tls != NULL) {
        pc_tls_stream_end(talk->tls, true);
    } else if (talk->dtls != NULL) {
        pc_dtls_talk_end(talk->dtls, true);
    }
}

static bool is_over(void *reader)
{
    const PcTalk *talk = reader;
    return talk->over;
}

// The session keeps the handshake, if it is one.
static void stop(PcTalk *talk)
{
    PcHandshake *handshake = NULL;
    if (talk->tls != NULL) {
        handshake = pc_tls_stream_take(talk->tls, false);
    } else if (talk->dtls != NULL) {
        handshake = pc_dtls_talk_take(talk->dtls, false);
    }
    g_clear_pointer(&talk->tls, pc_tls_stream_free);
    g_clear_pointer(&talk->dtls, pc_dtls_talk_free);
    if (handshake != NULL && talk->session != NULL) {
        pc_session_own(talk->session);
    } else {
        pc_handshake_free(handshake);
    }
}

void pc_talk_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    talks = g_ptr_array_new();
}

void pc_talk_end_file(void)
{
    for (unsigned i = 0; i < talks->len; i++) {
        stop(g_ptr_array_index(talks, i));
    }
    g_clear_pointer(&talks, g_ptr_array_unref);
    sessions = NULL;
}

// ---- the beginning ------------------------------------------------------------------------

static PcTalk *new_talk(const address *first, uint32_t port)
{
    PcTalk *talk = wmem_new0(wmem_file_scope(), PcTalk);
    talk->sessions = sessions;
    copy_address_wmem(wmem_file_scope(), &talk->first, first);
    talk->first_port = port;
    g_ptr_array_add(talks, talk);
    return talk;
}

PcTalk *pc_talk_of(packet_info *pinfo, bool make)
{
    conversation_t *conversation =
        make ? find_or_create_conversation(pinfo) : find_conversation_pinfo(pinfo, 0);
    if (conversation == NULL) {
        return NULL;
    }
    PcTalk *talk = conversation_get_proto_data(conversation, proto_phonecert);
    if (talk == NULL && make) {
        talk = new_talk(&pinfo->src, pinfo->srcport);
        conversation_add_proto_data(conversation, proto_phonecert, talk);
    }
    return talk;
}

static unsigned direction_of(const PcTalk *talk, const packet_info *pinfo)
{
    bool same = talk->first_port == pinfo->srcport && addresses_equal(&talk->first, &pinfo->src);
    return same ? 0 : 1;
}

PcSeen pc_talk_seen(PcTalk *talk, const packet_info *pinfo)
{
    talk->newest = (PcSeen){
        .frame = pinfo->num,
        .time = wsc_nanoseconds(&pinfo->abs_ts),
        .direction = direction_of(talk, pinfo),
    };
    return talk->newest;
}

typedef struct {
    PcEndpoint end[2]; // end d sends direction d
} Ends;

static Ends ends_of(const PcTalk *talk, packet_info *pinfo)
{
    unsigned from = direction_of(talk, pinfo);
    Ends ends;
    ends.end[from] = (PcEndpoint){address_to_str(pinfo->pool, &pinfo->src), (int)pinfo->srcport};
    ends.end[1 - from] =
        (PcEndpoint){address_to_str(pinfo->pool, &pinfo->dst), (int)pinfo->destport};
    return ends;
}

void pc_talk_begin_tls(PcTalk *talk, packet_info *pinfo)
{
    if (talk->tls != NULL || talk->over) {
        return;
    }
    PcTransport transport = pinfo->ptype == PT_UDP ? PC_TRANSPORT_UDP : PC_TRANSPORT_TCP;
    Ends ends = ends_of(talk, pinfo);
    talk->tls = pc_tls_stream_new(pc_sessions_memory(talk->sessions), transport, &ends.end[0],
                                  &ends.end[1]);
    pc_handshake_hint_ports(pc_tls_stream_handshake(talk->tls));
}

void pc_talk_begin_dtls(PcTalk *talk, packet_info *pinfo)
{
    if (talk->dtls != NULL) {
        return;
    }
    Ends ends = ends_of(talk, pinfo);
    talk->over = false;
    talk->session = NULL;
    talk->dtls = pc_dtls_talk_new(pc_sessions_memory(talk->sessions), &ends.end[0], &ends.end[1]);
    pc_handshake_hint_ports(pc_dtls_talk_handshake(talk->dtls));
}

// ---- what is read -------------------------------------------------------------------------

void pc_talk_gap(PcTalk *talk, const PcSeen *seen, PcGapCause cause, size_t len)
{
    if (talk->tls != NULL) {
        pc_tls_stream_gap(talk->tls, seen, cause, len);
    }
}

static bool is_worth(const PcTalk *talk)
{
    return talk->tls != NULL ? pc_tls_stream_worth(talk->tls) : pc_dtls_talk_worth(talk->dtls);
}

static bool is_done(const PcTalk *talk)
{
    return talk->tls != NULL ? pc_tls_stream_done(talk->tls) : pc_dtls_talk_done(talk->dtls);
}

void pc_talk_settle(PcTalk *talk)
{
    if (talk->tls == NULL && talk->dtls == NULL) {
        return;
    }
    PcHandshake *handshake =
        talk->tls != NULL ? pc_tls_stream_handshake(talk->tls) : pc_dtls_talk_handshake(talk->dtls);
    if (talk->session == NULL && is_worth(talk)) {
        PcReading reading = {talk, end_of_capture, is_over};
        talk->session = pc_sessions_borrow(talk->sessions, handshake, &reading);
    }
    if (talk->session != NULL) {
        talk->session = pc_sessions_adopt_earlier(talk->sessions, talk->session);
    }
    if (is_done(talk)) {
        tell_holes(talk, false);
        tell_unheard(talk);
        talk->over = true;
        stop(talk);
    }
}

static bool opens_itself(const PcTalk *talk, unsigned direction)
{
    return talk->tls != NULL && pc_tls_stream_opens(talk->tls, direction);
}

void pc_talk_data(packet_info *pinfo, PcBytes content)
{
    PcTalk *talk = wsc_is_first_pass(pinfo) ? pc_talk_of(pinfo, false) : NULL;
    if (talk == NULL || talk->session == NULL) {
        return;
    }
    PcSeen seen = pc_talk_seen(talk, pinfo);
    if (!opens_itself(talk, seen.direction)) {
        pc_handshake_data(talk->session->handshake, &seen, content);
        talk->session->unjudged = true;
    }
}
