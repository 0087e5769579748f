// SPDX-License-Identifier: GPL-2.0-or-later
// Servers and phones, each once, become the groups of an ini file. What the file could not be read
// back with stands in it as a comment.
#include "core/judge/site_draft.h"

#include "core/bytes/keyed_hash.h"
#include "core/bytes/text.h"
#include "core/bytes/texts.h"
#include "core/judge/site.h"
#include <string.h>

typedef struct {
    char *host; // NULL: any
    int port;
    PcService service; // its strings are the draft's
    const char *other; // a second service that was seen there; NULL
    const char *shows; // NULL
    bool has_port;
    unsigned n_handshakes;
} Server;

struct PcSiteDraft {
    GHashTable *servers; // place -> Server
    GHashTable *phones;  // device -> its modes, both char *
    PcTexts *texts;
    unsigned n_servers_more, n_phones_more; // beyond the limits
    PcRelease told, least;                  // ANY: not known
    const char *why_least;                  // static
};

static void server_free(void *data)
{
    Server *server = data;
    g_free(server->host);
    g_free(server);
}

PcSiteDraft *pc_site_draft_new(void)
{
    PcSiteDraft *draft = g_new0(PcSiteDraft, 1);
    draft->servers = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, server_free);
    draft->phones = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    draft->texts = pc_texts_new();
    return draft;
}

void pc_site_draft_free(PcSiteDraft *draft)
{
    if (draft != NULL) {
        g_hash_table_unref(draft->servers);
        g_hash_table_unref(draft->phones);
        pc_texts_free(draft->texts);
        g_free(draft);
    }
}

static const char *keep(PcSiteDraft *draft, const char *text)
{
    return pc_texts_keep(draft->texts, text);
}

// ---- what is taken ------------------------------------------------------------------------------

static bool is_better(const PcService *one, const PcService *other)
{
    if (one->basis != other->basis) {
        return one->basis > other->basis;
    }
    if ((one->store != NULL) != (other->store != NULL)) {
        return one->store != NULL;
    }
    return strcmp(one->name, other->name) < 0;
}

static PcService own_service(PcSiteDraft *draft, const PcService *service)
{
    return (PcService){keep(draft, service->name), keep(draft, service->store), service->phone,
                       service->basis};
}

static void meet(PcSiteDraft *draft, Server *server, const PcService *service)
{
    const bool is_same = strcmp(server->service.name, service->name) == 0;
    const bool is_new_better = is_better(service, &server->service);
    if (!is_same && is_new_better) {
        server->other = server->service.name;
    } else if (!is_same && (server->other == NULL || strcmp(service->name, server->other) < 0)) {
        server->other = keep(draft, service->name);
    }
    if (is_new_better) {
        server->service = own_service(draft, service);
    }
}

static Server *need_server(PcSiteDraft *draft, const PcSiteServer *seen)
{
    const char *host = seen->place.host;
    char *key = g_strdup_printf("%s %d %d", host != NULL ? host : "", seen->place.port,
                                (int)seen->has_port);
    Server *server = g_hash_table_lookup(draft->servers, key);
    if (server != NULL || g_hash_table_size(draft->servers) >= PC_SITE_MAX_SERVERS) {
        draft->n_servers_more += server == NULL;
        g_free(key);
        return server;
    }
    server = g_new0(Server, 1);
    server->host = g_strdup(host);
    server->port = seen->place.port;
    server->has_port = seen->has_port;
    server->service = own_service(draft, &seen->place.service);
    g_hash_table_insert(draft->servers, key, server);
    return server;
}

void pc_site_draft_server(PcSiteDraft *draft, const PcSiteServer *seen)
{
    Server *server = need_server(draft, seen);
    if (server == NULL) {
        return;
    }
    meet(draft, server, &seen->place.service);
    server->n_handshakes += seen->is_handshake;
    if (seen->shows != NULL && (server->shows == NULL || strcmp(seen->shows, server->shows) < 0)) {
        server->shows = keep(draft, seen->shows);
    }
}

