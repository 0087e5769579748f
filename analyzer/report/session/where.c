// SPDX-License-Identifier: GPL-2.0-or-later
// Turns "type=LSC verdict!=trusted" into a yes or no about a session.
#include "analyzer/report/session/where.h"

#include "analyzer/report/session/where_value.h"
#include <string.h>

static const struct {
    const char *sign; // longer ones first
    PcHow how;
    bool is_negated;
} signs[] = {
    {"!=", PC_IS, true},          {"!~", PC_CONTAINS, true}, {"<=", PC_LESS_OR_IS, false},
    {">=", PC_MORE_OR_IS, false}, {"==", PC_IS, false},      {"<", PC_LESS, false},
    {">", PC_MORE, false},        {"=", PC_IS, false},       {"~", PC_CONTAINS, false},
};

// Other names of columns, from before there was one table, and short ones.
static const struct {
    const char *name, *column;
} aliases[] = {
    {"version", "tls_version"},
    {"finding", "findings"},
    {"port", "server_port"},
    {"frame", "frame_first"},
};

// Columns in whose values commas are no list.
static const char *const sentences[] = {"subject", "reason", "file", "trust_list.call_managers"};

typedef struct {
    const PcSessionField *field;
    char *name;     // as it was given
    GArray *values; // of PcWhereValue: one of them must fit
    bool is_negated;
} Condition;

struct PcWhere {
    GPtrArray *alternatives; // of GArray of Condition
};

static void clear_value(void *data)
{
    pc_where_value_clear(data);
}

static void clear_condition(void *data)
{
    Condition *condition = data;
    g_free(condition->name);
    g_array_unref(condition->values);
}

static void free_alternative(void *data)
{
    g_array_unref(data);
}

static const PcSessionField *find_in(const PcSessionField *fields, size_t n_fields,
                                     const char *name)
{
    for (size_t i = 0; i < n_fields; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static const PcSessionField *find_field(const char *name)
{
    size_t n_columns = 0, n_tables = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        name = strcmp(aliases[i].name, name) == 0 ? aliases[i].column : name;
    }
    for (size_t i = 0; i < n_tables; i++) {
        size_t len = strlen(tables[i].name);
        if (g_str_has_prefix(name, tables[i].name) && name[len] == '.') {
            return find_in(tables[i].fields, tables[i].n_fields, name + len + 1);
        }
    }
    return find_in(columns, n_columns, name);
}

char *pc_where_field_names(void)
{
    size_t n_columns = 0, n_tables = 0;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    const PcSessionTable *tables = pc_session_tables(&n_tables);
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < n_columns; i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "", columns[i].name);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        g_string_append_printf(names, " %s", aliases[i].name);
    }
    for (size_t i = 0; i < n_tables; i++) {
        for (size_t k = 0; k < tables[i].n_fields; k++) {
            g_string_append_printf(names, " %s.%s", tables[i].name, tables[i].fields[k].name);
        }
    }
    return g_string_free(names, FALSE);
}

