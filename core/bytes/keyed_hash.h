// SPDX-License-Identifier: GPL-2.0-or-later
// Hashes for tables whose keys come from input: SipHash-2-4 (Aumasson and Bernstein, 2012) under a
// key that is made at random once a process, so that nobody can write keys that all fall into one
// place. Who walks through such a table meets another order each time, and has to sort.
#ifndef PHONECERT_CORE_BYTES_KEYED_HASH_H
#define PHONECERT_CORE_BYTES_KEYED_HASH_H

#include "core/bytes/bytes.h"

// pc_siphash gives the hash of bytes under a key.
uint64_t pc_siphash(const uint64_t key[2], PcBytes bytes);

// pc_hash_of gives the hash of bytes under the process's key.
guint pc_hash_of(PcBytes bytes);

// pc_hash_text (char *) and pc_hash_bytes (GBytes *) are for GHashTable, with g_str_equal and
// g_bytes_equal.
guint pc_hash_text(gconstpointer text);
guint pc_hash_bytes(gconstpointer bytes);

#endif
