// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: as fuzz_tls, but the first piece is a key log, so that what it opens is read, too.
#include "tests/fuzz/pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcFuzzRun run;
    PcFuzzTcp tcp = {0};
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    if (!pc_piece_take(&rest, &shape, &piece)) {
        return 0;
    }
    pc_fuzz_run_begin(&run, LINKTYPE_IPV4);
    pc_observe_keys(run.observe, piece);
    while (pc_piece_take(&rest, &shape, &piece)) {
        pc_fuzz_tcp(&run, &tcp, shape, piece);
    }
    pc_fuzz_run_end(&run);
    return 0;
}
