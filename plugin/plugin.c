// SPDX-License-Identifier: GPL-2.0-or-later
// What Wireshark asks of a plugin: the version that it was built for, and the function that
// registers what it brings.
#include "plugin/packet_phonecert.h"
#include "plugin/ws_compat.h"

#define EXPORTED __attribute__((visibility("default")))

void plugin_register(void);
extern const char plugin_version[];
extern const int plugin_want_major;
extern const int plugin_want_minor;

EXPORTED const char plugin_version[] = PHONECERT_VERSION;
EXPORTED const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
EXPORTED const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

EXPORTED void plugin_register(void)
{
    static const proto_plugin phonecert = {
        .register_protoinfo = pc_plugin_register,
        .register_handoff = pc_plugin_register_handoff,
    };

    proto_register_plugin(&phonecert);
}
