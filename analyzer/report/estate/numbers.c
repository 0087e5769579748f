// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the totals of an estate into named numbers, JSON and a line of text.
#include "analyzer/report/estate/numbers.h"

#include "analyzer/report/display.h"
#include "analyzer/report/estate/work.h"
#include <inttypes.h>
#include <stddef.h>

#define ROW(name, member, of_captures, of_phones)                                                  \
    {                                                                                              \
        name, offsetof(PcEstateTotals, member), of_captures, of_phones                             \
    }

// In the order in which they are told.
static const PcEstateNumber numbers[] = {
    ROW("captures", n_files, true, false),
    ROW("frames", n_frames, true, false),
    ROW("handshakes", n_sessions, false, false),
    ROW("seen_again", n_twins, false, false),
    ROW("events", n_events, false, false),
    ROW("phones", n_phones, false, true),
    ROW("lsc", n_lsc, false, true),
    ROW("mic", n_mic, false, true),
    ROW("nameless", n_unnamed, false, true),
    ROW("other_devices", n_other_devices, false, true),
    ROW("to_fix", n_to_fix, false, true),
    ROW("certificates", n_certificates, false, true),
    ROW("unchecked", n_unchecked, false, false),
    ROW("left_out", n_left_out, false, true),
};

const PcEstateNumber *pc_estate_numbers(size_t *n_numbers)
{
    *n_numbers = G_N_ELEMENTS(numbers);
    return numbers;
}

bool pc_estate_number(const PcEstate *estate, const PcEstateNumber *number, uint64_t *value)
{
    const void *place = (const char *)&estate->totals + number->offset;
    *value = *(const uint64_t *)place;
    return !(number->of_phones && estate->forgoes_phones) &&
           !(number->of_captures && estate->totals.n_files == 0);
}

static void write_issuer(PcJson *json, const PcEstateIssuer *issuer)
{
    PcMoment end = pc_moment_second(issuer->first_end);
    pc_json_open_object(json, NULL);
    pc_json_string(json, "issuer", issuer->issuer);
    pc_json_string(json, "issuer_tag", issuer->issuer_tag);
    pc_json_integer(json, "phones", (int64_t)issuer->n_phones);
    pc_json_integer(json, "failing", (int64_t)issuer->n_failing);
    pc_json_string(json, "first_end", issuer->has_end ? end.text : NULL);
    pc_json_close_object(json);
}

void pc_estate_write_numbers(PcJson *json, const char *key, const PcEstate *estate)
{
    pc_json_open_object(json, key);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        uint64_t value = 0;
        const bool is_known = pc_estate_number(estate, &numbers[i], &value);
        pc_json_known_integer(json, numbers[i].name, (int64_t)value, is_known);
    }
    if (estate->forgoes_phones) {
        pc_json_null(json, "issuers");
    } else {
        pc_json_open_array(json, "issuers");
        for (guint i = 0; i < estate->issuers->len; i++) {
            write_issuer(json, g_ptr_array_index(estate->issuers, i));
        }
        pc_json_close_array(json);
    }
    pc_json_close_object(json);
}

char *pc_estate_numbers_text(const PcEstate *estate)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        uint64_t value = 0;
        if (pc_estate_number(estate, &numbers[i], &value)) {
            g_string_append_printf(text, "%s%s %" PRIu64, text->len > 0 ? ", " : "",
                                   numbers[i].name, value);
        }
    }
    return g_string_free(text, FALSE);
}
