// SPDX-License-Identifier: GPL-2.0-or-later
// Menu entries that set a display filter, and those that tell what a frame means.
#include "plugin/menus.h"

#include "plugin/explain.h"
#include "plugin/packet_phonecert.h"
#include "plugin/ws_compat.h"
#include <epan/plugin_if.h>

static const struct {
    const char *label;
    const char *tip;
    const char *filter;
} entries[] = {
    {"All phone certificates", "Frames that tell of a certificate or of its end", "phonecert"},
    {"LSCs", "Certificates of the cluster's CAPF or of an enterprise CA",
     "phonecert.type == \"LSC\""},
    {"MICs", "Certificates that the phones were made with", "phonecert.type == \"MIC\""},
    {"No certificate", "Phones that were asked and showed none", "phonecert.type == \"none\""},
    {"Refused", "Handshakes that ended with an alert, a failure or a reset",
     "phonecert.outcome in {\"rejected\", \"reset\"}"},
    {"Not trusted", "Certificates that the trust stores do not accept",
     "phonecert.verdict in {\"untrusted\", \"expired\", \"not-yet-valid\", \"bad-signature\", "
     "\"revoked\", \"malformed\"}"},
    {"Findings", "Whatever needs somebody to do something", "phonecert.finding"},
};

// The callback's data is the entry's number, because its pointer may not be to what is constant.
static void set_filter(ext_menubar_gui_type gui, void *object, void *data)
{
    (void)gui;
    (void)object;
    plugin_if_apply_filter(entries[GPOINTER_TO_UINT(data)].filter, true);
}

static void explain(ext_menubar_gui_type gui, void *object, void *data)
{
    (void)gui;
    (void)object;
    (void)data;
    pc_explain_frame();
}

static void go_on(ext_menubar_gui_type gui, void *object, void *data)
{
    (void)gui;
    (void)object;
    (void)data;
    pc_explain_next();
}

static WscBool is_in_session(WSC_FILTER_PARAMETERS)
{
    WSC_FILTER_UNUSED;
    return pc_plugin_session(pinfo) != 0;
}

// By its number: ends would not part two phones behind one access server, nor find the group
// address that EAPOL answers to.
static char *session_filter(WSC_FILTER_PARAMETERS)
{
    WSC_FILTER_UNUSED;
    return g_strdup_printf("phonecert.session == %u", pc_plugin_session(pinfo));
}

void pc_menus_register(void)
{
    ext_menu_t *menu = ext_menubar_register_menu(proto_get_id_by_filter_name("phonecert"),
                                                 "Phone certificates", true);
    ext_menubar_set_parentmenu(menu, "Tools");
    for (unsigned i = 0; i < G_N_ELEMENTS(entries); i++) {
        ext_menubar_add_entry(menu, entries[i].label, entries[i].tip, set_filter,
                              GUINT_TO_POINTER(i));
    }
    ext_menubar_add_separator(menu);
    ext_menubar_add_entry(menu, "Next finding", "The next frame that decides a finding", go_on,
                          NULL);
    ext_menubar_add_entry(menu, "What does this mean?",
                          "The findings of the chosen frame, what causes them and what to do",
                          explain, NULL);
    register_conversation_filter("phonecert", "Phone certificate session", is_in_session,
                                 session_filter WSC_FILTER_DATA);
}
