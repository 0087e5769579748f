// SPDX-License-Identifier: GPL-2.0-or-later
// The one place that knows in what Wireshark 4.0, 4.4 and 4.6 differ. It brings in epan's headers
// and turns each difference that CMake has probed into one name; nothing else in plugin/ asks for a
// version.
#ifndef PHONECERT_PLUGIN_WS_COMPAT_H
#define PHONECERT_PLUGIN_WS_COMPAT_H

#define WS_BUILD_DLL
#include <wireshark.h>
#include <ws_version.h>

#include <epan/conversation.h>
#include <epan/conversation_filter.h>
#include <epan/epan_dissect.h>
#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/proto.h>
#include <epan/proto_data.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree.h>
#include <epan/tap.h>
#include <epan/to_str.h>
#include <epan/uat.h>

// WscBool is what callbacks return and what a preference of two values is stored in: gboolean (an
// int) before 4.4, bool since.
#ifdef WSC_HAVE_BOOL
typedef bool WscBool;
#else
typedef gboolean WscBool;
#endif

// wsc_is_first_pass says whether this frame is dissected for the first time.
static inline bool wsc_is_first_pass(const packet_info *pinfo)
{
    return !pinfo->fd->visited;
}

// WSC_STAT_GROUP is the menu "Telephony".
#ifdef WSC_HAVE_OLD_STAT_GROUPS
#define WSC_STAT_GROUP REGISTER_STAT_GROUP_TELEPHONY
#else
#define WSC_STAT_GROUP REGISTER_TELEPHONY_GROUP_UNSORTED
#endif

// WSC_FILTER_PARAMETERS are what the callbacks of a conversation filter take.
#ifdef WSC_HAVE_FILTER_DATA
#define WSC_FILTER_PARAMETERS packet_info *pinfo, void *unused
#define WSC_FILTER_UNUSED (void)unused
#define WSC_FILTER_DATA , NULL
#else
#define WSC_FILTER_PARAMETERS packet_info *pinfo
#define WSC_FILTER_UNUSED (void)0
#define WSC_FILTER_DATA
#endif

#endif
