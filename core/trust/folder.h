// SPDX-License-Identifier: GPL-2.0-or-later
// PcTrustPlace is a file or folder that the user named as trust. Which of the files below it are
// looked at, of which store each speaks, and what is complained of, is decided here for both doors;
// they only list files and hand in their bytes.
#ifndef PHONECERT_CORE_TRUST_FOLDER_H
#define PHONECERT_CORE_TRUST_FOLDER_H

#include "core/trust/trust.h"

enum {
    PC_TRUST_MAX_FILE = 16 * 1024 * 1024, // bytes; no export of a store comes near it
    PC_TRUST_MAX_FILES = 10000,           // below one folder
    PC_TRUST_MAX_DEPTH = 16,              // of folders in folders
};

// PcTrustPlace: strings are lent; an archive is a folder, its members' paths are ARCHIVE!MEMBER.
// `n_taken` counts the files that were handed in.
typedef struct {
    const char *path;  // as the user named it
    const char *store; // all of it is of this store; NULL: as its names say
    bool is_folder;
    unsigned n_taken;
} PcTrustPlace;

// pc_trust_place_wants says whether a file is to be handed in, by its path, which begins with the
// place's. Hidden files and remarks (.md, .ini) in a folder are not; a file that the user named is.
bool pc_trust_place_wants(const PcTrustPlace *place, const char *path);

// pc_trust_place_is_remark says whether a file in a folder is text (.txt) without a certificate or
// trust list: it is no part of a store, and pc_trust_place_take passes it over.
bool pc_trust_place_is_remark(const PcTrustPlace *place, const char *path, PcBytes content);

// pc_trust_place_store names the store that a file speaks of: the user's word; else the nearest of
// the folders above it, up to the place's own, that bears a known store's name, however it is
// spelled (pc_store_of_spelling); else the store that begins its own name
// (`CAPF-trust_CAPF-0992727f.pem`); else the first folder below the place, which is then a store of
// the user's own. NULL: none in particular, so its certificates count for all. Caller frees.
char *pc_trust_place_store(const PcTrustPlace *place, const char *path);

// pc_trust_place_take reads a file's content into its store, or, where it is text pasted from
// `show cert`, into the stores that the commands name (core/trust/shown.h); a trust list (CTL, ITL)
// is a basis of its own wherever it lies. False with `error`, a sentence that begins with the path,
// if it holds nothing.
bool pc_trust_place_take(PcTrustPlace *place, PcTrust *trust, const char *path, PcBytes content,
                         GError **error);

// pc_trust_place_complaint gives what to say of the place once all is handed in (a folder without a
// file), or NULL. Caller frees.
char *pc_trust_place_complaint(const PcTrustPlace *place);

#endif
