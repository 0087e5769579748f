// SPDX-License-Identifier: GPL-2.0-or-later
// The trust stores of the samples: which folder under captures/ holds which store with which CAs.
// The servers of the samples verify against the same lists that are written here as PEM files.
#ifndef PHONECERT_CAPTURES_MAKE_TRUST_FOLDER_H
#define PHONECERT_CAPTURES_MAKE_TRUST_FOLDER_H

#include "captures/make/pki.h"

// mk_trust_store gives the certificates of a store, such as ("trust", "CallManager-trust"). A store
// that no table row names is a mistake of ours and ends the program. The caller unrefs the array;
// the X509 are lent.
GPtrArray *mk_trust_store(const MkPki *pki, const char *folder, const char *store);

// mk_trust_folders_write writes every store of every folder as PEM files under `captures_dir`, with
// the names under which CUCM exports them, after removing the .pem files of an earlier run.
bool mk_trust_folders_write(const MkPki *pki, const char *captures_dir, GError **error);

#endif
