// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a capture file, from the reader to the last line of JSON.
#include "analyzer/read/capture.h"
#include "tests/fuzz/judged.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_secrets(PcBytes key_log, void *user)
{
    PcFuzzRun *run = user;
    pc_observe_keys(run->observe, key_log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // Decompressed, a small file can be a very long capture.
    enum { MAX_FRAMES = 20000 };
    g_autoptr(GBytes) content = g_bytes_new(data, size);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("input", content, NULL);
    PcFuzzRun run;
    PcFrame frame;
    if (capture == NULL) {
        return 0;
    }
    pc_fuzz_run_begin(&run, 0);
    pc_capture_on_secrets(capture, on_secrets, &run);
    for (unsigned n = 0; n < MAX_FRAMES && pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME;
         n++) {
        pc_packets_frame(run.packets, &frame);
    }
    pc_fuzz_run_end(&run);
    return 0;
}
