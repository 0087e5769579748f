// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as an archive. Each member that is listed can be opened, and what is read
// of it ends.
#include "analyzer/read/members.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(const char *path)
{
    enum { BLOCK = 4096, MAX_BLOCKS = 1000 };
    uint8_t block[BLOCK];
    g_autoptr(PcArchiveMember) member = pc_archive_open(path, NULL);
    g_assert_nonnull(member);
    for (unsigned n = 0; n < MAX_BLOCKS && pc_archive_read(member, block, BLOCK) > 0; n++) {
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MAX_OPENED = 20 };
    static int file = -1; // in memory; a path leads to it
    file = file >= 0 ? file : memfd_create("archive", MFD_CLOEXEC);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size) {
        return 0;
    }
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", file);
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) members =
        pc_archive_is(path) ? pc_archive_members(path, errors, NULL) : NULL;
    for (guint i = 0; members != NULL && i < MIN(members->len, MAX_OPENED); i++) {
        read_one(g_ptr_array_index(members, i));
    }
    return 0;
}
