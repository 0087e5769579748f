// SPDX-License-Identifier: GPL-2.0-or-later
// PcCapture turns a capture file of any format, or standard input, into frames. pcap and pcapng
// (plain or in gzip, zstd or lz4) are read here in blocks; every other format goes to
// libwiretap behind the same functions. It knows files and link types, nothing of packets.
#ifndef PHONECERT_ANALYZER_READ_CAPTURE_H
#define PHONECERT_ANALYZER_READ_CAPTURE_H

#include "core/packet/frame.h"

typedef struct PcCapture PcCapture;

typedef enum {
    PC_CAPTURE_FRAME, // a frame was given
    PC_CAPTURE_END,   // no more
    PC_CAPTURE_CUT,   // no more: the file ends in the middle of a packet or block, or is damaged
                      // there
} PcCaptureResult;

// pc_capture_open opens `path` ("-" is standard input). NULL with `error` (message starts with the
// path) if it cannot be read or is no capture.
PcCapture *pc_capture_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_capture_open_stray does the same for a file of which nobody said that it is a capture: it has
// to begin like one.
PcCapture *pc_capture_open_stray(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

// pc_capture_open_within does either, but what takes off compression may have so many bytes only;
// what asks for more is refused in words that name `option` (static), which gives more.
// pc_capture_held tells what it takes now.
typedef struct {
    bool is_stray;
    size_t limit;
    const char *option;
} PcCaptureTerms;
PcCapture *pc_capture_open_within(const char *path, const PcCaptureTerms *terms,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
size_t pc_capture_held(const PcCapture *capture);

// pc_capture_begins says whether bytes (PC_SIGNATURE_LEN are enough, decompressed) begin as a
// capture of some format that can be told by its beginning.
bool pc_capture_begins(PcBytes start);

// pc_capture_open_bytes reads pcap or pcapng from memory (`content` is kept alive); `name` stands
// for the path in messages.
PcCapture *pc_capture_open_bytes(const char *name, GBytes *content,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pc_capture_close(PcCapture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcCapture, pc_capture_close)

// pc_capture_next gives the next frame. After END or CUT it keeps giving the same.
PcCaptureResult pc_capture_next(PcCapture *capture, PcFrame *frame);

// pc_capture_warning is the sentence (starting with the path) for CUT, lent; NULL otherwise.
const char *pc_capture_warning(const PcCapture *capture);

// pc_capture_offset tells how many bytes of the file have been read, pc_capture_size how many it
// has (0 unknown): for progress.
uint64_t pc_capture_offset(const PcCapture *capture);
uint64_t pc_capture_size(const PcCapture *capture);

// PcCaptureInterface is what a file says of one of its interfaces besides its frames.
typedef struct {
    uint32_t link_type, snap_len; // snap_len 0: none
    GPtrArray *texts;             // of PcInterfaceText
} PcCaptureInterface;
// PcInterfaceText is an option that is a text: if_name, if_description, if_filter, if_os,
// if_hardware (draft-ietf-opsawg-pcapng, 4.2).
typedef struct {
    uint16_t code;
    GBytes *value;
} PcInterfaceText;
// pc_capture_interface lends what the section that is being read says of an interface; NULL where
// the format says nothing. pc_capture_section counts the sections that have begun.
const PcCaptureInterface *pc_capture_interface(const PcCapture *capture, uint32_t id);
uint64_t pc_capture_section(const PcCapture *capture);

// pc_capture_keep_comments has the comments of frames kept (of pcapng), pc_capture_comments lends
// those of the last frame (of GBytes, as they stand in the file); NULL where none are kept.
void pc_capture_keep_comments(PcCapture *capture);
const GPtrArray *pc_capture_comments(const PcCapture *capture);

// pc_capture_on_secrets sets who is told of key log text (NSS format) found in the file (pcapng
// Decryption Secrets Block): called from pc_capture_next before the frames that follow it.
typedef void (*PcSecretsFunc)(PcBytes key_log, void *user);
void pc_capture_on_secrets(PcCapture *capture, PcSecretsFunc func, void *user);

#endif
