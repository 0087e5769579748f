// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the estate as one HTML file for people who were not there: numbers first, then causes with
// their remedy, then every phone. It needs no network; its Content-Security-Policy allows the style
// and the script that are in it, and nothing else.
#include "analyzer/report/html/html.h"
#include "analyzer/report/roll.h"

#include "analyzer/report/display.h"
#include "analyzer/report/estate/numbers.h"
#include "analyzer/report/html/sessions.h"
#include "analyzer/report/json.h"
#include "analyzer/report/report.h"
#include "analyzer/report/steps.h"
#include <inttypes.h>
#include <string.h>

typedef struct {
    PcOutput *output;
    GTimeZone *zone;  // NULL: UTC
    GString *silence; // paragraphs
    PcHtmlSessions *sessions;
    char *at; // see PcReportOptions
} Html;

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    Html *html = g_new(Html, 1);
    *html = (Html){
        .output = output,
        .zone = options->zone,
        .silence = g_string_new(NULL),
        .sessions = pc_html_sessions_new(options->zone),
        .at = g_strdup(options->at),
    };
    return html;
}

static void file_end(void *state, const PcFileEnd *end)
{
    const Html *html = state;
    if (end->silence != NULL) {
        g_autofree char *line = g_strdup_printf("%s: %s", end->path, end->silence);
        g_string_append(html->silence, "<p class=\"soft\">");
        pc_html_text(html->silence, line);
        g_string_append(html->silence, "</p>\n");
    }
}

static void session(void *state, const PcSession *session)
{
    const Html *html = state;
    pc_html_sessions_add(html->sessions, session);
}

// source_hash gives a policy's source for an inline text: 'sha256-<base64>' (CSP 3, 2.3.1).
static char *source_hash(const char *text)
{
    enum { SHA256_LEN = 32 };
    uint8_t digest[SHA256_LEN];
    gsize len = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text));
    g_checksum_get_digest(checksum, digest, &len);
    g_autofree char *base64 = g_base64_encode(digest, len);
    return g_strdup_printf("'sha256-%s'", base64);
}

void pc_html_begin(GString *out, const char *title)
{
    g_autofree char *style = source_hash(pc_html_style);
    g_autofree char *script = source_hash(pc_html_script);
    g_string_append_printf(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src %s; script-src %s; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n",
        style, script, title, pc_html_style);
}

// Tile is one number of the estate, by its name (estate/numbers.h).
typedef struct {
    const char *name, *kind, *label;
    bool is_share;  // of the phones
    bool is_always; // told where it is none
} Tile;

static const Tile tiles[] = {
    {"phones", "", "phones", false, true},
    {"lsc", "", "show an LSC", true, true},
    {"mic", "", "show their MIC", true, true},
    {"to_fix", "error", "to fix", false, true},
    {"nameless", "", "addresses showed no certificate", false, true},
    {"other_devices", "", "other devices", false, false},
    {"left_out", "error", "handshakes of more devices than told apart", false, false},
};

static uint64_t number_of(const PcEstate *estate, const char *name)
{
    size_t n_numbers = 0;
    uint64_t value = 0;
    const PcEstateNumber *numbers = pc_estate_numbers(&n_numbers);
    for (size_t i = 0; i < n_numbers; i++) {
        if (strcmp(numbers[i].name, name) == 0) {
            (void)pc_estate_number(estate, &numbers[i], &value);
        }
    }
    return value;
}

static void write_tile(GString *out, const Tile *tile, const PcEstate *estate)
{
    enum { PERCENT = 100 };
    uint64_t number = number_of(estate, tile->name);
    uint64_t whole = tile->is_share ? number_of(estate, "phones") : 0;
    if (number == 0 && !tile->is_always) {
        return;
    }
    const char *kind = number == 0 && tile->kind[0] != '\0' ? "good" : tile->kind;
    g_string_append_printf(out, "<li><strong class=\"%s\" data-number=\"%s\">%" PRIu64 "</strong>",
                           kind, tile->name, number);
    pc_html_text(out, tile->label);
    if (whole > 0) {
        g_string_append_printf(out, " (%" PRIu64 "&nbsp;%%)",
                               (number * PERCENT + whole / 2) / whole);
    }
    g_string_append(out, "</li>\n");
}

