// SPDX-License-Identifier: GPL-2.0-or-later
// epan's interface for text windows is the one that Lua's tap scripts use; only Wireshark's window
// has it.
#include "plugin/explain.h"

#include "core/field/finding.h"
#include "plugin/packet_phonecert.h"
#include "plugin/ws_compat.h"
#include <cfile.h>
#include <epan/funnel.h>
#include <epan/plugin_if.h>

static void *number_of(frame_data *frame, void *unused)
{
    (void)unused;
    return GUINT_TO_POINTER(frame->num);
}

static uint32_t chosen_frame(void)
{
    return GPOINTER_TO_UINT(plugin_if_get_frame_data(number_of, NULL));
}

static void add_finding(GString *text, const PcFinding *finding)
{
    g_autoptr(GPtrArray) steps = pc_steps_lines(finding->row->steps, &finding->whom);
    g_string_append_printf(text, "%s (%s, %s)\n\n%s\n\n%s\n\n", finding->row->title,
                           pc_severity_name(finding->row->severity), finding->row->id,
                           finding->message, finding->row->story);
    if (finding->frame != 0) {
        g_string_append_printf(text, "Decided by frame %" G_GUINT64_FORMAT ".\n\n", finding->frame);
    }
    g_string_append(text, steps->len > 0 ? "What to do\n" : "");
    for (unsigned i = 0; i < steps->len; i++) {
        g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(steps, i));
    }
    g_string_append_printf(text, "\nSources: %s\n\n", pc_finding_source(finding->row));
}

static char *story_of(uint32_t number)
{
    PcPluginFrame frame = pc_plugin_frame(number);
    g_autofree char *summary = frame.summary;
    GString *text = g_string_new(NULL);
    if (summary == NULL) {
        g_string_append_printf(text,
                               "Frame %u tells nothing of a phone's certificate. The filter "
                               "\"phonecert\" shows the frames that do.\n",
                               number);
    } else {
        g_string_append_printf(text, "Frame %u: %s\n\n", number, summary);
    }
    for (unsigned i = 0; frame.findings != NULL && i < frame.findings->len; i++) {
        add_finding(text, g_ptr_array_index(frame.findings, i));
    }
    if (summary != NULL && (frame.findings == NULL || frame.findings->len == 0)) {
        g_string_append(text, "Nothing is seen that somebody would have to do something about.\n");
    }
    return g_string_free(text, FALSE);
}

void pc_explain_frame(void)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    if (ops == NULL || ops->new_text_window == NULL) {
        return;
    }
    g_autofree char *text = story_of(chosen_frame());
    funnel_text_window_t *window =
        ops->new_text_window(ops->ops_id, "Phone certificate: what this means");
    ops->set_text(window, text);
    ops->set_editable(window, false);
}

void pc_explain_next(void)
{
    uint64_t next = pc_plugin_next_finding(chosen_frame());
    if (next != 0) {
        plugin_if_goto_frame((uint32_t)next);
    }
}
