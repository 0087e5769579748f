// SPDX-License-Identifier: GPL-2.0-or-later
// The plugin's fields: one table of their names and types, their registration, and small functions
// that put one into a tree, generated and beside the bytes it speaks of.
#ifndef PHONECERT_PLUGIN_DRAW_FIELDS_H
#define PHONECERT_PLUGIN_DRAW_FIELDS_H

#include "core/bytes/bytes.h"
#include "plugin/draw_text.h"

typedef enum {
    PC_FIELD_SUMMARY,
    PC_FIELD_SESSION,
    PC_FIELD_LABEL,
    PC_FIELD_CERTIFICATE,
    PC_FIELD_KEY_EXCHANGE,
    PC_FIELD_OUTCOME_NOTE,
    PC_FIELD_TYPE,
    PC_FIELD_TYPE_ID,
    PC_FIELD_ISSUER_TAG,
    PC_FIELD_ISSUER,
    PC_FIELD_ISSUER_DN,
    PC_FIELD_SUBJECT_DN,
    PC_FIELD_SERIAL,
    PC_FIELD_SERIAL_BYTES,
    PC_FIELD_DEVICE,
    PC_FIELD_DEVICE_KIND,
    PC_FIELD_MODEL,
    PC_FIELD_MAC,
    PC_FIELD_PRODUCT_SERIAL,
    PC_FIELD_NOT_BEFORE,
    PC_FIELD_NOT_AFTER,
    PC_FIELD_DAYS_LEFT,
    PC_FIELD_KEY,
    PC_FIELD_SIGNATURE,
    PC_FIELD_SHA256,
    PC_FIELD_SHA256_BYTES,
    PC_FIELD_SERVICE,
    PC_FIELD_SERVICE_BASIS,
    PC_FIELD_STORE,
    PC_FIELD_MEDIUM,
    PC_FIELD_CLIENT_CERTIFICATE,
    PC_FIELD_VERDICT,
    PC_FIELD_REASON,
    PC_FIELD_BASIS,
    PC_FIELD_BASIS_SIGNATURE,
    PC_FIELD_ANNOUNCED,
    PC_FIELD_GENUINE,
    PC_FIELD_POSSESSION,
    PC_FIELD_OUTCOME,
    PC_FIELD_ALERT,
    PC_FIELD_ALERT_LEVEL,
    PC_FIELD_ALERT_FROM,
    PC_FIELD_CLIENT,
    PC_FIELD_SERVER,
    PC_FIELD_SERVER_PORT,
    PC_FIELD_SERVER_SUBJECT,
    PC_FIELD_SERVER_ISSUER,
    PC_FIELD_SERVER_SHA256,
    PC_FIELD_ANNOUNCED_CA,
    PC_FIELD_COVERAGE,
    PC_FIELD_FINDING,
    PC_FIELD_FINDING_TEXT,
    PC_FIELD_FINDING_SEVERITY,
    PC_FIELD_FINDING_SOURCE,
    PC_FIELD_FINDING_FRAME,
    PC_FIELD_REMEDY,
    PC_FIELD_REMEDY_STEP,
    PC_FIELD_CERTIFICATE_FRAME,
    PC_FIELD_KEY_EXCHANGE_FRAME,
    PC_FIELD_OUTCOME_FRAME,
    PC_FIELD_FULL_HANDSHAKE_FRAME,
    PC_N_FIELDS,
} PcField;

// pc_fields_register adds every field of the table to the protocol.
void pc_fields_register(int proto);

// pc_field_put_* draw one field and give its item. NULL texts, malformed addresses and frame 0 draw
// nothing and give NULL.
proto_item *pc_field_put_text(const PcPlace *place, PcField field, const char *text);
// pc_field_put_labelled draws a text whose label the caller sets.
proto_item *pc_field_put_labelled(const PcPlace *place, PcField field, const char *text);
proto_item *pc_field_put_number(const PcPlace *place, PcField field, int32_t number);
proto_item *pc_field_put_frame(const PcPlace *place, PcField field, uint64_t frame);
proto_item *pc_field_put_time(const PcPlace *place, PcField field, int64_t seconds);
proto_item *pc_field_put_mac(const PcPlace *place, PcField field, const char *mac);

// pc_field_put_pieces draws a text as several items of a field, each short enough for Wireshark to
// show it whole.
void pc_field_put_pieces(const PcPlace *place, PcField field, const char *text);

// pc_field_put_heading draws a field that has no value but `text`, and gives it.
proto_item *pc_field_put_heading(const PcPlace *place, PcField field, const char *text);

// pc_field_is_wanted says whether a filter or a column asks for a field in this tree.
bool pc_field_is_wanted(proto_tree *tree, PcField field);
// pc_field_put_bytes puts hexadecimal digits as bytes where filters find them in each spelling and
// nobody sees them; nothing where `hex` is NULL or something else.
void pc_field_put_bytes(const PcPlace *at, PcField field, const char *hex);
// pc_field_put_hidden puts a number where filters find it and nobody sees it.
void pc_field_put_hidden(const PcPlace *at, PcField field, uint32_t number);

#endif
