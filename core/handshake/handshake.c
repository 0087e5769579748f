// SPDX-License-Identifier: GPL-2.0-or-later
// PcHandshake: its life and its sides. Events are noted by direction; who is client and who is
// server is laid over them as soon as it is known.
#include "core/handshake/work.h"

PcHandshake *pc_handshake_new(PcTransport transport, const PcEndpoint *from, const PcEndpoint *to)
{
    PcHandshake *handshake = g_new0(PcHandshake, 1);
    struct PcHandshakeWork *work = g_new0(struct PcHandshakeWork, 1);
    handshake->transport = transport;
    handshake->end[0] = (PcEndpoint){g_strdup(from->address), from->port};
    handshake->end[1] = (PcEndpoint){g_strdup(to->address), to->port};
    handshake->client_direction = -1;
    handshake->authorities = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (size_t d = 0; d < 2; d++) {
        work->speaker[d].chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    }
    work->nothing = g_ptr_array_new();
    work->offered = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    work->issued = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    work->verified = PC_POSSESSION_NOT_SEEN;
    work->transcript = pc_transcript_new();
    handshake->work = work;
    pc_handshake_publish(handshake);
    return handshake;
}

static void free_work(struct PcHandshakeWork *work)
{
    for (size_t d = 0; d < 2; d++) {
        g_ptr_array_unref(work->speaker[d].chain);
        g_bytes_unref(work->speaker[d].partial);
    }
    pc_transcript_free(work->transcript);
    g_bytes_unref(work->master);
    g_bytes_unref(work->verify);
    pc_claim_free(work->claim);
    g_bytes_unref(work->session_id);
    g_ptr_array_unref(work->nothing);
    g_ptr_array_unref(work->offered);
    g_ptr_array_unref(work->issued);
    pc_handshake_free(work->again);
    g_free(work);
}

void pc_handshake_free(PcHandshake *handshake)
{
    if (handshake == NULL) {
        return;
    }
    free_work(handshake->work);
    pc_handshake_free(handshake->earlier);
    g_free(handshake->end[0].address);
    g_free(handshake->end[1].address);
    g_free(handshake->server_name);
    g_ptr_array_unref(handshake->client_chain);
    g_ptr_array_unref(handshake->server_chain);
    g_bytes_unref(handshake->client_partial);
    g_ptr_array_unref(handshake->authorities);
    g_clear_pointer(&handshake->original_chain, g_ptr_array_unref);
    g_free(handshake->eap_method);
    pc_said_clear(&handshake->said);
    g_clear_pointer(&handshake->marks.lasting, g_array_unref);
    g_clear_pointer(&handshake->marks.heard, g_array_unref);
    g_free(handshake);
}

unsigned pc_handshake_end_of(const PcHandshake *handshake, PcSide side)
{
    unsigned client = handshake->client_direction == 1 ? 1 : 0;
    return side == PC_SIDE_SERVER ? 1 - client : client;
}

PcSide pc_handshake_side(const PcHandshake *handshake, unsigned direction)
{
    if (handshake->client_direction < 0) {
        return PC_SIDE_UNKNOWN;
    }
    return handshake->client_direction == (int)direction ? PC_SIDE_CLIENT : PC_SIDE_SERVER;
}

const PcEndpoint *pc_handshake_client(const PcHandshake *handshake)
{
    return &handshake->end[pc_handshake_end_of(handshake, PC_SIDE_CLIENT)];
}

const PcEndpoint *pc_handshake_server(const PcHandshake *handshake)
{
    return &handshake->end[pc_handshake_end_of(handshake, PC_SIDE_SERVER)];
}

static void share_chain(GPtrArray **slot, GPtrArray *chain)
{
    if (*slot != chain) {
        g_clear_pointer(slot, g_ptr_array_unref);
        *slot = g_ptr_array_ref(chain);
    }
}

void pc_handshake_publish(PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    const PcSpeaker *client = &work->speaker[pc_handshake_end_of(handshake, PC_SIDE_CLIENT)];
    const PcSpeaker *server = &work->speaker[pc_handshake_end_of(handshake, PC_SIDE_SERVER)];
    PcHandshakeFrames *frames = &handshake->frames;
    share_chain(&handshake->client_chain, client->chain);
    // A phone's certificate is told even if only its beginning is there, a server's not.
    share_chain(&handshake->server_chain, server->cut ? work->nothing : server->chain);
    if (handshake->client_partial != client->partial) {
        g_bytes_unref(handshake->client_partial);
        handshake->client_partial = client->partial != NULL ? g_bytes_ref(client->partial) : NULL;
    }
    handshake->certificate_time = client->certificate_time;
    frames->client_certificate = client->certificate.frame;
    frames->server_certificate = server->cut ? 0 : server->certificate.frame;
    frames->client_finished = client->finished.frame;
    frames->server_finished = server->finished.frame;
    handshake->client_application_data = client->data.order != 0;
    handshake->server_application_data = server->data.order != 0;
    handshake->client_is_guess = work->basis == PC_TOLD_BY_PORT;
    handshake->alert.from = handshake->alert.seen
                                ? pc_handshake_side(handshake, work->alert_direction)
                                : PC_SIDE_UNKNOWN;
    handshake->encrypted_alert_from =
        handshake->encrypted_alert ? pc_handshake_side(handshake, work->encrypted_alert_direction)
                                   : PC_SIDE_UNKNOWN;
}

