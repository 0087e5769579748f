// SPDX-License-Identifier: GPL-2.0-or-later
// The partial order of reports: one table of words, one of fields, and a rule for each kind of
// list.
#include "tests/metamorphic/less.h"

#include <string.h>

// `less` says less than `more`; NULL: than any other word of its field.
static const struct {
    const char *field, *less, *more;
} words[] = {
    {"client_certificate", "not-seen", NULL},
    {"client_certificate", "truncated", "presented"},
    {"client_certificate", "truncated", "empty"}, // cut before its length
    {"client_certificate", "encrypted", NULL},    // TLS 1.3 that could be read and no longer can
    {"service", "HTTPS", "VPN"},                  // VPN is what asks for a client certificate
    {"service_basis", "port", NULL},              // the least that a service is told by
    {"verdict", "unchecked", NULL},               // a service without a store
    {"possession", "not-seen", NULL},
    {"possession", "not-checkable", NULL},
    {"outcome", "incomplete", NULL},
    {"outcome", "closed", "rejected"}, // the alert was lost, or can no longer be read
    {"outcome", "reset", "rejected"},
    {"result", "incomplete", NULL}, // of CAPF
};

// Findings that only tell what is not known, or stand in for a finer one.
static const char *const vague_findings[] = {
    "tls13-dark", "resumed-unknown", "server-refused", "capf-auth-failed", "evidence-limited",
};

static const char *const more_fields[] = {
    "tls_version", "cipher", "server_name", "alert_level", "alert", "alert_from",
};

static const PcSessionField client_random = {
    "client_random",
    offsetof(PcSession, client_random),
    PC_FIELD_TEXT,
    PC_PART_NONE,
};

// Compared is one session against the whole one that it is taken for.
typedef struct {
    const PcSession *now, *whole;
    const MetaAllowed *allowed;
    const char *less; // a field that leaves something out; NULL
    char *elsewise;   // what says something else; NULL
    bool over_limit;  // `whole` leaves out a certificate of which a cut shows the beginning
} Compared;

static void say_else(Compared *compared, const char *field, const char *now, const char *whole)
{
    if (compared->elsewise == NULL) {
        compared->elsewise = g_strdup_printf("%s is %s, was %s", field, now != NULL ? now : "null",
                                             whole != NULL ? whole : "null");
    }
}

static void leave_out(Compared *compared, const char *field)
{
    compared->less = compared->less != NULL ? compared->less : field;
}

static bool is_less_word(const char *field, const char *now, const char *whole)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(words[i].field, field) == 0 && strcmp(words[i].less, now) == 0 &&
            (words[i].more == NULL || g_strcmp0(words[i].more, whole) == 0)) {
            return true;
        }
    }
    return false;
}

static void compare_text(Compared *compared, const PcSessionField *field)
{
    const char *now = pc_session_text(compared->now, field);
    const char *whole = pc_session_text(compared->whole, field);
    if (g_strcmp0(now, whole) == 0) {
        return;
    }
    // What is spoken comes after the handshake, of which coverage speaks; not-checkable says itself
    // that something is missing.
    bool is_apart = strcmp(field->name, "service_basis") == 0;
    if (!is_apart && g_strcmp0(now, "not-checkable") != 0) {
        leave_out(compared, field->name);
    }
    if (now != NULL && !compared->over_limit && !is_less_word(field->name, now, whole)) {
        say_else(compared, field->name, now, whole);
    }
}

static bool is_about_verdict(const PcSessionField *field)
{
    return strcmp(field->name, "reason") == 0 || strcmp(field->name, "basis") == 0;
}

// The reason of a verdict that says less is another sentence; coverage has a rule of its own.
static void compare_texts(Compared *compared)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    bool same_verdict = g_strcmp0(compared->now->verdict, compared->whole->verdict) == 0;
    for (size_t i = 0; i < n_fields; i++) {
        bool is_coverage = strcmp(fields[i].name, "coverage") == 0;
        if (!is_coverage && (same_verdict || !is_about_verdict(&fields[i]))) {
            compare_text(compared, &fields[i]);
        }
    }
    compare_text(compared, &client_random);
    const PcSessionField *columns = pc_session_columns(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(more_fields); k++) {
            if (strcmp(columns[i].name, more_fields[k]) == 0) {
                compare_text(compared, &columns[i]);
            }
        }
    }
}

// What was said after the handshake: coverage does not speak of it.
static void compare_capf(Compared *compared)
{
    const char *less = compared->less;
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_capf_fields(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        compare_text(compared, &fields[i]);
    }
    compared->less = less;
}

static void compare_certificates(Compared *compared, const char *field, const GArray *now,
                                 const GArray *whole)
{
    if (now->len < whole->len) {
        leave_out(compared, field);
    }
    for (guint i = 0; i < now->len; i++) {
        const char *one = g_array_index(now, PcSessionCertificate, i).sha256;
        const char *other =
            i < whole->len ? g_array_index(whole, PcSessionCertificate, i).sha256 : NULL;
        if (g_strcmp0(one, other) != 0) {
            say_else(compared, field, one, other);
        }
    }
}

