// SPDX-License-Identifier: GPL-2.0-or-later
// PcDtlsMessages puts the handshake messages of one DTLS conversation together: fragments in, whole
// messages out, each once and in order, however often and in whatever order they were sent (RFC
// 6347, 4.2.2 and 4.2.3). It knows no packets and no epan.
#ifndef PHONECERT_PLUGIN_DTLS_MESSAGES_H
#define PHONECERT_PLUGIN_DTLS_MESSAGES_H

#include "core/bytes.h"

enum {
    PC_DTLS_HEADER = 12,              // bytes before a fragment
    PC_DTLS_MAX_MESSAGE = 256 * 1024, // longer ones are not kept
    PC_DTLS_MAX_WAITING = 16,         // unfinished or early messages a direction
};

typedef struct PcDtlsMessages PcDtlsMessages;
PcDtlsMessages *pc_dtls_messages_new(void);
void pc_dtls_messages_free(PcDtlsMessages *messages);

// pc_dtls_messages_add takes one fragment, header and all, of a direction (0 or 1). False if it is
// malformed, too long, or one too many.
bool pc_dtls_messages_add(PcDtlsMessages *messages, unsigned direction, PcBytes fragment);

// pc_dtls_messages_next takes the direction's next whole message: header with fragment offset 0,
// then the body. NULL where none is whole. The caller frees it.
GBytes *pc_dtls_messages_next(PcDtlsMessages *messages, unsigned direction);

#endif
