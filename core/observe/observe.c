// SPDX-License-Identifier: GPL-2.0-or-later
// Flows in, handshakes out. Every flow is offered to every observer; those that take it are told
// what comes, and when the last of them has heard enough the flow is dropped.
#include "core/observe/observe.h"
#include "core/observe/certificate_compression.h"
#include "core/observe/plain.h"

static const PcObserver *const stream_observers[] = {
    &pc_tls_observer, &pc_http_observer, &pc_sip_observer, &pc_sccp_observer, &pc_openvpn_observer};
static const PcObserver *const datagram_observers[] = {&pc_dtls_observer, &pc_sip_observer,
                                                       &pc_openvpn_observer};

enum {
    N_STREAM_OBSERVERS = G_N_ELEMENTS(stream_observers),
    N_DATAGRAM_OBSERVERS = G_N_ELEMENTS(datagram_observers),
    MAX_OBSERVERS = MAX(N_STREAM_OBSERVERS, N_DATAGRAM_OBSERVERS),
};

// Watch is the sink's state of a flow.
typedef struct {
    PcObserve *observe;
    const PcObserver *const *observers;
    size_t n_observers;
    void *state[MAX_OBSERVERS]; // NULL: not wanted, or no longer
    PcSeen newest;
    size_t held; // bytes that they keep
} Watch;

static void on_eap_ended(void *user, PcHandshake *handshake)
{
    pc_observe_give_handshake(user, handshake);
}

static void on_eap_heard(void *user, PcHandshake *handshake, const PcSeen *seen)
{
    pc_observe_show(user, handshake, seen, pc_handshake_decided(handshake));
}

PcObserve *pc_observe_new(const PcObserveEvents *events, void *user)
{
    PcObserve *observe = g_new0(PcObserve, 1);
    observe->events = *events;
    observe->user = user;
    pc_account_init(&observe->account, PC_ACCOUNT_DEFAULT);
    observe->memory.account = &observe->account;
    observe->memory.resumption = pc_resumption_new();
    pc_resumption_account(observe->memory.resumption, &observe->account);
    observe->memory.keys = pc_key_log_new();
    pc_key_log_account(observe->memory.keys, &observe->account);
    observe->memory.decompress = pc_decompress_certificate;
    observe->eap_memory = observe->memory;
    PcEapOwner owner = {.memory = &observe->eap_memory,
                        .user = observe,
                        .ended = on_eap_ended,
                        .heard = events->shown != NULL ? on_eap_heard : NULL};
    observe->eapol = pc_eapol_new(&owner);
    observe->radius = pc_radius_new(&owner);
    observe->tftp = pc_plain_tftp(observe);
    return observe;
}

void pc_observe_tell(PcObserve *observe, const PcObserveEvents *events, void *user)
{
    observe->events = *events;
    observe->user = user;
}

void pc_observe_limit(PcObserve *observe, size_t limit)
{
    pc_account_init(&observe->account, limit);
}

PcAccount *pc_observe_account(PcObserve *observe)
{
    return &observe->account;
}

void pc_observe_free(PcObserve *observe)
{
    if (observe == NULL) {
        return;
    }
    pc_eapol_free(observe->eapol);
    pc_radius_free(observe->radius);
    pc_tftp_free(observe->tftp);
    pc_resumption_free(observe->memory.resumption);
    pc_key_log_free(observe->memory.keys);
    g_free(observe);
}

void pc_observe_keys(PcObserve *observe, PcBytes key_log)
{
    pc_key_log_add(observe->memory.keys, key_log);
}

void pc_observe_share_keys(PcObserve *observe, const PcKeyLog *keys)
{
    pc_key_log_share(observe->memory.keys, keys);
}

void pc_observe_opened(PcObserve *observe, PcOpener opened, void *owner)
{
    observe->memory.opened = opened;
    observe->memory.owner = owner;
}

void pc_observe_end_of_capture(PcObserve *observe)
{
    pc_eapol_end(observe->eapol);
    pc_radius_end(observe->radius);
    pc_tftp_end(observe->tftp);
}

// ---- the sink -------------------------------------------------------------------------------

