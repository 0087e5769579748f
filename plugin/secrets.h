// SPDX-License-Identifier: GPL-2.0-or-later
// The TLS secrets that Wireshark has and that are in no key log file: those that a capture brings
// with it (pcapng's Decryption Secrets Blocks), and those that its TLS dissector has derived from a
// private key. That dissector can use them only as far as its preferences let it put the segments
// together.
#ifndef PHONECERT_PLUGIN_SECRETS_H
#define PHONECERT_PLUGIN_SECRETS_H

#include "core/bytes/bytes.h"
#include "plugin/ws_compat.h"

// pc_secrets_register asks for Wireshark's own TLS, once all protocols are registered.
void pc_secrets_register(void);

// pc_secrets_begin_file and pc_secrets_end_file frame a file; pc_secrets_of finds it at
// one of its frames.
void pc_secrets_begin_file(void);
void pc_secrets_end_file(void);
void pc_secrets_of(const packet_info *pinfo);

// pc_secrets_next gives the next key log text (lent while the file is open) that was read of the
// file and not given yet; false: there is none by now.
bool pc_secrets_next(PcBytes *key_log);

// pc_secrets_derived gives a line of a key log with the master secret (TLS 1.2 and before) that
// Wireshark has by now for the connection of this frame, once; else NULL. The caller frees it.
char *pc_secrets_derived(packet_info *pinfo);

#endif
