// SPDX-License-Identifier: GPL-2.0-or-later
// Counts the phones of a list by what became of them, and compares what CUCM knows of their LSCs
// with what they showed.
#include "analyzer/report/roll.h"

#include "analyzer/report/display.h"
#include "analyzer/report/html/html.h"
#include "analyzer/report/session/session_fields.h"
#include "core/bytes/keyed_hash.h"
#include "core/field/finding.h"
#include <string.h>

typedef enum { FINE, FAILING, NOT_SEEN, N_FATES } Fate;
static const char *const fate_names[N_FATES] = {"seen_fine", "seen_failing", "not_seen"};

enum { N_KEYS = 4, MAX_TOLD = 12, MAX_NAMED = 8 };

// The phones of one model, pool or CA.
typedef struct {
    char *value;
    unsigned n[N_FATES];
} Group;

typedef struct {
    const PcListedPhone *listed;
    char *sentence;
    PcFindingId finding;
} Difference;

typedef struct {
    unsigned n[N_FATES];
    GPtrArray *groups[N_KEYS];   // of Group
    GArray *differences;         // of Difference
    GPtrArray *failing, *unseen; // of PcListedPhone, lent
    GHashTable *fates;           // of all: PcListedPhone to Fate
    GHashTable *differing;       // of those with a difference: the finding and one more
    unsigned n_unlisted;         // phones that were seen and are not in the list
} Roll;

static const char *const key_names[N_KEYS] = {"model", "device_pool", "lsc_issuer", "status"};
static const char *const key_titles[N_KEYS] = {"model", "device pool", "LSC issued by", "status"};

static const char *key_of(const PcListedPhone *phone, size_t key)
{
    const char *const values[N_KEYS] = {phone->model, phone->pool, phone->lsc_issuer,
                                        phone->status};
    return values[key];
}

static void group_free(void *data)
{
    Group *group = data;
    g_free(group->value);
    g_free(group);
}

static void clear_difference(void *data)
{
    Difference *difference = data;
    g_free(difference->sentence);
}

static void roll_free(Roll *roll)
{
    for (size_t i = 0; i < N_KEYS; i++) {
        g_ptr_array_unref(roll->groups[i]);
    }
    g_array_unref(roll->differences);
    g_ptr_array_unref(roll->failing);
    g_ptr_array_unref(roll->unseen);
    g_hash_table_unref(roll->fates);
    g_hash_table_unref(roll->differing);
    g_free(roll);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Roll, roll_free)

// ---- counting -----------------------------------------------------------------------------------

static GHashTable *by_name(const PcEstate *estate)
{
    const GPtrArray *phones = pc_estate_phones(estate);
    GHashTable *names = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < phones->len; i++) {
        PcEstatePhone *phone = g_ptr_array_index(phones, i);
        if (phone->device != NULL) {
            g_hash_table_insert(names, g_ascii_strup(phone->device, -1), phone);
        }
    }
    return names;
}

static void count_in(GPtrArray *groups, const char *value, Fate fate)
{
    for (guint i = 0; value != NULL && i < groups->len; i++) {
        Group *group = g_ptr_array_index(groups, i);
        if (strcmp(group->value, value) == 0) {
            group->n[fate]++;
            return;
        }
    }
    enum { MAX_GROUPS = 512 };
    if (value != NULL && groups->len < MAX_GROUPS) {
        Group *group = g_new0(Group, 1);
        group->value = g_strdup(value);
        group->n[fate] = 1;
        g_ptr_array_add(groups, group);
    }
}

static void compare_lsc(Roll *roll, PcListedPhone *listed, const PcEstatePhone *seen)
{
    Difference difference = {.listed = listed};
    if (seen->certificates->len == 0) {
        return;
    }
    const PcEstateCertificate *shown = g_ptr_array_index(seen->certificates, 0);
    difference.sentence = pc_estate_listed_difference(listed, shown, &difference.finding);
    if (difference.sentence != NULL) {
        g_array_append_val(roll->differences, difference);
        g_hash_table_insert(roll->differing, listed, GINT_TO_POINTER((int)difference.finding + 1));
    }
}

static void count_phone(Roll *roll, PcListedPhone *listed, const PcEstatePhone *seen)
{
    Fate fate = seen == NULL ? NOT_SEEN : seen->worst >= PC_SEVERITY_ERROR ? FAILING : FINE;
    roll->n[fate]++;
    g_hash_table_insert(roll->fates, listed, GUINT_TO_POINTER(fate));
    for (size_t i = 0; i < N_KEYS; i++) {
        count_in(roll->groups[i], key_of(listed, i), fate);
    }
    if (fate == FAILING) {
        g_ptr_array_add(roll->failing, (void *)listed);
    } else if (fate == NOT_SEEN) {
        g_ptr_array_add(roll->unseen, (void *)listed);
    }
    if (seen != NULL) {
        compare_lsc(roll, listed, seen);
    }
}

