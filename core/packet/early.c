// SPDX-License-Identifier: GPL-2.0-or-later
// A short list, in the order of capture.
#include "core/packet/early.h"

static size_t room_of(const PcEarly *early)
{
    return pc_account_block(sizeof *early + early->len);
}

bool pc_early_keep(PcFlow *flow, unsigned direction, const PcTcp *tcp, const PcSegment *segment)
{
    PcStreamPool *pool = flow->stream[direction].pool;
    bool says = segment->bytes.len + segment->missing > 0 || segment->fin;
    if (!says || flow->n_early >= PC_EARLY_MAX || pc_stream_pool_is_full(pool)) {
        return false;
    }
    size_t len = segment->bytes.len;
    PcEarly *early = g_malloc(sizeof *early + len);
    *early = (PcEarly){.direction = direction, .tcp = *tcp, .segment = *segment, .len = len};
    pc_bytes_copy_out(segment->bytes, early->bytes, len);
    early->segment.bytes = pc_bytes(early->bytes, len);
    early->tcp.payload = early->segment.bytes;
    pc_stream_pool_change(pool, room_of(early), 0);
    PcEarly **end = &flow->early;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = early;
    flow->n_early += 1;
    return true;
}

void pc_early_grow(PcFlow *flow, int64_t time)
{
    const uint64_t patience = UINT64_C(1000000000) * PC_STREAM_PATIENCE_SECONDS;
    for (PcEarly *early = flow->early; early != NULL; early = early->next) {
        int64_t since = early->segment.stamp.time;
        bool is_late = time > since && (uint64_t)time - (uint64_t)since >= patience;
        early->age = is_late ? PC_EARLY_PATIENCE : early->age + 1;
    }
}

PcEarly *pc_early_take(PcFlow *flow, bool all)
{
    for (PcEarly **place = &flow->early; *place != NULL; place = &(*place)->next) {
        PcEarly *early = *place;
        if (all || early->age >= PC_EARLY_PATIENCE ||
            !pc_early_is(flow, early->direction, &early->tcp)) {
            *place = early->next;
            flow->n_early -= 1;
            return early;
        }
    }
    return NULL;
}

void pc_early_free(PcFlow *flow, PcEarly *early)
{
    pc_stream_pool_change(flow->stream[0].pool, 0, room_of(early));
    g_free(early);
}