static void write_would(GString *out, const char *at)
{
    if (at != NULL) {
        g_autofree char *would = pc_conditions_would(at);
        g_string_append(out, "<p class=\"warning\">");
        pc_html_text(out, would);
        g_string_append(out, "</p>\n");
    }
}

// Whoever opens the page sees that there are conditions, and that a report is not whole.
static void write_ways(GString *out, const PcConditions *conditions)
{
    g_string_append(out,
                    "<nav aria-label=\"Parts of this page\"><a href=\"#causes\">What to do</a> "
                    "<a href=\"#table\">Phones</a>");
    if (conditions->verb != NULL) {
        g_string_append(out, " <a href=\"#made\">How this report was made</a>");
    }
    g_string_append(out, "</nav>\n");
    if (conditions->ending != NULL) {
        g_string_append(out, "<p class=\"warning\">This report is not whole: ");
        pc_html_text(out, conditions->ending);
        g_string_append(out, "</p>\n");
    }
}

static void write_numbers(GString *out, const PcEstate *estate, const Html *html,
                          const PcConditions *conditions)
{
    GTimeZone *zone = html->zone;
    const PcEstateTotals *totals = pc_estate_totals(estate);
    PcMoment first = pc_moment_plain(totals->first, zone);
    PcMoment last = pc_moment_plain(totals->last, zone);
    g_string_append(out, "<header>\n<h1>Phone certificates</h1>\n");
    if (totals->n_sessions > 0) {
        g_string_append_printf(out,
                               "<p class=\"soft\"><span data-number=\"handshakes\">%" PRIu64
                               "</span> %s, captured from %s to %s</p>\n",
                               totals->n_sessions,
                               totals->n_sessions == 1 ? "handshake" : "handshakes", first.text,
                               last.text);
    } else {
        g_string_append(out, "<p class=\"soft\">No handshake was found.</p>\n");
    }
    write_would(out, html->at);
    write_ways(out, conditions);
    g_string_append(out, "</header>\n<main>\n<ul class=\"tiles\">\n");
    for (size_t i = 0; i < G_N_ELEMENTS(tiles); i++) {
        write_tile(out, &tiles[i], estate);
    }
    g_string_append(out, "</ul>\n");
}

// A finding of a later version has its remedy as text only.
void pc_html_remedy(GString *out, const PcEstateCause *cause)
{
    const PcFindingRow *row = pc_finding_by_name(cause->id);
    if (row != NULL) {
        pc_steps_html(out, row->steps, &cause->whom);
        return;
    }
    g_string_append(out, "<p>");
    pc_html_text(out, cause->remedy);
    g_string_append(out, "</p>");
}

static void write_cause(GString *out, const PcEstateCause *cause, bool is_open)
{
    const char *severity = pc_severity_name(cause->severity);
    g_autofree char *count = pc_count(cause->phones->len, "phone", "phones");
    g_string_append_printf(out,
                           "<details class=\"cause %s\"%s><summary><span class=\"count\">%s"
                           "</span>: <h3>",
                           severity, is_open ? " open" : "", count);
    pc_html_text(out, cause->title);
    g_string_append_printf(out, "</h3> <span class=\"%s\">%s</span></summary>\n", severity,
                           severity);
    pc_html_remedy(out, cause);
    g_string_append(out, "<p class=\"soft\">");
    pc_html_text(out, cause->id);
    g_string_append(out, " · ");
    pc_html_text(out, cause->source);
    g_string_append(out, "</p>\n<button type=\"button\" data-finding=\"");
    pc_html_text(out, cause->id);
    g_string_append(out, "\">Show these phones</button></details>\n");
}

static void write_causes(GString *out, const PcEstate *estate)
{
    enum { N_OPEN = 3 }; // more would push the phones out of sight
    const GPtrArray *causes = pc_estate_causes(estate);
    g_string_append(out, "<h2 id=\"causes\">Causes, and what to do</h2>\n");
    for (guint i = 0; i < causes->len; i++) {
        write_cause(out, g_ptr_array_index(causes, i), i < N_OPEN);
    }
    if (causes->len == 0) {
        g_string_append(out, "<p class=\"good\">Nothing was found that fails or will fail.</p>\n");
    }
}

