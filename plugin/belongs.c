// SPDX-License-Identifier: GPL-2.0-or-later
// Sessions by the conversation of epan's that they run in. Which one that is is asked of epan when
// somebody asks for the first time, by the session's ends and its first frame.
#include "plugin/belongs.h"

#include <arpa/inet.h>

enum { IPV4_LEN = 4, IPV6_LEN = 16 };

static const PcSessions *sessions;  // lent
static GHashTable *by_conversation; // number of epan's -> GPtrArray of PcWatched, as they begin
static unsigned n_known;            // sessions that were put there

static void free_list(void *list)
{
    g_ptr_array_unref(list);
}

void pc_belongs_begin_file(const PcSessions *of_file)
{
    sessions = of_file;
    by_conversation = g_hash_table_new_full(NULL, NULL, NULL, free_list);
    n_known = 0;
}

void pc_belongs_end_file(void)
{
    g_clear_pointer(&by_conversation, g_hash_table_unref);
    sessions = NULL;
}

// set_end turns an end as text into epan's, whose bytes are `room`. False: it is no IP address.
static bool set_end(const PcEndpoint *end, uint8_t room[IPV6_LEN], address *of_epan)
{
    if (end->address == NULL || end->port < 0) {
        return false;
    }
    if (inet_pton(AF_INET, end->address, room) == 1) {
        set_address(of_epan, AT_IPv4, IPV4_LEN, room);
        return true;
    }
    if (inet_pton(AF_INET6, end->address, room) == 1) {
        set_address(of_epan, AT_IPv6, IPV6_LEN, room);
        return true;
    }
    return false;
}

static const conversation_t *conversation_of(const PcHandshake *handshake)
{
    uint8_t rooms[2][IPV6_LEN];
    address from, to;
    bool is_tcp = handshake->transport == PC_TRANSPORT_TCP;
    if ((!is_tcp && handshake->transport != PC_TRANSPORT_UDP) ||
        !set_end(&handshake->end[0], rooms[0], &from) ||
        !set_end(&handshake->end[1], rooms[1], &to)) {
        return NULL;
    }
    return find_conversation((uint32_t)handshake->frames.first, &from, &to,
                             is_tcp ? CONVERSATION_TCP : CONVERSATION_UDP,
                             (uint32_t)handshake->end[0].port, (uint32_t)handshake->end[1].port, 0);
}

static void learn(const PcWatched *session)
{
    const conversation_t *conversation = conversation_of(session->handshake);
    if (conversation == NULL) {
        return;
    }
    void *key = GUINT_TO_POINTER(conversation->conv_index);
    GPtrArray *list = g_hash_table_lookup(by_conversation, key);
    if (list == NULL) {
        list = g_ptr_array_new();
        g_hash_table_insert(by_conversation, key, list);
    }
    g_ptr_array_add(list, (void *)(uintptr_t)session);
}

const PcWatched *pc_belongs_to(packet_info *pinfo)
{
    const PcWatched *session = NULL;
    while ((session = pc_sessions_at(sessions, n_known)) != NULL) {
        learn(session);
        n_known++;
    }
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    const GPtrArray *list =
        conversation != NULL
            ? g_hash_table_lookup(by_conversation, GUINT_TO_POINTER(conversation->conv_index))
            : NULL;
    for (unsigned i = 0; list != NULL && i < list->len; i++) {
        const PcWatched *one = g_ptr_array_index(list, i);
        if (i == 0 || one->handshake->frames.first <= pinfo->num) {
            session = one;
        }
    }
    return session;
}
