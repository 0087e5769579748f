// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of the form `LABEL <client random in hex> <secret in hex>`. The text may be a file's whole
// content or a piece of one; a later line for the same connection and label wins.
#include "core/tls/key_log.h"
#include "core/bytes/keyed_hash.h"

enum { RANDOM_LEN = 32, MAX_SECRET = 64 };

static const char *const labels[PC_SECRETS] = {
    [PC_SECRET_MASTER] = "CLIENT_RANDOM",
    [PC_SECRET_CLIENT_HANDSHAKE] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    [PC_SECRET_SERVER_HANDSHAKE] = "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    [PC_SECRET_CLIENT_TRAFFIC] = "CLIENT_TRAFFIC_SECRET_0",
    [PC_SECRET_SERVER_TRAFFIC] = "SERVER_TRAFFIC_SECRET_0",
    [PC_SECRET_CLIENT_EARLY] = "CLIENT_EARLY_TRAFFIC_SECRET",
};

struct PcKeyLog {
    GHashTable *secrets[PC_SECRETS]; // GBytes client random -> GBytes secret
    PcAccount *account, own_account;
    const PcKeyLog *other; // is asked where nothing is known here; NULL
};

PcKeyLog *pc_key_log_new(void)
{
    PcKeyLog *log = g_new0(PcKeyLog, 1);
    for (size_t i = 0; i < PC_SECRETS; i++) {
        log->secrets[i] =
            g_hash_table_new_full(pc_hash_bytes, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
                                  (GDestroyNotify)g_bytes_unref);
    }
    pc_account_init(&log->own_account, PC_ACCOUNT_DEFAULT);
    log->account = &log->own_account;
    return log;
}

void pc_key_log_account(PcKeyLog *log, PcAccount *account)
{
    log->account = account;
}

void pc_key_log_share(PcKeyLog *log, const PcKeyLog *other)
{
    log->other = other;
    pc_account_change(log->account, PC_HOLD_KEYS, other->account->held[PC_HOLD_KEYS], 0);
}

void pc_key_log_free(PcKeyLog *log)
{
    if (log == NULL) {
        return;
    }
    for (size_t i = 0; i < PC_SECRETS; i++) {
        g_hash_table_unref(log->secrets[i]);
    }
    g_free(log);
}

bool pc_key_log_is_empty(const PcKeyLog *log)
{
    for (size_t i = 0; i < PC_SECRETS; i++) {
        if (g_hash_table_size(log->secrets[i]) > 0) {
            return false;
        }
    }
    return log->other == NULL || pc_key_log_is_empty(log->other);
}

static bool is_blank(uint8_t letter)
{
    return letter == ' ' || letter == '\t';
}

static bool is_line_end(uint8_t letter)
{
    return letter == '\n' || letter == '\r';
}

// The next word of a line; empty at its end.
static PcBytes take_word(PcBytes *line)
{
    uint8_t letter;
    while (pc_bytes_at(*line, 0, &letter) && is_blank(letter)) {
        pc_bytes_skip(line, 1);
    }
    size_t len = 0;
    while (pc_bytes_at(*line, len, &letter) && !is_blank(letter)) {
        len++;
    }
    PcBytes word = {0};
    pc_bytes_take(line, len, &word);
    return word;
}

static PcBytes take_line(PcBytes *text)
{
    uint8_t letter;
    size_t len = 0;
    while (pc_bytes_at(*text, len, &letter) && !is_line_end(letter)) {
        len++;
    }
    PcBytes line = {0};
    pc_bytes_take(text, len, &line);
    pc_bytes_skip(text, 1);
    return line;
}

// Hexadecimal to bytes; NULL for anything else.
static GBytes *unhex(PcBytes word)
{
    uint8_t bytes[MAX_SECRET], high, low;
    size_t len = 0;
    if (word.len == 0 || word.len % 2 != 0 || word.len > sizeof bytes * 2) {
        return NULL;
    }
    while (pc_bytes_u8(&word, &high) && pc_bytes_u8(&word, &low)) {
        int a = g_ascii_xdigit_value((char)high), b = g_ascii_xdigit_value((char)low);
        if (a < 0 || b < 0) {
            return NULL;
        }
        bytes[len++] = (uint8_t)(a << 4 | b);
    }
    return g_bytes_new(bytes, len);
}

// Keeps a secret; one that is known already takes no more room.
static bool keep(PcKeyLog *log, GHashTable *secrets, GBytes *random, GBytes *secret)
{
    size_t size = 2 * PC_ACCOUNT_BYTES + pc_account_block(RANDOM_LEN) +
                  pc_account_block(g_bytes_get_size(secret)) + PC_ACCOUNT_TABLE_ROW;
    if (!g_hash_table_contains(secrets, random)) {
        if (!pc_account_fits(log->account, PC_HOLD_KEYS, size)) {
            pc_account_over(log->account, PC_HOLD_KEYS);
            return false;
        }
        pc_account_change(log->account, PC_HOLD_KEYS, size, 0);
    }
    g_hash_table_replace(secrets, g_bytes_ref(random), g_bytes_ref(secret));
    return true;
}

static bool take_secret(PcKeyLog *log, PcBytes line)
{
    PcBytes label = take_word(&line);
    for (size_t i = 0; i < PC_SECRETS; i++) {
        if (label.len != strlen(labels[i]) || !pc_bytes_starts(label, labels[i], label.len)) {
            continue;
        }
        g_autoptr(GBytes) random = unhex(take_word(&line));
        g_autoptr(GBytes) secret = unhex(take_word(&line));
        if (random == NULL || secret == NULL || g_bytes_get_size(random) != RANDOM_LEN) {
            return false;
        }
        return keep(log, log->secrets[i], random, secret);
    }
    return false;
}

size_t pc_key_log_add(PcKeyLog *log, PcBytes text)
{
    size_t n_taken = 0;
    while (text.len > 0) {
        n_taken += take_secret(log, take_line(&text));
    }
    return n_taken;
}

PcBytes pc_key_log_find(const PcKeyLog *log, PcSecret which, PcBytes client_random)
{
    g_autoptr(GBytes) random = g_bytes_new_static(client_random.data, client_random.len);
    GBytes *secret = g_hash_table_lookup(log->secrets[which], random);
    if (secret == NULL && log->other != NULL) {
        secret = g_hash_table_lookup(log->other->secrets[which], random);
    }
    return pc_bytes_of(secret);
}
