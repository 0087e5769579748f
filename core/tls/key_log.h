// SPDX-License-Identifier: GPL-2.0-or-later
// PcKeyLog holds the secrets of an NSS key log (SSLKEYLOGFILE): one line a secret, named by the
// client's random, as curl, OpenSSL, browsers and editcap write them.
#ifndef PHONECERT_CORE_KEY_LOG_H
#define PHONECERT_CORE_KEY_LOG_H

#include "core/bytes/account.h"
#include "core/bytes/bytes.h"

typedef enum {
    PC_SECRET_MASTER, // CLIENT_RANDOM: the master secret up to TLS 1.2
    PC_SECRET_CLIENT_HANDSHAKE,
    PC_SECRET_SERVER_HANDSHAKE,
    PC_SECRET_CLIENT_TRAFFIC, // CLIENT_TRAFFIC_SECRET_0
    PC_SECRET_SERVER_TRAFFIC,
    PC_SECRET_CLIENT_EARLY,
    PC_SECRETS,
} PcSecret;

typedef struct PcKeyLog PcKeyLog;

PcKeyLog *pc_key_log_new(void);
void pc_key_log_free(PcKeyLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcKeyLog, pc_key_log_free)

// pc_key_log_account says in whose account it keeps the secrets, before the first. Where that is
// full, further ones are left out, and counted there.
void pc_key_log_account(PcKeyLog *log, PcAccount *account);

// pc_key_log_share has a log, before its first secret, look into another where it knows no secret
// itself. The other is lent, and read only from here on: others may look into it in other threads.
// What it keeps is counted in this one's account, too.
void pc_key_log_share(PcKeyLog *log, const PcKeyLog *other);

// pc_key_log_add reads key log text: whole lines. What is no line of a key log is passed over.
// Gives how many secrets it took.
size_t pc_key_log_add(PcKeyLog *log, PcBytes text);

// pc_key_log_find lends the secret of the connection whose client random (32 bytes) this is, until
// the log (or the one it shares) is freed; empty if it is not known.
PcBytes pc_key_log_find(const PcKeyLog *log, PcSecret which, PcBytes client_random);

// pc_key_log_is_empty says that there is no use in looking.
bool pc_key_log_is_empty(const PcKeyLog *log);

#endif
