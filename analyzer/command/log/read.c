// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a file into log entries, block by block; of a large file a thread takes the compression
// off.
#include "analyzer/command/log/read.h"

#include "analyzer/read/window.h"
#include "core/bytes/text.h"
#include "core/files/known_file.h"

// Reads all there is; false where the first block shows that it is no text.
static bool read_text(PcPhoneLog *log, PcWindow *window, bool is_stray)
{
    PcBytes block;
    bool is_text = !is_stray || (window->unread.len > 0 && pc_text_is_one(window->unread));
    while (is_text && pc_window_fill(window, 1) &&
           pc_window_take(window, window->unread.len, &block)) {
        pc_phone_log_read(log, block);
    }
    return is_text;
}

PcPhoneLog *pc_log_read(const char *path, bool is_stray, const char **known, char **damage,
                        GError **error)
{
    *damage = NULL;
    PcSource *source = pc_source_open(path, is_stray ? NULL : error);
    if (source == NULL) {
        return NULL;
    }
    PcWindow window;
    pc_window_init(&window, source);
    // A pipe gives as little as it likes at once; what a file is stands in its first bytes.
    (void)pc_window_fill(&window, PC_KNOWN_FILE_LEN);
    if (known != NULL) {
        *known = pc_known_file_text(pc_known_file(window.unread));
    }
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(name);
    const bool is_text = read_text(log, &window, is_stray);
    pc_phone_log_finish(log);
    const bool is_log = !is_stray || (is_text && log->n_understood > 0);
    if (is_log && pc_window_broken(&window) != NULL) {
        *damage =
            g_strdup_printf("%s: %s; what comes before it counts", path, pc_window_broken(&window));
    }
    pc_window_clear(&window);
    return is_log ? g_steal_pointer(&log) : NULL;
}
