// SPDX-License-Identifier: GPL-2.0-or-later
// The plugin's preferences, and what they amount to: a judge with the user's trust stores, LSC
// issuers and services.
#ifndef PHONECERT_PLUGIN_PREFERENCES_H
#define PHONECERT_PLUGIN_PREFERENCES_H

#include "core/judge/judge.h"

// pc_preferences_register adds the preferences of the protocol `proto`.
void pc_preferences_register(int proto);

// pc_preferences_judge lends the judge of the open file. It is made, and the files are read, when
// first asked after pc_preferences_begin_file, if a preference or a file has changed since. What
// cannot be read is reported and left out.
PcJudge *pc_preferences_judge(void);

// pc_preferences_begin_file says that another capture file begins, and that nothing of an earlier
// judge is in use.
void pc_preferences_begin_file(void);

// pc_preferences_trust and pc_preferences_issuers lend what the judge was made of; after
// pc_preferences_judge.
PcTrust *pc_preferences_trust(void);
const PcIssuers *pc_preferences_issuers(void);

// pc_preferences_key_log reads the key log that Wireshark's own preference for TLS names; NULL
// where there is none. The caller unrefs it.
GBytes *pc_preferences_key_log(void);

// pc_preferences_memory gives how many bytes may be kept of what is read.
size_t pc_preferences_memory(void);

// pc_preferences_info_note says whether the label also goes into the Info column.
bool pc_preferences_info_note(void);
// pc_preferences_own_tree says whether the fields are wanted in a tree of their own.
bool pc_preferences_own_tree(void);

#endif
