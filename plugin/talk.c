// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the two ends that a frame belongs to, by epan's conversations, and keeps what has passed
// between them.
#include "plugin/talk.h"

static int proto_phonecert;
static GPtrArray *stores;    // of PcDtlsMessages
static GPtrArray *unsealers; // of PcUnsealer

void pc_talk_register(int proto)
{
    proto_phonecert = proto;
}

static void free_store(void *data)
{
    pc_dtls_messages_free(data);
}

static void free_unsealer(void *data)
{
    pc_unsealer_free(data);
}

void pc_talk_begin_file(void)
{
    stores = g_ptr_array_new_with_free_func(free_store);
    unsealers = g_ptr_array_new_with_free_func(free_unsealer);
}

void pc_talk_end_file(void)
{
    g_clear_pointer(&stores, g_ptr_array_unref);
    g_clear_pointer(&unsealers, g_ptr_array_unref);
}

static PcTalk *new_talk(const address *first, uint32_t port)
{
    PcTalk *talk = wmem_new0(wmem_file_scope(), PcTalk);
    copy_address_wmem(wmem_file_scope(), &talk->first, first);
    talk->first_port = port;
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

unsigned pc_talk_direction(const PcTalk *talk, const packet_info *pinfo)
{
    bool same = talk->first_port == pinfo->srcport && addresses_equal(&talk->first, &pinfo->src);
    return same ? 0 : 1;
}

void pc_talk_begin(PcTalk *talk, PcSessions *sessions, packet_info *pinfo, unsigned direction)
{
    PcTransport transport = pinfo->ptype == PT_UDP ? PC_TRANSPORT_UDP : PC_TRANSPORT_TCP;
    PcEndpoint source = {address_to_str(pinfo->pool, &pinfo->src), (int)pinfo->srcport};
    PcEndpoint target = {address_to_str(pinfo->pool, &pinfo->dst), (int)pinfo->destport};
    bool forward = direction == 0;
    talk->session = pc_sessions_begin(sessions, transport, forward ? &source : &target,
                                      forward ? &target : &source);
    for (size_t d = 0; d < 2; d++) {
        talk->change_cipher[d] = false;
        talk->sealed[d] = false;
        talk->null_cipher[d] = NULL;
    }
    if (source.port != target.port) {
        unsigned low = source.port < target.port ? direction : 1 - direction;
        pc_handshake_hint_client(talk->session->handshake, 1 - low, true);
    }
}

PcDtlsMessages *pc_talk_dtls(PcTalk *talk)
{
    if (talk->dtls == NULL) {
        talk->dtls = pc_dtls_messages_new();
        g_ptr_array_add(stores, talk->dtls);
    }
    return talk->dtls;
}

void pc_talk_data(packet_info *pinfo, PcBytes content)
{
    const PcTalk *talk = wsc_is_first_pass(pinfo) ? pc_talk_of(pinfo, false) : NULL;
    if (talk == NULL || talk->session == NULL) {
        return;
    }
    PcSeen seen = {
        .frame = pinfo->num,
        .time = wsc_nanoseconds(&pinfo->abs_ts),
        .direction = pc_talk_direction(talk, pinfo),
    };
    pc_handshake_data(talk->session->handshake, &seen, content);
    talk->session->unjudged = true;
}

void pc_talk_change_cipher(PcTalk *talk, unsigned direction)
{
    const PcHandshake *handshake = talk->session->handshake;
    PcSealing sealing = {
        .version = handshake->version,
        .cipher = handshake->cipher,
        .from_server = handshake->client_direction == 1 - (int)direction,
    };
    talk->change_cipher[direction] = true;
    if (talk->null_cipher[direction] != NULL || handshake->cipher == 0) {
        return;
    }
    PcUnsealer *unsealer = pc_unsealer_new(&sealing); // without secrets only NULL ciphers give one
    if (unsealer != NULL) {
        g_ptr_array_add(unsealers, unsealer);
        talk->null_cipher[direction] = unsealer;
        talk->session->readable = true;
    }
}
