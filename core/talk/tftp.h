// SPDX-License-Identifier: GPL-2.0-or-later
// PcTftp follows TFTP transfers (RFC 1350, blocks sized by RFC 2348, windows of RFC 7440) and gives
// the wanted files that went over whole. A file that lacks a block is not given, nor one whose
// block size cannot be told.
#ifndef PHONECERT_CORE_TFTP_H
#define PHONECERT_CORE_TFTP_H

#include "core/wire/peer.h"

enum {
    PC_TFTP_PORT = 69,
    PC_TFTP_MAX_TRANSFERS = 64,           // followed at a time; the oldest makes room
    PC_TFTP_MAX_WAITING = 8 * 1024 * 1024 // bytes of unfinished files kept, over all transfers
};

// PcTftpFile is told of every wanted file that is whole; all is lent. `seen` is the block that
// completed it, `client` and `server` the two ends.
typedef struct {
    const char *name;
    GBytes *content;
    const PcPeer *client, *server;
    const PcSeen *seen;
} PcTftpFile;
typedef void (*PcTftpFunc)(void *user, const PcTftpFile *file);

typedef struct PcTftp PcTftp;
PcTftp *pc_tftp_new(PcTftpFunc func, void *user);
void pc_tftp_free(PcTftp *tftp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTftp, pc_tftp_free)

// PcTftpDatagram is one datagram between two ends; `missing` bytes at its end were not captured.
typedef struct {
    const PcPeer *from, *to;
    PcBytes bytes;
    size_t missing;
} PcTftpDatagram;

// pc_tftp_datagram takes a datagram; false where it is none of TFTP's.
bool pc_tftp_datagram(PcTftp *tftp, const PcTftpDatagram *datagram, const PcSeen *seen);
// pc_tftp_end forgets every transfer (the capture is over).
void pc_tftp_end(PcTftp *tftp);

#endif
