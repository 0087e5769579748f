// SPDX-License-Identifier: GPL-2.0-or-later
// Makes frames that nobody sent of frames that somebody did: segments without payload, other
// checksums, other sequence numbers, other addresses. Frames share their bytes, so each is a copy.
#ifndef PHONECERT_TESTS_METAMORPHIC_FORGE_H
#define PHONECERT_TESTS_METAMORPHIC_FORGE_H

#include "tests/metamorphic/segment.h"

enum { META_FIN = 0x01, META_SYN = 0x02, META_RST = 0x04, META_ACK = 0x10 };

// meta_is_tcp finds the headers of a TCP segment that was captured whole; false for other frames.
bool meta_is_tcp(const MetaFrame *frame, MetaPlaces *places);

// meta_is_client says that a TCP segment is of the client: the one with the higher port.
bool meta_is_client(const MetaFrame *frame);

guint meta_flags(const MetaFrame *frame, const MetaPlaces *places);
guint32 meta_sequence(const MetaFrame *frame, const MetaPlaces *places);

// meta_next gives the number behind what the segment sends.
guint32 meta_next(const MetaFrame *frame, const MetaPlaces *places);

// meta_clone gives a frame with the same bytes that may be changed.
MetaFrame *meta_clone(const MetaFrame *frame);

// meta_bare gives a segment without payload from the sender of a TCP segment, as if it had been
// sent then, with a right checksum.
MetaFrame *meta_bare(const MetaFrame *frame, guint flags, guint32 sequence,
                     guint32 acknowledgement);

// meta_damaged gives the segment with one byte of its payload changed, and the checksum left.
MetaFrame *meta_damaged(const MetaFrame *frame, guint at);

// meta_icmp gives the answer of a router that quotes the frame's packet (RFC 792, RFC 4443): that
// its destination is not reached. NULL where it is no IP packet.
MetaFrame *meta_icmp(const MetaFrame *frame);

// meta_count_on gives the TCP segment with sequence and acknowledgement numbers counted on.
MetaFrame *meta_count_on(const MetaFrame *frame, guint32 sequence, guint32 acknowledgement);

// meta_elsewhere gives the frame between other stations of the same network: their addresses differ
// by `n`. Checksums are right where they were.
MetaFrame *meta_elsewhere(const MetaFrame *frame, guint n);

#endif
