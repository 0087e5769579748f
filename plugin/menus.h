// SPDX-License-Identifier: GPL-2.0-or-later
// What stands in Wireshark's menus: filters under Tools, and the conversation filter of a session.
#ifndef PHONECERT_PLUGIN_MENUS_H
#define PHONECERT_PLUGIN_MENUS_H

// pc_menus_register adds the entries, after the protocol is registered.
void pc_menus_register(void);

#endif
