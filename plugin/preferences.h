// SPDX-License-Identifier: GPL-2.0-or-later
// The plugin's preferences, and what they amount to: a judge with the user's trust stores, LSC
// issuers and services.
#ifndef PHONECERT_PLUGIN_PREFERENCES_H
#define PHONECERT_PLUGIN_PREFERENCES_H

#include "core/judge.h"

// pc_preferences_register adds the preferences of the protocol `proto`.
void pc_preferences_register(int proto);

// pc_preferences_judge lends the judge by the present preferences and files. It reads the files
// when first asked and again when a preference or a file has changed; call it once a capture file,
// with no session of an earlier judge left. What cannot be read is reported and left out.
PcJudge *pc_preferences_judge(void);

// pc_preferences_info_note says whether the label also goes into the Info column.
bool pc_preferences_info_note(void);

#endif
