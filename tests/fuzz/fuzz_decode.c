// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: frames of any link type. The input is a row of frames, each with a byte that chooses
// the link type, a byte that says how much the capture left away, and two bytes of length.
#include "core/packet/links.h"
#include "tests/fuzz/count_sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// All that are decoded, and two that are not.
#define LINK(number, layer, encapsulation) number,
static const uint16_t link_types[] = {PC_LINKS(LINK) 147, 65535};
#undef LINK

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcCountSink sink = {.n_flows = 0};
    g_autoptr(PcPackets) packets = pc_packets_new(&pc_count_sink, &sink);
    PcBytes rest = pc_bytes(data, size);
    PcFrame frame = {.number = 0};
    uint8_t link, cut;
    uint16_t len;
    while (pc_bytes_u8(&rest, &link) && pc_bytes_u8(&rest, &cut) && pc_bytes_u16(&rest, &len)) {
        frame.bytes = pc_bytes_first(rest, len);
        pc_bytes_skip(&rest, frame.bytes.len);
        frame.number += 1;
        frame.time += INT64_C(1000000) << cut % 16;
        frame.link_type = link_types[link % G_N_ELEMENTS(link_types)];
        frame.original_len = (uint32_t)frame.bytes.len + cut;
        pc_packets_frame(packets, &frame);
    }
    pc_packets_finish(packets);
    g_assert_cmpuint(sink.n_flows, ==, sink.n_ended);
    g_assert_cmpuint(pc_packets_counts(packets)->frames, ==, frame.number);
    return 0;
}
