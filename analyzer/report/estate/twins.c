// SPDX-License-Identifier: GPL-2.0-or-later
// Knows a conversation again that was captured at two points (the phone's side and the server's),
// by the client random of its ClientHello, and sees where the two differ. Every view is compared
// with every other one, so that it does not matter which came first.
#include "analyzer/report/estate/work.h"
#include "core/bytes/keyed_hash.h"

#include <inttypes.h>
#include <string.h>

void pc_estate_seen_free(void *data)
{
    PcEstateSeen *seen = data;
    g_clear_pointer(&seen->others, g_array_unref);
    g_free(seen);
}

static void note_leaf(char beginning[16], const GArray *certificates)
{
    if (beginning[0] == '\0' && certificates->len > 0) {
        g_strlcpy(beginning, g_array_index(certificates, PcSessionCertificate, 0).sha256, 16);
    }
}

// said_of tells apart what two views of a conversation came to.
static guint said_of(const PcSession *session)
{
    g_autoptr(GString) said = g_string_new(session->outcome);
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *finding = &g_array_index(session->findings, PcSessionFinding, i);
        g_string_append_printf(said, " %s", finding->id);
    }
    return pc_hash_text(said->str);
}

static PcEstateView view_of(PcEstate *estate, const PcSession *session, PcEstatePhone *phone)
{
    PcEstateView view = {
        .file = pc_estate_keep(estate, session->file),
        .client = pc_estate_keep(estate, session->client.address),
        .server = pc_estate_keep(estate, session->server.address),
        .interface_id = session->interface_id,
        .client_port = session->client.port,
        .frame = session->frames[PC_FRAME_CLIENT_HELLO],
        .said = said_of(session),
        .phone = phone,
    };
    note_leaf(view.client_leaf, session->client_certificates);
    note_leaf(view.server_leaf, session->server_certificates);
    return view;
}

static bool is_same_place(const PcEstateView *one, const PcEstateView *other)
{
    return one->file == other->file && one->client == other->client &&
           one->server == other->server && one->client_port == other->client_port &&
           one->interface_id == other->interface_id;
}

static PcEstateView *view_at(PcEstateSeen *seen, guint i)
{
    return i == 0 ? &seen->first : &g_array_index(seen->others, PcEstateView, i - 1);
}

static guint count_views(const PcEstateSeen *seen)
{
    return seen->others != NULL ? seen->others->len + 1 : 1;
}

// alias_key is the same for both orders. Caller frees.
static char *alias_key(const char *one, const char *other)
{
    bool in_order = strcmp(one, other) < 0;
    return g_strdup_printf("%s %s", in_order ? one : other, in_order ? other : one);
}

bool pc_estate_are_aliases(const PcEstate *estate, const char *one, const char *other)
{
    g_autofree char *key = alias_key(one, other);
    return g_hash_table_contains(estate->aliases, key);
}

static void note_alias(PcEstate *estate, const PcEstateView *one, const PcEstateView *other)
{
    if (one->client != other->client &&
        g_hash_table_size(estate->aliases) < PC_ESTATE_MAX_ALIASES) {
        char *key = alias_key(one->client, other->client);
        const size_t size = pc_account_block(strlen(key) + 1) + PC_ACCOUNT_TABLE_ROW;
        estate->held += g_hash_table_add(estate->aliases, key) ? size : 0;
    }
}

// differs says that both views show a certificate, and not the same one.
static bool differs(const char *one, const char *other)
{
    return one[0] != '\0' && other[0] != '\0' && strcmp(one, other) != 0;
}

static int compare_places(const PcEstateView *one, const PcEstateView *other)
{
    int order = strcmp(one->file, other->file);
    return order != 0 ? order : (one->frame > other->frame) - (one->frame < other->frame);
}

static void tell_changed(PcEstate *estate, const PcEstateView *one, const PcEstateView *other)
{
    bool client = differs(one->client_leaf, other->client_leaf);
    if (!client && !differs(one->server_leaf, other->server_leaf)) {
        return;
    }
    // Which capture came first may not matter for what is said.
    const PcEstateView *before = compare_places(one, other) < 0 ? one : other;
    const PcEstateView *after = before == one ? other : one;
    g_autofree char *message = g_strdup_printf(
        "frame %" PRIu64 " of %s and frame %" PRIu64
        " of %s are the same ClientHello, but the %s certificate is another",
        before->frame, before->file, after->frame, after->file, client ? "client's" : "server's");
    PcEstatePhone *const concerned[] = {one->phone, other->phone};
    for (size_t i = 0; i < G_N_ELEMENTS(concerned); i++) {
        if (concerned[i] != NULL) {
            pc_estate_add_finding(estate, concerned[i], "certificate-changed-on-path", message);
        }
    }
}

