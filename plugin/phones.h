// SPDX-License-Identifier: GPL-2.0-or-later
// The table of phones (-z phonecert,phones; Telephony > Phone certificates): what each showed, how
// it went, and where; those that somebody must look at first.
#ifndef PHONECERT_PLUGIN_PHONES_H
#define PHONECERT_PLUGIN_PHONES_H

void pc_phones_register(void);

#endif