void pc_handshake_tell_side(PcHandshake *handshake, PcSide side, unsigned direction,
                            PcSideBasis basis)
{
    if (basis <= handshake->work->basis) {
        return; // the first of equals stands
    }
    handshake->work->basis = basis;
    handshake->client_direction = (int)(side == PC_SIDE_CLIENT ? direction : 1 - direction);
    pc_handshake_publish(handshake);
}

void pc_handshake_hint_client(PcHandshake *handshake, unsigned direction, bool guess)
{
    pc_handshake_tell_side(handshake, PC_SIDE_CLIENT, direction,
                           guess ? PC_TOLD_BY_PORT : PC_TOLD_BY_SYN);
}

void pc_handshake_hint_ports(PcHandshake *handshake)
{
    int port[2] = {handshake->end[0].port, handshake->end[1].port};
    if (port[0] != port[1]) {
        pc_handshake_hint_client(handshake, port[0] > port[1] ? 0 : 1, true);
    }
}

enum { NS_A_MICROSECOND = 1000 };

// note_time remembers when a frame came. What is too far from the first is not.
static void note_time(PcFrameTimes *times, const PcSeen *seen)
{
    if (times->n == 0) {
        times->first = seen->frame;
        times->time = seen->time;
    }
    uint64_t distance = seen->frame - times->first;
    int64_t after = seen->time / NS_A_MICROSECOND - times->time / NS_A_MICROSECOND;
    bool is_known = times->n > 0 && times->after[times->n - 1].frame == distance;
    if (is_known || times->n == PC_HANDSHAKE_MAX_TIMES || seen->frame < times->first ||
        distance > UINT32_MAX || after > INT32_MAX || after < INT32_MIN) {
        return;
    }
    times->after[times->n].frame = (uint32_t)distance;
    times->after[times->n].microseconds = (int32_t)after;
    times->n++;
}

bool pc_handshake_time_of(const PcHandshake *handshake, uint64_t frame, int64_t *time)
{
    const PcFrameTimes *times = &handshake->work->times;
    for (unsigned i = 0; i < times->n; i++) {
        if (times->first + times->after[i].frame == frame) {
            *time =
                (times->time / NS_A_MICROSECOND + times->after[i].microseconds) * NS_A_MICROSECOND;
            return true;
        }
    }
    return false;
}

PcMark pc_handshake_step(PcHandshake *handshake, const PcSeen *seen)
{
    PcMark now = {++handshake->work->order, seen->frame};
    note_time(&handshake->work->times, seen);
    if (handshake->frames.first == 0) {
        handshake->frames.first = seen->frame;
        handshake->start = seen->time;
        handshake->interface_id = seen->interface_id;
    }
    pc_mark_once(&handshake->work->speaker[seen->direction].first, now);
    return now;
}

static size_t held_in_one(GBytes *text)
{
    return text != NULL ? PC_ACCOUNT_BYTES + pc_account_block(g_bytes_get_size(text)) : 0;
}

static size_t held_in(const GPtrArray *texts)
{
    size_t len = pc_account_array(texts->len * sizeof(gpointer));
    for (guint i = 0; i < texts->len; i++) {
        len += held_in_one(g_ptr_array_index(texts, i));
    }
    return len;
}

static size_t held_in_work(const struct PcHandshakeWork *work)
{
    return held_in_one(work->master) + held_in_one(work->verify) + held_in_one(work->session_id) +
           (work->claim != NULL ? pc_claim_held(work->claim) : 0) +
           (work->transcript != NULL ? pc_transcript_held(work->transcript) : 0) +
           (work->again != NULL ? pc_handshake_held(work->again) : 0);
}

size_t pc_handshake_held(const PcHandshake *handshake)
{
    enum { N_ARRAYS = 6, ADDRESS_LEN = 16 }; // that each has
    const struct PcHandshakeWork *work = handshake->work;
    size_t len = pc_account_block(sizeof *handshake) + pc_account_block(sizeof *work) +
                 N_ARRAYS * PC_ACCOUNT_ARRAY + 2 * pc_account_block(ADDRESS_LEN);
    len += held_in(handshake->authorities) + held_in(work->offered) + held_in(work->issued);
    for (size_t d = 0; d < 2; d++) {
        const PcSpeaker *speaker = &work->speaker[d];
        len += held_in(speaker->chain) + held_in_one(speaker->partial);
    }
    if (handshake->server_name != NULL) {
        len += pc_account_block(strlen(handshake->server_name) + 1);
    }
    return len + held_in_work(work) +
           (handshake->earlier != NULL ? pc_handshake_held(handshake->earlier) : 0);
}

PcCoverage pc_handshake_lacks(const PcHandshake *handshake)
{
    const struct PcHandshakeWork *work = handshake->work;
    bool by_hello = !work->begun_with_hello && work->unbegun != PC_COVERAGE_WHOLE &&
                    (work->unbegun_first || work->missing == PC_COVERAGE_WHOLE);
    return by_hello ? work->unbegun : work->missing;
}
