// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the conditions of a run into rows, a sentence and JSON.
#include "analyzer/report/conditions.h"

#include "analyzer/report/html/html.h"
#include "analyzer/report/roll.h"

static void clear_store(void *data)
{
    PcConditionStore *store = data;
    g_free(store->name);
}

PcConditions *pc_conditions_new(void)
{
    PcConditions *conditions = g_new0(PcConditions, 1);
    conditions->inputs = g_ptr_array_new_with_free_func(g_free);
    conditions->stores = g_array_new(FALSE, TRUE, sizeof(PcConditionStore));
    conditions->filter = g_ptr_array_new_with_free_func(g_free);
    conditions->given = g_ptr_array_new_with_free_func(g_free);
    conditions->notes = g_ptr_array_new_with_free_func(g_free);
    conditions->merged = g_ptr_array_new_with_free_func(g_free);
    conditions->missing = g_ptr_array_new_with_free_func(g_free);
    conditions->causes = pc_log_causes_new();
    g_array_set_clear_func(conditions->stores, clear_store);
    return conditions;
}

void pc_conditions_free(PcConditions *conditions)
{
    if (conditions != NULL) {
        g_ptr_array_unref(conditions->inputs);
        g_array_unref(conditions->stores);
        g_ptr_array_unref(conditions->filter);
        g_ptr_array_unref(conditions->given);
        g_ptr_array_unref(conditions->notes);
        g_ptr_array_unref(conditions->merged);
        g_ptr_array_unref(conditions->missing);
        pc_log_causes_free(conditions->causes);
        pc_phone_list_free(conditions->phones);
        g_free(conditions->judged_at);
        g_free(conditions->policy);
        g_free(conditions->release);
        g_free(conditions->config);
        g_free(conditions->ending);
        g_free(conditions);
    }
}

void pc_conditions_add_store(PcConditions *conditions, const char *name, unsigned n_certificates)
{
    PcConditionStore store = {g_strdup(name), n_certificates};
    g_array_append_val(conditions->stores, store);
}

void pc_conditions_give(PcConditions *conditions, const char *option, const char *value)
{
    if (value != NULL) {
        g_ptr_array_add(conditions->given, g_strdup_printf("--%s %s", option, value));
    }
}

// joined gives the texts in one, the first few of them. Caller frees.
static char *joined(const GPtrArray *texts, const char *separator)
{
    enum { MAX_SHOWN = 8 };
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < texts->len && i < MAX_SHOWN; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? separator : "",
                               (const char *)g_ptr_array_index(texts, i));
    }
    if (texts->len > MAX_SHOWN) {
        g_string_append_printf(text, "%sand %u more (ndjson lists all)", separator,
                               texts->len - MAX_SHOWN);
    }
    return g_string_free(text, FALSE);
}

static char *stores_text(const PcConditions *conditions)
{
    GString *text = g_string_new(conditions->stores->len == 0 ? "none (--trust PATH)" : "");
    for (guint i = 0; i < conditions->stores->len; i++) {
        const PcConditionStore *store = &g_array_index(conditions->stores, PcConditionStore, i);
        g_string_append_printf(text, "%s%s (%u)", i > 0 ? ", " : "", store->name,
                               store->n_certificates);
    }
    return g_string_free(text, FALSE);
}

static void add_row(GPtrArray *rows, const char *label, char *value)
{
    if (value != NULL) {
        g_ptr_array_add(rows, g_strdup(label));
        g_ptr_array_add(rows, value);
    }
}

static void add_each(GPtrArray *rows, const char *label, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        add_row(rows, label, g_strdup(g_ptr_array_index(texts, i)));
    }
}

char *pc_conditions_would(const char *at)
{
    return g_strdup_printf(
        "What would be at %s: the verdicts are for that moment, and nothing that "
        "happened is compared with them.",
        at);
}

