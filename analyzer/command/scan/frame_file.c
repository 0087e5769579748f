// SPDX-License-Identifier: GPL-2.0-or-later
// Turns frames into pcapng blocks. Interfaces keep the numbers that they have in their section;
// those of a further file or section are counted on. Times are nanoseconds.
#include "analyzer/command/scan/frame_file.h"

#include <arpa/inet.h>
#include <string.h>

enum {
    SECTION_HEADER = 0x0a0d0d0a,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    INTERFACE = 1,
    NAME_RESOLUTION = 4,
    ENHANCED_PACKET = 6,
    SECRETS = 10,
    TLS_KEY_LOG = 0x544c534b,
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_TIME_RESOLUTION = 9,
    NANO_EXPONENT = 9,
    RECORD_IPV4 = 1, // of a Name Resolution Block
    RECORD_IPV6 = 2,
    IPV4_LEN = 4,
    IPV6_LEN = 16,
    BLOCK_FRAME_LEN = 12, // type, and the length before and behind
};

struct PcFrameFile {
    PcOutput *output;
    const PcCapture *capture; // that frames come from
    uint64_t section;         // of it
    uint32_t first;           // number here of the section's first interface
    uint32_t n_interfaces;    // all of them
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
    *file = (PcFrameFile){.output = output};
    put32(body, BYTE_ORDER_MAGIC);
    put16(body, 1); // version 1.0
    put16(body, 0);
    put32(body, UINT32_MAX); // length of the section: not said
    put32(body, UINT32_MAX);
    put_block(pc_output_buffer(output), SECTION_HEADER, body);
    return file;
}

static void put_option(GString *out, uint16_t code, PcBytes value)
{
    put16(out, code);
    put16(out, (uint16_t)value.len);
    put_padded(out, value);
}

static void put_interface(PcFrameFile *file, uint32_t link_type, const PcCaptureInterface *told)
{
    static const uint8_t resolution[] = {NANO_EXPONENT};
    g_autoptr(GString) body = g_string_new(NULL);
    put16(body, (uint16_t)link_type);
    put16(body, 0);
    put32(body, told != NULL ? told->snap_len : 0);
    for (guint i = 0; told != NULL && i < told->texts->len; i++) {
        const PcInterfaceText *text = g_ptr_array_index(told->texts, i);
        put_option(body, text->code, pc_bytes_of(text->value));
    }
    put_option(body, OPTION_TIME_RESOLUTION, pc_bytes(resolution, sizeof resolution));
    put32(body, OPTION_END);
    put_block(pc_output_buffer(file->output), INTERFACE, body);
    file->n_interfaces++;
}

// interface_of gives the number that a frame's interface has here; interfaces before it in its
// section are written, too, so that numbers stay the same.
static uint32_t interface_of(PcFrameFile *file, const PcCapture *capture, const PcFrame *frame)
{
    enum { MAX_BEFORE = 1024 };
    if (file->capture != capture || file->section != pc_capture_section(capture)) {
        file->capture = capture;
        file->section = pc_capture_section(capture);
        file->first = file->n_interfaces;
    }
    uint32_t id = MIN(frame->interface_id, MAX_BEFORE);
    while (file->n_interfaces - file->first <= id) {
        const PcCaptureInterface *told =
            pc_capture_interface(capture, file->n_interfaces - file->first);
        put_interface(file, told != NULL ? told->link_type : frame->link_type, told);
    }
    return file->first + id;
}

void pc_frame_file_name(PcFrameFile *file, const char *address, const char *name)
{
    uint8_t bytes[IPV6_LEN];
    bool is_ipv4 = inet_pton(AF_INET, address, bytes) == 1;
    if (!is_ipv4 && inet_pton(AF_INET6, address, bytes) != 1) {
        return;
    }
    g_autoptr(GString) body = g_string_new(NULL);
    g_autoptr(GByteArray) value = g_byte_array_new();
    g_byte_array_append(value, bytes, is_ipv4 ? IPV4_LEN : IPV6_LEN);
    g_byte_array_append(value, (const uint8_t *)name, (guint)strlen(name) + 1);
    put_option(body, is_ipv4 ? RECORD_IPV4 : RECORD_IPV6, pc_bytes(value->data, value->len));
    put32(body, 0); // the last record
    put_block(pc_output_buffer(file->output), NAME_RESOLUTION, body);
}

void pc_frame_file_secrets(PcFrameFile *file, PcBytes key_log)
{
    g_autoptr(GString) body = g_string_new(NULL);
    put32(body, TLS_KEY_LOG);
    put32(body, (uint32_t)key_log.len);
    put_padded(body, key_log);
    put_block(pc_output_buffer(file->output), SECRETS, body);
}

// What an earlier run wrote is replaced.
static bool is_ours(PcBytes comment)
{
    static const char mark[] = PC_FRAME_COMMENT_MARK;
    return pc_bytes_starts(comment, (const uint8_t *)mark, sizeof mark - 1);
}

static void put_comments(GString *out, const GPtrArray *before, const char *comment)
{
    enum { MAX_COMMENT = 4096 };
    const size_t start = out->len;
    for (guint i = 0; before != NULL && i < before->len; i++) {
        PcBytes one = pc_bytes_of(g_ptr_array_index(before, i));
        if (!is_ours(one)) {
            put_option(out, OPTION_COMMENT, one);
        }
    }
    if (comment != NULL) {
        size_t len = MIN(strlen(comment), MAX_COMMENT);
        put_option(out, OPTION_COMMENT, pc_bytes((const uint8_t *)comment, len));
    }
    if (out->len > start) {
        put32(out, OPTION_END);
    }
}

void pc_frame_file_add(PcFrameFile *file, const PcCapture *capture, const PcFrame *frame,
                       const GPtrArray *before, const char *comment)
{
    enum { HIGH_SHIFT = 32 };
    uint32_t interface_id = interface_of(file, capture, frame);
    uint64_t time = (uint64_t)frame->time;
    g_autoptr(GString) body = g_string_sized_new(frame->bytes.len + BLOCK_FRAME_LEN * 2);
    put32(body, interface_id);
    put32(body, (uint32_t)(time >> HIGH_SHIFT));
    put32(body, (uint32_t)(time & UINT32_MAX));
    put32(body, (uint32_t)frame->bytes.len);
    put32(body, frame->original_len);
    put_padded(body, frame->bytes);
    put_comments(body, before, comment);
    put_block(pc_output_buffer(file->output), ENHANCED_PACKET, body);
    pc_output_settle(file->output, false);
}

bool pc_frame_file_close(PcFrameFile *file, GError **error)
{
    bool is_written = pc_output_close(file->output, error);
    g_free(file);
    return is_written;
}

void pc_frame_file_discard(PcFrameFile *file)
{
    if (file != NULL) {
        pc_output_discard(file->output);
        g_free(file);
    }
}
