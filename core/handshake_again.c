// SPDX-License-Identifier: GPL-2.0-or-later
// Renegotiation (RFC 5246, 7.4.1.1): a connection is one record. A later handshake on it is
// followed on the side, and takes the record's place when it brings what the record is about, a
// client certificate. Only if that is another one than before do both stay.
#include "core/handshake_work.h"

enum { MAX_EARLIER = 8 }; // different certificates on one connection; what comes before is dropped

PcHandshake *pc_handshake_current(PcHandshake *handshake)
{
    PcHandshake *again = handshake->work->again;
    return again != NULL ? again : handshake;
}

void pc_handshake_renegotiate(PcHandshake *handshake)
{
    const PcHandshake *current = pc_handshake_current(handshake);
    const PcSpeaker *speaker = current->work->speaker;
    if (pc_version_is_tls13(current->version) || speaker[0].finished.order == 0 ||
        speaker[1].finished.order == 0) {
        return;
    }
    PcHandshake *again =
        pc_handshake_new(handshake->transport, &handshake->end[0], &handshake->end[1]);
    again->certificates = handshake->certificates;
    pc_handshake_free(handshake->work->again);
    handshake->work->again = again;
}

static bool shows_another(const PcHandshake *old, const PcHandshake *new)
{
    return old->client_chain->len > 0 && new->client_chain->len > 0 &&
           !g_bytes_equal(g_ptr_array_index(old->client_chain, 0),
                          g_ptr_array_index(new->client_chain, 0));
}

static unsigned count_earlier(const PcHandshake *handshake)
{
    unsigned n_earlier = 0;
    for (const PcHandshake *at = handshake->earlier; at != NULL; at = at->earlier) {
        n_earlier++;
    }
    return n_earlier;
}

// The record goes on as the new handshake, with what belongs to the connection.
static void inherit(PcHandshake *handshake, PcHandshake *old)
{
    handshake->renegotiated = true;
    handshake->earlier = g_steal_pointer(&old->earlier);
    pc_inside_move(old, handshake);
    handshake->start = old->start;
    handshake->frames.first = old->frames.first;
    handshake->interface_id = old->interface_id;
    if (old->work->missing != PC_COVERAGE_WHOLE) {
        handshake->work->missing = old->work->missing;
    }
}

void pc_handshake_promote(PcHandshake *handshake)
{
    PcHandshake *old = handshake->work->again; // so far the new one; they change places below
    if (old == NULL ||
        old->work->speaker[pc_handshake_end_of(old, PC_SIDE_CLIENT)].certificate.order == 0) {
        return;
    }
    int64_t start = old->start;
    uint64_t first = old->frames.first;
    handshake->work->again = NULL;
    PcHandshake swap = *handshake;
    *handshake = *old;
    *old = swap;
    inherit(handshake, old);
    if (!shows_another(old, handshake) || count_earlier(handshake) >= MAX_EARLIER) {
        pc_handshake_free(old);
        return;
    }
    handshake->start = start;
    handshake->frames.first = first;
    old->earlier = handshake->earlier;
    handshake->earlier = old;
    pc_handshake_settle(old);
}

PcHandshake *pc_handshake_take_earlier(PcHandshake *handshake)
{
    PcHandshake **last = &handshake->earlier;
    while (*last != NULL && (*last)->earlier != NULL) {
        last = &(*last)->earlier;
    }
    return g_steal_pointer(last);
}
