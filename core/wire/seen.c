// SPDX-License-Identifier: GPL-2.0-or-later
// The words for what every wire has.
#include "core/wire/seen.h"

PC_WORDS(pc_transport_name, PcTransport, PC_TRANSPORTS)

PC_WORDS(pc_side_name, PcSide, PC_SIDES)
