// SPDX-License-Identifier: GPL-2.0-or-later
// A release that people write becomes one of the table's; steps become numbered text. Nothing of
// what a step interrupts comes after the step.
#include "core/field/devices.h"
#include "core/field/step_rows.h"

#include <glib.h>
#include <string.h>

static const char *const names[PC_N_RELEASES] = {
    [PC_RELEASE_ANY] = NULL,
    [PC_RELEASE_11] = "before 12.0",
    [PC_RELEASE_12] = "12.x",
    [PC_RELEASE_14] = "14",
    [PC_RELEASE_14SU1] = "14SU1 and later 14",
    [PC_RELEASE_15] = "15",
    [PC_RELEASE_15SU2] = "15SU2 and later",
};

const char *pc_release_name(PcRelease release)
{
    return names[release];
}

const char *pc_release_code(PcRelease release)
{
    static const char *const codes[PC_N_RELEASES] = {
        [PC_RELEASE_11] = "11",       [PC_RELEASE_12] = "12", [PC_RELEASE_14] = "14",
        [PC_RELEASE_14SU1] = "14SU1", [PC_RELEASE_15] = "15", [PC_RELEASE_15SU2] = "15SU2",
    };
    return codes[release];
}

// The number of the service update: "12.5(1)SU4", "14SU3", "15.0.1 SU2"; 0: none.
static guint64 service_update(const char *text)
{
    const char *at = strstr(text, "SU");
    at = at != NULL ? at : strstr(text, "su");
    return at != NULL ? g_ascii_strtoull(&at[2], NULL, 10) : 0;
}

bool pc_release_parse(const char *text, PcRelease *out)
{
    enum { OLDEST = 8, NEWEST = 15, SPLIT_14 = 1, SPLIT_15 = 2 };
    static const char allowed[] = "0123456789.()-SUsu ";
    char *end;
    const guint64 major = g_ascii_strtoull(text, &end, 10);
    const guint64 update = service_update(text);
    if (end == text || major < OLDEST || major > NEWEST || major == 13 ||
        text[strspn(text, allowed)] != '\0') {
        return false;
    }
    if (major < 12) {
        *out = PC_RELEASE_11;
    } else if (major < 14) {
        *out = PC_RELEASE_12;
    } else if (major < 15) {
        *out = update >= SPLIT_14 ? PC_RELEASE_14SU1 : PC_RELEASE_14;
    } else {
        *out = update >= SPLIT_15 ? PC_RELEASE_15SU2 : PC_RELEASE_15;
    }
    return true;
}

const PcStep *pc_step(PcStepId id)
{
    return &pc_step_rows[id];
}

// The families that have a step of their own; "other" is all the rest.
static bool fits_family(const char *of_step, const char *family)
{
    static const char *const own[] = {"7900", "8800", "8821", "MPP", NULL};
    if (of_step == NULL || family == NULL) {
        return true;
    }
    return strcmp(of_step, "other") == 0 ? !g_strv_contains(own, family)
                                         : strcmp(of_step, family) == 0;
}

PcHolder pc_holder(const char *device_kind, bool is_phones)
{
    const char *const phone = pc_device_kind_name(PC_DEVICE_KIND_PHONE);
    const char *const other = pc_device_kind_name(PC_DEVICE_KIND_OTHER);
    const bool is_known = device_kind != NULL && strcmp(device_kind, other) != 0;
    if (is_phones || g_strcmp0(device_kind, phone) == 0) {
        return PC_HOLDER_PHONE;
    }
    return is_known ? PC_HOLDER_DEVICE : PC_HOLDER_UNKNOWN;
}

static bool fits_holder(PcStepOf of, PcHolder holder)
{
    const bool is_phone = holder == PC_HOLDER_PHONE;
    return holder == PC_HOLDER_ANY || of == PC_STEP_OF_ALL || is_phone == (of == PC_STEP_OF_PHONES);
}

bool pc_step_fits(const PcStep *step, const PcStepsFor *whom)
{
    const PcRelease at = whom->release;
    const bool in_time = at == PC_RELEASE_ANY ||
                         (at >= step->from && (step->to == PC_RELEASE_ANY || at <= step->to));
    return in_time && fits_family(step->family, whom->family) &&
           fits_holder(step->of, whom->holder);
}

GArray *pc_steps_for(const PcStepId *steps, const PcStepsFor *whom)
{
    static const PcStepId ask = PC_STEP_WHAT_IS_IT;
    GArray *fit = g_array_new(FALSE, FALSE, sizeof(PcStepId));
    if (whom->holder == PC_HOLDER_UNKNOWN && *steps != PC_STEP_END) {
        g_array_append_val(fit, ask);
    }
    for (const PcStepId *at = steps; *at != PC_STEP_END; at++) {
        if (pc_step_fits(pc_step(*at), whom)) {
            g_array_append_vals(fit, at, 1);
        }
    }
    return fit;
}

char *pc_step_release_text(const PcStep *step)
{
    if (step->from == PC_RELEASE_ANY && step->to == PC_RELEASE_ANY) {
        return NULL;
    }
    if (step->from == step->to || step->to == PC_RELEASE_11) {
        return g_strdup(names[step->to]);
    }
    if (step->from == PC_RELEASE_ANY) {
        return g_strdup_printf("up to %s", names[step->to]);
    }
    const char *start = pc_release_code(step->from);
    return step->to == PC_RELEASE_ANY ? g_strdup_printf("%s and later", start)
                                      : g_strdup_printf("%s to %s", start, names[step->to]);
}

static char *line_of(unsigned number, const PcStep *step)
{
    g_autofree char *release = pc_step_release_text(step);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%u. ", number);
    if (release != NULL || step->node != NULL) {
        g_string_append_printf(out, "[%s%s%s%s] ", release != NULL ? "CUCM " : "",
                               release != NULL ? release : "",
                               release != NULL && step->node != NULL ? "; " : "",
                               step->node != NULL ? step->node : "");
    }
    if (step->outage != NULL) {
        g_string_append_printf(out, "Interrupts: %s. ", step->outage);
    }
    g_string_append(out, step->text);
    return g_string_free(out, FALSE);
}

GPtrArray *pc_steps_lines(const PcStepId *steps, const PcStepsFor *whom)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) fit = pc_steps_for(steps, whom);
    for (guint i = 0; i < fit->len; i++) {
        g_ptr_array_add(lines, line_of(i + 1, pc_step(g_array_index(fit, PcStepId, i))));
    }
    return lines;
}

char *pc_steps_text(const PcStepId *steps, const PcStepsFor *whom)
{
    g_autoptr(GPtrArray) lines = pc_steps_lines(steps, whom);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv(" ", (char **)lines->pdata);
}

char *pc_steps_sources(const PcStepId *steps, const PcStepsFor *whom)
{
    GString *out = g_string_new(NULL);
    bool told[PC_N_DOCUMENTS] = {false};
    g_autoptr(GArray) fit = pc_steps_for(steps, whom);
    for (guint i = 0; i < fit->len; i++) {
        const PcStep *step = pc_step(g_array_index(fit, PcStepId, i));
        for (const PcCitation *source = step->sources; source->document != PC_DOCUMENT_NONE;
             source++) {
            if (!told[source->document]) {
                g_autofree char *text = pc_citation_text(source);
                g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "", text);
            }
            told[source->document] = true;
        }
    }
    return g_string_free(out, FALSE);
}
