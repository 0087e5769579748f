// SPDX-License-Identifier: GPL-2.0-or-later
// write_wrapped SAMPLE FOLDER: writes the sample in every wrapping as NAME.pcap, so that another
// program can say whether the wrappings are what they are called. Prints the names.
#include "tests/metamorphic/wrap.h"

#include <stdio.h>
#include <stdlib.h>

static void put_u32(GByteArray *file, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    g_byte_array_append(file, bytes, sizeof bytes);
}

static bool write_frames(const GPtrArray *frames, uint32_t link_type, const char *path)
{
    enum { MICROSECOND = 1000, SECOND = 1000000000, SNAP_LEN = 262144 };
    g_autoptr(GByteArray) file = g_byte_array_new();
    const uint32_t header[] = {0xa1b2c3d4, 0x00020004, 0, 0, SNAP_LEN, link_type};
    for (size_t i = 0; i < G_N_ELEMENTS(header); i++) {
        put_u32(file, header[i]);
    }
    for (guint i = 0; i < frames->len; i++) {
        const MetaFrame *frame = g_ptr_array_index(frames, i);
        put_u32(file, (uint32_t)(frame->time / SECOND));
        put_u32(file, (uint32_t)(frame->time % SECOND / MICROSECOND));
        put_u32(file, frame->bytes->len);
        put_u32(file, frame->bytes->len + frame->missing);
        g_byte_array_append(file, frame->bytes->data, frame->bytes->len);
    }
    return g_file_set_contents(path, (const char *)file->data, (gssize)file->len, NULL);
}

int main(int argc, char **argv)
{
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    if (argc != 3) {
        (void)fputs("usage: write_wrapped SAMPLE FOLDER\n", stderr);
        return EXIT_FAILURE;
    }
    const MetaSample *sample = meta_sample(argv[1]);
    for (size_t i = 0; i < n_wrappings; i++) {
        g_autoptr(GPtrArray) frames = meta_wrap(&wrappings[i], sample->frames);
        g_autofree char *name = g_strconcat(wrappings[i].name, ".pcap", NULL);
        g_autofree char *path = g_build_filename(argv[2], name, NULL);
        if (frames == NULL) {
            continue;
        }
        if (!write_frames(frames, wrappings[i].link_type, path)) {
            return EXIT_FAILURE;
        }
        (void)puts(name);
    }
    return EXIT_SUCCESS;
}
