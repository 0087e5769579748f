// SPDX-License-Identifier: GPL-2.0-or-later
// PcResumption remembers which client certificate stands behind a session identifier or ticket, so
// that an abbreviated handshake, which shows none, can still name its phone. Memory is bounded: the
// session that was not heard of for longest is forgotten first.
#ifndef PHONECERT_CORE_RESUMPTION_H
#define PHONECERT_CORE_RESUMPTION_H

#include "core/bytes/account.h"
#include "core/handshake/handshake.h"

// How many identifiers and tickets are remembered, and how much memory they and their chains may
// take.
enum { PC_RESUMPTION_MAX = 16384 };

typedef struct PcResumption PcResumption;

PcResumption *pc_resumption_new(void);

// pc_resumption_account says in whose account it keeps sessions, before the first.
void pc_resumption_account(PcResumption *resumption, PcAccount *account);
void pc_resumption_free(PcResumption *resumption);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcResumption, pc_resumption_free)

// pc_resumption_note learns from a handshake what it issued, and, where it is a resumed one, puts
// the chain of the full handshake into it. Cheap; call it after events that may have brought
// either. It may be called any number of times.
void pc_resumption_note(PcResumption *resumption, PcHandshake *handshake);

#endif
