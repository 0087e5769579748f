// SPDX-License-Identifier: GPL-2.0-or-later
// PcSessionFrames writes the frames of sessions that were reported, and all that the report of them
// rests on, into a pcapng file (--write-pcap, --annotate). It reads each capture a second time,
// when it is known which they are.
#ifndef PHONECERT_ANALYZER_COMMAND_SESSION_FRAMES_H
#define PHONECERT_ANALYZER_COMMAND_SESSION_FRAMES_H

#include "analyzer/report/session/session.h"

typedef struct PcSessionFrames PcSessionFrames;

// pc_session_frames_new opens the file to write. `continuous`: the captures are one, and frame
// numbers count on over them. NULL with `error`, starting with the path.
PcSessionFrames *pc_session_frames_new(const char *path, bool continuous, GError **error);
// pc_session_frames_all has every frame of every capture written (--annotate), not only those of
// sessions.
void pc_session_frames_all(PcSessionFrames *frames);
// pc_session_frames_account has what is remembered counted in an account, which outlives it. Of
// what does not fit there no frames are written.
void pc_session_frames_account(PcSessionFrames *frames, PcAccount *account);
// pc_session_frames_free gives up what was not written; NULL is fine.
void pc_session_frames_free(PcSessionFrames *frames);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcSessionFrames, pc_session_frames_free)

// pc_session_frames_add remembers a session: what is chosen is wanted, and what else its phone did
// in that capture.
void pc_session_frames_add(PcSessionFrames *frames, const PcSession *session, bool is_chosen);

// pc_session_frames_write reads `paths` (of const char *) again, in order, and writes what is
// wanted. False with `error` if the file cannot be written.
bool pc_session_frames_write(PcSessionFrames *frames, const GPtrArray *paths, GError **error);

#endif
