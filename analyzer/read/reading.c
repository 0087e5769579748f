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

static void free_text(void *data)
{
    PcInterfaceText *text = data;
    g_bytes_unref(text->value);
    g_free(text);
}

static void clear_interface(void *data)
{
    PcCaptureInterface *interface = data;
    g_ptr_array_unref(interface->texts);
}

void pc_reading_new_section(PcReading *reading)
{
    reading->n_sections++;
    if (reading->interfaces == NULL) {
        reading->interfaces = g_array_new(FALSE, TRUE, sizeof(PcCaptureInterface));
        g_array_set_clear_func(reading->interfaces, clear_interface);
    }
    g_array_set_size(reading->interfaces, 0);
}

void pc_reading_add_interface(PcReading *reading, uint32_t link_type, uint32_t snap_len)
{
    PcCaptureInterface interface = {link_type, snap_len, g_ptr_array_new_with_free_func(free_text)};
    g_array_append_val(reading->interfaces, interface);
}

void pc_reading_add_text(PcReading *reading, uint16_t code, PcBytes value)
{
    PcInterfaceText *text = g_new(PcInterfaceText, 1);
    *text = (PcInterfaceText){code, pc_bytes_dup(value)};
    g_ptr_array_add(
        g_array_index(reading->interfaces, PcCaptureInterface, reading->interfaces->len - 1).texts,
        text);
}
