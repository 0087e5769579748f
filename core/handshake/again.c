// SPDX-License-Identifier: GPL-2.0-or-later
// Renegotiation (RFC 5246, 7.4.1.1): a connection is one record. A later handshake on it is
// followed on the side, and takes the record's place when it brings what the record is about, a
// client certificate. Only if that is another one than before do both stay.
#include "core/handshake/work.h"

enum { MAX_EARLIER = 8 }; // different certificates on one connection; what comes before is dropped

PcHandshake *pc_handshake_current(PcHandshake *handshake)
{
    PcHandshake *again = handshake->work->again;
    return again != NULL ? again : handshake;
}

PcHandshake *pc_handshake_at(PcHandshake *handshake, const PcSeen *seen)
{
    PcHandshake *again = handshake->work->again;
    if (again != NULL && seen->frame >= again->work->since) {
        return again;
    }
    return seen->frame >= handshake->work->since ? handshake : NULL;
}

// The messages that belong to a handshake under way even when Finished was seen, or to none.
static bool may_follow_finished(uint8_t type)
{
    return type == PC_HANDSHAKE_HELLO_REQUEST || type == PC_HANDSHAKE_NEW_SESSION_TICKET ||
           type == PC_HANDSHAKE_FINISHED;
}

// A server that speaks again after its Finished begins anew; of a client the other Finished must
// have come, too, or be lost.
static bool is_over(const PcHandshake *handshake, unsigned direction)
{
    const PcSpeaker *own = &handshake->work->speaker[direction];
    const PcSpeaker *other = &handshake->work->speaker[1 - direction];
    bool by_server = pc_handshake_side(handshake, direction) == PC_SIDE_SERVER;
    return own->finished.order != 0 &&
           (by_server || other->finished.order != 0 || other->gap.order != 0);
}

// Both Finished may be lost, but no handshake has two ServerHellos, nor two ClientHellos once it
// was answered.
static bool is_second_hello(const PcHandshake *handshake, uint8_t type)
{
    const struct PcHandshakeWork *work = handshake->work;
    return work->server_hello &&
           (type == PC_HANDSHAKE_SERVER_HELLO ||
            (type == PC_HANDSHAKE_CLIENT_HELLO && handshake->frames.client_hello != 0));
}

// The ClientHello of a renegotiation may be lost: any other message of a handshake shows it, too.
// Not so in DTLS, where messages are told late that waited for their forerunners.
static bool shows_another_handshake(const PcHandshake *handshake, unsigned direction, uint8_t type)
{
    if (pc_version_is_tls13(handshake->version)) {
        return false;
    }
    if (handshake->transport == PC_TRANSPORT_UDP) {
        return type == PC_HANDSHAKE_CLIENT_HELLO && is_over(handshake, direction);
    }
    return is_second_hello(handshake, type) ||
           (!may_follow_finished(type) && is_over(handshake, direction));
}

void pc_handshake_renegotiate(PcHandshake *handshake, const PcSeen *seen, uint8_t type)
{
    const PcHandshake *current = pc_handshake_at(handshake, seen);
    bool is_latest = current == pc_handshake_current(handshake);
    if (!is_latest || !shows_another_handshake(current, seen->direction, type)) {
        return;
    }
    PcHandshake *again =
        pc_handshake_new(handshake->transport, &handshake->end[0], &handshake->end[1]);
    again->work->since = seen->frame;
    if (type != PC_HANDSHAKE_CLIENT_HELLO) {
        bool known = current->work->after != PC_COVERAGE_WHOLE;
        again->work->missing = known ? current->work->after : PC_COVERAGE_GAP;
    }
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
    pc_said_move(&old->said, &handshake->said);
    handshake->start = old->start;
    handshake->frames.first = old->frames.first;
    handshake->interface_id = old->interface_id;
    handshake->marks = old->marks;
    old->marks = (PcHandshakeMarks){0};
    if (pc_handshake_lacks(old) != PC_COVERAGE_WHOLE) {
        handshake->work->missing = pc_handshake_lacks(old);
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
    old->marks = handshake->marks;
    handshake->marks = (PcHandshakeMarks){0};
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
