// SPDX-License-Identifier: GPL-2.0-or-later
// PcSilence counts what of a capture could not be read, so that a report that finds little can say
// why: a protocol that nobody opens, cut frames, connections whose beginning or other direction is
// not there.
#ifndef PHONECERT_CORE_PACKET_SILENCE_H
#define PHONECERT_CORE_PACKET_SILENCE_H

#include "core/packet/decode.h"

enum { PC_SILENCE_ROWS = 8 }; // causes, and ports, that are counted each for itself

typedef enum {
    PC_UNREAD_LINK,      // a link type
    PC_UNREAD_ETHERTYPE, // what follows an EtherType
    PC_UNREAD_PROTOCOL,  // what follows an IP protocol number
    PC_UNREAD_WIFI,      // 802.11 frames that are encrypted
} PcUnreadKind;

typedef struct {
    PcUnreadKind kind;
    uint32_t number;
    bool encrypted;
    uint64_t n_frames;
} PcUnread;

typedef struct {
    int port; // of a service of phones
    uint64_t n_connections, n_late, n_one_way;
    uint64_t n_unheard; // of those of one way: the other one is known to have spoken
} PcSilencePort;

// PcSilence is all zero at first.
typedef struct {
    uint64_t n_frames; // of all; for whoever words it
    uint64_t n_unread, n_cut;
    size_t cut_to; // bytes: the longest of those that were cut
    PcUnread unread[PC_SILENCE_ROWS];
    PcSilencePort ports[PC_SILENCE_ROWS];
    int64_t backwards; // ns: how much time ran backwards at most
    uint64_t backwards_frame;
} PcSilence;

// pc_silence_unread takes a frame at whose end nothing was taken.
void pc_silence_unread(PcSilence *silence, const PcDecode *packet, uint32_t link_type);

// pc_silence_port gives the row of the service that a connection goes to; NULL: none of phones.
PcSilencePort *pc_silence_port(PcSilence *silence, uint16_t port, uint16_t other);

// pc_silence_words says why a capture in which `n_handshakes` were found may hold more; NULL: there
// is nothing to say. The caller frees it.
char *pc_silence_words(const PcSilence *silence, uint64_t n_handshakes);

// pc_silence_backwards says that time runs backwards in it; NULL where it does not.
char *pc_silence_backwards(const PcSilence *silence);

#endif