static void add_word(GString *out, const char *before, const char *word)
{
    if (word != NULL) {
        g_string_append_printf(out, "%s%s%s", out->len > 0 ? ", " : "", before, word);
    }
}

void pc_site_draft_phone(PcSiteDraft *draft, const PcSitePhone *phone)
{
    g_autoptr(GString) mode = g_string_new(NULL);
    add_word(mode, "", phone->security);
    add_word(mode, "transport ", phone->transport);
    add_word(mode, "CAPF by ", phone->capf);
    add_word(mode, "certificate at CUCM ", phone->certificate);
    if (phone->device == NULL || mode->len == 0) {
        return;
    }
    const bool is_known = g_hash_table_contains(draft->phones, phone->device);
    if (!is_known && g_hash_table_size(draft->phones) >= PC_SITE_MAX_PHONES) {
        draft->n_phones_more++;
        return;
    }
    g_hash_table_insert(draft->phones, g_strdup(phone->device), g_strdup(mode->str));
}

void pc_site_draft_release(PcSiteDraft *draft, PcRelease release)
{
    draft->told = release;
}

void pc_site_draft_at_least(PcSiteDraft *draft, PcRelease release, const char *why)
{
    if (release > draft->least) {
        draft->least = release;
        draft->why_least = why;
    }
}

// ---- what is written ----------------------------------------------------------------------------

// A comment is one line, whatever it quotes.
static void write_comment(GString *out, const char *text)
{
    enum { MARK_LEN = 3 }; // of the mark that stands for a byte that may not be shown
    const size_t len = strlen(text);
    g_autofree char *safe = pc_text_clean(pc_bytes(text, len), MARK_LEN * len);
    g_string_append_printf(out, "# %s\n", safe);
}

static void write_head(GString *out, char *const *from)
{
    static const char *const lines[] = {
        "Written by phonecert site. Correct it and give it back: phonecert --site FILE, or "
        "as " PC_SITE_FILE,
        "in the trust folder of the Wireshark plugin. What stands here goes before everything that "
        "a",
        "capture tells. A server is [server ADDRESS:PORT], [server ADDRESS PORT] for IPv6, [server "
        "PORT]",
        "for any address. A store may be one server's own: store = " PC_STORE_CALLMANAGER
        "@10.1.1.1, which",
        "--trust " PC_STORE_CALLMANAGER "@10.1.1.1=PATH or a folder of that name gives.",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        write_comment(out, lines[i]);
    }
    for (size_t i = 0; from[i] != NULL; i++) {
        g_autofree char *line = g_strconcat("from ", from[i], NULL);
        write_comment(out, line);
    }
}

static void write_release(const PcSiteDraft *draft, GString *out)
{
    g_string_append(out, "\n[phonecert]\n");
    if (draft->told != PC_RELEASE_ANY) {
        g_string_append_printf(out, "release = %s\n", pc_release_code(draft->told));
        return;
    }
    if (draft->least != PC_RELEASE_ANY) {
        g_autofree char *line = g_strdup_printf("CUCM %s or later: %s",
                                                pc_release_code(draft->least), draft->why_least);
        write_comment(out, line);
    }
    write_comment(out, "the captures do not tell the release; remedies are told for all of them");
    write_comment(out, "release = 14SU3");
}

static const char *basis_words(PcServiceBasis basis)
{
    static const char *const words[] = {
        [PC_SERVICE_BY_PORT] = "by its port only: please check",
        [PC_SERVICE_BY_CERTIFICATE] = "by the certificate that its client shows",
        [PC_SERVICE_BY_SPOKEN] = "by what was said inside",
        [PC_SERVICE_BY_TRUST_LIST] = "by the trust list that holds its certificate",
        [PC_SERVICE_BY_CONFIGURATION] = "by the configuration of a phone",
        [PC_SERVICE_BY_USER] = "as it was told",
    };
    return words[basis];
}

