// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each session as one line of JSON, and nothing else.
#include "analyzer/report/report.h"

#include "analyzer/report/session/session_json.h"

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    return output;
}

static void session(void *state, const PcSession *session)
{
    GString *line = pc_output_buffer(state);
    PcJson json = PC_JSON(line);
    pc_session_write(&json, session);
    g_string_append_c(line, '\n');
}

// What a capture did not let be read is no session.
static void file_end(void *state, const PcFileEnd *end)
{
    if (end->silence == NULL) {
        return;
    }
    GString *line = pc_output_buffer(state);
    PcJson json = PC_JSON(line);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", PC_SILENCE_SCHEMA);
    pc_json_string(&json, "file", end->path);
    pc_json_integer(&json, "frames", (int64_t)end->n_frames);
    pc_json_integer(&json, "sessions", (int64_t)end->n_sessions);
    pc_json_string(&json, "reason", end->silence);
    pc_json_close_object(&json);
    g_string_append_c(line, '\n');
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    GString *line = pc_output_buffer(state);
    PcJson json = PC_JSON(line);
    if (conditions->verb != NULL) {
        pc_conditions_write(&json, NULL, conditions, estate);
        g_string_append_c(line, '\n');
    }
}

const PcWriter pc_writer_ndjson = {
    .name = "ndjson",
    .help = "one JSON object a line and session (docs/json.md)",
    .begin = begin,
    .session = session,
    .file_end = file_end,
    .finish = finish,
};
