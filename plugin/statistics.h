// SPDX-License-Identifier: GPL-2.0-or-later
// The statistics in Wireshark's menus and behind tshark's -z: a tree of what was seen, and a table
// by issuer.
#ifndef PHONECERT_PLUGIN_STATISTICS_H
#define PHONECERT_PLUGIN_STATISTICS_H

// pc_statistics_register_tree adds `-z phonecert,tree`; Wireshark calls it when it registers tap
// listeners. pc_statistics_register_table adds `-z phonecert,stat`.
void pc_statistics_register_tree(void);
void pc_statistics_register_table(void);

#endif
