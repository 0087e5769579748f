// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a CAPF and as a TVS conversation. The first byte of each piece says the
// direction and how long the piece is, so that the fuzzer chooses the cuts, too.
#include "core/talk/capf.h"
#include "core/talk/tvs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PcCapfSession) capf = pc_capf_session_new();
    g_autoptr(PcTvsSession) tvs = pc_tvs_session_new();
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    uint64_t frame = 0;
    while (pc_bytes_u8(&rest, &shape)) {
        // Small pieces and large ones: a message may be 64 KiB.
        size_t len = (size_t)(shape >> 1) << ((shape & 0x70) >> 4);
        const PcSeen seen = {.frame = ++frame, .direction = shape & 1};
        pc_bytes_take(&rest, MIN(len, rest.len), &piece);
        pc_capf_session_bytes(capf, &seen, piece);
        pc_tvs_session_bytes(tvs, &seen, piece);
    }
    g_assert_cmpuint(capf->certificates->len, <=, PC_CAPF_MAX_CERTIFICATES);
    g_assert_cmpuint(tvs->queries->len, <=, PC_TVS_MAX_QUERIES);
    return 0;
}
