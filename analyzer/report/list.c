// SPDX-License-Identifier: GPL-2.0-or-later
// A line a session: its device and nothing else.
#include "analyzer/report/report.h"

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    return output;
}

static void session(void *state, const PcSession *session)
{
    g_string_append_printf(pc_output_buffer(state), "%s\n", session->device);
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    (void)state, (void)estate, (void)conditions;
}

const PcWriter pc_writer_list = {
    .name = "list", .help = "devices", .begin = begin, .session = session, .finish = finish};
