// SPDX-License-Identifier: GPL-2.0-or-later
// PcJson writes JSON (RFC 8259) into a GString: the caller names keys and values in the order in
// which they shall stand, the writer sets commas and escapes. It is written here because building
// a tree for every session costs as much as judging it.
#ifndef PHONECERT_ANALYZER_REPORT_JSON_H
#define PHONECERT_ANALYZER_REPORT_JSON_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// PcJson appends to `out`, which the caller owns. Start with PC_JSON(out).
typedef struct {
    GString *out;
    bool comma; // something stands before, in the object or array that is open
} PcJson;

#define PC_JSON(string) ((PcJson){.out = (string), .comma = false})

// Every function takes a key, or NULL in an array and for the outermost value. Keys are our own
// words, never bytes of a capture.
void pc_json_open_object(PcJson *json, const char *key);
void pc_json_close_object(PcJson *json);
void pc_json_open_array(PcJson *json, const char *key);
void pc_json_close_array(PcJson *json);
// pc_json_string writes null for NULL. Control characters and those that turn the direction of
// text are written as \uXXXX, bytes that are not UTF-8 as U+FFFD.
void pc_json_string(PcJson *json, const char *key, const char *value);
void pc_json_integer(PcJson *json, const char *key, int64_t value);
// pc_json_known_integer writes null where the value is not known.
void pc_json_known_integer(PcJson *json, const char *key, int64_t value, bool is_known);
void pc_json_bool(PcJson *json, const char *key, bool value);
void pc_json_null(PcJson *json, const char *key);

#endif
