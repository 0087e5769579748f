// SPDX-License-Identifier: GPL-2.0-or-later
// Turns what the observers tell into what PcOverheard takes. Everything in it is lent.
#ifndef PHONECERT_CORE_OBSERVE_HEARD_H
#define PHONECERT_CORE_OBSERVE_HEARD_H

#include "core/diagnosis/overheard.h"
#include "core/observe/observe.h"

PcOverheardFile pc_heard_file(const PcDownload *download);
PcOverheardName pc_heard_name(const PcEndpoint *phone, const PcEndpoint *server, const char *device,
                              const PcSeen *seen);
PcOverheardAnswer pc_heard_answer(const PcSipHeard *heard);
PcOverheardAttempt pc_heard_attempt(const PcEndpoint *from, const PcEndpoint *to, bool refused,
                                    const PcSeen *seen);

// The line that says what it is, for a tree; caller frees.
char *pc_heard_file_line(const PcFetched *fetched);
char *pc_heard_name_line(const char *device);
char *pc_heard_answer_line(int status);
char *pc_heard_attempt_line(const PcEndpoint *server, bool refused);

#endif
