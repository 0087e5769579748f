// SPDX-License-Identifier: GPL-2.0-or-later
// What a network and a capture do to packets: loss, another order, repetition, several
// conversations on one wire, a late start, an early end. Each function changes a list of MkPacket
// in place.
#include "captures/make/packets.h"

#define REPEAT_DELAY_NS INT64_C(5000)

unsigned mk_packets_find(const GPtrArray *packets, int flight, unsigned nth)
{
    unsigned seen = 0;
    for (guint i = 0; i < packets->len; i++) {
        const MkPacket *packet = packets->pdata[i];
        if (packet->flight == flight && seen++ == nth) {
            return i;
        }
    }
    g_error("flight %d has no piece %u", flight, nth);
}

void mk_packets_keep(GPtrArray *packets, unsigned first, unsigned n)
{
    g_assert(first + n <= packets->len);
    if (packets->len > first + n) {
        g_ptr_array_remove_range(packets, first + n, packets->len - first - n);
    }
    if (first > 0) {
        g_ptr_array_remove_range(packets, 0, first);
    }
}

void mk_packets_drop(GPtrArray *packets, unsigned index)
{
    g_ptr_array_remove_index(packets, index);
}

void mk_packets_swap(GPtrArray *packets, unsigned a, unsigned b)
{
    MkPacket *first = packets->pdata[a];
    MkPacket *second = packets->pdata[b];
    const int64_t at_ns = first->at_ns;
    first->at_ns = second->at_ns;
    second->at_ns = at_ns;
    packets->pdata[a] = second;
    packets->pdata[b] = first;
}

void mk_packets_repeat(GPtrArray *packets, unsigned index, unsigned after)
{
    const MkPacket *original = packets->pdata[index];
    const MkPacket *before = packets->pdata[after];
    MkPacket *copy = g_new0(MkPacket, 1);
    *copy = *original;
    copy->bytes = g_bytes_ref(original->bytes);
    copy->at_ns = before->at_ns + REPEAT_DELAY_NS;
    g_ptr_array_insert(packets, (int)after + 1, copy);
}

static int compare_times(gconstpointer a, gconstpointer b)
{
    const MkPacket *first = *(const MkPacket *const *)a;
    const MkPacket *second = *(const MkPacket *const *)b;
    return (first->at_ns > second->at_ns) - (first->at_ns < second->at_ns);
}

void mk_packets_merge(GPtrArray *packets, GPtrArray *other)
{
    g_ptr_array_extend_and_steal(packets, other);
    g_ptr_array_sort(packets, compare_times);
}