GPtrArray *pc_conditions_rows(const PcConditions *conditions)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    bool judges = g_strcmp0(conditions->verb, "report") != 0;
    add_row(rows, "made by",
            g_strdup_printf("phonecert %s, %s", PHONECERT_VERSION, conditions->verb));
    g_autofree char *inputs = joined(conditions->inputs, ", ");
    add_row(rows, "of",
            conditions->n_inputs > 0
                ? g_strdup_printf("%s (%" G_GUINT64_FORMAT " files)", inputs, conditions->n_inputs)
                : g_steal_pointer(&inputs));
    add_row(rows, "stores", judges ? stores_text(conditions) : NULL);
    add_row(rows, "judged",
            !judges ? NULL
            : conditions->judged_at != NULL
                ? g_strdup_printf("at %s: what would be", conditions->judged_at)
                : g_strdup("each at its own time"));
    add_row(rows, "policy", g_strdup(conditions->policy));
    add_row(rows, "release",
            conditions->release != NULL ? g_strdup_printf("CUCM %s", conditions->release) : NULL);
    add_row(rows, "with", conditions->given->len > 0 ? joined(conditions->given, " ") : NULL);
    add_row(rows, "only", conditions->filter->len > 0 ? joined(conditions->filter, " ") : NULL);
    add_row(rows, "config", g_strdup(conditions->config));
    add_each(rows, "merged", conditions->merged);
    add_each(rows, "note", conditions->notes);
    add_row(rows, "read",
            conditions->ending != NULL ? g_strdup(conditions->ending) : g_strdup("to the end"));
    return rows;
}

void pc_conditions_html(GString *out, const PcConditions *conditions)
{
    g_autoptr(GPtrArray) rows = pc_conditions_rows(conditions);
    g_string_append(out,
                    "<h2 id=\"made\">How this report was made</h2>\n<dl class=\"conditions\">\n");
    for (guint i = 0; i + 1 < rows->len; i += 2) {
        g_string_append(out, "<dt>");
        pc_html_text(out, g_ptr_array_index(rows, i));
        g_string_append(out, "</dt><dd>");
        pc_html_text(out, g_ptr_array_index(rows, i + 1));
        g_string_append(out, "</dd>\n");
    }
    g_string_append(out, "</dl>\n");
}

void pc_conditions_missing_html(GString *out, const PcConditions *conditions)
{
    if (conditions->missing->len == 0) {
        return;
    }
    g_string_append(out, "<h2 id=\"missing\">What is still missing to be sure</h2>\n<ul>\n");
    for (guint i = 0; i < conditions->missing->len; i++) {
        g_string_append(out, "<li>");
        pc_html_text(out, g_ptr_array_index(conditions->missing, i));
        g_string_append(out, "</li>\n");
    }
    g_string_append(out, "</ul>\n");
}

char *pc_conditions_text(const PcConditions *conditions)
{
    g_autoptr(GPtrArray) rows = pc_conditions_rows(conditions);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i + 1 < rows->len; i += 2) {
        g_string_append_printf(text, "%s%s %s", i > 0 ? "; " : "",
                               (const char *)g_ptr_array_index(rows, i),
                               (const char *)g_ptr_array_index(rows, i + 1));
    }
    return g_string_free(text, FALSE);
}

static void write_texts(PcJson *json, const char *key, const GPtrArray *texts)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < texts->len; i++) {
        pc_json_string(json, NULL, g_ptr_array_index(texts, i));
    }
    pc_json_close_array(json);
}

void pc_conditions_write(PcJson *json, const char *key, const PcConditions *conditions,
                         const PcEstate *estate)
{
    g_autofree char *text = pc_conditions_text(conditions);
    pc_json_open_object(json, key);
    pc_json_string(json, "schema", PC_RUN_SCHEMA);
    pc_json_string(json, "version", PHONECERT_VERSION);
    pc_json_string(json, "verb", conditions->verb);
    write_texts(json, "inputs", conditions->inputs);
    pc_json_known_integer(json, "files", (int64_t)conditions->n_inputs, conditions->n_inputs > 0);
    pc_json_open_array(json, "stores");
    for (guint i = 0; i < conditions->stores->len; i++) {
        const PcConditionStore *store = &g_array_index(conditions->stores, PcConditionStore, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "store", store->name);
        pc_json_integer(json, "certificates", store->n_certificates);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
    write_texts(json, "filter", conditions->filter);
    pc_json_string(json, "judged_at", conditions->judged_at);
    pc_json_string(json, "policy", conditions->policy);
    pc_json_string(json, "release", conditions->release);
    write_texts(json, "given", conditions->given);
    pc_json_string(json, "config", conditions->config);
    write_texts(json, "merged", conditions->merged);
    write_texts(json, "notes", conditions->notes);
    write_texts(json, "missing", conditions->missing);
    pc_roll_json(json, "phone_list", conditions->phones, estate);
    pc_log_causes_json(json, "log_causes", conditions->causes);
    if (estate != NULL) {
        pc_estate_write_numbers(json, "numbers", estate);
    } else {
        pc_json_null(json, "numbers");
    }
    pc_json_bool(json, "whole", conditions->ending == NULL);
    pc_json_string(json, "ending", conditions->ending);
    pc_json_string(json, "text", text);
    pc_json_close_object(json);
}
