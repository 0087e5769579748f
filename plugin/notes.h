// SPDX-License-Identifier: GPL-2.0-or-later
// What the frames of the open file bear: of which session, and what the frame was to it when it was
// first read, or what was said in clear. A later handshake on the connection must not take the
// annotation from an earlier one's frame.
#ifndef PHONECERT_PLUGIN_NOTES_H
#define PHONECERT_PLUGIN_NOTES_H

#include "plugin/watch.h"

// PcNote is a frame's; for reading. It lives as long as the file.
typedef struct {
    PcWatched *session; // NULL: something was said in clear
    unsigned roles;
    bool end;       // the first frame that told the outcome
    bool stands_in; // for an earlier frame, of which only this one told: on the first pass
    const PcClear *clear;
} PcNote;

// pc_notes_begin_file and pc_notes_end_file enclose a capture file; `sessions` is lent.
void pc_notes_begin_file(PcSessions *sessions);
void pc_notes_end_file(void);

// pc_notes_add takes what was told (of PcTold), of whatever frames. pc_notes_add_at does so while
// `frame` is the one that is drawn, and gives what it bears (NULL: nothing): of itself, or else
// what it told of an earlier frame, which stands there when that is dissected again and here as
// long as nobody can know whether it will be.
void pc_notes_add(const GArray *told);
const PcNote *pc_notes_add_at(const GArray *told, uint64_t frame);

// pc_notes_take_back forgets what was told for now: another frame has come.
void pc_notes_take_back(void);

// pc_notes_of gives what a frame bears; NULL: nothing.
const PcNote *pc_notes_of(uint64_t frame);

// pc_notes_with_words appends the numbers (guint) of the frames in which what was said in clear has
// findings.
void pc_notes_with_words(GArray *frames);

// pc_note_roles says what a frame is to its session now (PC_ROLE_OF_..., 0: nothing to draw), and
// pc_note_clear what it bears of what was said in clear (NULL: nothing). A NULL note bears
// nothing.
unsigned pc_note_roles(const PcNote *note, uint64_t frame, PcLook look);
const PcClear *pc_note_clear(const PcNote *note, PcLook look);

#endif