static Roll *roll_new(const PcPhoneList *list, const PcEstate *estate)
{
    Roll *roll = g_new0(Roll, 1);
    g_autoptr(GHashTable) names = by_name(estate);
    for (size_t i = 0; i < N_KEYS; i++) {
        roll->groups[i] = g_ptr_array_new_with_free_func(group_free);
    }
    roll->differences = g_array_new(FALSE, FALSE, sizeof(Difference));
    g_array_set_clear_func(roll->differences, clear_difference);
    roll->failing = g_ptr_array_new();
    roll->unseen = g_ptr_array_new();
    roll->fates = g_hash_table_new(NULL, NULL);
    roll->differing = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < list->phones->len; i++) {
        PcListedPhone *listed = g_ptr_array_index(list->phones, i);
        count_phone(roll, listed, g_hash_table_lookup(names, listed->name));
    }
    unsigned n_matched = roll->n[FINE] + roll->n[FAILING];
    roll->n_unlisted = g_hash_table_size(names) - n_matched;
    return roll;
}

// ---- text ---------------------------------------------------------------------------------------

enum { LABEL_COLUMN = 2, VALUE_COLUMN = 18 };

static void tell(PcLayout *layout, const char *label, PcStyle style, const char *value)
{
    pc_layout_start(layout, LABEL_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, label);
    pc_layout_pad(layout, VALUE_COLUMN);
    pc_layout_words(layout, style, value);
    pc_layout_end(layout);
}

static void tell_phones(PcLayout *layout, const char *label, PcStyle style, const GPtrArray *phones)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%u", phones->len);
    for (guint i = 0; i < phones->len && i < MAX_NAMED; i++) {
        const PcListedPhone *phone = g_ptr_array_index(phones, i);
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : ": ", phone->name);
    }
    if (phones->len > MAX_NAMED) {
        g_string_append_printf(text, " and %u more (ndjson lists all)", phones->len - MAX_NAMED);
    }
    tell(layout, label, style, text->str);
}

static void tell_groups(PcLayout *layout, const Roll *roll, size_t key)
{
    for (guint i = 0; i < roll->groups[key]->len && i < MAX_TOLD; i++) {
        const Group *group = g_ptr_array_index(roll->groups[key], i);
        g_autofree char *value =
            g_strdup_printf("%s: %u fine, %u failing, %u not seen", group->value, group->n[FINE],
                            group->n[FAILING], group->n[NOT_SEEN]);
        tell(layout, i == 0 ? key_titles[key] : "", PC_STYLE_PLAIN, value);
    }
}

void pc_roll_text(PcLayout *layout, const PcPhoneList *list, const PcEstate *estate)
{
    if (list == NULL) {
        return;
    }
    g_autoptr(Roll) roll = roll_new(list, estate);
    g_autofree char *listed = g_strdup_printf("%u", list->phones->len);
    g_autofree char *fine = g_strdup_printf("%u", roll->n[FINE]);
    pc_layout_end(layout);
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, "All phones of the list");
    pc_layout_end(layout);
    tell(layout, "listed", PC_STYLE_PLAIN, listed);
    tell(layout, "seen and fine", PC_STYLE_GREEN, fine);
    tell_phones(layout, "seen and failing", PC_STYLE_RED, roll->failing);
    tell_phones(layout, "not seen", PC_STYLE_YELLOW, roll->unseen);
    for (size_t key = 0; key < N_KEYS; key++) {
        tell_groups(layout, roll, key);
    }
    for (guint i = 0; i < roll->differences->len && i < MAX_TOLD; i++) {
        const Difference *difference = &g_array_index(roll->differences, Difference, i);
        g_autofree char *value = g_strdup_printf("%s · %s", difference->sentence,
                                                 pc_finding_row(difference->finding)->id);
        tell(layout, i == 0 ? "differs" : "", PC_STYLE_YELLOW, value);
    }
    g_autofree char *silence = pc_phone_list_silence(list);
    if (silence != NULL) {
        tell(layout, "not whole", PC_STYLE_YELLOW, silence);
    }
    if (roll->n_unlisted > 0) {
        g_autofree char *unlisted =
            pc_count(roll->n_unlisted, "device that was seen", "devices that were seen");
        tell(layout, "not listed", PC_STYLE_YELLOW, unlisted);
    }
}

// ---- html ---------------------------------------------------------------------------------------

static void row_html(GString *out, const char *label, const char *value, const unsigned *n)
{
    g_string_append(out, "<tr><td>");
    pc_html_text(out, label);
    g_string_append(out, "</td><td>");
    pc_html_text(out, value);
    g_string_append_printf(out, "</td><td>%u</td><td>%u</td><td>%u</td></tr>\n", n[FINE],
                           n[FAILING], n[NOT_SEEN]);
}

