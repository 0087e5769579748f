// SPDX-License-Identifier: GPL-2.0-or-later
// bench-inflate FILE: what taking the compression off a capture takes by itself, with the same
// library and the same blocks as the analyzer.
#include "analyzer/read/source.h"

#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench-inflate FILE\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(PcSource) source = pc_source_open(argv[1], &error);
    if (source == NULL) {
        fprintf(stderr, "bench-inflate: %s\n", error->message);
        return 2;
    }
    g_autofree uint8_t *block = g_malloc(PC_SOURCE_BLOCK);
    uint64_t n_bytes = 0;
    size_t got = 0;
    while ((got = pc_source_read(source, block, PC_SOURCE_BLOCK)) > 0) {
        n_bytes += got;
    }
    printf("%" PRIu64 " bytes\n", n_bytes);
    return pc_source_broken(source) == NULL ? 0 : 2;
}
