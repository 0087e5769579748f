// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a file into log entries, block by block.
#include "analyzer/command/log/read.h"

#include "analyzer/read/source.h"
#include "core/bytes/text.h"
#include "core/files/known_file.h"

PcPhoneLog *pc_log_read(const char *path, bool is_stray, const char **known, char **damage,
                        GError **error)
{
    *damage = NULL;
    g_autoptr(PcSource) source = pc_source_open(path, is_stray ? NULL : error);
    if (source == NULL) {
        return NULL;
    }
    g_autofree char *name = g_path_get_basename(path);
    g_autofree uint8_t *block = g_malloc(PC_SOURCE_BLOCK);
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(name);
    size_t n_read = pc_source_fill(source, block, PC_SOURCE_BLOCK);
    if (known != NULL) {
        *known = pc_known_file_text(pc_known_file(pc_bytes(block, n_read)));
    }
    if (is_stray && (n_read == 0 || !pc_text_is_one(pc_bytes(block, n_read)))) {
        return NULL;
    }
    for (; n_read > 0; n_read = pc_source_read(source, block, PC_SOURCE_BLOCK)) {
        pc_phone_log_read(log, pc_bytes(block, n_read));
    }
    pc_phone_log_finish(log);
    if (is_stray && log->n_understood == 0) {
        return NULL;
    }
    if (pc_source_broken(source) != NULL) {
        *damage =
            g_strdup_printf("%s: %s; what comes before it counts", path, pc_source_broken(source));
    }
    return g_steal_pointer(&log);
}
