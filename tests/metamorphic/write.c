// SPDX-License-Identifier: GPL-2.0-or-later
// The classic format, with nanoseconds.
#include "tests/metamorphic/write.h"

static void put_u32(GByteArray *file, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    g_byte_array_append(file, bytes, sizeof bytes);
}

bool meta_write(const GPtrArray *frames, const char *path)
{
    enum { SECOND = 1000000000, SNAP_LEN = 262144 };
    g_autoptr(GByteArray) file = g_byte_array_new();
    uint32_t link_type = frames->len > 0 ? meta_frame_at(frames, 0)->link_type : 1;
    const uint32_t header[] = {0xa1b23c4d, 0x00020004, 0, 0, SNAP_LEN, link_type};
    for (size_t i = 0; i < G_N_ELEMENTS(header); i++) {
        put_u32(file, header[i]);
    }
    for (guint i = 0; i < frames->len; i++) {
        const MetaFrame *frame = meta_frame_at(frames, i);
        g_assert_cmpuint(frame->link_type, ==, link_type);
        put_u32(file, (uint32_t)(frame->time / SECOND));
        put_u32(file, (uint32_t)(frame->time % SECOND));
        put_u32(file, frame->bytes->len);
        put_u32(file, frame->bytes->len + frame->missing);
        g_byte_array_append(file, frame->bytes->data, frame->bytes->len);
    }
    return g_file_set_contents(path, (const char *)file->data, (gssize)file->len, NULL);
}