static void write_findings(PcJson *json, const GArray *findings)
{
    pc_json_open_array(json, "findings");
    for (guint i = 0; i < findings->len; i++) {
        const PcEstateFinding *finding = &g_array_index(findings, PcEstateFinding, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "id", finding->id);
        pc_json_string(json, "severity", pc_severity_name(finding->severity));
        pc_json_string(json, "message", finding->message);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static void write_service(PcJson *json, const PcEstateService *service, GTimeZone *zone)
{
    PcMoment last = pc_moment_plain(service->last, zone);
    pc_json_open_object(json, NULL);
    pc_json_string(json, "service", service->service);
    pc_json_string(json, "store", service->store);
    pc_json_string(json, "verdict", service->verdict);
    pc_json_string(json, "reason", service->reason);
    pc_json_string(json, "outcome", service->outcome);
    pc_json_string(json, "alert", service->alert_description);
    pc_json_string(json, "last", last.text);
    pc_json_string(json, "file", service->file);
    pc_json_integer(json, "frame", (int64_t)service->frame);
    write_findings(json, service->findings);
    pc_json_close_object(json);
}

static void write_latest(PcJson *json, const PcEstatePhone *phone)
{
    const PcEstateCertificate *latest =
        phone->certificates->len > 0 ? g_ptr_array_index(phone->certificates, 0) : NULL;
    PcMoment end = pc_moment_date(latest != NULL ? latest->not_after : 0);
    pc_json_string(json, "type", phone->type);
    pc_json_string(json, "issuer", latest != NULL ? latest->issuer : NULL);
    pc_json_string(json, "ends", latest != NULL && latest->has_validity ? end.text : NULL);
}

static void write_texts(PcJson *json, const char *key, const GPtrArray *texts)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < texts->len; i++) {
        pc_json_string(json, NULL, g_ptr_array_index(texts, i));
    }
    pc_json_close_array(json);
}

static void write_certificate(PcJson *json, const PcEstateCertificate *certificate, GTimeZone *zone)
{
    PcMoment first = pc_moment_plain(certificate->first, zone);
    PcMoment last = pc_moment_plain(certificate->last, zone);
    PcMoment end = pc_moment_date(certificate->not_after);
    PcMoment begin = pc_moment_date(certificate->not_before);
    pc_json_open_object(json, NULL);
    pc_json_string(json, "type", certificate->type);
    pc_json_string(json, "begins", certificate->has_validity ? begin.text : NULL);
    pc_json_string(json, "issuer", certificate->issuer);
    pc_json_string(json, "serial", certificate->serial);
    pc_json_string(json, "ends", certificate->has_validity ? end.text : NULL);
    pc_json_string(json, "first", first.text);
    pc_json_string(json, "last", last.text);
    pc_json_close_object(json);
}

// write_history tells what the phone showed over time, and where.
static void write_history(PcJson *json, const PcEstatePhone *phone, GTimeZone *zone)
{
    PcMoment first = pc_moment_plain(phone->first, zone);
    pc_json_string(json, "first", first.text);
    write_texts(json, "addresses", phone->addresses);
    write_texts(json, "files", phone->files);
    pc_json_open_array(json, "certificates");
    for (guint i = 0; i < phone->certificates->len; i++) {
        write_certificate(json, g_ptr_array_index(phone->certificates, i), zone);
    }
    pc_json_close_array(json);
}

static void write_phone(PcJson *json, const PcEstatePhone *phone, const Html *html)
{
    GTimeZone *zone = html->zone;
    PcMoment last = pc_moment_plain(phone->last, zone);
    pc_json_open_object(json, NULL);
    pc_json_string(json, "name", pc_estate_phone_name(phone));
    pc_json_string(json, "model", phone->model);
    pc_json_string(json, "mac", phone->mac);
    pc_json_string(json, "serial", phone->product_serial);
    pc_json_string(json, "severity",
                   phone->worst < 0 ? "" : pc_severity_name((PcSeverity)phone->worst));
    pc_json_string(json, "last", last.text);
    write_latest(json, phone);
    write_history(json, phone, zone);
    pc_json_open_array(json, "services");
    for (guint i = 0; i < phone->services->len; i++) {
        write_service(json, g_ptr_array_index(phone->services, i), zone);
    }
    pc_json_close_array(json);
    write_findings(json, phone->findings);
    pc_html_sessions_write(html->sessions, json, phone);
    pc_json_close_object(json);
}

