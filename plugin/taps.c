// SPDX-License-Identifier: GPL-2.0-or-later
// Registers the tap and queues its rows.
#include "plugin/taps.h"

#include <epan/export_object.h>

static int tap = -1;
static int export_tap = -1;

void pc_taps_register(int proto)
{
    tap = register_tap("phonecert");
    export_tap = register_export_object(proto, pc_export_certificate, pc_export_reset);
}

bool pc_taps_listened_to(void)
{
    static int expert;
    expert = expert != 0 ? expert : find_tap_id("expert");
    return have_tap_listener(tap) || have_tap_listener(export_tap) || have_tap_listener(expert);
}

static void queue(int id, packet_info *pinfo, const PcTapRow *row)
{
    if (have_tap_listener(id)) {
        PcTapRow *copy = wmem_new(pinfo->pool, PcTapRow);
        *copy = *row;
        tap_queue_packet(id, pinfo, copy);
    }
}

void pc_taps_queue(packet_info *pinfo, const PcTapRow *row)
{
    queue(tap, pinfo, row);
    queue(export_tap, pinfo, row);
}
