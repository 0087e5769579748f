// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the two ends that a frame belongs to. TCP and UDP follow epan's conversations; EAP follows
// the supplicant: its MAC over EAPOL, its access device's address and port over RADIUS.
#include "plugin/talk.h"

enum { EAP_REQUEST_CODE = 1, EAP_RESPONSE_CODE = 2 };

static int proto_phonecert;
static GHashTable *supplicants; // text -> PcTalk in file scope
static PcTalk *last_supplicant; // over EAPOL: requests to the group address are for it
static GPtrArray *stores;       // of PcDtlsMessages
static GPtrArray *unsealers;    // of PcUnsealer

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
    supplicants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    stores = g_ptr_array_new_with_free_func(free_store);
    unsealers = g_ptr_array_new_with_free_func(free_unsealer);
}

void pc_talk_end_file(void)
{
    last_supplicant = NULL;
    g_clear_pointer(&supplicants, g_hash_table_unref);
    g_clear_pointer(&stores, g_ptr_array_unref);
    g_clear_pointer(&unsealers, g_ptr_array_unref);
}

static PcTalk *new_talk(const address *first, uint32_t port, bool eap)
{
    PcTalk *talk = wmem_new0(wmem_file_scope(), PcTalk);
    copy_address_wmem(wmem_file_scope(), &talk->first, first);
    talk->first_port = port;
    talk->eap = eap;
    return talk;
}

static bool is_group_address(const address *of)
{
    const uint8_t *bytes = of->data;
    return of->type == AT_ETHER && of->len > 0 && (bytes[0] & 1) != 0;
}

static PcTalk *supplicant_talk(packet_info *pinfo, unsigned eap_code, bool make)
{
    bool from_supplicant = eap_code == EAP_RESPONSE_CODE;
    const address *who = from_supplicant ? &pinfo->src : &pinfo->dst;
    uint32_t port = from_supplicant ? pinfo->srcport : pinfo->destport;
    if (is_group_address(who) && last_supplicant != NULL) {
        return last_supplicant;
    }
    const char *text = address_to_str(pinfo->pool, who);
    const char *key = wmem_strdup_printf(pinfo->pool, "%s %u", text, port);
    PcTalk *talk = g_hash_table_lookup(supplicants, key);
    if (talk == NULL && make) {
        talk = new_talk(who, port, true);
        g_hash_table_insert(supplicants, g_strdup(key), talk);
    }
    if (from_supplicant && talk != NULL) {
        last_supplicant = talk;
    }
    return talk;
}

PcTalk *pc_talk_of(packet_info *pinfo, unsigned eap_code, bool make)
{
    if (eap_code != 0) {
        return supplicant_talk(pinfo, eap_code, make);
    }
    conversation_t *conversation =
        make ? find_or_create_conversation(pinfo) : find_conversation_pinfo(pinfo, 0);
    if (conversation == NULL) {
        return NULL;
    }
    PcTalk *talk = conversation_get_proto_data(conversation, proto_phonecert);
    if (talk == NULL && make) {
        talk = new_talk(&pinfo->src, pinfo->srcport, false);
        conversation_add_proto_data(conversation, proto_phonecert, talk);
    }
    return talk;
}

unsigned pc_talk_direction(const PcTalk *talk, const packet_info *pinfo, unsigned eap_code)
{
    if (talk->eap) {
        return eap_code == EAP_RESPONSE_CODE ? 0 : 1; // the supplicant is the TLS client
    }
    bool same = talk->first_port == pinfo->srcport && addresses_equal(&talk->first, &pinfo->src);
    return same ? 0 : 1;
}

static PcTransport transport_of(const PcTalk *talk, const packet_info *pinfo)
{
    if (talk->eap) {
        return pinfo->ptype == PT_UDP ? PC_TRANSPORT_RADIUS : PC_TRANSPORT_EAPOL;
    }
    return pinfo->ptype == PT_UDP ? PC_TRANSPORT_UDP : PC_TRANSPORT_TCP;
}

void pc_talk_begin(PcTalk *talk, PcSessions *sessions, packet_info *pinfo, unsigned direction)
{
    PcTransport transport = transport_of(talk, pinfo);
    bool has_ports = transport != PC_TRANSPORT_EAPOL;
    PcEndpoint source = {address_to_str(pinfo->pool, &pinfo->src),
                         has_ports ? (int)pinfo->srcport : -1};
    PcEndpoint target = {address_to_str(pinfo->pool, &pinfo->dst),
                         has_ports ? (int)pinfo->destport : -1};
    bool forward = direction == 0;
    talk->session = pc_sessions_begin(sessions, transport, forward ? &source : &target,
                                      forward ? &target : &source);
    for (size_t d = 0; d < 2; d++) {
        talk->change_cipher[d] = false;
        talk->sealed[d] = false;
        talk->null_cipher[d] = NULL;
    }
    if (talk->eap) {
        pc_handshake_hint_client(talk->session->handshake, 0, false);
    } else if (source.port != target.port) {
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
    const PcTalk *talk = wsc_is_first_pass(pinfo) ? pc_talk_of(pinfo, 0, false) : NULL;
    if (talk == NULL || talk->session == NULL) {
        return;
    }
    PcSeen seen = {
        .frame = pinfo->num,
        .time = pinfo->abs_ts.secs * G_GINT64_CONSTANT(1000000000) + pinfo->abs_ts.nsecs,
        .direction = pc_talk_direction(talk, pinfo, 0),
    };
    pc_handshake_data(talk->session->handshake, &seen, content);
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
    }
}
