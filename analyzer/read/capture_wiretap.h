// SPDX-License-Identifier: GPL-2.0-or-later
// The reader for every file format that is not pcap or pcapng: libwiretap behind the same
// functions. Only in builds with Wireshark (PHONECERT_HAVE_WIRETAP).
#ifndef PHONECERT_ANALYZER_READ_CAPTURE_WIRETAP_H
#define PHONECERT_ANALYZER_READ_CAPTURE_WIRETAP_H

#include "analyzer/read/reading.h"

extern const PcFormat pc_format_wiretap; // next and close; opened with pc_wiretap_open

// pc_wiretap_open opens the file, which need not be seekable but must have a name. NULL with
// `error` (message starts with the path): what libwiretap says where it knows the format, else
// `own_cause`.
void *pc_wiretap_open(const char *path, const char *own_cause,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
