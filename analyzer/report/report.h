// SPDX-License-Identifier: GPL-2.0-or-later
// PcReport tells the sessions of a run to one or several writers, and to the estate that their
// summaries are made of. The table of writers is here: a format is one row and one file.
#ifndef PHONECERT_ANALYZER_REPORT_REPORT_H
#define PHONECERT_ANALYZER_REPORT_REPORT_H

#include "analyzer/report/conditions.h"
#include "analyzer/report/estate/estate.h"
#include "analyzer/report/output.h"

typedef enum { PC_GROUP_SESSION, PC_GROUP_PHONE, PC_GROUP_ISSUER } PcGroup;

// PcReportOptions: how a person wants it. All zero is plain text of unlimited width.
typedef struct {
    bool colour;
    bool ascii;      // the terminal shows no UTF-8
    size_t columns;  // 0: do not wrap
    size_t rows;     // of the screen; 0: unknown
    bool wide;       // one line a session, with what else is known
    PcGroup group;   // what text tells one by one
    bool summary;    // text: nothing but that
    char separator;  // of csv; 0: a comma
    GTimeZone *zone; // lent: that times are told in; NULL: UTC
    bool settle;     // write out after every session: someone is watching
    bool is_live;    // what is read has no end of its own
    const char *at;  // lent: the moment of the user's at which all is judged; NULL: each at its own
} PcReportOptions;

// PcFileEnd says how reading one input ended.
typedef struct {
    const char *path;    // as the user gave it
    uint64_t n_frames;   // that were read
    uint64_t n_hidden;   // sessions that are not a phone's, and were not asked for
    uint64_t n_sessions; // that were reported
    int64_t first_time;  // of the first frame, in nanoseconds since 1970 UTC
    const char *silence; // why there may be less in it than there was; NULL
    bool is_retold;      // out of a report that is merged: nothing was read, and nothing counts
} PcFileEnd;

// PcWriter is one format. `begin` gives the state that the others take; `finish` writes the rest
// and frees it. `file_end` may be NULL.
typedef struct {
    const char *name;
    const char *help;
    bool needs_file;     // it is no stream: the writer opens the file itself, and adds to it
    bool needs_captures; // a report that is merged has not what it tells
    bool tells_phones;   // `finish` tells of the estate
    void *(*begin)(PcOutput *output, const PcReportOptions *options);
    void (*session)(void *state, const PcSession *session);
    void (*file_end)(void *state, const PcFileEnd *end);
    void (*finish)(void *state, const PcEstate *estate, const PcConditions *conditions);
} PcWriter;

extern const PcWriter pc_writer_text;
extern const PcWriter pc_writer_ndjson;
extern const PcWriter pc_writer_csv;
extern const PcWriter pc_writer_eve;
extern const PcWriter pc_writer_sqlite;
extern const PcWriter pc_writer_html;
extern const PcWriter pc_writer_frames;

// pc_report_writer finds a writer by the name of its format; NULL if there is none.
const PcWriter *pc_report_writer(const char *name);
// pc_report_writer_names gives "text, ndjson, ..." for messages. Caller frees.
char *pc_report_writer_names(void);

typedef struct PcReport PcReport;
PcReport *pc_report_new(void);
// pc_report_free gives up outputs that were not finished: what stood there before stays.
void pc_report_free(PcReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcReport, pc_report_free)

// pc_report_add starts a writer on `output`, which it takes. False with `error` if it cannot write
// there.
bool pc_report_add(PcReport *report, const PcWriter *writer, PcOutput *output,
                   const PcReportOptions *options, GError **error);

// pc_report_forgo_worst says that pc_report_worst will not be asked for. Then phones are remembered
// only where a writer that was added tells of them.
void pc_report_forgo_worst(PcReport *report);

void pc_report_session(PcReport *report, PcSession *session);
void pc_report_file_end(PcReport *report, const PcFileEnd *end);

// pc_report_is_unheard says that no output takes anything any more, so that reading on is vain.
bool pc_report_is_unheard(const PcReport *report);

// pc_report_finish writes the summaries and closes every output. Gives the errors as sentences
// (GPtrArray of char *; empty if all is well).
GPtrArray *pc_report_finish(PcReport *report);

// pc_report_worst gives the worst severity that was reported (after pc_report_finish with what the
// sessions show together), -1 for none.
int pc_report_worst(const PcReport *report);
PcEstate *pc_report_estate(PcReport *report);
// pc_report_conditions lends the conditions, to be filled before pc_report_finish.
PcConditions *pc_report_conditions(PcReport *report);

#endif