static Watch *watch_of(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    Watch *watch = pc_flow_user(flow);
    if (watch != NULL) {
        return watch;
    }
    watch = g_new0(Watch, 1);
    watch->observe = observe;
    bool tcp = pc_flow_is_tcp(flow);
    watch->observers = tcp ? stream_observers : datagram_observers;
    watch->n_observers = tcp ? N_STREAM_OBSERVERS : N_DATAGRAM_OBSERVERS;
    for (size_t i = 0; i < watch->n_observers; i++) {
        watch->state[i] = watch->observers[i]->begin(observe, flow, direction, first);
    }
    pc_flow_set_user(flow, watch);
    return watch;
}

static void show_one(const Watch *watch, size_t i)
{
    if (watch->observe->events.shown != NULL && watch->observers[i]->show != NULL) {
        watch->observers[i]->show(watch->state[i], &watch->newest);
    }
}

// What an observer has read is shown; one that is done with the flow gives out what it has.
static void settle_one(Watch *watch, size_t i, const PcSeen *seen, PcInterest interest)
{
    watch->newest = *seen;
    show_one(watch, i);
    if (interest == PC_FLOW_DONE) {
        watch->observers[i]->end(watch->state[i], PC_END_DONE);
        watch->state[i] = NULL;
    }
}

static void weigh(Watch *watch)
{
    size_t held = pc_account_block(sizeof *watch);
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL && watch->observers[i]->held != NULL) {
            held += watch->observers[i]->held(watch->state[i]);
        }
    }
    pc_account_change(&watch->observe->account, PC_HOLD_CONNECTIONS, held, watch->held);
    watch->held = held;
}

static PcInterest interest_of(const Watch *watch)
{
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL) {
            return PC_FLOW_GO_ON;
        }
    }
    return PC_FLOW_DONE;
}

static PcSeen seen_of(unsigned direction, const PcStamp *stamp)
{
    return (PcSeen){
        .frame = stamp->frame,
        .time = stamp->time,
        .direction = direction,
        .interface_id = stamp->interface_id,
    };
}

static PcInterest on_bytes(void *sink, PcFlow *flow, unsigned direction, PcBytes bytes,
                           const PcStamp *stamp)
{
    Watch *watch = watch_of(sink, flow, direction, bytes);
    PcSeen seen = seen_of(direction, stamp);
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL) {
            settle_one(watch, i, &seen, watch->observers[i]->bytes(watch->state[i], &seen, bytes));
        }
    }
    weigh(watch);
    return interest_of(watch);
}

static PcInterest on_gap(void *sink, PcFlow *flow, unsigned direction, PcGapCause cause, size_t len,
                         const PcStamp *stamp)
{
    Watch *watch = watch_of(sink, flow, direction, (PcBytes){0});
    PcSeen seen = seen_of(direction, stamp);
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL && watch->observers[i]->gap != NULL) {
            settle_one(watch, i, &seen,
                       watch->observers[i]->gap(watch->state[i], &seen, cause, len));
        }
    }
    return interest_of(watch);
}

static PcInterest tell_closing(PcFlow *flow, unsigned direction, bool reset, const PcStamp *stamp)
{
    Watch *watch = pc_flow_user(flow);
    PcSeen seen = seen_of(direction, stamp);
    if (watch == NULL) {
        return PC_FLOW_GO_ON;
    }
    for (size_t i = 0; i < watch->n_observers; i++) {
        const PcObserver *observer = watch->observers[i];
        PcInterest (*tell)(void *, const PcSeen *) = reset ? observer->reset : observer->fin;
        if (watch->state[i] != NULL && tell != NULL) {
            settle_one(watch, i, &seen, tell(watch->state[i], &seen));
        }
    }
    return interest_of(watch);
}

static PcInterest on_fin(void *sink, PcFlow *flow, unsigned direction, const PcStamp *stamp)
{
    (void)sink;
    return tell_closing(flow, direction, false, stamp);
}

static PcInterest on_reset(void *sink, PcFlow *flow, unsigned direction, const PcStamp *stamp)
{
    (void)sink;
    return tell_closing(flow, direction, true, stamp);
}

