// SPDX-License-Identifier: GPL-2.0-or-later
// Does a record of TLS begin here? Told by content alone, so that any port will do and a capture
// may begin in the middle.
#ifndef PHONECERT_CORE_WIRE_TLS_LOOK_H
#define PHONECERT_CORE_WIRE_TLS_LOOK_H

#include "core/bytes/bytes.h"

// PcTlsLook is what the beginning of some bytes looks like.
typedef enum {
    PC_TLS_LOOK_NO,
    PC_TLS_LOOK_MORE, // too few to say
    PC_TLS_LOOK_YES,  // a record that tells of a handshake begins here
    PC_TLS_LOOK_SSL2, // an SSLv2-compatible ClientHello begins here
} PcTlsLook;

// pc_tls_look says whether a handshake's record may begin at `bytes`. `running` admits records that
// only make sense inside a connection that is already known to be TLS.
PcTlsLook pc_tls_look(PcBytes bytes, bool running);

enum { PC_TLS_LOOK_LEN = 11 }; // so many bytes are enough for pc_tls_look not to ask for more

#endif
