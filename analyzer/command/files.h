// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a whole file that the user named: certificates, key logs, reports.
#ifndef PHONECERT_ANALYZER_COMMAND_FILES_H
#define PHONECERT_ANALYZER_COMMAND_FILES_H

#include <glib.h>
#include <stdbool.h>

// pc_file_is_there says whether a path leads to something: on disk, or it names an archive that is.
bool pc_file_is_there(const char *path);

// pc_read_file gives a file's content ("-" is standard input; pipes are read to their end;
// ARCHIVE!MEMBER lies in an archive). NULL with `error`, a sentence that starts with the path. Of a
// PKCS#12 file that one of the passwords of --password-file opens it gives the certificates, as DER
// back to back.
GBytes *pc_read_file(const char *path, GError **error);
// pc_read_file_up_to does the same, but calls a file of more than `max_len` bytes too large.
GBytes *pc_read_file_up_to(const char *path, size_t max_len, GError **error);

// pc_file_is_locked says whether a file's content is a PKCS#12 that nothing opened;
// pc_file_locked_text what to do then, to stand behind "PATH: ".
bool pc_file_is_locked(GBytes *content);
const char *pc_file_locked_text(void);

// pc_set_file_error words the errno of a call on `path`.
void pc_set_file_error(GError **error, const char *path, int code);

#endif
