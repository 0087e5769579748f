// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the files of trust stores into a PcTrust, and tells by their times whether they have
// changed since.
#ifndef PHONECERT_PLUGIN_TRUST_FILES_H
#define PHONECERT_PLUGIN_TRUST_FILES_H

#include "core/trust/trust.h"

// PcTrustFiles is told of what cannot be read, one sentence at a time that begins with the path.
typedef void (*PcTrustFilesReport)(const char *sentence);

// pc_trust_files_add reads the file `path`, or what lies below the folder `path`, by the rules of
// core/trust/folder.h; `store` NULL: into the stores that the names tell.
void pc_trust_files_add(PcTrust *trust, const char *store, const char *path,
                        PcTrustFilesReport report);

// pc_trust_files_stamp sums up names, sizes and times of a file or of a folder and all below it, to
// `depth` floors.
uint64_t pc_trust_files_stamp(const char *path, unsigned depth);

#endif
