// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: pieces (pieces.h) as the segments of two TLS connections in order, with holes, ends
// and resets.
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcFuzzRun run;
    PcFuzzTcp tcp = {0};
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    pc_fuzz_run_begin(&run, LINKTYPE_IPV4);
    while (pc_piece_take(&rest, &shape, &piece)) {
        pc_fuzz_tcp(&run, &tcp, shape, piece);
    }
    pc_fuzz_run_end(&run);
    return 0;
}
