// SPDX-License-Identifier: GPL-2.0-or-later
// HTTP in clear, on any port: the trust lists and configurations that phones fetch from CUCM
// (6970).
#include "core/observe/http_talk.h"

#include "core/observe/plain.h"

typedef struct {
    PcObserve *observe;
    PcFlow *flow;
    PcHttpTalk *talk;
} Http;

static void on_file(void *user, const char *name, GBytes *content, const PcSeen *seen)
{
    const Http *http = user;
    pc_plain_download(http->observe, http->flow, name, content, seen);
}

static void *begin(PcObserve *observe, PcFlow *flow, unsigned direction, PcBytes first)
{
    (void)direction;
    if (!pc_http_looks_like(first)) {
        return NULL;
    }
    Http *http = g_new0(Http, 1);
    http->observe = observe;
    http->flow = flow;
    http->talk = pc_http_talk_new(on_file, http);
    return http;
}

static PcInterest interest(const Http *http)
{
    return pc_http_talk_done(http->talk) ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static PcInterest on_bytes(void *state, const PcSeen *seen, PcBytes bytes)
{
    Http *http = state;
    pc_http_talk_bytes(http->talk, seen, bytes);
    return interest(http);
}

static PcInterest on_gap(void *state, const PcSeen *seen, PcGapCause cause, size_t len)
{
    Http *http = state;
    (void)cause;
    pc_http_talk_gap(http->talk, seen->direction, len);
    return interest(http);
}

static PcInterest on_fin(void *state, const PcSeen *seen)
{
    Http *http = state;
    pc_http_talk_fin(http->talk, seen);
    return interest(http);
}

static PcInterest on_reset(void *state, const PcSeen *seen)
{
    (void)state, (void)seen;
    return PC_FLOW_DONE;
}

static size_t held(const void *state)
{
    const Http *http = state;
    return pc_http_talk_held(http->talk);
}

static void on_end(void *state, PcEndCause cause)
{
    Http *http = state;
    (void)cause;
    pc_http_talk_free(http->talk);
    g_free(http);
}

const PcObserver pc_http_observer = {
    .begin = begin,
    .bytes = on_bytes,
    .gap = on_gap,
    .fin = on_fin,
    .reset = on_reset,
    .held = held,
    .end = on_end,
};
