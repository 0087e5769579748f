// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: pieces (pieces.h) as the datagrams of two DTLS conversations.
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcFuzzRun run;
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    pc_fuzz_run_begin(&run, LINKTYPE_IPV4);
    while (pc_piece_take(&rest, &shape, &piece)) {
        pc_fuzz_udp(&run, shape, 443, piece);
    }
    pc_fuzz_run_end(&run);
    return 0;
}
