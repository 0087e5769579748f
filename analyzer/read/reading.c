// SPDX-License-Identifier: GPL-2.0-or-later
// Says in one sentence why reading a capture stopped before its end.
#include "analyzer/read/reading.h"

PcCaptureResult pc_reading_cut(PcReading *reading, const char *cause)
{
    const char *broken = reading->window.source != NULL ? pc_window_broken(&reading->window) : NULL;
    if (reading->warning == NULL) {
        reading->warning = g_strdup_printf("%s: %s after packet %" G_GUINT64_FORMAT, reading->path,
                                           broken != NULL ? broken : cause, reading->n_frames);
    }
    return PC_CAPTURE_CUT;
}

PcCaptureResult pc_reading_end(PcReading *reading)
{
    bool whole = pc_window_broken(&reading->window) == NULL;
    if (whole && reading->window.unread.len == 0) {
        return PC_CAPTURE_END;
    }
    return pc_reading_cut(reading, "cut short");
}
