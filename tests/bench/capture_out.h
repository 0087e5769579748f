// SPDX-License-Identifier: GPL-2.0-or-later
// Frames become a capture of any size, written as they come: pcap or pcapng of Ethernet, to a file
// or to a pipe. The generator of the samples holds a whole capture in memory; this does not.
#ifndef PHONECERT_TESTS_BENCH_CAPTURE_OUT_H
#define PHONECERT_TESTS_BENCH_CAPTURE_OUT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct CaptureOut {
    FILE *file;
    bool is_pcapng;
    uint64_t n_frames;
    uint64_t n_bytes; // written so far
} CaptureOut;

// capture_out_open creates the file ("-" is standard output) and writes what stands before the
// first packet.
bool capture_out_open(CaptureOut *out, const char *path, bool is_pcapng, GError **error);

// capture_out_frame writes one frame. What cannot be written is told by capture_out_close.
void capture_out_frame(CaptureOut *out, int64_t at_ns, const uint8_t *bytes, size_t len);

// capture_out_close closes the file; false if anything of it was lost.
bool capture_out_close(CaptureOut *out, const char *path, GError **error);

#endif
