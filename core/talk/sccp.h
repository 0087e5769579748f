// SPDX-License-Identifier: GPL-2.0-or-later
// SCCP as far as a phone's name goes: the station register message that every SCCP phone sends
// first (TCP 2000 in clear).
#ifndef PHONECERT_CORE_SCCP_H
#define PHONECERT_CORE_SCCP_H

#include "core/bytes/cutter.h"

enum { PC_SCCP_MAX_MESSAGE = 64 * 1024 };

// PcSccpMessage lends from the bytes it was read from.
typedef struct {
    uint32_t id; // 1: station register
    PcBytes body;
} PcSccpMessage;

typedef enum { PC_SCCP_MORE, PC_SCCP_TAKEN, PC_SCCP_NO } PcSccpStep;
// pc_sccp_read takes a message off the front; MORE where it is not whole, NO where it is none.
PcSccpStep pc_sccp_read(PcBytes *from, PcSccpMessage *message);

// pc_sccp_register_device gives the device name of a station register message, sanitised; NULL for
// any other message. Caller frees.
char *pc_sccp_register_device(const PcSccpMessage *message);

#endif
