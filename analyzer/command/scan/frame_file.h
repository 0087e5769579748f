// SPDX-License-Identifier: GPL-2.0-or-later
// PcFrameFile writes frames as a pcapng file (draft-ietf-opsawg-pcapng), whatever format and link
// types they come from.
#ifndef PHONECERT_ANALYZER_COMMAND_FRAME_FILE_H
#define PHONECERT_ANALYZER_COMMAND_FRAME_FILE_H

#include "analyzer/read/capture.h"
#include "analyzer/report/output.h"

typedef struct PcFrameFile PcFrameFile;

// pc_frame_file_new begins a file on `output`, which it takes.
PcFrameFile *pc_frame_file_new(PcOutput *output);
// PC_FRAME_COMMENT_MARK begins every comment of ours.
#define PC_FRAME_COMMENT_MARK "phonecert: "

// pc_frame_file_add adds a frame of `capture`, with the comments that it bore `before` (of GBytes;
// NULL: none) but for those of an earlier run, and with a comment (UTF-8) or NULL.
void pc_frame_file_add(PcFrameFile *file, const PcCapture *capture, const PcFrame *frame,
                       const GPtrArray *before, const char *comment);
// pc_frame_file_name says what an IP address is called (a Name Resolution Block); nothing for
// other addresses.
void pc_frame_file_name(PcFrameFile *file, const char *address, const char *name);
// pc_frame_file_secrets adds a key log for the frames that follow (a Decryption Secrets Block).
void pc_frame_file_secrets(PcFrameFile *file, PcBytes key_log);
// pc_frame_file_close puts the file in its place and frees it. False with `error` if it cannot be.
bool pc_frame_file_close(PcFrameFile *file, GError **error);
// pc_frame_file_discard leaves what stood there before, and frees it; NULL is fine.
void pc_frame_file_discard(PcFrameFile *file);

#endif
