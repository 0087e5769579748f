// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: pieces (pieces.h) as bytes and holes for a PcTlsStream, and as what somebody else
// has opened of the protected records in the bytes that follow.
#include "core/tls/stream.h"
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Bits of a shape, beside PIECE_BACK and PIECE_LOST.
enum { PIECE_OPENED = 4, TYPE_SHIFT = 3, TYPE_MASK = 3, FIRST_TYPE = 20 };

// Lent is what was opened of the next protected record.
typedef struct {
    bool any;
    PcOpened next;
} Lent;

static bool lend(void *owner, const PcSeen *seen, size_t len, PcOpened *opened)
{
    Lent *lent = owner;
    (void)seen, (void)len;
    *opened = lent->next;
    bool any = lent->any;
    lent->any = false;
    return any;
}

static void give(PcTlsStream *stream, Lent *lent, uint8_t shape, PcBytes piece)
{
    static uint64_t frame;
    PcSeen seen = {.frame = ++frame, .direction = shape & PIECE_BACK};
    if ((shape & PIECE_LOST) != 0) {
        pc_tls_stream_gap(stream, &seen, PC_GAP_LOST, piece.len);
    } else if ((shape & PIECE_OPENED) != 0) {
        uint8_t type = (uint8_t)(FIRST_TYPE + (shape >> TYPE_SHIFT & TYPE_MASK));
        *lent = (Lent){true, {type, piece}};
    } else {
        pc_tls_stream_bytes(stream, &seen, piece);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Lent lent = {0};
    const PcTlsMemory memory = {.opened = lend, .owner = &lent};
    const PcEndpoint client = {(char *)(uintptr_t) "192.0.2.1", 40000};
    const PcEndpoint server = {(char *)(uintptr_t) "192.0.2.2", 5061};
    g_autoptr(PcTlsStream) stream = pc_tls_stream_new(&memory, PC_TRANSPORT_TCP, &client, &server);
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    while (pc_piece_take(&rest, &shape, &piece)) {
        give(stream, &lent, shape, piece);
        pc_handshake_settle(pc_tls_stream_handshake(stream));
        (void)pc_tls_stream_show(stream);
        (void)pc_tls_stream_done(stream);
    }
    pc_handshake_free(pc_tls_stream_take(stream, true));
    return 0;
}
