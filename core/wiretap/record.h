// SPDX-License-Identifier: GPL-2.0-or-later
// Turns what libwiretap reads into frames, for the analyzer's odd formats and for the plugin, whose
// frames all come from there. Needs libwiretap's headers and calls none of its functions.
#ifndef PHONECERT_CORE_WIRETAP_RECORD_H
#define PHONECERT_CORE_WIRETAP_RECORD_H

#include "core/packet/frame.h"
#include <wiretap/wtap.h>

// pc_record_time gives a time in nanoseconds since 1970 UTC; a file may claim one that lies further
// away than they count.
int64_t pc_record_time(const nstime_t *time);

// pc_record_is_decoded: frames of this encapsulation (WTAP_ENCAP_...) can be.
bool pc_record_is_decoded(int encapsulation);

// pc_record_frame makes a frame of a packet record, whose number is left to the caller; `bytes` is
// what was captured of it. False for a record that is no packet.
bool pc_record_frame(const wtap_rec *record, PcBytes bytes, PcFrame *frame);

#endif
