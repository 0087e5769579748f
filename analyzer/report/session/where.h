// SPDX-License-Identifier: GPL-2.0-or-later
// PcWhere chooses sessions by a few words: "type=LSC verdict!=trusted". All conditions must hold.
//
//   FIELD=VALUE  FIELD!=VALUE   is, is not; VALUE may be several, parted by |; empty: not known
//   FIELD~TEXT   FIELD!~TEXT    contains, does not contain, without regard to case
//
// Fields are the plain keys of a session in JSON, and: finding (any of them), severity (the worst),
// version, cipher, server_name, client, server, port (the server's), alert, sha256, file, start.
#ifndef PHONECERT_ANALYZER_REPORT_WHERE_H
#define PHONECERT_ANALYZER_REPORT_WHERE_H

#include "analyzer/report/session/session.h"

typedef struct PcWhere PcWhere;

// pc_where_new reads an expression; NULL with `error` that names the part that is wrong.
PcWhere *pc_where_new(const char *expression, GError **error);
void pc_where_free(PcWhere *where);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcWhere, pc_where_free)

// pc_where_chooses says whether the session fulfils every condition; NULL chooses all.
bool pc_where_chooses(const PcWhere *where, const PcSession *session);

#endif