static void on_goes_on(void *sink, PcFlow *flow, unsigned direction)
{
    Watch *watch = pc_flow_user(flow);
    (void)sink;
    for (size_t i = 0; watch != NULL && i < watch->n_observers; i++) {
        if (watch->state[i] != NULL && watch->observers[i]->goes_on != NULL) {
            watch->observers[i]->goes_on(watch->state[i], direction);
        }
    }
}

static PcInterest on_datagram(void *sink, PcFlow *flow, unsigned direction, PcBytes bytes,
                              size_t missing, const PcStamp *stamp)
{
    PcObserve *observe = sink;
    PcSeen seen = seen_of(direction, stamp);
    if (pc_radius_looks(bytes)) { // its conversations are no flows
        pc_radius_datagram(observe->radius, pc_flow_peer(flow, direction),
                           pc_flow_peer(flow, 1 - direction), bytes, &seen);
        return PC_FLOW_GO_ON;
    }
    const PcTftpDatagram datagram = {pc_flow_peer(flow, direction),
                                     pc_flow_peer(flow, 1 - direction), bytes, missing};
    if (pc_tftp_datagram(observe->tftp, &datagram, &seen)) { // nor are its transfers
        return PC_FLOW_GO_ON;
    }
    Watch *watch = watch_of(observe, flow, direction, bytes);
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL) {
            settle_one(watch, i, &seen,
                       watch->observers[i]->datagram(watch->state[i], &seen, bytes, missing));
        }
    }
    weigh(watch);
    return interest_of(watch);
}

static void on_eapol(void *sink, const PcPeer *source, const PcPeer *destination, PcBytes bytes,
                     size_t missing, const PcStamp *stamp)
{
    PcObserve *observe = sink;
    PcSeen seen = seen_of(0, stamp);
    (void)missing; // lengths inside say it, too
    pc_eapol_frame(observe->eapol, source, destination, bytes, &seen);
}

static void on_pause(void *sink, PcFlow *flow)
{
    Watch *watch = pc_flow_user(flow);
    (void)sink;
    for (size_t i = 0; i < watch->n_observers; i++) {
        if (watch->state[i] != NULL && watch->observers[i]->pause != NULL) {
            watch->observers[i]->pause(watch->state[i]);
            show_one(watch, i);
        }
    }
}

static void on_end(void *sink, PcFlow *flow, PcEndCause cause)
{
    PcObserve *observe = sink;
    Watch *watch = pc_flow_user(flow);
    for (size_t i = 0; watch != NULL && i < watch->n_observers; i++) {
        if (watch->state[i] != NULL) {
            watch->observers[i]->end(watch->state[i], cause);
        }
    }
    pc_account_change(&observe->account, PC_HOLD_CONNECTIONS, 0, watch != NULL ? watch->held : 0);
    g_free(watch);
    pc_flow_set_user(flow, NULL);
}

static void on_attempt(void *sink, const PcFlow *flow, bool refused, const PcStamp *stamp)
{
    PcSeen seen = seen_of(0, stamp);
    pc_plain_attempt(sink, flow, refused, &seen);
}

static void on_fragments_lost(void *sink, const PcPeer *source, const PcPeer *destination,
                              PcBytes beginning, const PcStamp *stamp)
{
    const PcObserve *observe = sink;
    PcSeen seen = seen_of(0, stamp);
    if (pc_radius_looks(beginning)) {
        pc_radius_fragment(observe->radius, source, destination, beginning, &seen);
    }
}

static PcAccount *on_account(void *sink)
{
    return pc_observe_account(sink);
}

const PcPacketSink *pc_observe_sink(void)
{
    static const PcPacketSink sink = {
        .tcp_bytes = on_bytes,
        .tcp_gap = on_gap,
        .tcp_fin = on_fin,
        .tcp_reset = on_reset,
        .tcp_goes_on = on_goes_on,
        .datagram = on_datagram,
        .eapol = on_eapol,
        .pause = on_pause,
        .end = on_end,
        .tcp_attempt = on_attempt,
        .fragments_lost = on_fragments_lost,
        .account = on_account,
    };
    return &sink;
}
