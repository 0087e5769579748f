// SPDX-License-Identifier: GPL-2.0-or-later
// Turns frames into pcapng blocks. Each link type becomes an interface; times are nanoseconds.
#include "analyzer/command/scan/frame_file.h"

enum {
    SECTION_HEADER = 0x0a0d0d0a,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    INTERFACE = 1,
    ENHANCED_PACKET = 6,
    OPTION_END = 0,
    OPTION_TIME_RESOLUTION = 9,
    NANO_EXPONENT = 9,
    BLOCK_FRAME_LEN = 12, // type, and the length before and behind
};

struct PcFrameFile {
    PcOutput *output;
    GArray *link_types; // of uint32_t: the interfaces so far
};

static void put16(GString *out, uint16_t value)
{
    const char bytes[] = {(char)(value & 0xff), (char)(value >> 8)};
    g_string_append_len(out, bytes, sizeof bytes);
}

static void put32(GString *out, uint32_t value)
{
    put16(out, (uint16_t)(value & 0xffff));
    put16(out, (uint16_t)(value >> 16));
}

static void put_padded(GString *out, PcBytes bytes)
{
    static const char zeros[3] = {0};
    g_string_append_len(out, (const char *)bytes.data, (gssize)bytes.len);
    g_string_append_len(out, zeros, (gssize)((4 - bytes.len % 4) % 4));
}

static void put_block(GString *out, uint32_t type, const GString *body)
{
    uint32_t len = (uint32_t)body->len + BLOCK_FRAME_LEN;
    put32(out, type);
    put32(out, len);
    g_string_append_len(out, body->str, (gssize)body->len);
    put32(out, len);
}

PcFrameFile *pc_frame_file_new(PcOutput *output)
{
    g_autoptr(GString) body = g_string_new(NULL);
    PcFrameFile *file = g_new(PcFrameFile, 1);
    *file = (PcFrameFile){output, g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    put32(body, BYTE_ORDER_MAGIC);
    put16(body, 1); // version 1.0
    put16(body, 0);
    put32(body, UINT32_MAX); // length of the section: not said
    put32(body, UINT32_MAX);
    put_block(pc_output_buffer(output), SECTION_HEADER, body);
    return file;
}

// interface_of gives the number of the interface for a link type, which it writes when it is new.
static uint32_t interface_of(PcFrameFile *file, uint32_t link_type)
{
    static const uint8_t resolution[] = {NANO_EXPONENT};
    for (guint i = 0; i < file->link_types->len; i++) {
        if (g_array_index(file->link_types, uint32_t, i) == link_type) {
            return i;
        }
    }
    g_autoptr(GString) body = g_string_new(NULL);
    put16(body, (uint16_t)link_type);
    put16(body, 0);
    put32(body, 0); // no snap length
    put16(body, OPTION_TIME_RESOLUTION);
    put16(body, sizeof resolution);
    put_padded(body, pc_bytes(resolution, sizeof resolution));
    put16(body, OPTION_END);
    put16(body, 0);
    put_block(pc_output_buffer(file->output), INTERFACE, body);
    g_array_append_val(file->link_types, link_type);
    return file->link_types->len - 1;
}

void pc_frame_file_add(PcFrameFile *file, const PcFrame *frame)
{
    enum { HIGH_SHIFT = 32 };
    uint32_t interface_id = interface_of(file, frame->link_type);
    uint64_t time = (uint64_t)frame->time;
    g_autoptr(GString) body = g_string_sized_new(frame->bytes.len + BLOCK_FRAME_LEN * 2);
    put32(body, interface_id);
    put32(body, (uint32_t)(time >> HIGH_SHIFT));
    put32(body, (uint32_t)(time & UINT32_MAX));
    put32(body, (uint32_t)frame->bytes.len);
    put32(body, frame->original_len);
    put_padded(body, frame->bytes);
    put_block(pc_output_buffer(file->output), ENHANCED_PACKET, body);
    pc_output_settle(file->output, false);
}

bool pc_frame_file_close(PcFrameFile *file, GError **error)
{
    bool is_written = pc_output_close(file->output, error);
    g_array_unref(file->link_types);
    g_free(file);
    return is_written;
}

void pc_frame_file_discard(PcFrameFile *file)
{
    if (file != NULL) {
        pc_output_discard(file->output);
        g_array_unref(file->link_types);
        g_free(file);
    }
}
