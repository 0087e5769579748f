// SPDX-License-Identifier: GPL-2.0-or-later
// Draws the estate's certificates as bars in SVG: by the year in which they end, and by issuer.
#include "analyzer/report/html/html.h"

#include "analyzer/report/display.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_HEIGHT = 24,
    LABEL_WIDTH = 200,
    LABEL_LEN = 30, // characters that fit in it
    BAR_WIDTH = 190,
    CHART_WIDTH = 500,
    BAR_HEIGHT = 14,
    TEXT_RISE = 11, // from a row's top to the line that its text stands on
    YEAR_LEN = 4,
    MAX_ROWS = 20,
};

// One bar: what it is of, how many, and how many of those fail.
typedef struct {
    char *label;
    uint64_t count, failing;
} Bar;

static void clear_bar(void *data)
{
    Bar *bar = data;
    g_free(bar->label);
}

static GArray *new_bars(void)
{
    GArray *bars = g_array_new(FALSE, TRUE, sizeof(Bar));
    g_array_set_clear_func(bars, clear_bar);
    return bars;
}

static uint64_t longest(const GArray *bars)
{
    uint64_t most = 1;
    for (guint i = 0; i < bars->len; i++) {
        most = MAX(most, g_array_index(bars, Bar, i).count);
    }
    return most;
}

// draw_label cuts a long name; the whole of it is told when pointed at.
static void draw_label(GString *out, const char *label, unsigned top)
{
    g_autofree char *safe = pc_display_text(label);
    g_string_append_printf(out, "<text x=\"0\" y=\"%u\">", top + TEXT_RISE);
    if (g_utf8_strlen(safe, -1) > LABEL_LEN) {
        g_autofree char *beginning = g_utf8_substring(safe, 0, LABEL_LEN - 1);
        g_autofree char *cut = g_strconcat(beginning, "…", NULL);
        g_string_append(out, "<title>");
        pc_html_text(out, safe);
        g_string_append(out, "</title>");
        pc_html_text(out, cut);
    } else {
        pc_html_text(out, safe);
    }
    g_string_append(out, "</text>");
}

static void draw_bar(GString *out, const Bar *bar, guint row, uint64_t most)
{
    unsigned top = row * ROW_HEIGHT;
    unsigned width = (unsigned)(bar->count * BAR_WIDTH / most);
    unsigned bad = (unsigned)(bar->failing * BAR_WIDTH / most);
    draw_label(out, bar->label, top);
    g_string_append_printf(out,
                           "<rect class=\"bar\" x=\"%d\" y=\"%u\" width=\"%u\" height=\"%d\"/>",
                           LABEL_WIDTH, top, MAX(width, 1), BAR_HEIGHT);
    if (bad > 0) {
        g_string_append_printf(out,
                               "<rect class=\"bad\" x=\"%d\" y=\"%u\" width=\"%u\" height=\"%d\"/>",
                               LABEL_WIDTH, top, bad, BAR_HEIGHT);
    }
    g_string_append_printf(out, "<text x=\"%u\" y=\"%u\">%" PRIu64, LABEL_WIDTH + width + 6,
                           top + TEXT_RISE, bar->count);
    if (bar->failing > 0) {
        g_string_append_printf(out, ", %" PRIu64 " failing", bar->failing);
    }
    g_string_append(out, "</text>");
}

static void draw(GString *out, const char *title, const GArray *bars)
{
    guint n_rows = MIN(bars->len, MAX_ROWS);
    uint64_t most = longest(bars);
    g_string_append(out, "<figure class=\"chart\"><figcaption>");
    pc_html_text(out, title);
    g_string_append_printf(out,
                           "</figcaption><svg viewBox=\"0 0 %d %u\" role=\"img\" aria-label=\"",
                           CHART_WIDTH, MAX(n_rows, 1) * ROW_HEIGHT);
    pc_html_text(out, title);
    for (guint i = 0; i < n_rows; i++) {
        const Bar *bar = &g_array_index(bars, Bar, i);
        g_string_append(out, i == 0 ? ": " : ", ");
        pc_html_text(out, bar->label);
        g_string_append_printf(out, " %" PRIu64, bar->count);
    }
    g_string_append(out, "\">");
    for (guint i = 0; i < n_rows; i++) {
        draw_bar(out, &g_array_index(bars, Bar, i), i, most);
    }
    g_string_append(out, "</svg>");
    if (bars->len > n_rows) {
        g_string_append_printf(out, "<p class=\"soft\">and %u more</p>", bars->len - n_rows);
    }
    g_string_append(out, "</figure>\n");
}

static int compare_labels(const void *a, const void *b)
{
    const Bar *left = a;
    const Bar *right = b;
    return strcmp(left->label, right->label);
}

static Bar *bar_of(GArray *bars, const char *label)
{
    for (guint i = 0; i < bars->len; i++) {
        Bar *bar = &g_array_index(bars, Bar, i);
        if (strcmp(bar->label, label) == 0) {
            return bar;
        }
    }
    Bar bar = {.label = g_strdup(label)};
    g_array_append_val(bars, bar);
    return &g_array_index(bars, Bar, bars->len - 1);
}

void pc_html_expiry_chart(GString *out, const PcEstate *estate)
{
    g_autoptr(GArray) bars = new_bars();
    const GPtrArray *phones = pc_estate_phones(estate);
    for (guint i = 0; i < phones->len; i++) {
        const PcEstatePhone *phone = g_ptr_array_index(phones, i);
        if (phone->certificates->len == 0) {
            continue;
        }
        const PcEstateCertificate *latest = g_ptr_array_index(phone->certificates, 0);
        if (latest->has_validity) {
            PcMoment end = pc_moment_second(latest->not_after);
            end.text[YEAR_LEN] = '\0';
            Bar *bar = bar_of(bars, end.text);
            bar->count++;
            bar->failing += phone->worst >= (int)PC_SEVERITY_ERROR;
        }
    }
    g_array_sort(bars, compare_labels);
    draw(out, "Certificates by the year in which they end", bars);
}

void pc_html_issuer_chart(GString *out, const PcEstate *estate)
{
    g_autoptr(GArray) bars = new_bars();
    const GPtrArray *issuers = pc_estate_issuers(estate);
    for (guint i = 0; i < issuers->len; i++) {
        const PcEstateIssuer *issuer = g_ptr_array_index(issuers, i);
        Bar bar = {g_strdup(issuer->issuer), issuer->n_phones, issuer->n_failing};
        g_array_append_val(bars, bar);
    }
    draw(out, "Devices by the CA that signed their latest certificate", bars);
}
