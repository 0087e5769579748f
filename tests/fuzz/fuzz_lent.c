// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: pieces (pieces.h) as what the plugin gives a PcTlsStream: bytes, holes, and what
// somebody else has opened of the next protected record.
#include "core/tls_stream.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Bits of a shape, beside PIECE_BACK and PIECE_LOST.
enum { PIECE_OPENED = 4, TYPE_SHIFT = 3, TYPE_MASK = 3, FIRST_TYPE = 20 };

static void give(PcTlsStream *stream, uint8_t shape, PcBytes piece)
{
    static PcOpened opened;
    static uint64_t frame;
    PcSeen seen = {.frame = ++frame, .direction = shape & PIECE_BACK};
    if ((shape & PIECE_LOST) != 0) {
        pc_tls_stream_gap(stream, &seen, PC_GAP_LOST, piece.len);
    } else if ((shape & PIECE_OPENED) != 0) {
        uint8_t type = (uint8_t)(FIRST_TYPE + (shape >> TYPE_SHIFT & TYPE_MASK));
        opened = (PcOpened){type, piece};
        pc_tls_stream_lend(stream, seen.direction, &opened, piece.len > 0 ? 1 : 0);
    } else {
        pc_tls_stream_bytes(stream, &seen, piece);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const PcTlsMemory memory = {.lends = true};
    const PcEndpoint client = {(char *)(uintptr_t) "192.0.2.1", 40000};
    const PcEndpoint server = {(char *)(uintptr_t) "192.0.2.2", 5061};
    g_autoptr(PcTlsStream) stream = pc_tls_stream_new(&memory, PC_TRANSPORT_TCP, &client, &server);
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    while (pc_piece_take(&rest, &shape, &piece)) {
        give(stream, shape, piece);
        pc_handshake_settle(pc_tls_stream_handshake(stream));
        (void)pc_tls_stream_done(stream);
    }
    pc_handshake_free(pc_tls_stream_take(stream, true));
    return 0;
}
