// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the fields of a session into short phrases for people.
#include "analyzer/report/text/phrase.h"

#include <inttypes.h>
#include <string.h>

// A word of a field, and how it is told to people.
typedef struct {
    const char *word;
    PcStyle style;
    const char *phrase;
} Wording;

static const Wording shown[] = {
    {"empty", PC_STYLE_RED, "no certificate (empty message)"},
    {"not-requested", PC_STYLE_DIM, "no certificate asked for"},
    {"resumed", PC_STYLE_PLAIN, "resumed"},
    {"encrypted", PC_STYLE_DIM, "certificate encrypted"},
    {"truncated", PC_STYLE_YELLOW, "certificate cut off in the capture"},
    {"not-seen", PC_STYLE_DIM, "certificate not in the capture"},
};

static const Wording verdicts[] = {
    {"trusted", PC_STYLE_GREEN, "trusted"},
    {"unchecked", PC_STYLE_DIM, "unchecked"},
};

static const Wording outcomes[] = {
    {"accepted", PC_STYLE_GREEN, "accepted"},
    {"rejected", PC_STYLE_RED, "rejected"},
    {"reset", PC_STYLE_YELLOW, "reset"},
    {"closed", PC_STYLE_YELLOW, "closed before the end"},
    {"incomplete", PC_STYLE_DIM, "end not in the capture"},
};

static const Wording coverages[] = {
    {"snaplen", PC_STYLE_DIM, "packets cut short by the capture"},
    {"gap", PC_STYLE_DIM, "packets missing in the capture"},
    {"late-start", PC_STYLE_DIM, "capture began late"},
    {"early-end", PC_STYLE_DIM, "capture ended early"},
    {"over-limit", PC_STYLE_DIM, "larger than any handshake should be"},
};

