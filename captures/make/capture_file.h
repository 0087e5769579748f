// SPDX-License-Identifier: GPL-2.0-or-later
// Packets become a capture file: pcap in both byte orders with micro- or nanoseconds, or pcapng
// with several interfaces and with decryption secrets.
#ifndef PHONECERT_CAPTURES_MAKE_CAPTURE_FILE_H
#define PHONECERT_CAPTURES_MAKE_CAPTURE_FILE_H

#include "captures/make/wire.h"

#define MK_LINK_ETHERNET 1

typedef enum MkFormat { MK_PCAP, MK_PCAPNG } MkFormat;

// MkFileOptions says how a capture is written. Zero is a little-endian pcap of Ethernet with
// microseconds.
typedef struct MkFileOptions {
    MkFormat format;
    bool big_endian;
    bool nanoseconds;
    uint32_t snaplen;      // frames are cut to so many bytes; 0: whole
    uint16_t link_type;    // 0: Ethernet
    unsigned n_interfaces; // pcapng; 0: one
    const char *key_log;   // pcapng: an NSS key log for a decryption secrets block; NULL: none
} MkFileOptions;

// mk_capture_bytes gives the file's bytes. `packets` holds MkPacket in the order of the file.
GBytes *mk_capture_bytes(const GPtrArray *packets, const MkFileOptions *options);

// mk_capture_write writes the file. False and an error that starts with the path when that fails.
bool mk_capture_write(const char *path, const GPtrArray *packets, const MkFileOptions *options,
                      GError **error);

#endif