static void write_basis(const Server *server, GString *out)
{
    g_autoptr(GString) line = g_string_new(basis_words(server->service.basis));
    if (server->n_handshakes > 0) {
        g_string_append_printf(line, "; %u handshake%s", server->n_handshakes,
                               server->n_handshakes == 1 ? "" : "s");
    } else {
        g_string_append(line, "; not seen in the captures");
    }
    if (server->shows != NULL) {
        g_string_append_printf(line, "; shows %s", server->shows);
    }
    if (server->other != NULL) {
        g_string_append_printf(line, "; also seen as %s", server->other);
    }
    write_comment(out, line->str);
}

// can_be_read says whether a row can come back from the file.
static bool can_be_read(const Server *server)
{
    g_autoptr(PcServices) scratch = pc_services_new();
    g_autoptr(GString) row = g_string_new(NULL);
    const PcService *service = &server->service;
    if (server->host != NULL) {
        const bool is_v6 = strchr(server->host, ':') != NULL;
        g_string_append_printf(row, is_v6 ? "[%s]:" : "%s:", server->host);
    }
    g_string_append_printf(row, "%d=%s", server->port, service->name);
    if (service->store != NULL) {
        g_string_append_printf(row, ":%s", service->store);
    }
    return server->has_port && pc_services_add(scratch, row->str, NULL);
}

static void write_server(const Server *server, GString *out)
{
    const bool is_v6 = server->host != NULL && strchr(server->host, ':') != NULL;
    const PcService *service = &server->service;
    g_string_append_c(out, '\n');
    write_basis(server, out);
    if (!can_be_read(server)) {
        g_autofree char *line = g_strdup_printf("%s: %s, store %s", server->host, service->name,
                                                service->store != NULL ? service->store : "none");
        write_comment(out, line);
        return;
    }
    g_string_append_printf(out, "[server %s%s%d]\nservice = %s\n",
                           server->host != NULL ? server->host : "",
                           server->host == NULL ? ""
                           : is_v6              ? " "
                                                : ":",
                           server->port, service->name);
    if (service->store != NULL) {
        g_string_append_printf(out, "store = %s\n", service->store);
    }
}

static int compare_servers(gconstpointer a, gconstpointer b)
{
    const Server *x = a, *y = b;
    if (x->has_port != y->has_port) {
        return x->has_port ? -1 : 1;
    }
    const int order = g_strcmp0(x->host, y->host);
    return order != 0 ? order : x->port - y->port;
}

static void write_servers(const PcSiteDraft *draft, GString *out)
{
    g_autoptr(GList) servers = g_hash_table_get_values(draft->servers);
    servers = g_list_sort(servers, compare_servers);
    for (const GList *at = servers; at != NULL; at = at->next) {
        write_server(at->data, out);
    }
    if (draft->n_servers_more > 0) {
        g_string_append_printf(out, "\n# and %u more times a server beyond the first %d\n",
                               draft->n_servers_more, PC_SITE_MAX_SERVERS);
    }
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static void write_phones(const PcSiteDraft *draft, GString *out)
{
    if (g_hash_table_size(draft->phones) == 0) {
        return;
    }
    g_autoptr(GList) names = g_hash_table_get_keys(draft->phones);
    names = g_list_sort(names, compare_texts);
    g_string_append(out, "\n# what the phones' configurations say; for people, nothing reads it\n"
                         "[phones]\n");
    for (const GList *at = names; at != NULL; at = at->next) {
        const char *name = at->data;
        g_autofree char *line =
            g_strdup_printf("%s = %s", name, (char *)g_hash_table_lookup(draft->phones, name));
        if (pc_text_is_word(name)) {
            g_string_append_printf(out, "%s\n", line);
        } else {
            write_comment(out, line);
        }
    }
    if (draft->n_phones_more > 0) {
        g_string_append_printf(out, "# and %u more times a phone beyond the first %d\n",
                               draft->n_phones_more, PC_SITE_MAX_PHONES);
    }
}

char *pc_site_draft_text(const PcSiteDraft *draft, char *const *from)
{
    GString *out = g_string_new(NULL);
    write_head(out, from);
    write_release(draft, out);
    write_servers(draft, out);
    write_phones(draft, out);
    return g_string_free(out, FALSE);
}
