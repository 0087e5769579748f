// SPDX-License-Identifier: GPL-2.0-or-later
// One session as one line of JSON, schema "phonecert.session/1" (docs/json.md): written, and read
// back.
#ifndef PHONECERT_ANALYZER_REPORT_SESSION_JSON_H
#define PHONECERT_ANALYZER_REPORT_SESSION_JSON_H

#include "analyzer/report/json.h"
#include "analyzer/report/session/session.h"

#define PC_SESSION_SCHEMA "phonecert.session/1"
#define PC_EVENT_SCHEMA "phonecert.event/1" // no handshake: a connection that was refused, ...

// pc_session_write writes the session's object. Keys stand in a fixed order; what is unknown is
// null, never missing.
void pc_session_write(PcJson *json, const PcSession *session);
// pc_session_write_as writes the same object under a key.
void pc_session_write_as(PcJson *json, const char *key, const PcSession *session);

#endif
