// SPDX-License-Identifier: GPL-2.0-or-later
// PcOutput is where a report goes: standard output, or a file that comes to its place when it is
// whole (new_file.h). What goes wrong is remembered and told once, at the end, so that writers
// write straight on.
#ifndef PHONECERT_ANALYZER_REPORT_OUTPUT_H
#define PHONECERT_ANALYZER_REPORT_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

typedef struct PcOutput PcOutput;

// pc_output_open opens `path`; NULL or "-" is standard output. What is no regular file (a pipe,
// /dev/null) is written in place. NULL with `error` (starting with the path) if it cannot be.
PcOutput *pc_output_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_output_target gives the file that a path leads to by its links, also where that file is not
// there yet: it is written, and the links stay. Caller frees; NULL with errno where they do not
// end.
char *pc_output_target(const char *path);

// pc_output_open_over opens a file that replaces whatever stands at `path`, a link itself.
PcOutput *pc_output_open_over(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
// pc_output_open_kept names a file that its writer opens and adds to itself (a database). It must
// be a regular one, if it is there.
PcOutput *pc_output_open_kept(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_output_path_is_stdout says whether a path stands for standard output: NULL, "-".
bool pc_output_path_is_stdout(const char *path);
bool pc_output_is_stdout(const PcOutput *output);
// pc_output_path lends the path as the user gave it.
const char *pc_output_path(const PcOutput *output);

// pc_output_buffer lends the string that writers append to.
GString *pc_output_buffer(PcOutput *output);

// pc_output_settle is called between two pieces that may be parted: it writes out a buffer that has
// grown large, or any buffer where `now`.
void pc_output_settle(PcOutput *output, bool now);

// pc_output_fail remembers that a writer that works on the file itself could not go on.
void pc_output_fail(PcOutput *output, const char *cause);

// pc_output_has_failed says that nothing more will be written: the disk is full, or the reader of a
// pipe went away.
bool pc_output_has_failed(const PcOutput *output);
// pc_output_cause lends why; NULL where nothing went wrong.
const char *pc_output_cause(const PcOutput *output);

// pc_output_close writes what is left and puts the file in its place; frees `output`. False with
// `error` (starting with the path) if anything could not be written: then what stood under that
// name before still stands there.
bool pc_output_close(PcOutput *output, GError **error);

// pc_output_discard leaves what stood there before; frees `output`.
void pc_output_discard(PcOutput *output);

#endif
