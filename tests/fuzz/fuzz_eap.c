// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: pieces (pieces.h) as 802.1X of two phones, in EAPOL frames and in RADIUS datagrams.
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void send_eapol(PcFuzzRun *run, uint8_t shape, PcBytes piece)
{
    static const uint8_t group[] = {0x01, 0x80, 0xc2, 0x00, 0x00, 0x03};
    const uint8_t phone[] = {0x2c, 0x31, 0x24, 0, 0, (shape & PIECE_OTHER) != 0};
    const uint8_t port[] = {0x00, 0x1b, 0x54, 0, 0, (shape & PIECE_OTHER) != 0};
    bool back = (shape & PIECE_BACK) != 0;
    g_autoptr(GByteArray) frame = g_byte_array_new();
    g_byte_array_append(frame, back ? phone : group, sizeof group);
    g_byte_array_append(frame, back ? port : phone, sizeof group);
    pc_put_u16(frame, 0x888e);
    g_byte_array_append(frame, piece.data, (guint)piece.len);
    if ((shape & PIECE_LOST) == 0) {
        pc_fuzz_send(run, frame, shape);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcFuzzRun run;
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    pc_fuzz_run_begin(&run, LINKTYPE_ETHERNET);
    while (pc_piece_take(&rest, &shape, &piece)) {
        bool radius = (shape & PIECE_RADIUS) != 0;
        run.frame.link_type = radius ? LINKTYPE_IPV4 : LINKTYPE_ETHERNET;
        if (radius) {
            pc_fuzz_udp(&run, shape, 1812, piece);
        } else {
            send_eapol(&run, shape, piece);
        }
    }
    pc_fuzz_run_end(&run);
    return 0;
}
