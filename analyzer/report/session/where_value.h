// SPDX-License-Identifier: GPL-2.0-or-later
// PcWhereValue is one value that --where was given for a field: a word, a number, a time, an
// address or a network, or any text.
#ifndef PHONECERT_ANALYZER_REPORT_WHERE_VALUE_H
#define PHONECERT_ANALYZER_REPORT_WHERE_VALUE_H

#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/session/where.h"
#include "analyzer/report/when.h"

typedef enum { PC_IS, PC_CONTAINS, PC_LESS, PC_LESS_OR_IS, PC_MORE, PC_MORE_OR_IS } PcHow;

typedef struct {
    char *text; // as it is in reports: "lsc" has become "LSC"; "" stands for what is not known
    PcHow how;
    PcFieldKind kind;
    PcWhen when;         // PC_FIELD_MOMENT, PC_FIELD_LEAF_MOMENT
    uint64_t number;     // PC_FIELD_PORT, PC_FIELD_FRAME
    uint8_t address[16]; // PC_FIELD_ADDRESS
    int family, bits;    // of it; 0 where it is no IP address
    int port;            // -1 without
} PcWhereValue;

// pc_where_value_parse reads the text that was given for a field. False with `error`, which says
// what can stand there; the caller puts the condition before it.
bool pc_where_value_parse(PcWhereValue *value, const PcSessionField *field, const char *text,
                          const PcWhereOptions *options, GError **error);
void pc_where_value_clear(PcWhereValue *value);

// pc_where_value_fits compares with the value that a session has: `found` is it as text, NULL where
// it is not known.
bool pc_where_value_fits(const PcWhereValue *value, const PcSessionField *field,
                         const PcSession *session, const char *found);

#endif
