// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a capture file (pcap, pcapng, compressed or not), read to its end.
#include "analyzer/read/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_secrets(PcBytes key_log, void *user)
{
    size_t *sum = user;
    *sum += key_log.len;
}

// Touches every byte that is lent.
static void use(const PcFrame *frame, size_t *sum)
{
    PcBytes rest = frame->bytes;
    uint8_t byte;
    while (pc_bytes_u8(&rest, &byte)) {
        *sum += byte;
    }
    g_assert_cmpuint(frame->original_len, >=, frame->bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) content = g_bytes_new(data, size);
    g_autoptr(PcCapture) capture = pc_capture_open_bytes("input", content, NULL);
    PcFrame frame;
    PcCaptureResult result = PC_CAPTURE_FRAME;
    uint64_t last_number = 0;
    size_t sum = 0;
    if (capture == NULL) {
        return 0;
    }
    pc_capture_on_secrets(capture, count_secrets, &sum);
    // Decompressed, a small file can be a very long capture.
    for (unsigned n = 0; n < 100000; n++) {
        result = pc_capture_next(capture, &frame);
        if (result != PC_CAPTURE_FRAME) {
            break;
        }
        g_assert_cmpuint(frame.number, >, last_number);
        last_number = frame.number;
        use(&frame, &sum);
    }
    g_assert((result == PC_CAPTURE_CUT) == (pc_capture_warning(capture) != NULL));
    return 0;
}
