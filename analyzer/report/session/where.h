// SPDX-License-Identifier: GPL-2.0-or-later
// PcWhere chooses sessions by a few words: "type=LSC verdict!=trusted or severity=error".
// Conditions beside each other must all hold; `or` parts alternatives.
//
//   FIELD=VALUE  FIELD!=VALUE          is, is not; several values parted by , or |; empty: not
//   known FIELD~TEXT   FIELD!~TEXT           contains, does not contain FIELD<VALUE  FIELD<=VALUE
//   > >=    times and numbers
//
// Fields are the columns of csv, some other names for them, and the keys of the tables inside a
// session ("capf.result"). A value that the field cannot have is an error.
#ifndef PHONECERT_ANALYZER_REPORT_WHERE_H
#define PHONECERT_ANALYZER_REPORT_WHERE_H

#include "analyzer/report/session/session.h"

typedef struct PcWhere PcWhere;

typedef struct {
    GTimeZone *zone; // of times that name none; NULL: UTC
    int64_t now;     // what "now" says, microseconds since 1970 UTC
} PcWhereOptions;

// pc_where_new reads an expression; NULL with `error` that names the part that is wrong.
PcWhere *pc_where_new(const char *expression, const PcWhereOptions *options, GError **error);
void pc_where_free(PcWhere *where);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcWhere, pc_where_free)

// pc_where_chooses says whether the session fulfils the expression; NULL chooses all.
bool pc_where_chooses(const PcWhere *where, const PcSession *session);

// pc_where_field_names lists the fields, parted by spaces. Caller frees.
char *pc_where_field_names(void);

#endif
