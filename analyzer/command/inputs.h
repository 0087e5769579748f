// SPDX-License-Identifier: GPL-2.0-or-later
// PcInputs turns the arguments of a command into the list of files to read: folders are walked, in
// sorted order, and archives in their own.
#ifndef PHONECERT_ANALYZER_COMMAND_INPUTS_H
#define PHONECERT_ANALYZER_COMMAND_INPUTS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *path;       // as given, folder/name, or archive!member
    char *root;       // the argument that it was found by
    bool from_folder; // found in a folder or an archive: what is no capture is passed over
} PcInput;

// pc_inputs_new lists the files that `arguments` (NULL-terminated) name; "-" stays as it is. A
// folder or an archive that cannot be read, or not wholly, is told to `errors` (char *, starting
// with the path). Gives a
// GPtrArray of PcInput.
GPtrArray *pc_inputs_new(char *const *arguments, GPtrArray *errors);

// pc_inputs_on_disk does the same, but an archive is one file.
GPtrArray *pc_inputs_on_disk(char *const *arguments, GPtrArray *errors);

// pc_folder_files lists every regular file under `folder`, sorted, as folder/name. Links to folders
// are not followed. NULL with `error` if the folder itself cannot be read.
GPtrArray *pc_folder_files(const char *folder, GPtrArray *errors, GError **error);

// pc_place_files does the same for a folder or an archive, whose members are its files; what of it
// could not be read is told to `errors`.
GPtrArray *pc_place_files(const char *path, GPtrArray *errors, GError **error);

// pc_input_should_be_capture tells by the name whether a file claims to be one.
bool pc_input_should_be_capture(const char *path);

// pc_input_is_stray tells of a file in a folder whose name claims nothing.
bool pc_input_is_stray(const PcInput *input);

#endif
