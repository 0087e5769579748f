// SPDX-License-Identifier: GPL-2.0-or-later
// PcFrameComments turns sessions into comments on the frames that matter, and into names of
// addresses, as every Wireshark shows them, with our plugin or without.
#ifndef PHONECERT_ANALYZER_COMMAND_COMMENTS_H
#define PHONECERT_ANALYZER_COMMAND_COMMENTS_H

#include "analyzer/report/session/session.h"

typedef struct PcFrameComments PcFrameComments;

PcFrameComments *pc_frame_comments_new(void);
void pc_frame_comments_free(PcFrameComments *comments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcFrameComments, pc_frame_comments_free)

// pc_frame_comments_size gives about how many bytes a session's comments take.
size_t pc_frame_comments_size(const char *file, const PcSession *session);
// pc_frame_comments_add takes what a session of the capture `file` says; the session stays the
// caller's.
void pc_frame_comments_add(PcFrameComments *comments, const char *file, const PcSession *session);

// pc_frame_comments_of gives the comment on a frame, UTF-8 and safe to show, lent; NULL: none.
const char *pc_frame_comments_of(const PcFrameComments *comments, const char *file, uint64_t frame);

// pc_frame_comments_names tells each address that one device alone had, in their order as texts.
typedef void (*PcFrameName)(void *user, const char *address, const char *device);
void pc_frame_comments_names(const PcFrameComments *comments, PcFrameName tell, void *user);

#endif
