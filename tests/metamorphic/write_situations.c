// SPDX-License-Identifier: GPL-2.0-or-later
// write_situations FOLDER: writes each sample as one capture in which every situation of the table
// comes once, an hour after the one before and between stations of its own, so that another program
// reads them all at one start. Beside SAMPLE.pcap lies SAMPLE.keys where it has keys. Prints one
// line for each: SAMPLE, how many situations.
//
// write_situations FILE SAMPLE SITUATION N writes the one that a test names so.
#include "tests/metamorphic/forge.h"
#include "tests/metamorphic/situations.h"
#include "tests/metamorphic/write.h"

#include <stdio.h>
#include <stdlib.h>

#define HOUR (INT64_C(3600) * 1000000000)

// Moves frames behind those that are there already, to the stations of number `n`.
static void append(GPtrArray *all, const GPtrArray *frames, guint n)
{
    for (guint i = 0; i < frames->len; i++) {
        MetaFrame *made = meta_elsewhere(meta_frame_at(frames, i), n);
        made->time += n * HOUR;
        g_ptr_array_add(all, made);
    }
}

static guint alter(const MetaSample *sample, GPtrArray *all)
{
    size_t n_situations;
    guint n_written = 0;
    const MetaSituation *situations = meta_situations(&n_situations);
    for (size_t i = 0; i < n_situations; i++) {
        g_autofree char *how = NULL;
        g_autoptr(GPtrArray) frames = meta_situation(&situations[i], sample, 0, &how);
        if (frames != NULL) {
            append(all, frames, (guint)i + 1);
            n_written += 1;
        }
    }
    return n_written;
}

static bool write_sample(const MetaSample *sample, const char *folder)
{
    g_autoptr(GPtrArray) all = meta_frames_new();
    guint n_written = alter(sample, all);
    g_autofree char *capture = g_strdup_printf("%s/%s.pcap", folder, sample->name);
    g_autofree char *keys = g_strdup_printf("%s/%s.keys", folder, sample->name);
    if (sample->keys->len > 0 && !g_file_set_contents(keys, sample->keys->str, -1, NULL)) {
        return false;
    }
    printf("%s\t%u\n", sample->name, n_written);
    return meta_write(all, capture);
}

enum { N_NAMES = 4 };

static bool write_one(char **names)
{
    g_autofree char *how = NULL;
    const MetaSituation *situation = meta_find_situation(names[2]);
    guint n = (guint)g_ascii_strtoull(names[3], NULL, 10);
    g_autoptr(GPtrArray) frames =
        situation != NULL ? meta_situation(situation, meta_sample(names[1]), n, &how) : NULL;
    return frames != NULL && puts(how) >= 0 && meta_write(frames, names[0]);
}

int main(int argc, char **argv)
{
    if (argc == 1 + N_NAMES) {
        return write_one(argv + 1) ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    if (argc != 2) {
        (void)fputs("usage: write_situations FOLDER, or FILE SAMPLE SITUATION N\n", stderr);
        return EXIT_FAILURE;
    }
    const GPtrArray *samples = meta_samples();
    for (guint s = 0; s < samples->len; s++) {
        if (!write_sample(g_ptr_array_index(samples, s), argv[1])) {
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
