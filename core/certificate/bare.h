// SPDX-License-Identifier: GPL-2.0-or-later
// Certificates as base64 without the markers of PEM, as Windows and web forms hand them out,
// between any other text.
#ifndef PHONECERT_CORE_CERTIFICATE_BARE_H
#define PHONECERT_CORE_CERTIFICATE_BARE_H

#include "core/bytes/bytes.h"

enum { PC_BARE_MIN_DER = 64 }; // nothing shorter is taken for a certificate

// pc_bare_next finds the next piece of base64 whose first bytes say how long it is, a DER SEQUENCE
// of 256 to 16383 bytes, and which is that long: lines that follow one another, each alone or
// indented or quoted, or one line. It takes the text up to its end off the front of `from` and
// gives what was encoded, the caller's. False where there is no further piece; then nothing is
// changed. Every byte is looked at a bounded number of times.
bool pc_bare_next(PcBytes *from, GBytes **der);

#endif
