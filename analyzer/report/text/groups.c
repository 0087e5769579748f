// SPDX-License-Identifier: GPL-2.0-or-later
// Tells the estate phone by phone, or issuer by issuer, instead of session by session.
#include "analyzer/report/text/text.h"

#include "analyzer/report/display.h"
#include <inttypes.h>
#include <string.h>

enum { MARK_COLUMN = 2, NAME_COLUMN = 4, MODEL_COLUMN = 21, PIECE_COLUMN = 31, LINE_COLUMN = 6 };

static void tell_certificate(PcLayout *layout, const PcEstateCertificate *certificate)
{
    PcMoment until = pc_moment_date(certificate->not_after);
    g_autofree char *end = g_strdup_printf("until %s", until.text);
    pc_layout_piece(layout, PC_STYLE_BOLD, " · ",
                    certificate->type != NULL ? certificate->type : "certificate");
    if (certificate->issuer != NULL) {
        pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", certificate->issuer);
    }
    if (certificate->has_validity) {
        pc_layout_piece(layout, PC_STYLE_DIM, " · ", end);
    }
}

static void tell_service(PcText *text, const PcEstateService *service)
{
    PcLayout *layout = &text->layout;
    PcMoment last = pc_moment_plain(service->last, text->options.zone);
    bool is_good = g_strcmp0(service->verdict, "trusted") == 0 || service->verdict == NULL;
    bool is_accepted = g_strcmp0(service->outcome, "accepted") == 0;
    pc_layout_start(layout, LINE_COLUMN, PIECE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", service->service);
    pc_layout_pad(layout, NAME_COLUMN + LINE_COLUMN + LINE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_DIM, "", last.text);
    pc_layout_piece(layout, is_accepted ? PC_STYLE_GREEN : PC_STYLE_RED, " · ", service->outcome);
    if (service->alert_description != NULL) {
        pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", service->alert_description);
    }
    if (service->verdict != NULL) {
        g_autofree char *verdict =
            service->store != NULL ? g_strdup_printf("%s by %s", service->verdict, service->store)
                                   : g_strdup(service->verdict);
        pc_layout_piece(layout, is_good ? PC_STYLE_GREEN : PC_STYLE_RED, " · ", verdict);
    }
    pc_layout_end(layout);
}

static void tell_findings(PcLayout *layout, const GArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const PcEstateFinding *finding = &g_array_index(findings, PcEstateFinding, i);
        pc_layout_start(layout, LINE_COLUMN, PIECE_COLUMN);
        pc_layout_words(layout, pc_phrase_severity_style(finding->severity),
                        pc_severity_name(finding->severity));
        pc_layout_pad(layout, NAME_COLUMN + LINE_COLUMN + LINE_COLUMN);
        pc_layout_words(layout, PC_STYLE_BOLD, finding->id);
        pc_layout_piece(layout, PC_STYLE_PLAIN, ": ", finding->message);
        pc_layout_end(layout);
    }
}

// span gives "2026-11-23 03:10:20 UTC", or from when to when. Caller frees.
static char *span(const PcText *text, int64_t first, int64_t last)
{
    PcMoment from = pc_moment_plain(first, text->options.zone);
    PcMoment until = pc_moment_plain(last, text->options.zone);
    return strcmp(from.text, until.text) == 0 ? g_strdup(from.text)
                                              : g_strdup_printf("%s to %s", from.text, until.text);
}

static void start_line(PcLayout *layout, const char *label)
{
    pc_layout_start(layout, LINE_COLUMN, PIECE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, label);
    pc_layout_pad(layout, NAME_COLUMN + LINE_COLUMN + LINE_COLUMN);
}

