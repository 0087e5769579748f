// SPDX-License-Identifier: GPL-2.0-or-later
// epan has no question for them, so the way leads over the file that the program reads: what epan
// calls its session begins with what its program gave it (4.0 to 4.6), and all programs that read
// files (tshark, sharkd, Wireshark) give the same, which begins with wiretap's file.
#include "plugin/secrets.h"

#include <cfile.h>
#include <epan/dissectors/packet-tls-utils.h>
#include <wiretap/secrets-types.h>

// EpanSession is the beginning of epan's own struct epan_session.
typedef struct {
    const struct packet_provider_data *provider; // NULL: not of a file
} EpanSession;

static const GArray *blocks; // of wtap_block_t, lent; wiretap adds to it while it reads
static unsigned n_taken;
static GHashTable *derived; // SslDecryptSession -> Told
static int proto_tls;

// Told is what was given last of a connection, whose later handshakes have their own.
typedef struct {
    uint8_t random[32];
    uint8_t secret[SSL_MASTER_SECRET_LENGTH];
} Told;

void pc_secrets_register(void)
{
    proto_tls = proto_get_id_by_filter_name("tls");
}

void pc_secrets_begin_file(void)
{
    blocks = NULL;
    n_taken = 0;
    derived = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

void pc_secrets_end_file(void)
{
    blocks = NULL;
    g_clear_pointer(&derived, g_hash_table_unref);
}

void pc_secrets_of(const packet_info *pinfo)
{
    const void *opaque = pinfo->epan;
    const EpanSession *session = opaque;
    if (session->provider == NULL || session->provider->wth == NULL) {
        return;
    }
    wtap_dump_params params = WTAP_DUMP_PARAMS_INIT;
    wtap_dump_params_init_no_idbs(&params, session->provider->wth);
    blocks = params.dsbs_growing;
    g_free(params.idb_inf); // which the next does not free
    params.idb_inf = NULL;
    wtap_dump_params_cleanup(&params);
}

bool pc_secrets_next(PcBytes *key_log)
{
    while (blocks != NULL && n_taken < blocks->len) {
        const wtapng_dsb_mandatory_t *block =
            wtap_block_get_mandatory_data(g_array_index(blocks, wtap_block_t, n_taken++));
        if (block->secrets_type == SECRETS_TYPE_TLS) {
            *key_log = pc_bytes(block->secrets_data, block->secrets_len);
            return true;
        }
    }
    return false;
}

static PcBytes bytes_of(const StringInfo *string)
{
    return pc_bytes(string->data, string->data_len);
}

// is_told says whether a connection's secret was given, and notes that it will have been.
static bool is_told(SslDecryptSession *session)
{
    const PcBytes random = bytes_of(&session->client_random);
    const PcBytes secret = bytes_of(&session->master_secret);
    Told *told = g_hash_table_lookup(derived, session);
    if (told != NULL && pc_bytes_equal(random, pc_bytes(told->random, sizeof told->random)) &&
        pc_bytes_equal(secret, pc_bytes(told->secret, sizeof told->secret))) {
        return true;
    }
    if (told == NULL) {
        told = g_new0(Told, 1);
        g_hash_table_insert(derived, session, told);
    }
    (void)pc_bytes_copy_out(random, told->random, sizeof told->random);
    (void)pc_bytes_copy_out(secret, told->secret, sizeof told->secret);
    return false;
}

char *pc_secrets_derived(packet_info *pinfo)
{
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    SslDecryptSession *session =
        conversation != NULL ? conversation_get_proto_data(conversation, proto_tls) : NULL;
    if (session == NULL || (session->state & SSL_MASTER_SECRET) == 0 || is_told(session)) {
        return NULL;
    }
    g_autofree char *random = pc_bytes_hex(bytes_of(&session->client_random));
    g_autofree char *secret = pc_bytes_hex(bytes_of(&session->master_secret));
    return g_strdup_printf("CLIENT_RANDOM %s %s\n", random, secret);
}
