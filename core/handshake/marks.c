// SPDX-License-Identifier: GPL-2.0-or-later
// The roles of frames: what is settled names most of them; the marks keep the rest.
#include "core/handshake/marks.h"

// Behind an accepted handshake an unreadable alert is only a goodbye.
static uint64_t alert_frame(const PcHandshake *handshake)
{
    bool goodbye = !handshake->alert.seen && handshake->outcome == PC_OUTCOME_ACCEPTED;
    return goodbye ? 0 : handshake->frames.alert;
}

enum { N_ROLES = 6 };

static void list_roles(const PcHandshake *handshake, PcMarkedFrame roles[N_ROLES])
{
    const PcHandshakeFrames *frames = &handshake->frames;
    const PcMarkedFrame rows[N_ROLES] = {
        {frames->client_certificate, PC_ROLE_OF_CERTIFICATE},
        {frames->client_key_exchange, PC_ROLE_OF_KEY_EXCHANGE},
        {alert_frame(handshake), PC_ROLE_OF_ALERT},
        {frames->outcome, PC_ROLE_OF_OUTCOME},
        {handshake->said.frame, PC_ROLE_OF_WORDS},
        {frames->closed, PC_ROLE_OF_WORDS},
    };
    for (size_t i = 0; i < N_ROLES; i++) {
        roles[i] = rows[i];
    }
}

unsigned pc_handshake_roles(const PcHandshake *handshake, uint64_t frame)
{
    PcMarkedFrame rows[N_ROLES];
    unsigned roles = 0;
    list_roles(handshake, rows);
    for (size_t i = 0; i < N_ROLES; i++) {
        roles |= rows[i].frame == frame ? rows[i].roles : 0;
    }
    return roles;
}

bool pc_handshake_has_place(const PcHandshake *handshake)
{
    const PcHandshakeFrames *frames = &handshake->frames;
    return frames->client_certificate != 0 || frames->client_key_exchange != 0;
}

static void put(GArray *marked, uint64_t frame, unsigned roles)
{
    if (frame == 0) {
        return;
    }
    for (guint i = 0; i < marked->len; i++) {
        PcMarkedFrame *one = &g_array_index(marked, PcMarkedFrame, i);
        if (one->frame == frame) {
            one->roles |= roles;
            return;
        }
    }
    const PcMarkedFrame row = {frame, roles};
    g_array_append_val(marked, row);
}

// A connection that negotiates on and on, or a conversation that does not end, is forgotten in
// part.
static void keep(GArray **marked, uint64_t frame, unsigned roles)
{
    enum { MAX_KEPT = 256 };
    if (*marked == NULL) {
        *marked = g_array_new(FALSE, FALSE, sizeof(PcMarkedFrame));
    }
    if ((*marked)->len < MAX_KEPT) {
        put(*marked, frame, roles);
    }
}

void pc_handshake_mark(PcHandshake *handshake, uint64_t frame, uint32_t *n_begun)
{
    pc_handshake_settle(handshake);
    PcHandshakeMarks *marks = &handshake->marks;
    for (PcHandshake *one = handshake->earlier; one != NULL; one = one->earlier) {
        one->marks.number = one->marks.number != 0 ? one->marks.number : ++*n_begun;
    }
    marks->number = marks->number != 0 ? marks->number : ++*n_begun;
    marks->last = MAX(marks->last, frame);
    const bool is_told = handshake->client_certificate == PC_CLIENT_CERTIFICATE_RESUMED ||
                         handshake->client_certificate == PC_CLIENT_CERTIFICATE_ENCRYPTED;
    marks->told = marks->told == 0 && is_told ? frame : marks->told;
    const unsigned lasting = pc_handshake_roles(handshake, frame) & PC_ROLES_LASTING;
    if (lasting != 0) {
        keep(&marks->lasting, frame, lasting);
    }
    if (handshake->transport == PC_TRANSPORT_EAPOL || handshake->transport == PC_TRANSPORT_RADIUS) {
        keep(&marks->heard, frame, 0);
    }
}

static uint64_t stand_in(const PcHandshake *handshake)
{
    const PcHandshakeMarks *marks = &handshake->marks;
    const uint64_t frames[] = {marks->told, marks->last, handshake->frames.first};
    for (size_t i = 0; !pc_handshake_has_place(handshake) && i < G_N_ELEMENTS(frames); i++) {
        if (frames[i] != 0) {
            return frames[i];
        }
    }
    return 0;
}

GArray *pc_handshake_marked(const PcHandshake *handshake)
{
    GArray *marked = g_array_new(FALSE, FALSE, sizeof(PcMarkedFrame));
    const GArray *lasting = handshake->marks.lasting;
    PcMarkedFrame rows[N_ROLES];
    list_roles(handshake, rows);
    for (guint i = 0; lasting != NULL && i < lasting->len; i++) {
        const PcMarkedFrame *one = &g_array_index(lasting, PcMarkedFrame, i);
        put(marked, one->frame, one->roles);
    }
    put(marked, stand_in(handshake), PC_ROLE_OF_STAND_IN);
    for (size_t i = 0; i < N_ROLES; i++) {
        put(marked, rows[i].frame, rows[i].roles);
    }
    const GArray *heard = handshake->marks.heard;
    for (guint i = 0; heard != NULL && i < heard->len; i++) {
        put(marked, g_array_index(heard, PcMarkedFrame, i).frame, 0);
    }
    return marked;
}
