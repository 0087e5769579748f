// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert diff`: compares what was captured before a change with what was captured after it.
#include "analyzer/command/command.h"

#include "analyzer/command/diff/report.h"
#include "analyzer/command/diff/side.h"
#include "analyzer/command/signals.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    PcSetupOptions options;
    char **trust_before, **trust_after; // stores of one side only
    char *format;
    char **inputs; // BEFORE and AFTER
    PcSetup setups[2];
    int stop;
    bool in_trouble, does_harm;
} Diff;

static void complain(Diff *diff, const char *sentence)
{
    pc_complain("%s", sentence);
    diff->in_trouble = true;
}

static void complain_of_all(Diff *diff, const GPtrArray *errors)
{
    for (guint i = 0; i < errors->len; i++) {
        complain(diff, g_ptr_array_index(errors, i));
    }
}

typedef void (*Writer)(const PcDiffReport *report, GString *out);
static const struct {
    const char *name;
    Writer write;
} formats[] = {
    {"text", pc_diff_text},
    {"ndjson", pc_diff_ndjson},
    {"csv", pc_diff_csv},
    {"html", pc_diff_html},
};

static Writer writer_of(const char *format)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].name, format != NULL ? format : formats[0].name) == 0) {
            return formats[i].write;
        }
    }
    return NULL;
}

// both joins the stores of both sides with those of one; the texts stay the options'.
static char **both(char **common, char **own)
{
    GPtrArray *all = g_ptr_array_new();
    for (char **one = common; one != NULL && *one != NULL; one++) {
        g_ptr_array_add(all, *one);
    }
    for (char **one = own; one != NULL && *one != NULL; one++) {
        g_ptr_array_add(all, *one);
    }
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

static bool load(Diff *diff, int side)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    g_autofree char **trust =
        both(diff->options.trust, side == 0 ? diff->trust_before : diff->trust_after);
    PcSetupOptions options = diff->options;
    options.trust = trust[0] != NULL ? trust : NULL;
    bool is_loaded = pc_setup_load(&diff->setups[side], &options, errors, &wrong);
    if (!is_loaded) {
        complain(diff, wrong->message);
    }
    complain_of_all(diff, errors);
    return is_loaded;
}

static void give_all(PcConditions *conditions, const char *option, char **values)
{
    for (char **value = values; value != NULL && *value != NULL; value++) {
        pc_conditions_give(conditions, option, *value);
    }
}

// note_times says where the sides cannot be what they are said to be.
static void note_times(const PcDiffSide *before, const PcDiffSide *after, PcConditions *conditions)
{
    const PcEstateTotals *first = pc_estate_totals(before->estate);
    const PcEstateTotals *second = pc_estate_totals(after->estate);
    if (first->last > second->first) {
        g_ptr_array_add(conditions->notes,
                        g_strdup(first->first > second->last
                                     ? "AFTER was captured before BEFORE; are they the wrong way "
                                       "round?"
                                     : "BEFORE and AFTER overlap in time"));
    }
}

// conditions_of says what the report was made with. Caller frees.
static PcConditions *conditions_of(const Diff *diff, const PcDiffSide *before,
                                   const PcDiffSide *after)
{
    PcConditions *conditions = pc_conditions_new();
    conditions->verb = "diff";
    g_ptr_array_add(conditions->inputs, g_strdup(before->path));
    g_ptr_array_add(conditions->inputs, g_strdup(after->path));
    pc_setup_tell(&diff->setups[1], &diff->options, conditions);
    give_all(conditions, "trust-before", diff->trust_before);
    give_all(conditions, "trust-after", diff->trust_after);
    for (guint i = 0; i < before->merged->len; i++) {
        g_ptr_array_add(conditions->merged, g_strdup(g_ptr_array_index(before->merged, i)));
    }
    for (guint i = 0; i < after->merged->len; i++) {
        g_ptr_array_add(conditions->merged, g_strdup(g_ptr_array_index(after->merged, i)));
    }
    note_times(before, after, conditions);
    if (diff->in_trouble) {
        conditions->ending =
            g_strdup("some input could not be read whole; standard error told which");
    }
    return conditions;
}

