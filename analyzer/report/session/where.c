// SPDX-License-Identifier: GPL-2.0-or-later
// Turns "type=LSC verdict!=trusted" into a yes or no about a session.
#include "analyzer/report/session/where.h"

#include "analyzer/report/display.h"
#include <string.h>

typedef enum { IS, IS_NOT, CONTAINS, CONTAINS_NOT } How;

static const struct {
    const char *sign; // longer ones first
    How how;
} signs[] = {
    {"!=", IS_NOT},
    {"!~", CONTAINS_NOT},
    {"=", IS},
    {"~", CONTAINS},
};

// A field's values of one session: most have one, findings several.
typedef void (*ValuesFunc)(const PcSession *session, GPtrArray *values);

typedef struct {
    const PcSessionField *field; // a plain field, or
    ValuesFunc values;           // one that is made
    How how;
    char **wanted;
} Condition;

struct PcWhere {
    GArray *conditions; // of Condition
};

static void add_value(GPtrArray *values, const char *value)
{
    if (value != NULL) {
        g_ptr_array_add(values, g_strdup(value));
    }
}

static void findings_of(const PcSession *session, GPtrArray *values)
{
    for (guint i = 0; i < session->findings->len; i++) {
        add_value(values, g_array_index(session->findings, PcSessionFinding, i).id);
    }
}

static void severity_of(const PcSession *session, GPtrArray *values)
{
    int worst = pc_session_worst(session);
    add_value(values, worst < 0 ? NULL : pc_severity_name((PcSeverity)worst));
}

static void version_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->version);
}

static void cipher_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->cipher);
}

static void server_name_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->server_name);
}

static void client_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->client.address);
}

static void server_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->server.address);
}

static void port_of(const PcSession *session, GPtrArray *values)
{
    if (session->server.port >= 0) {
        g_ptr_array_add(values, g_strdup_printf("%d", session->server.port));
    }
}

static void alert_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->alert_description);
}

static void sha256_of(const PcSession *session, GPtrArray *values)
{
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    add_value(values, leaf != NULL ? leaf->sha256 : NULL);
}

static void file_of(const PcSession *session, GPtrArray *values)
{
    add_value(values, session->file);
}

static void start_of(const PcSession *session, GPtrArray *values)
{
    PcMoment start = pc_moment_micro(session->start);
    add_value(values, start.text);
}

static const struct {
    const char *name;
    ValuesFunc values;
} made_fields[] = {
    {"finding", findings_of},
    {"severity", severity_of},
    {"version", version_of},
    {"cipher", cipher_of},
    {"server_name", server_name_of},
    {"client", client_of},
    {"server", server_of},
    {"port", port_of},
    {"alert", alert_of},
    {"sha256", sha256_of},
    {"file", file_of},
    {"start", start_of},
};

static bool find_field(Condition *condition, const char *name)
{
    size_t n_fields = 0;
    const PcSessionField *fields = pc_session_fields(&n_fields);
    for (size_t i = 0; i < n_fields; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            condition->field = &fields[i];
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(made_fields); i++) {
        if (strcmp(made_fields[i].name, name) == 0) {
            condition->values = made_fields[i].values;
            return true;
        }
    }
    return false;
}

// values_of parts a|b|c; an empty text is one empty value.
static char **values_of(const char *text)
{
    if (text[0] != '\0') {
        return g_strsplit(text, "|", -1);
    }
    char **empty = g_new0(char *, 2);
    empty[0] = g_strdup("");
    return empty;
}

static bool parse_condition(const char *word, Condition *condition, GError **error)
{
    size_t name_len = strcspn(word, "=!~");
    g_autofree char *name = g_strndup(word, name_len);
    const char *rest = word + name_len;
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(rest, signs[i].sign)) {
            if (!find_field(condition, name)) {
                g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "--where %s: there is no field %s", word, name);
                return false;
            }
            condition->how = signs[i].how;
            condition->wanted = values_of(rest + strlen(signs[i].sign));
            return true;
        }
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--where %s: is no condition such as type=LSC or verdict!=trusted", word);
    return false;
}

static void clear_condition(void *data)
{
    Condition *condition = data;
    g_strfreev(condition->wanted);
}

PcWhere *pc_where_new(const char *expression, GError **error)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(PcWhere) where = g_new0(PcWhere, 1);
    where->conditions = g_array_new(FALSE, TRUE, sizeof(Condition));
    g_array_set_clear_func(where->conditions, clear_condition);
    if (!g_shell_parse_argv(expression, NULL, &words, error)) {
        g_prefix_error(error, "--where %s: ", expression);
        return NULL;
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        Condition condition = {0};
        if (!parse_condition(words[i], &condition, error)) {
            return NULL;
        }
        g_array_append_val(where->conditions, condition);
    }
    return g_steal_pointer(&where);
}

void pc_where_free(PcWhere *where)
{
    if (where != NULL) {
        g_array_unref(where->conditions);
        g_free(where);
    }
}

static bool contains(const char *value, const char *text)
{
    g_autofree char *haystack = g_utf8_casefold(value, -1);
    g_autofree char *needle = g_utf8_casefold(text, -1);
    return strstr(haystack, needle) != NULL;
}

static bool fits(const char *value, const char *wanted, bool is_part)
{
    return is_part ? contains(value, wanted) : strcmp(value, wanted) == 0;
}

// any_fits says whether one of the values is one of those that are wanted. What is not known fits
// the empty text.
static bool any_fits(const GPtrArray *values, char *const *wanted, bool is_part)
{
    for (size_t i = 0; wanted[i] != NULL; i++) {
        if (values->len == 0 && wanted[i][0] == '\0') {
            return true;
        }
        for (guint j = 0; j < values->len; j++) {
            if (fits(g_ptr_array_index(values, j), wanted[i], is_part)) {
                return true;
            }
        }
    }
    return false;
}

static bool holds(const Condition *condition, const PcSession *session)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    if (condition->field != NULL) {
        add_value(values, pc_session_text(session, condition->field));
    } else {
        condition->values(session, values);
    }
    bool is_part = condition->how == CONTAINS || condition->how == CONTAINS_NOT;
    bool is_negated = condition->how == IS_NOT || condition->how == CONTAINS_NOT;
    return any_fits(values, condition->wanted, is_part) != is_negated;
}

bool pc_where_chooses(const PcWhere *where, const PcSession *session)
{
    for (guint i = 0; where != NULL && i < where->conditions->len; i++) {
        if (!holds(&g_array_index(where->conditions, Condition, i), session)) {
            return false;
        }
    }
    return true;
}
