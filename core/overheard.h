// SPDX-License-Identifier: GPL-2.0-or-later
// PcOverheard is what one capture says in clear of its phones: the trust lists that they fetched.
// The handshakes of that capture are judged by it, too, and those of no other. Both doors tell it
// what they see, in the order of the frames.
#ifndef PHONECERT_CORE_OVERHEARD_H
#define PHONECERT_CORE_OVERHEARD_H

#include "core/judge.h"

typedef struct PcOverheard PcOverheard;

// pc_overheard_new begins a capture. `judge` is lent: it judges until a trust list is seen; then
// one of its kind does, by a copy of its stores.
PcOverheard *pc_overheard_new(PcJudge *judge);
void pc_overheard_free(PcOverheard *overheard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcOverheard, pc_overheard_free)

// PcOverheardFile is a file that a phone fetched, whole; all is lent.
typedef struct {
    const char *name; // as it was asked for: "CTLSEP0A1B2C3D4E5F.tlv"; a path is passed over
    PcBytes content;
    const char *phone;  // address of who fetched it; NULL: not known
    const char *server; // of who gave it; NULL: not known
} PcOverheardFile;

// pc_overheard_file takes a file. A trust list becomes a basis for the phone that its name bears
// (CTLFile.tlv: for all), unless its own signature fails. Gives what is wrong with the file
// (GPtrArray of PcFinding, the caller's), or NULL.
GPtrArray *pc_overheard_file(PcOverheard *overheard, const PcOverheardFile *file);

// pc_overheard_judge judges a settled handshake of this capture. Never NULL; it must not outlive
// `overheard`.
PcJudgement *pc_overheard_judge(PcOverheard *overheard, const PcHandshake *handshake);

// pc_overheard_device gives the name of the phone that a file name bears: "SEP0A1B2C3D4E5F" of
// ITLSEP0A1B2C3D4E5F.tlv or SEP0A1B2C3D4E5F.cnf.xml.sgn. NULL for others; the caller frees.
char *pc_overheard_device(const char *file_name);

#endif
