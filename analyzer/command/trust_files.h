// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the files and folders of --trust and --lsc-issuer into stores and issuers.
#ifndef PHONECERT_ANALYZER_COMMAND_TRUST_FILES_H
#define PHONECERT_ANALYZER_COMMAND_TRUST_FILES_H

#include "core/certificate/issuer.h"
#include "core/trust/trust.h"

// pc_trust_files_load loads one argument "[STORE=]PATH". Without STORE: a folder's subfolders are
// stores by their names, a folder that bears a store's name is that store, a file STORE_NAME.pem
// belongs to that store, a CTL or ITL file is a basis of its own, and any other certificate counts
// for every store. An archive is a folder, but
// what tells no known store in it is not used. What cannot be read is told
// in `errors` (char *, starting with the path); the rest is loaded.
// What is worth knowing (a name that was taken for a store's, what counts everywhere) goes to
// `notes`.
void pc_trust_files_load(PcTrust *trust, const char *argument, GPtrArray *errors, GPtrArray *notes);

// pc_trust_files_store parts "[STORE=]PATH"; NULL where no store is named. Caller frees both.
char *pc_trust_files_store(const char *argument, char **path);

// pc_trust_files_issuer declares an LSC issuer by its name or by a certificate file.
bool pc_trust_files_issuer(PcIssuers *issuers, const char *name_or_path, GError **error);

#endif
