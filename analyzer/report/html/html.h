// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the HTML report share: escaped text, and the charts.
#ifndef PHONECERT_ANALYZER_REPORT_HTML_H
#define PHONECERT_ANALYZER_REPORT_HTML_H

#include "analyzer/report/estate/estate.h"

// The style sheet and the script (report/html/), built in.
extern const char pc_html_style[];
extern const char pc_html_script[];

// pc_html_text appends text as HTML: safe to show, and nothing in it is markup. "" for NULL.
void pc_html_text(GString *out, const char *text);

// pc_html_begin writes everything up to the body; `title` is ours.
void pc_html_begin(GString *out, const char *title);

// pc_html_remedy writes what is to be done against a cause, a list item a step.
void pc_html_remedy(GString *out, const PcEstateCause *cause);

// pc_html_expiry_chart draws when the phones' latest certificates end; pc_html_issuer_chart which
// CA signed how many of them. Both as SVG with a text alternative.
void pc_html_expiry_chart(GString *out, const PcEstate *estate);
void pc_html_issuer_chart(GString *out, const PcEstate *estate);

#endif