// add_view gives the view that `now` belongs to, a new one if need be; NULL beyond the limit.
static PcEstateView *add_view(PcEstateSeen *seen, const PcEstateView *now)
{
    for (guint i = 0; i < count_views(seen); i++) {
        if (is_same_place(view_at(seen, i), now)) {
            return view_at(seen, i);
        }
    }
    if (count_views(seen) >= PC_ESTATE_MAX_VIEWS) {
        return NULL;
    }
    if (seen->others == NULL) {
        seen->others = g_array_new(FALSE, FALSE, sizeof(PcEstateView));
    }
    g_array_append_val(seen->others, *now);
    return view_at(seen, seen->others->len);
}

// count says whether the session is one more than any other view of the conversation has: within
// one view the same hello again is another session (a replay), across views it is not.
static bool count(PcEstateSeen *seen, PcEstateView *view)
{
    view->n_sessions++;
    bool is_new = view->n_sessions > seen->n_sessions;
    seen->n_sessions = MAX(seen->n_sessions, view->n_sessions);
    return is_new;
}

// told_before gives the first view, or one that came to the same as `now` does.
static const PcEstateView *told_before(PcEstateSeen *seen, const PcEstateView *now)
{
    for (guint i = 0; i < count_views(seen); i++) {
        const PcEstateView *view = view_at(seen, i);
        if (view->said == now->said && !is_same_place(view, now)) {
            return view;
        }
    }
    return &seen->first;
}

static const PcEstateView *see_again(PcEstate *estate, PcEstateSeen *seen, const PcEstateView *now)
{
    for (guint i = 0; i < count_views(seen); i++) {
        const PcEstateView *view = view_at(seen, i);
        if (!is_same_place(view, now)) {
            note_alias(estate, view, now);
            tell_changed(estate, view, now);
        }
    }
    const guint n_before = count_views(seen);
    PcEstateView *view = add_view(seen, now);
    if (count_views(seen) > n_before) {
        const size_t size = sizeof(PcEstateView);
        estate->held += n_before == 1 ? PC_ACCOUNT_ARRAY + pc_account_array(size)
                                      : pc_account_array(n_before * size) -
                                            pc_account_array((n_before - 1) * size);
    }
    return view != NULL && count(seen, view) ? NULL : told_before(seen, now);
}

bool pc_estate_says_the_same(const PcEstateView *view, const PcSession *session)
{
    return view->said == said_of(session);
}

// is_full says that the conversation has as many views as are remembered, and this is another: one
// hello that is played again from everywhere. Nothing is kept of it then.
static bool is_full(const PcEstateSeen *seen, const PcSession *session)
{
    if (seen->others == NULL || seen->others->len + 1 < PC_ESTATE_MAX_VIEWS) {
        return false;
    }
    for (guint i = 0; i < seen->others->len; i++) {
        const PcEstateView *view = &g_array_index(seen->others, PcEstateView, i);
        if (g_strcmp0(view->client, session->client.address) == 0) {
            return false;
        }
    }
    return g_strcmp0(seen->first.client, session->client.address) != 0;
}

const PcEstateView *pc_estate_see(PcEstate *estate, const PcSession *session, PcEstatePhone *phone)
{
    char random[PC_ESTATE_RANDOM_LEN + 1];
    if (session->client_random == NULL) {
        return NULL;
    }
    g_strlcpy(random, session->client_random, sizeof random);
    PcEstateSeen *seen = g_hash_table_lookup(estate->seen, random);
    if (seen == NULL && g_hash_table_size(estate->seen) >= PC_ESTATE_MAX_TWINS) {
        return NULL;
    }
    if (seen != NULL && is_full(seen, session)) {
        return &seen->first;
    }
    PcEstateView now = view_of(estate, session, phone);
    if (seen != NULL) {
        return see_again(estate, seen, &now);
    }
    seen = g_new0(PcEstateSeen, 1);
    estate->held += pc_account_block(sizeof *seen) + PC_ACCOUNT_TABLE_ROW;
    g_strlcpy(seen->random, random, sizeof seen->random);
    seen->first = now;
    (void)count(seen, &seen->first);
    g_hash_table_insert(estate->seen, seen->random, seen);
    return NULL;
}