// tell_history tells the certificates before the latest one, and when and where the phone was seen.
static void tell_history(PcText *text, const PcEstatePhone *phone)
{
    enum { MAX_FILES = 3 };
    PcLayout *layout = &text->layout;
    for (guint i = 1; i < phone->certificates->len; i++) {
        const PcEstateCertificate *earlier = g_ptr_array_index(phone->certificates, i);
        g_autofree char *when = span(text, earlier->first, earlier->last);
        start_line(layout, "before");
        pc_layout_piece(layout, PC_STYLE_DIM, "", when);
        tell_certificate(layout, earlier);
        pc_layout_end(layout);
    }
    g_autofree char *when = span(text, phone->first, phone->last);
    start_line(layout, "seen");
    pc_layout_piece(layout, PC_STYLE_DIM, "", when);
    for (guint i = 0; i < phone->files->len && i < MAX_FILES; i++) {
        pc_layout_piece(layout, PC_STYLE_DIM, i == 0 ? " · " : ", ",
                        g_ptr_array_index(phone->files, i));
    }
    if (phone->files->len > MAX_FILES) {
        g_autofree char *rest =
            g_strdup_printf("and %u more (ndjson lists all)", phone->files->len - MAX_FILES);
        pc_layout_piece(layout, PC_STYLE_DIM, " ", rest);
    }
    pc_layout_end(layout);
}

static void tell_phone(PcText *text, const PcEstatePhone *phone)
{
    PcLayout *layout = &text->layout;
    static const char *const marks[] = {"✓", "✓", "!", "✗"};
    static const PcStyle styles[] = {PC_STYLE_GREEN, PC_STYLE_GREEN, PC_STYLE_YELLOW, PC_STYLE_RED};
    pc_layout_start(layout, MARK_COLUMN, PIECE_COLUMN);
    pc_layout_words(layout, styles[phone->worst + 1], marks[phone->worst + 1]);
    pc_layout_pad(layout, NAME_COLUMN);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", pc_estate_phone_name(phone));
    pc_layout_pad(layout, MODEL_COLUMN);
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", phone->model != NULL ? phone->model : "");
    pc_layout_pad(layout, PIECE_COLUMN);
    if (phone->certificates->len > 0) {
        tell_certificate(layout, g_ptr_array_index(phone->certificates, 0));
    } else {
        pc_layout_piece(layout, PC_STYLE_DIM, " · ", "no certificate seen");
    }
    pc_layout_end(layout);
    for (guint i = 0; i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        tell_service(text, service);
        tell_findings(layout, service->findings);
    }
    tell_findings(layout, phone->findings);
    tell_history(text, phone);
}

static void tell_issuer(PcLayout *layout, const PcEstateIssuer *issuer)
{
    enum { COUNT_COLUMN = 40 };
    g_autofree char *phones = pc_count(issuer->n_phones, "phone", "phones");
    g_autofree char *failing = g_strdup_printf("%" PRIu64 " failing", issuer->n_failing);
    PcMoment end = pc_moment_date(issuer->first_end);
    g_autofree char *ends = g_strdup_printf("first ends %s", end.text);
    pc_layout_start(layout, MARK_COLUMN, COUNT_COLUMN);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", issuer->issuer);
    pc_layout_pad(layout, COUNT_COLUMN);
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", issuer->issuer_tag);
    pc_layout_piece(layout, PC_STYLE_PLAIN, " · ", phones);
    if (issuer->n_failing > 0) {
        pc_layout_piece(layout, PC_STYLE_RED, " · ", failing);
    }
    if (issuer->has_end) {
        pc_layout_piece(layout, PC_STYLE_DIM, " · ", ends);
    }
    pc_layout_end(layout);
}

void pc_text_groups(PcText *text, const PcEstate *estate)
{
    const GPtrArray *phones = pc_estate_phones(estate);
    const GPtrArray *issuers = pc_estate_issuers(estate);
    if (text->options.group == PC_GROUP_PHONE) {
        for (guint i = 0; i < phones->len; i++) {
            tell_phone(text, g_ptr_array_index(phones, i));
        }
    } else {
        for (guint i = 0; i < issuers->len; i++) {
            tell_issuer(&text->layout, g_ptr_array_index(issuers, i));
        }
    }
}