static bool is_sentence(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        if (strcmp(sentences[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// parse_values parts a|b|c and a,b,c; an empty text is one empty value.
static bool parse_values(Condition *condition, const char *text, PcHow how,
                         const PcWhereOptions *options, GError **error)
{
    const char *separators = is_sentence(condition->name) ? "|" : "|,";
    g_auto(GStrv) texts = g_strsplit_set(text, separators, -1);
    condition->values = g_array_new(FALSE, TRUE, sizeof(PcWhereValue));
    g_array_set_clear_func(condition->values, clear_value);
    for (size_t i = 0; i == 0 || texts[i] != NULL; i++) {
        PcWhereValue value = {.how = how};
        const char *one = texts[i] != NULL ? g_strstrip(texts[i]) : "";
        bool is_fine = pc_where_value_parse(&value, condition->field, one, options, error);
        g_array_append_val(condition->values, value);
        if (!is_fine) {
            return false;
        }
        if (texts[i] == NULL) {
            break;
        }
    }
    return true;
}

static bool parse_condition(const char *word, const PcWhereOptions *options, Condition *condition,
                            GError **error)
{
    size_t name_len = strcspn(word, "=!~<>");
    const char *rest = word + name_len;
    condition->name = g_strndup(word, name_len);
    condition->field = find_field(condition->name);
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (!g_str_has_prefix(rest, signs[i].sign)) {
            continue;
        }
        if (condition->field == NULL) {
            g_autofree char *names = pc_where_field_names();
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "--where %s: there is no field %s; there are %s", word, condition->name,
                        names);
            return false;
        }
        condition->is_negated = signs[i].is_negated;
        if (!parse_values(condition, rest + strlen(signs[i].sign), signs[i].how, options, error)) {
            g_prefix_error(error, "--where %s: ", word);
            return false;
        }
        return true;
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--where %s: is no condition such as type=LSC or verdict!=trusted", word);
    return false;
}

// is_sign tells a sign that stands alone: type = LSC.
static bool is_sign(const char *word)
{
    for (size_t i = 0; word != NULL && i < G_N_ELEMENTS(signs); i++) {
        if (strcmp(signs[i].sign, word) == 0) {
            return true;
        }
    }
    return false;
}

static GArray *add_alternative(PcWhere *where)
{
    GArray *conditions = g_array_new(FALSE, TRUE, sizeof(Condition));
    g_array_set_clear_func(conditions, clear_condition);
    g_ptr_array_add(where->alternatives, conditions);
    return conditions;
}

static bool add_condition(GArray *conditions, const char *word, const PcWhereOptions *options,
                          GError **error)
{
    Condition condition = {0};
    bool is_fine = parse_condition(word, options, &condition, error);
    if (condition.values == NULL) {
        condition.values = g_array_new(FALSE, TRUE, sizeof(PcWhereValue));
    }
    g_array_append_val(conditions, condition);
    return is_fine;
}

static bool parse_words(PcWhere *where, char **words, const PcWhereOptions *options, GError **error)
{
    GArray *conditions = add_alternative(where);
    for (size_t i = 0; words[i] != NULL; i++) {
        g_autofree char *joined = NULL;
        if (g_ascii_strcasecmp(words[i], "or") == 0) {
            conditions = add_alternative(where);
            continue;
        }
        if (g_ascii_strcasecmp(words[i], "and") == 0) {
            continue;
        }
        if (is_sign(words[i + 1])) {
            bool has_value = words[i + 2] != NULL;
            joined = g_strconcat(words[i], words[i + 1], has_value ? words[i + 2] : "", NULL);
        }
        if (!add_condition(conditions, joined != NULL ? joined : words[i], options, error)) {
            return false;
        }
        i += joined == NULL ? 0 : words[i + 2] != NULL ? 2 : 1;
    }
    return true;
}

PcWhere *pc_where_new(const char *expression, const PcWhereOptions *options, GError **error)
{
    static const PcWhereOptions plain = {0};
    g_auto(GStrv) words = NULL;
    g_autoptr(PcWhere) where = g_new0(PcWhere, 1);
    where->alternatives = g_ptr_array_new_with_free_func(free_alternative);
    if (!g_shell_parse_argv(expression, NULL, &words, error)) {
        g_prefix_error(error, "--where %s: ", expression);
        return NULL;
    }
    if (!parse_words(where, words, options != NULL ? options : &plain, error)) {
        return NULL;
    }
    for (guint i = 0; i < where->alternatives->len; i++) {
        const GArray *conditions = g_ptr_array_index(where->alternatives, i);
        if (conditions->len == 0) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "--where %s: nothing stands on one side of or", expression);
            return NULL;
        }
    }
    return g_steal_pointer(&where);
}

void pc_where_free(PcWhere *where)
{
    if (where != NULL) {
        g_ptr_array_unref(where->alternatives);
        g_free(where);
    }
}

static bool any_fits(const Condition *condition, const PcSession *session, const char *found)
{
    for (guint i = 0; i < condition->values->len; i++) {
        if (pc_where_value_fits(&g_array_index(condition->values, PcWhereValue, i),
                                condition->field, session, found)) {
            return true;
        }
    }
    return false;
}

static bool any_finding_fits(const Condition *condition, const PcSession *session)
{
    bool fits = session->findings->len == 0 && any_fits(condition, session, NULL);
    for (guint i = 0; !fits && i < session->findings->len; i++) {
        fits =
            any_fits(condition, session, g_array_index(session->findings, PcSessionFinding, i).id);
    }
    return fits;
}

static bool holds(const Condition *condition, const PcSession *session)
{
    PcMoment room;
    bool fits =
        condition->field->kind == PC_FIELD_FINDINGS
            ? any_finding_fits(condition, session)
            : any_fits(condition, session, pc_session_value(session, condition->field, &room));
    return fits != condition->is_negated;
}

static bool all_hold(const GArray *conditions, const PcSession *session)
{
    for (guint i = 0; i < conditions->len; i++) {
        if (!holds(&g_array_index(conditions, Condition, i), session)) {
            return false;
        }
    }
    return true;
}

bool pc_where_chooses(const PcWhere *where, const PcSession *session)
{
    for (guint i = 0; where != NULL && i < where->alternatives->len; i++) {
        if (all_hold(g_ptr_array_index(where->alternatives, i), session)) {
            return true;
        }
    }
    return where == NULL;
}