// check_side gives false for a side that holds nothing: to compare with it would tell every phone
// as not seen.
static bool check_side(Diff *diff, const PcDiffSide *side)
{
    const PcEstateTotals *totals = pc_estate_totals(side->estate);
    complain_of_all(diff, side->errors);
    bool is_empty = totals->n_sessions + totals->n_events == 0;
    if (is_empty) {
        g_autofree char *sentence =
            g_strdup_printf("%s: there is no handshake in it to compare", side->path);
        complain(diff, sentence);
    }
    return !is_empty;
}

static void compare(Diff *diff)
{
    g_autoptr(PcDiffSide) before =
        pc_diff_side_read(diff->inputs[0], &diff->setups[0], &diff->stop);
    g_autoptr(PcDiffSide) after = pc_diff_side_read(diff->inputs[1], &diff->setups[1], &diff->stop);
    bool has_before = check_side(diff, before);
    bool has_after = check_side(diff, after);
    if (g_atomic_int_get(&diff->stop) != 0) {
        complain(diff, "stopped by a signal, so nothing is compared");
        return;
    }
    if (!has_before || !has_after) {
        return;
    }
    g_autoptr(PcConditions) conditions = conditions_of(diff, before, after);
    g_autoptr(PcDiff) found = pc_diff_new(before->estate, after->estate);
    g_autoptr(GString) out = g_string_new(NULL);
    const PcDiffReport report = {
        .before = {before->path, before->estate},
        .after = {after->path, after->estate},
        .diff = found,
        .conditions = conditions,
    };
    writer_of(diff->format)(&report, out);
    (void)fwrite(out->str, 1, out->len, stdout);
    diff->does_harm = pc_diff_does_harm(found);
    for (guint i = 0; i < conditions->notes->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(conditions->notes, i));
    }
}

static const char *wrong_argument(const Diff *diff)
{
    if (diff->inputs == NULL || g_strv_length(diff->inputs) != 2) {
        return "diff: give it two inputs, BEFORE and AFTER: each a capture, a folder, an archive, "
               "or what phonecert scan wrote as ndjson or sqlite";
    }
    if (writer_of(diff->format) == NULL) {
        return "--format: is none of text, ndjson, csv and html";
    }
    return NULL;
}

PcExit pc_command_diff(int argc, char **argv)
{
    Diff diff = {0};
    const GOptionEntry entries[] = {
        {"trust-before", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &diff.trust_before,
         "Stores as --trust has them, for BEFORE only (repeatable)", "[STORE=]PATH"},
        {"trust-after", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &diff.trust_after,
         "Stores as --trust has them, for AFTER only (repeatable)", "[STORE=]PATH"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &diff.format,
         "text (the default), ndjson, csv or html", "FORMAT"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &diff.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("BEFORE AFTER");
    g_option_context_set_summary(context,
                                 "Tells which phones fail after a change that did not before, "
                                 "which came back,\nwhose certificate is another, and which causes "
                                 "are new.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_setup_options_add(context, &diff.options, NULL);
    const char *wrong = NULL;
    if (!pc_parse_options(context, &argc, &argv)) {
        diff.in_trouble = true;
    } else if ((wrong = wrong_argument(&diff)) != NULL) {
        complain(&diff, wrong);
    } else {
        pc_signals_watch(&diff.stop, false);
        if (load(&diff, 0) && load(&diff, 1)) {
            compare(&diff);
        }
        pc_setup_clear(&diff.setups[0]);
        pc_setup_clear(&diff.setups[1]);
    }
    pc_setup_options_clear(&diff.options);
    g_strfreev(diff.trust_before);
    g_strfreev(diff.trust_after);
    g_strfreev(diff.inputs);
    g_free(diff.format);
    if (diff.in_trouble) {
        return PC_EXIT_TROUBLE;
    }
    return diff.does_harm ? PC_EXIT_FINDINGS : PC_EXIT_CLEAN;
}