void pc_roll_html(GString *out, const PcPhoneList *list, const PcEstate *estate)
{
    if (list == NULL) {
        return;
    }
    g_autoptr(Roll) roll = roll_new(list, estate);
    g_string_append(out, "<h2 id=\"roll\">All phones of the list</h2>\n<table><thead><tr><th></th>"
                         "<th></th><th>seen and fine</th><th>seen and failing</th><th>not seen</th>"
                         "</tr></thead><tbody>\n");
    row_html(out, "all", "", roll->n);
    for (size_t key = 0; key < N_KEYS; key++) {
        for (guint i = 0; i < roll->groups[key]->len; i++) {
            const Group *group = g_ptr_array_index(roll->groups[key], i);
            row_html(out, key_titles[key], group->value, group->n);
        }
    }
    g_string_append(out, "</tbody></table>\n<ul>\n");
    for (guint i = 0; i < roll->differences->len; i++) {
        g_string_append(out, "<li>");
        pc_html_text(out, g_array_index(roll->differences, Difference, i).sentence);
        g_string_append(out, "</li>\n");
    }
    g_autofree char *silence = pc_phone_list_silence(list);
    if (silence != NULL) {
        g_string_append(out, "<li>");
        pc_html_text(out, silence);
        g_string_append(out, "</li>\n");
    }
    g_string_append(out, "</ul>\n");
}

// ---- json ---------------------------------------------------------------------------------------

static void counts_json(PcJson *json, const unsigned *n)
{
    for (size_t i = 0; i < N_FATES; i++) {
        pc_json_integer(json, fate_names[i], n[i]);
    }
}

static void names_json(PcJson *json, const char *key, const GPtrArray *phones)
{
    pc_json_open_array(json, key);
    for (guint i = 0; i < phones->len; i++) {
        pc_json_string(json, NULL, ((const PcListedPhone *)g_ptr_array_index(phones, i))->name);
    }
    pc_json_close_array(json);
}

static void differences_json(PcJson *json, const Roll *roll)
{
    pc_json_open_array(json, "differences");
    for (guint i = 0; i < roll->differences->len; i++) {
        const Difference *difference = &g_array_index(roll->differences, Difference, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "device", difference->listed->name);
        pc_json_string(json, "finding", pc_finding_row(difference->finding)->id);
        pc_json_string(json, "message", difference->sentence);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static void silent_json(PcJson *json, const PcPhoneList *list)
{
    pc_json_open_array(json, "silent_nodes");
    for (guint i = 0; i < list->silent->len; i++) {
        const PcSilentNode *node = &g_array_index(list->silent, PcSilentNode, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "node", node->name);
        pc_json_string(json, "return_code", node->code);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

void pc_roll_json(PcJson *json, const char *key, const PcPhoneList *list, const PcEstate *estate)
{
    if (list == NULL || estate == NULL) {
        pc_json_null(json, key);
        return;
    }
    g_autoptr(Roll) roll = roll_new(list, estate);
    pc_json_open_object(json, key);
    pc_json_integer(json, "listed", list->phones->len);
    counts_json(json, roll->n);
    pc_json_integer(json, "unlisted", roll->n_unlisted);
    for (size_t i = 0; i < N_KEYS; i++) {
        pc_json_open_array(json, key_names[i]);
        for (guint k = 0; k < roll->groups[i]->len; k++) {
            const Group *group = g_ptr_array_index(roll->groups[i], k);
            pc_json_open_object(json, NULL);
            pc_json_string(json, "value", group->value);
            counts_json(json, group->n);
            pc_json_close_object(json);
        }
        pc_json_close_array(json);
    }
    names_json(json, "failing", roll->failing);
    names_json(json, "unseen", roll->unseen);
    differences_json(json, roll);
    silent_json(json, list);
    pc_json_close_object(json);
}

// ---- csv ----------------------------------------------------------------------------------------

static const char *difference_of(const Roll *roll, const PcListedPhone *phone)
{
    const int number = GPOINTER_TO_INT(g_hash_table_lookup(roll->differing, phone));
    return number > 0 ? pc_finding_row((PcFindingId)(number - 1))->id : NULL;
}

static const char *cell_of(const Roll *roll, const PcListedPhone *phone, const char *column)
{
    const struct {
        const char *column, *value;
    } cells[] = {
        {"device", phone->name},
        {"model", phone->model},
        {"reason", fate_names[GPOINTER_TO_UINT(g_hash_table_lookup(roll->fates, phone))]},
        {"findings", difference_of(roll, phone)},
        {"kind", "listed"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
        if (strcmp(cells[i].column, column) == 0) {
            return cells[i].value;
        }
    }
    return NULL;
}

void pc_roll_csv(PcCsvRow *row, const PcPhoneList *list, const PcEstate *estate)
{
    if (list == NULL || estate == NULL) {
        return;
    }
    g_autoptr(Roll) roll = roll_new(list, estate);
    size_t n_columns = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    for (guint i = 0; i < list->phones->len; i++) {
        const PcListedPhone *phone = g_ptr_array_index(list->phones, i);
        for (size_t k = 0; k < n_columns; k++) {
            pc_csv_add(row, cell_of(roll, phone, columns[k].name));
        }
        pc_csv_end(row);
    }
}
