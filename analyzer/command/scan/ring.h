// SPDX-License-Identifier: GPL-2.0-or-later
// The files of a ring buffer by their names: dumpcap and tshark -b make of NAME.pcapng
// NAME_00001_20261130120000.pcapng, NAME_00002_... (wireshark/ringbuffer.c has both orders).
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_RING_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_RING_H

// pc_ring_next gives the file of the ring that comes after `path`, which is one of them. Where
// `path` is the name that dumpcap was given and is no file itself, the first one. NULL where there
// is none. Caller frees.
char *pc_ring_next(const char *path);

#endif
