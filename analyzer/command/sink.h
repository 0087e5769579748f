// SPDX-License-Identifier: GPL-2.0-or-later
// PcSink is where the sessions of a run go, whichever command found them: those that --where
// chooses to the writers of --format and to the folder of --extract.
#ifndef PHONECERT_ANALYZER_COMMAND_SINK_H
#define PHONECERT_ANALYZER_COMMAND_SINK_H

#include "analyzer/command/places.h"
#include "analyzer/report/report.h"

// PcSinkOptions is filled by GLib's option parser; free with pc_sink_options_clear.
typedef struct {
    char **formats; // "text", "html=report.html"
    char *output;   // -o
    char *fail_on;
    char *group;
    char *where;
    char *extract;
    gboolean wide, summary;
    char *since, *until; // see pc_when_parse
    char **devices;      // names, MAC addresses, serials or addresses
    char *tz;            // pc_zone_new
    char *colour;        // "always", "never", "auto"
    char *separator;     // of csv
    bool has_captures;   // set by pc_sink_options_add
    bool needs_phones;   // phones are remembered, whatever the writers tell
    const char *at;      // lent, no option of its own: see PcReportOptions
} PcSinkOptions;

// pc_sink_options_add adds the options to a command line; --extract only where the sessions bring
// their certificates (`has_certificates`).
void pc_sink_options_add(GOptionContext *context, PcSinkOptions *options, bool has_certificates);
// pc_sink_options_describe says below the options what --where takes, and then `rest`.
void pc_sink_options_describe(GOptionContext *context, const char *rest);
void pc_sink_options_clear(PcSinkOptions *options);

// pc_sink_has_format says whether one of the formats was asked for.
bool pc_sink_has_format(const PcSinkOptions *options, const char *name);

typedef struct PcSink PcSink;

// pc_sink_places notes the files that are written; false with `error` if one of them may not be.
bool pc_sink_places(const PcSinkOptions *options, PcPlaces *places, GError **error);

// pc_sink_zone gives the zone of --tz. NULL with `error` if there is none of that name.
GTimeZone *pc_sink_zone(const PcSinkOptions *options, GError **error);

// pc_sink_new opens every output. `settle` has each session written out at once. NULL with `error`
// if an option is wrong or an output cannot be opened.
PcSink *pc_sink_new(const PcSinkOptions *options, bool settle, GError **error);
void pc_sink_free(PcSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcSink, pc_sink_free)

// pc_sink_chooses says whether --where lets the session through.
bool pc_sink_chooses(const PcSink *sink, const PcSession *session);
// pc_sink_session takes one session; it stays the caller's. False if nobody listens any more.
bool pc_sink_session(PcSink *sink, PcSession *session);
void pc_sink_file(PcSink *sink, const PcFileEnd *end);
PcEstate *pc_sink_estate(PcSink *sink);
// pc_sink_conditions lends the conditions of the report; the filter is in them.
PcConditions *pc_sink_conditions(PcSink *sink);

// pc_sink_finish ends the reports. Gives what went wrong as sentences (GPtrArray of char *).
GPtrArray *pc_sink_finish(PcSink *sink);
// pc_sink_has_findings says, after that, whether anything was found that --fail-on names.
bool pc_sink_has_findings(const PcSink *sink);

#endif
