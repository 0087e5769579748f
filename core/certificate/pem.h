// SPDX-License-Identifier: GPL-2.0-or-later
// PEM blocks (RFC 7468) wherever they stand: between other text, indented, behind the time stamps
// of a trace, in one line. What a block is called and what is in it is the caller's to judge.
#ifndef PHONECERT_CORE_PEM_H
#define PHONECERT_CORE_PEM_H

#include "core/bytes/bytes.h"

enum { PC_PEM_MAX_LABEL = 64 };

// pc_pem_next takes the text up to the end of the next block off the front of `from` and gives the
// block's label ("CERTIFICATE") and content, both the caller's. False where there is no further
// block; then nothing is changed.
bool pc_pem_next(PcBytes *from, char **label, GBytes **content);

#endif
