// SPDX-License-Identifier: GPL-2.0-or-later
// A party of a talk becomes an SSL_CTX: its certificate, what it trusts and at which moment, its
// limits.
#include "captures/make/tls_context.h"
#include "captures/make/openssl_auto.h"

#include <string.h>

#define NS_A_SECOND INT64_C(1000000000)
#define COOKIE "cookie-of-the-sample-server"

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned *len)
{
    (void)ssl;
    memcpy(cookie, COOKIE, sizeof COOKIE - 1);
    *len = sizeof COOKIE - 1;
    return 1;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned len)
{
    (void)ssl;
    return len == sizeof COOKIE - 1 && memcmp(cookie, COOKIE, len) == 0;
}

static void set_trust(SSL_CTX *context, const MkParty *party, int64_t at_ns)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    for (guint i = 0; i < party->trusted->len; i++) {
        X509_STORE_add_cert(store, party->trusted->pdata[i]);
    }
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), (time_t)(at_ns / NS_A_SECOND));
}

int mk_context_verify_mode(const MkTalk *talk, MkSide side)
{
    const MkParty *party = side == MK_CLIENT ? &talk->client : &talk->server;
    if (party->trusted == NULL) {
        return SSL_VERIFY_NONE;
    }
    return party->optional ? SSL_VERIFY_PEER : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
}

static void set_credential(SSL_CTX *context, const MkCredential *credential)
{
    SSL_CTX_use_certificate(context, credential->certificate);
    const int ok = SSL_CTX_use_PrivateKey(context, credential->key);
    g_assert(ok == 1);
    for (guint i = 0; i < credential->chain->len; i++) {
        SSL_CTX_add1_chain_cert(context, credential->chain->pdata[i]);
    }
}

// Old phones speak what OpenSSL 3 calls security level 0: TLS 1.0, SHA-1, small keys, NULL ciphers.
static void set_limits(SSL_CTX *context, const MkParty *party, bool dtls)
{
    g_autofree char *ciphers =
        g_strconcat(party->ciphers != NULL ? party->ciphers : "ALL:eNULL", ":@SECLEVEL=0", NULL);
    const int ok = SSL_CTX_set_cipher_list(context, ciphers);
    g_assert(ok == 1);
    const int newest = dtls ? DTLS1_2_VERSION : TLS1_2_VERSION;
    SSL_CTX_set_min_proto_version(context, party->min_version);
    SSL_CTX_set_max_proto_version(context, party->max_version != 0 ? party->max_version : newest);
    if (party->groups != NULL) {
        g_autofree char *groups = g_strdup(party->groups); // the macro wants no const
        SSL_CTX_set1_groups_list(context, groups);
    }
    if (party->max_fragment > 0) {
        SSL_CTX_set_max_send_fragment(context, party->max_fragment);
    }
    if (party->no_tickets) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    }
}

SSL_CTX *mk_context_new(const MkTalk *talk, MkSide side)
{
    const bool dtls = talk->dtls_mtu > 0;
    const MkParty *party = side == MK_CLIENT ? &talk->client : &talk->server;
    SSL_CTX *context = SSL_CTX_new(dtls ? DTLS_method() : TLS_method());
    set_limits(context, party, dtls);
    // The samples carry exactly the certificates that their description names.
    SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_options(context, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
#ifdef SSL_OP_NO_TX_CERTIFICATE_COMPRESSION // what phones do is the same whichever OpenSSL plays
                                            // them
    SSL_CTX_set_options(context, SSL_OP_NO_TX_CERTIFICATE_COMPRESSION);
#endif
    if (party->credential != NULL) {
        set_credential(context, party->credential);
    }
    if (party->trusted != NULL) {
        set_trust(context, party, talk->at_ns);
    }
    for (guint i = 0; party->announced != NULL && i < party->announced->len; i++) {
        SSL_CTX_add_client_CA(context, party->announced->pdata[i]);
    }
    const unsigned char id[] = "phonecert";
    SSL_CTX_set_session_id_context(context, id, sizeof id - 1);
    SSL_CTX_set_post_handshake_auth(context,
                                    side == MK_CLIENT && talk->act == MK_ACT_POST_HANDSHAKE_AUTH);
    if (talk->dtls_cookie) {
        SSL_CTX_set_options(context, SSL_OP_COOKIE_EXCHANGE);
        SSL_CTX_set_cookie_generate_cb(context, make_cookie);
        SSL_CTX_set_cookie_verify_cb(context, check_cookie);
    }
    return context;
}
