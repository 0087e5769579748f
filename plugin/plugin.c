// SPDX-License-Identifier: GPL-2.0-or-later
// What Wireshark asks of a plugin: the version that it was built for, and the function that
// registers what it brings.
#include "plugin/menus.h"
#include "plugin/packet_capf.h"
#include "plugin/packet_phonecert.h"
#include "plugin/statistics.h"
#include "plugin/ws_compat.h"
#ifdef WSC_HAVE_DESCRIBE
#include <wsutil/plugins.h>
#endif

#define EXPORTED __attribute__((visibility("default")))

void plugin_register(void);
extern const char plugin_version[];
extern const int plugin_want_major;
extern const int plugin_want_minor;

EXPORTED const char plugin_version[] = PHONECERT_VERSION;
EXPORTED const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
EXPORTED const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

#ifdef WSC_HAVE_DESCRIBE
uint32_t plugin_describe(void);

EXPORTED uint32_t plugin_describe(void)
{
    return WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER;
}
#endif

static void register_phonecert(void)
{
    pc_plugin_register();
    pc_menus_register();
}

EXPORTED void plugin_register(void)
{
    static const tap_plugin listener = {.register_tap_listener = pc_statistics_register_tree};
    static const proto_plugin phonecert = {
        .register_protoinfo = register_phonecert,
        .register_handoff = pc_plugin_register_handoff,
    };
    static const proto_plugin capf = {pc_capf_register, pc_capf_register_handoff};
    static const proto_plugin tvs = {pc_tvs_register, pc_tvs_register_handoff};

    proto_register_plugin(&phonecert);
    proto_register_plugin(&capf);
    proto_register_plugin(&tvs);
    tap_register_plugin(&listener);
}
