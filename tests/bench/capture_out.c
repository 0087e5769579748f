// SPDX-License-Identifier: GPL-2.0-or-later
// Writes pcap (microseconds, little-endian) and pcapng (enhanced packet blocks) a packet at a time.
#include "tests/bench/capture_out.h"

#include <errno.h>
#include <string.h>

#define NS_A_MICROSECOND INT64_C(1000)
#define MICROSECONDS INT64_C(1000000)
#define MAX_FRAME_LEN 2048
#define OUT_BUFFER_LEN (1024 * 1024)

enum { PCAP_RECORD_LEN = 16, ENHANCED_HEAD_LEN = 28, ENHANCED_TYPE = 6 };

// Fields of a file header, little-endian whatever the machine.
static size_t put_words(uint8_t *out, const uint32_t *words, size_t n_words)
{
    for (size_t i = 0; i < n_words; i++) {
        const uint32_t word = GUINT32_TO_LE(words[i]);
        memcpy(out + 4 * i, &word, sizeof word);
    }
    return 4 * n_words;
}

static void write_bytes(CaptureOut *out, const uint8_t *bytes, size_t len)
{
    out->n_bytes += fwrite(bytes, 1, len, out->file);
}

static void write_start(CaptureOut *out)
{
    // magic, version 2.4, time zone, accuracy, snaplen, Ethernet
    static const uint32_t pcap[] = {0xa1b2c3d4, 0x00040002, 0, 0, 0x40000, 1};
    // section header, then one interface of Ethernet
    static const uint32_t pcapng[] = {0x0a0d0d0a, 28, 0x1a2b3c4d, 1, UINT32_MAX, UINT32_MAX,
                                      28,         1,  20,         1, 0x40000,    20};
    uint8_t start[sizeof pcapng];
    const size_t len = out->is_pcapng ? put_words(start, pcapng, G_N_ELEMENTS(pcapng))
                                      : put_words(start, pcap, G_N_ELEMENTS(pcap));
    write_bytes(out, start, len);
}

bool capture_out_open(CaptureOut *out, const char *path, bool is_pcapng, GError **error)
{
    *out = (CaptureOut){.is_pcapng = is_pcapng};
    out->file = g_str_equal(path, "-") ? stdout : fopen(path, "wb");
    if (out->file == NULL) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", path,
                    g_strerror(errno));
        return false;
    }
    setvbuf(out->file, NULL, _IOFBF, OUT_BUFFER_LEN);
    write_start(out);
    return true;
}

void capture_out_frame(CaptureOut *out, int64_t at_ns, const uint8_t *bytes, size_t len)
{
    uint8_t record[ENHANCED_HEAD_LEN + MAX_FRAME_LEN + 8] = {0};
    const uint64_t at_us = (uint64_t)(at_ns / NS_A_MICROSECOND);
    const uint32_t len32 = (uint32_t)len;
    g_assert(len <= MAX_FRAME_LEN);
    out->n_frames++;
    if (!out->is_pcapng) {
        const uint32_t head[] = {(uint32_t)(at_us / MICROSECONDS), (uint32_t)(at_us % MICROSECONDS),
                                 len32, len32};
        put_words(record, head, G_N_ELEMENTS(head));
        memcpy(record + PCAP_RECORD_LEN, bytes, len);
        write_bytes(out, record, PCAP_RECORD_LEN + len);
        return;
    }
    const uint32_t padded = (len32 + 3) & ~UINT32_C(3);
    const uint32_t total = ENHANCED_HEAD_LEN + padded + 4;
    const uint32_t head[] = {ENHANCED_TYPE,   total, 0,    (uint32_t)(at_us >> 32),
                             (uint32_t)at_us, len32, len32};
    put_words(record, head, G_N_ELEMENTS(head));
    memcpy(record + ENHANCED_HEAD_LEN, bytes, len);
    put_words(record + ENHANCED_HEAD_LEN + padded, &total, 1);
    write_bytes(out, record, total);
}

bool capture_out_close(CaptureOut *out, const char *path, GError **error)
{
    const bool failed = ferror(out->file) != 0;
    if (fclose(out->file) != 0 || failed) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot write all of it", path);
        return false;
    }
    return true;
}