// write_data writes the phones as JSON that no text in it can end: "<" stands only in strings.
static void write_data(GString *out, const PcEstate *estate, const Html *html)
{
    const GPtrArray *phones = pc_estate_phones(estate);
    g_autoptr(GString) data = g_string_new(NULL);
    PcJson json = PC_JSON(data);
    pc_json_open_array(&json, NULL);
    for (guint i = 0; i < phones->len; i++) {
        write_phone(&json, g_ptr_array_index(phones, i), html);
    }
    pc_json_close_array(&json);
    g_string_replace(data, "<", "\\u003c", 0);
    g_string_append(out, "<script type=\"application/json\" id=\"phones\">");
    g_string_append_len(out, data->str, (gssize)data->len);
    g_string_append(out, "</script>\n");
}

static const char table[] =
    "<h2 id=\"table\">Phones</h2>\n<form id=\"filter\">\n"
    "<label>Search<input id=\"text\" type=\"search\" autocomplete=\"off\"></label>\n"
    "<label>Certificate<select id=\"type\"><option value=\"\">all</option><option>LSC</option>"
    "<option>MIC</option><option>other</option></select></label>\n"
    "<label>Worst finding<select id=\"severity\"><option value=\"\">all</option>"
    "<option>error</option><option>warning</option><option>note</option></select></label>\n"
    "<label>Finding<select id=\"finding\"><option value=\"\">all</option></select></label>\n"
    "</form>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table\">"
    "<table>\n"
    "<caption>Each phone with its latest certificate; <span id=\"count\" role=\"status\"></span> "
    "shown. A name opens its details.</caption>\n"
    "<thead><tr id=\"head\"></tr></thead><tbody id=\"rows\"></tbody></table></div>\n"
    "<p id=\"copied\" class=\"soft\" role=\"status\"></p>\n"
    "<div class=\"pages\"><button type=\"button\" id=\"back\">Back</button>"
    "<span id=\"page\"></span><button type=\"button\" id=\"next\">Next</button></div>\n"
    "<noscript><p>The table of phones needs the script in this file.</p></noscript>\n";

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    Html *html = state;
    GString *out = pc_output_buffer(html->output);
    pc_html_begin(out, "Phone certificates");
    write_numbers(out, estate, html, conditions);
    g_string_append(out, html->silence->str);
    g_string_free(html->silence, TRUE);
    write_causes(out, estate);
    g_string_append(out, "<h2>Certificates</h2>\n<div class=\"charts\">\n");
    pc_html_issuer_chart(out, estate);
    pc_html_expiry_chart(out, estate);
    g_string_append(out, "</div>\n");
    g_string_append(out, table);
    pc_roll_html(out, conditions->phones, estate);
    pc_log_causes_html(out, conditions->causes);
    pc_conditions_missing_html(out, conditions);
    if (conditions->verb != NULL) {
        pc_conditions_html(out, conditions);
    }
    write_data(out, estate, html);
    pc_html_sessions_free(html->sessions);
    g_string_append_printf(out,
                           "<p class=\"soft\">Written by phonecert %s. Verdicts are about the "
                           "moment of each handshake and the stores that were given.</p>\n"
                           "</main>\n<script>%s</script>\n</body>\n</html>\n",
                           PHONECERT_VERSION, pc_html_script);
    g_free(html->at);
    g_free(html);
}

const PcWriter pc_writer_html = {
    .name = "html",
    .help = "one file for a browser: numbers, causes, charts, a table of phones",
    .tells_phones = true,
    .begin = begin,
    .session = session,
    .file_end = file_end,
    .finish = finish,
};
