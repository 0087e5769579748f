// SPDX-License-Identifier: GPL-2.0-or-later
// write_wrapped SAMPLE FOLDER: writes the sample in every wrapping as NAME.pcap, so that another
// program can say whether the wrappings are what they are called. Prints the names.
#include "tests/metamorphic/wrap.h"
#include "tests/metamorphic/write.h"

#include <stdio.h>
#include <stdlib.h>

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
        if (!meta_write(frames, path)) {
            return EXIT_FAILURE;
        }
        (void)puts(name);
    }
    return EXIT_SUCCESS;
}