static const Wording *wording(const Wording *table, size_t n_rows, const char *word)
{
    for (size_t i = 0; i < n_rows && word != NULL; i++) {
        if (strcmp(table[i].word, word) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

#define WORDING(table, word) wording((table), G_N_ELEMENTS(table), (word))

static void clear_phrase(void *data)
{
    PcPhrase *phrase = data;
    g_free(phrase->text);
}

static void add(GArray *phrases, PcStyle style, const char *text)
{
    if (text != NULL) {
        PcPhrase phrase = {style, g_strdup(text)};
        g_array_append_val(phrases, phrase);
    }
}

static void add_certificate(GArray *phrases, const PcSession *session)
{
    const Wording *how = WORDING(shown, session->client_certificate);
    if (how != NULL) {
        add(phrases, how->style, how->phrase);
    }
    if (session->type != NULL && strcmp(session->type, "none") != 0) {
        bool is_other = strcmp(session->type, "other") == 0;
        add(phrases, PC_STYLE_BOLD, is_other ? "other certificate" : session->type);
        add(phrases, PC_STYLE_PLAIN, session->issuer);
    }
}

static void add_verdict(GArray *phrases, const PcSession *session)
{
    if (session->verdict == NULL) {
        return;
    }
    const Wording *good = WORDING(verdicts, session->verdict);
    if (good != NULL) {
        add(phrases, good->style, good->phrase);
        return;
    }
    g_autofree char *text = session->reason != NULL
                                ? g_strdup_printf("%s: %s", session->verdict, session->reason)
                                : g_strdup(session->verdict);
    add(phrases, PC_STYLE_RED, text);
}

static void add_outcome(GArray *phrases, const PcSession *session)
{
    const Wording *how = WORDING(outcomes, session->outcome);
    if (how == NULL) {
        return;
    }
    if (session->alert_description == NULL || strcmp(how->word, "accepted") == 0) {
        add(phrases, how->style, how->phrase);
        return;
    }
    g_autofree char *text = g_strdup_printf("%s: %s%s%s", how->phrase, session->alert_description,
                                            session->alert_from != NULL ? " from the " : "",
                                            session->alert_from != NULL ? session->alert_from : "");
    add(phrases, how->style, text);
}

static const Wording kinds[] = {
    {"connection-refused", PC_STYLE_YELLOW, "the server refused the connection"},
    {"connection-unanswered", PC_STYLE_YELLOW, "the server did not answer"},
    {"sip-answer", PC_STYLE_RED, "REGISTER without TLS refused"},
    {"trust-list-fetched", PC_STYLE_PLAIN, "trust list"},
    {"configuration-fetched", PC_STYLE_PLAIN, "configuration"},
    {PC_KIND_LOG_CONTRADICTION, PC_STYLE_YELLOW, "the phone's log says something else"},
    {"registration", PC_STYLE_YELLOW, "registers in clear"},
    {"no-attempt", PC_STYLE_YELLOW, "no attempt at TLS"},
};

// add_labelled adds "label value", nothing where the value is unknown.
static void add_labelled(GArray *phrases, const char *label, const char *value)
{
    if (value != NULL) {
        g_autofree char *text = g_strdup_printf("%s %s", label, value);
        add(phrases, PC_STYLE_PLAIN, text);
    }
}

// add_signature tells what came of a file's signature; a file without one is not spoken of.
static void add_signature(GArray *phrases, const char *signature)
{
    static const Wording signatures[] = {
        {"verified", PC_STYLE_GREEN, "signature verified"},
        {"failed", PC_STYLE_RED, "signature fails"},
        {"not-checked", PC_STYLE_DIM, "signature not checked"},
    };
    const Wording *said = WORDING(signatures, signature);
    if (said != NULL) {
        add(phrases, said->style, said->phrase);
    }
}

// add_fetched tells what a phone fetched.
static void add_fetched(GArray *phrases, const PcSession *session)
{
    const PcSessionConfiguration *configuration = &session->configuration;
    const PcSessionTrustList *list = &session->trust_list;
    add(phrases, PC_STYLE_PLAIN, list->file != NULL ? list->file : configuration->file);
    add_labelled(phrases, "CAPF", list->capf);
    add_labelled(phrases, "CallManager", list->call_managers);
    add_labelled(phrases, "TVS", list->tvs);
    add(phrases, PC_STYLE_PLAIN, configuration->device_security);
    add_labelled(phrases, "transport", configuration->transport);
    add_labelled(phrases, "CAPF by", configuration->capf_authentication);
    add_labelled(phrases, "certificate at CUCM", configuration->lsc);
    add_signature(phrases, list->signature);
    add_signature(phrases, configuration->signature);
}

// add_capf tells what a CAPF conversation came to.
static void add_capf(GArray *phrases, const PcSession *session)
{
    const PcSessionCapf *capf = &session->capf;
    if (capf->result != NULL) {
        g_autofree char *text =
            g_strdup_printf("%s%s%s: %s", capf->operation != NULL ? capf->operation : "CAPF",
                            capf->authentication != NULL ? " by " : "",
                            capf->authentication != NULL ? capf->authentication : "", capf->result);
        add(phrases, strcmp(capf->result, "done") == 0 ? PC_STYLE_GREEN : PC_STYLE_PLAIN, text);
    }
}

// add_sip tells how the registration went; that it went well only where nothing else names it.
static void add_sip(GArray *phrases, const PcSession *session)
{
    enum { FIRST_FAILURE = 300 };
    if (session->sip.status == 0 || session->kind != NULL) {
        return;
    }
    bool failed = session->sip.status >= FIRST_FAILURE;
    g_autofree char *text = failed ? g_strdup_printf("REGISTER answered %d", session->sip.status)
                                   : g_strdup("registered");
    add(phrases, failed ? PC_STYLE_RED : PC_STYLE_GREEN, text);
}

// add_tvs tells the first answer that is not good, else how many were.
static void add_tvs(GArray *phrases, const PcSession *session)
{
    const guint n_questions = session->tvs != NULL ? session->tvs->len : 0;
    guint n_good = 0;
    for (guint i = 0; i < n_questions; i++) {
        const PcSessionTvs *one = &g_array_index(session->tvs, PcSessionTvs, i);
        n_good += g_strcmp0(one->answer, "good") == 0;
    }
    if (n_questions > 0) {
        g_autofree char *text = g_strdup_printf("TVS vouches for %u of %u", n_good, n_questions);
        add(phrases, n_good == n_questions ? PC_STYLE_GREEN : PC_STYLE_PLAIN, text);
    }
}

static void add_wide(GArray *phrases, const PcSession *session)
{
    g_autofree char *ends =
        session->client.port >= 0
            ? g_strdup_printf("%s:%d → %s:%d", session->client.address, session->client.port,
                              session->server.address, session->server.port)
            : g_strdup_printf("%s → %s", session->client.address, session->server.address);
    g_autofree char *frames = pc_phrase_frames(session);
    add(phrases, PC_STYLE_DIM, session->model);
    add(phrases, PC_STYLE_DIM, session->version);
    add(phrases, PC_STYLE_DIM, ends);
    add(phrases, PC_STYLE_DIM, frames);
}

static GArray *new_phrases(void)
{
    GArray *phrases = g_array_new(FALSE, FALSE, sizeof(PcPhrase));
    g_array_set_clear_func(phrases, clear_phrase);
    return phrases;
}

GArray *pc_phrases_of(const PcSession *session, bool wide)
{
    GArray *phrases = new_phrases();
    const Wording *coverage = WORDING(coverages, session->coverage);
    add(phrases, PC_STYLE_PLAIN, session->service);
    const Wording *kind = WORDING(kinds, session->kind);
    if (kind != NULL) {
        add(phrases, kind->style, kind->phrase);
        add_fetched(phrases, session);
        return phrases;
    }
    add_certificate(phrases, session);
    add_capf(phrases, session);
    add_verdict(phrases, session);
    add_outcome(phrases, session);
    add_sip(phrases, session);
    add_tvs(phrases, session);
    if (coverage != NULL) {
        add(phrases, coverage->style, coverage->phrase);
    }
    if (wide) {
        add_wide(phrases, session);
    }
    return phrases;
}

// What matters most stands first: what does not fit the line is cut off.
GArray *pc_phrases_in_brief(const PcSession *session)
{
    GArray *phrases = new_phrases();
    const bool has_issuer = session->type != NULL && strcmp(session->type, "none") != 0;
    const Wording *kind = WORDING(kinds, session->kind);
    add(phrases, PC_STYLE_PLAIN, session->service);
    if (has_issuer) {
        add(phrases, PC_STYLE_BOLD, session->type);
    }
    if (pc_session_worst(session) > (int)PC_SEVERITY_NOTE) {
        const PcSessionFinding *worst = &g_array_index(session->findings, PcSessionFinding, 0);
        add(phrases, pc_phrase_severity_style(worst->severity), worst->id);
    } else if (kind != NULL) {
        add(phrases, kind->style, kind->phrase);
        add_fetched(phrases, session);
    } else {
        add_outcome(phrases, session);
        add(phrases, PC_STYLE_PLAIN, session->capf.operation);
    }
    add(phrases, PC_STYLE_PLAIN, has_issuer ? session->issuer : NULL);
    return phrases;
}

const char *pc_phrase_mark(const PcSession *session, PcStyle *style)
{
    int worst = pc_session_worst(session);
    if (worst >= (int)PC_SEVERITY_WARNING) {
        *style = pc_phrase_severity_style((PcSeverity)worst);
        return worst == (int)PC_SEVERITY_ERROR ? "✗" : "!";
    }
    bool is_good = g_strcmp0(session->outcome, "accepted") == 0;
    *style = is_good ? PC_STYLE_GREEN : PC_STYLE_DIM;
    return is_good ? "✓" : "·";
}

char *pc_phrase_frames(const PcSession *session)
{
    static const struct {
        PcFrameOf frame;
        const char *what;
    } told[] = {
        {PC_FRAME_CLIENT_HELLO, "hello"},
        {PC_FRAME_CERTIFICATE_REQUEST, "request"},
        {PC_FRAME_CLIENT_CERTIFICATE, "certificate"},
        {PC_FRAME_ALERT, "alert"},
    };
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        uint64_t number = session->frames[told[i].frame];
        if (number != 0) {
            g_string_append_printf(text, "%s%" PRIu64 " %s", text->len > 0 ? ", " : "frame ",
                                   number, told[i].what);
        }
    }
    if (text->len == 0 && session->frames[PC_FRAME_FIRST] != 0) {
        g_string_append_printf(text, "frame %" PRIu64, session->frames[PC_FRAME_FIRST]);
    }
    return g_string_free(text, text->len == 0);
}

static const char *address_field(const char *address)
{
    return strchr(address, ':') != NULL ? "ipv6.addr" : "ip.addr";
}

char *pc_phrase_filter(const PcSession *session)
{
    const char *client = session->client.address;
    if (g_strcmp0(session->transport, "eapol") == 0) {
        return g_strdup_printf("eapol && eth.addr == %s", client);
    }
    if (g_strcmp0(session->transport, "radius") == 0) {
        return g_strdup_printf("radius && frame.number >= %" PRIu64,
                               session->frames[PC_FRAME_FIRST]);
    }
    if (session->client.port < 0) {
        return g_strdup_printf("%s == %s", address_field(client), client);
    }
    bool is_udp = g_strcmp0(session->transport, "udp") == 0;
    return g_strdup_printf("%s == %s && %s.port == %d", address_field(client), client,
                           is_udp ? "udp" : "tcp", session->client.port);
}

PcStyle pc_phrase_severity_style(PcSeverity severity)
{
    static const PcStyle styles[] = {
        [PC_SEVERITY_NOTE] = PC_STYLE_BLUE,
        [PC_SEVERITY_WARNING] = PC_STYLE_YELLOW,
        [PC_SEVERITY_ERROR] = PC_STYLE_RED,
    };
    return styles[severity];
}
