// SPDX-License-Identifier: GPL-2.0-or-later
// Which files are worth giving to libwiretap at all, told by their first bytes. The library takes
// texts, pictures and stray bytes for captures of some kind, and is slow to find that out.
#ifndef PHONECERT_ANALYZER_READ_SIGNATURE_H
#define PHONECERT_ANALYZER_READ_SIGNATURE_H

#include "core/bytes/bytes.h"

enum { PC_SIGNATURE_LEN = 64 }; // so many bytes are enough

// pc_signature_is_known says whether a file that begins so is of a packet capture format that has a
// signature (and is none that is read without the library).
bool pc_signature_is_known(PcBytes start);

#endif
