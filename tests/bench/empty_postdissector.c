// SPDX-License-Identifier: GPL-2.0-or-later
// A plugin for Wireshark that does nothing: a post-dissector that wants no field. What it costs is
// the least that any post-dissector costs, and what plugin_cost.py compares ours with.
#define WS_BUILD_DLL
#include <wireshark.h>
#include <ws_version.h>

#include <epan/packet.h>
#include <epan/proto.h>

#define EXPORTED __attribute__((visibility("default")))

void plugin_register(void);
extern const char plugin_version[];
extern const int plugin_want_major;
extern const int plugin_want_minor;

EXPORTED const char plugin_version[] = PHONECERT_VERSION;
EXPORTED const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
EXPORTED const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

static int dissect_nothing(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)tvb, (void)pinfo, (void)tree, (void)data;
    return 0;
}

static void register_protocol(void)
{
    int proto = proto_register_protocol("Empty post-dissector", "EmptyPD", "emptypd");
    register_postdissector(register_dissector("emptypd", dissect_nothing, proto));
}

EXPORTED void plugin_register(void)
{
    static const proto_plugin plugin = {register_protocol, NULL};
    proto_register_plugin(&plugin);
}
