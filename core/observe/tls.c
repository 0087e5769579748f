// SPDX-License-Identifier: GPL-2.0-or-later
// TLS over TCP, on any port and in any direction. A connection that begins otherwise is listened to
// for a while, because STARTTLS, a proxy's CONNECT or a missed beginning may lie before the TLS.
#include "core/observe/observer.h"
#include "core/tls/stream.h"

// So much may come from one direction before its first record.
enum {
    MAX_SEGMENTS_BEFORE = 200,
    MAX_BYTES_BEFORE = 64 * 1024,
};

typedef struct {
    PcObserve *observe;
    PcFlow *flow;
    PcTlsStream *stream;  // NULL until something looked like a record: most connections are not TLS
    size_t n_segments[2]; // looked at in vain
    size_t bytes_len[2];
    bool found; // TLS it is
    bool was_reset;
} Tls;

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    Tls *tls = g_new0(Tls, 1);
    (void)direction, (void)first;
    tls->observe = observe;
    tls->flow = flow;
    return tls;
}

static void begin_stream(Tls *tls)
{
    if (tls->stream != NULL) {
        return;
    }
    PcEndpoint from = pc_observe_flow_end(tls->flow, 0);
    PcEndpoint to = pc_observe_flow_end(tls->flow, 1);
    tls->stream = pc_tls_stream_new(pc_observe_memory(tls->observe), PC_TRANSPORT_TCP, &from, &to);
    pc_observe_hint(pc_tls_stream_handshake(tls->stream), tls->flow);
    g_free(from.address);
    g_free(to.address);
}

// What is held back behind a hole may be the certificate that the other side has answered already.
static bool is_done(const Tls *tls)
{
    return pc_tls_stream_done(tls->stream) && !pc_flow_waits(tls->flow);
}

static PcInterest interest(const Tls *tls)
{
    return is_done(tls) ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static bool gave_up(const Tls *tls, unsigned direction)
{
    return tls->n_segments[direction] > MAX_SEGMENTS_BEFORE ||
           tls->bytes_len[direction] > MAX_BYTES_BEFORE;
}

// A load balancer may say on whose behalf it connects right before the TLS: PROXY protocol, a line
// of text or a signature with a length (HAProxy's proxy-protocol.txt, 2.1 and 2.2).
static PcBytes without_proxy_header(PcBytes bytes)
{
    static const uint8_t binary[] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                     0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    enum { MAX_LINE = 107, VERSION_AND_FAMILY = 2 };
    PcBytes rest = bytes, header;
    if (pc_bytes_starts(bytes, binary, sizeof binary)) {
        bool whole = pc_bytes_skip(&rest, sizeof binary + VERSION_AND_FAMILY) &&
                     pc_bytes_vector(&rest, 2, &header);
        return whole ? rest : bytes;
    }
    if (!pc_bytes_starts(bytes, "PROXY ", strlen("PROXY "))) {
        return bytes;
    }
    uint8_t letter = 0;
    for (size_t i = 0; i < MAX_LINE && pc_bytes_u8(&rest, &letter); i++) {
        if (letter == '\n') {
            return rest;
        }
    }
    return bytes;
}

static PcInterest on_bytes(void *state, const PcSeen *seen, PcBytes bytes)
{
    Tls *tls = state;
    unsigned d = seen->direction;
    if (tls->n_segments[d] == 0 && !tls->found) {
        bytes = without_proxy_header(bytes);
    }
    if (tls->stream != NULL || pc_tls_look(bytes, false) != PC_TLS_LOOK_NO) {
        begin_stream(tls);
        pc_tls_stream_bytes(tls->stream, seen, bytes);
        tls->found = pc_tls_stream_begun(tls->stream);
    }
    if (tls->found) {
        return interest(tls);
    }
    tls->n_segments[d]++;
    tls->bytes_len[d] += bytes.len;
    bool other_mute = tls->n_segments[1 - d] == 0;
    return gave_up(tls, d) && (gave_up(tls, 1 - d) || other_mute) ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static PcInterest on_gap(void *state, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Tls *tls = state;
    // A hole in what comes before TLS is none in the handshake.
    if (tls->found || tls->n_segments[seen->direction] == 0) {
        begin_stream(tls);
        pc_tls_stream_gap(tls->stream, seen, cause, len);
    }
    return PC_FLOW_GO_ON;
}

static PcInterest on_fin(void *state, const PcSeen *seen)
{
    Tls *tls = state;
    if (tls->stream == NULL) {
        return PC_FLOW_GO_ON;
    }
    pc_handshake_fin(pc_tls_stream_handshake(tls->stream), seen);
    return interest(tls);
}

static PcInterest on_reset(void *state, const PcSeen *seen)
{
    Tls *tls = state;
    if (tls->stream == NULL) {
        return PC_FLOW_DONE;
    }
    pc_handshake_reset(pc_tls_stream_handshake(tls->stream), seen);
    tls->was_reset = true;
    return PC_FLOW_GO_ON; // what was sent before it may be captured after it
}

static void on_goes_on(void *state, unsigned direction)
{
    Tls *tls = state;
    tls->was_reset = false;
    if (tls->stream != NULL) {
        pc_handshake_goes_on(pc_tls_stream_handshake(tls->stream), direction);
    }
}

// Where only one direction was captured, what the other did not say was said all the same.
static void tell_unheard(const Tls *tls)
{
    for (unsigned d = 0; d < 2 && tls->stream != NULL; d++) {
        if (!pc_flow_was_heard(tls->flow, d)) {
            pc_handshake_hole(pc_tls_stream_handshake(tls->stream), d, PC_COVERAGE_GAP);
        }
    }
}

static void show(void *state, const PcSeen *seen)
{
    const Tls *tls = state;
    if (tls->stream != NULL) {
        bool done = is_done(tls) || (tls->was_reset && !pc_flow_waits(tls->flow));
        pc_observe_show(tls->observe, pc_tls_stream_show(tls->stream), seen, done);
    }
}

static void pause(void *state)
{
    Tls *tls = state;
    tell_unheard(tls);
    if (tls->stream != NULL) {
        pc_tls_stream_pause(tls->stream);
    }
}

static size_t held(const void *state)
{
    const Tls *tls = state;
    return pc_account_block(sizeof *tls) +
           (tls->stream != NULL ? pc_tls_stream_held(tls->stream) : 0);
}

static void on_end(void *state, PcEndCause cause)
{
    Tls *tls = state;
    if (tls->stream != NULL && cause == PC_END_LIMIT) {
        pc_handshake_missing(pc_tls_stream_handshake(tls->stream), PC_COVERAGE_OVER_LIMIT);
    }
    tell_unheard(tls);
    PcHandshake *handshake =
        tls->stream != NULL ? pc_tls_stream_take(tls->stream, cause != PC_END_DONE) : NULL;
    if (handshake != NULL) {
        pc_observe_give_handshake(tls->observe, handshake);
    }
    pc_tls_stream_free(tls->stream);
    g_free(tls);
}

const PcObserver pc_tls_observer = {
    .begin = begin,
    .bytes = on_bytes,
    .gap = on_gap,
    .fin = on_fin,
    .reset = on_reset,
    .goes_on = on_goes_on,
    .pause = pause,
    .show = show,
    .held = held,
    .end = on_end,
};
