// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture says in clear beside its handshakes: the trust lists and configurations that
// phones fetch, the names under which they register and what they are answered. It is told to what
// the sessions are judged by, and what a frame is to show of it is kept.
#ifndef PHONECERT_PLUGIN_CLEAR_H
#define PHONECERT_PLUGIN_CLEAR_H

#include "core/diagnosis/overheard.h"
#include "core/observe/observe.h"

// PcClear is a file that was whole in some frame, or something with which a thing is wrong: a
// registration, a connection that came to nothing. It lives as long as the capture file.
typedef struct {
    PcFetched *fetched;  // NULL: no file
    GBytes *content;     // of the file
    char *line;          // says what it is, where it is no file
    GPtrArray *findings; // of PcFinding: what is wrong with it
} PcClear;

// pc_clears_new makes an array of PcClear, to which the functions below add.
GPtrArray *pc_clears_new(void);

// The events of PcObserveEvents; each lends what is to be shown in the frame, or NULL.
const PcClear *pc_clear_download(GPtrArray *clears, PcOverheard *overheard,
                                 const PcDownload *download);
const PcClear *pc_clear_named(GPtrArray *clears, PcOverheard *overheard,
                              const PcOverheardName *name);
const PcClear *pc_clear_answered(GPtrArray *clears, PcOverheard *overheard,
                                 const PcOverheardAnswer *answer);
const PcClear *pc_clear_attempt(GPtrArray *clears, PcOverheard *overheard,
                                const PcOverheardAttempt *attempt);

// pc_clear_line says in a line what it is; caller frees. pc_clear_findings lends what is wrong.
char *pc_clear_line(const PcClear *clear);
const GPtrArray *pc_clear_findings(const PcClear *clear);

// pc_clear_bound tells that memory was not enough for something; NULL for NULL. pc_clear_silence
// tells why there may be less in the capture than was found; NULL for NULL. Both take `words` over.
const PcClear *pc_clear_bound(GPtrArray *clears, char *words);
const PcClear *pc_clear_silence(GPtrArray *clears, char *words);

#endif
