// SPDX-License-Identifier: GPL-2.0-or-later
// What a session says, as one table: names, where the value is, how it is put into text.
#ifndef PHONECERT_ANALYZER_REPORT_SESSION_FIELDS_H
#define PHONECERT_ANALYZER_REPORT_SESSION_FIELDS_H

#include "analyzer/report/display.h"
#include "analyzer/report/session/session.h"

// pc_session_columns gives every row, in the order of csv: a session as one flat line.
const PcSessionField *pc_session_columns(size_t *n_columns);
// pc_session_fields gives the plain ones among them: texts that JSON has under their own names.
const PcSessionField *pc_session_fields(size_t *n_fields);

// pc_session_text gives the value of a row that is a text; NULL where unknown.
const char *pc_session_text(const PcSession *session, const PcSessionField *field);
// pc_session_value gives the value of any row but PC_FIELD_FINDINGS as text, made in `room` where
// it is no text itself; NULL where unknown.
const char *pc_session_value(const PcSession *session, const PcSessionField *field, PcMoment *room);

// pc_session_capf_fields gives the table of the fields of `capf`.
const PcSessionField *pc_session_capf_fields(size_t *n_fields);
// pc_session_tvs_fields gives the table of the fields of one PcSessionTvs: the offsets are in that.
const PcSessionField *pc_session_tvs_fields(size_t *n_fields);

// PcSessionTable is an object of such fields inside a session.
typedef struct {
    const char *name;
    const PcSessionField *fields;
    size_t n_fields;
} PcSessionTable;
// pc_session_tables gives them: `capf`, `configuration`, `trust_list`.
const PcSessionTable *pc_session_tables(size_t *n_tables);

#endif