static void compare_names(Compared *compared)
{
    const GPtrArray *now = compared->now->announced_cas;
    const GPtrArray *whole = compared->whole->announced_cas;
    guint n_now = now != NULL ? now->len : 0;
    guint n_whole = whole != NULL ? whole->len : 0;
    if (n_now < n_whole || (now == NULL && whole != NULL)) {
        leave_out(compared, "announced_cas");
    }
    if (now != NULL && whole == NULL) {
        say_else(compared, "announced_cas", "a list", NULL);
    }
    for (guint i = 0; i < n_now; i++) {
        const char *other = i < n_whole ? g_ptr_array_index(whole, i) : NULL;
        if (g_strcmp0(g_ptr_array_index(now, i), other) != 0) {
            say_else(compared, "announced_cas", g_ptr_array_index(now, i), other);
        }
    }
}

static bool is_allowed(const Compared *compared, const char *id)
{
    const char *const *allowed = compared->allowed->findings;
    for (size_t i = 0; allowed != NULL && i < META_MAX_FINDINGS; i++) {
        if (g_strcmp0(allowed[i], id) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(vague_findings); i++) {
        if (strcmp(vague_findings[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_finding(const PcSession *session, const char *id)
{
    for (guint i = 0; i < session->findings->len; i++) {
        if (strcmp(g_array_index(session->findings, PcSessionFinding, i).id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void compare_findings(Compared *compared)
{
    const GArray *now = compared->now->findings;
    for (guint i = 0; i < now->len; i++) {
        const char *id = g_array_index(now, PcSessionFinding, i).id;
        if (!has_finding(compared->whole, id) && !is_allowed(compared, id) &&
            !compared->over_limit) {
            say_else(compared, "finding", id, NULL);
        }
    }
}

static void compare_rest(Compared *compared)
{
    const PcSession *now = compared->now;
    const PcSession *whole = compared->whole;
    compare_certificates(compared, "client chain", now->client_certificates,
                         whole->client_certificates);
    compare_certificates(compared, "server chain", now->server_certificates,
                         whole->server_certificates);
    compare_names(compared);
    compare_findings(compared);
    compare_capf(compared);
    if (now->resumed != whole->resumed) {
        leave_out(compared, "resumed");
        if (now->resumed != PC_UNKNOWN) {
            say_else(compared, "resumed", now->resumed == PC_TRUE ? "true" : "false", NULL);
        }
    }
    bool retells = g_strcmp0(now->client_certificate, "resumed") == 0;
    if (compared->less != NULL && !retells && g_strcmp0(now->coverage, "whole") == 0) {
        g_autofree char *said = g_strdup_printf("whole (though %s is left out)", compared->less);
        say_else(compared, "coverage", said, whole->coverage);
    }
}

static bool same_end(const PcSessionEnd *a, const PcSessionEnd *b)
{
    return a->port == b->port && g_strcmp0(a->address, b->address) == 0;
}

// The server of 802.1X is the group address until it is heard.
static bool less_end(const PcSessionEnd *now, const PcSessionEnd *whole)
{
    return same_end(now, whole) || g_strcmp0(now->address, "01:80:c2:00:00:03") == 0;
}

static bool same_ends(const PcSession *now, const PcSession *whole)
{
    return same_end(&now->client, &whole->client) && less_end(&now->server, &whole->server);
}

static char *compare_sessions(const PcSession *now, const PcSession *whole,
                              const MetaAllowed *allowed)
{
    Compared compared = {.now = now, .whole = whole, .allowed = allowed};
    compared.over_limit = g_strcmp0(whole->coverage, "over-limit") == 0;
    compare_texts(&compared);
    compare_rest(&compared);
    return compared.elsewise;
}

// Finds the session of `whole` that `now` says less than, and counts how often it was.
static char *place(const PcSession *now, const MetaReport *whole, const MetaAllowed *allowed,
                   guint *used)
{
    char *first = NULL;
    for (guint i = 0; i < whole->sessions->len; i++) {
        const PcSession *candidate = g_ptr_array_index(whole->sessions, i);
        if (used[i] >= allowed->times || !same_ends(now, candidate)) {
            continue;
        }
        char *elsewise = compare_sessions(now, candidate, allowed);
        if (elsewise == NULL) {
            used[i] += 1;
            g_free(first);
            return NULL;
        }
        if (first != NULL) {
            g_free(elsewise);
        } else {
            first = elsewise;
        }
    }
    return first != NULL
               ? first
               : g_strdup_printf("a session %s:%d to %s:%d that is not there", now->client.address,
                                 now->client.port, now->server.address, now->server.port);
}

char *meta_says_else(const MetaReport *now, const MetaReport *whole, const MetaAllowed *allowed)
{
    g_autofree guint *used = g_new0(guint, whole->sessions->len + 1);
    char *elsewise = NULL;
    for (guint i = 0; i < now->sessions->len && elsewise == NULL; i++) {
        elsewise = place(g_ptr_array_index(now->sessions, i), whole, allowed, used);
    }
    return elsewise;
}

char *meta_says_other(const MetaReport *now, const MetaReport *whole)
{
    if (now->lines->len != whole->lines->len) {
        return g_strdup_printf("%u sessions, were %u", now->lines->len, whole->lines->len);
    }
    for (guint i = 0; i < now->lines->len; i++) {
        const char *a = g_ptr_array_index(now->lines, i);
        const char *b = g_ptr_array_index(whole->lines, i);
        size_t at = 0;
        while (a[at] != '\0' && a[at] == b[at]) {
            at++;
        }
        if (a[at] != b[at]) {
            size_t from = at > 40 ? at - 40 : 0;
            return g_strdup_printf("...%.80s... was ...%.80s...", a + from, b + from);
        }
    }
    return NULL;
}
