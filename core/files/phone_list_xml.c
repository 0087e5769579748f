// SPDX-License-Identifier: GPL-2.0-or-later
// Answers of AXL (executeSQLQuery) and RIS (selectCmDevice) become phones of a list. GMarkup reads
// them: it opens no file and no address, and knows no entities but XML's own five; more a SOAP
// message may not have (SOAP 1.1, 3: no document type declaration).
#include "core/bytes/text.h"
#include "core/files/phone_list_work.h"

#include <string.h>

enum { MAX_FIELDS = 128 }; // of an item; more are left out

// What an item is, by its own name and its parent's.
typedef enum { ROW, NODE, DEVICE, N_KINDS } Kind;
static const struct {
    const char *parent, *element;
} kinds[N_KINDS] = {
    [ROW] = {"return", "row"},
    [NODE] = {"CmNodes", "item"},
    [DEVICE] = {"CmDevices", "item"},
};

// The fields of an item that is being read: names and texts of the elements right below it.
typedef struct {
    GPtrArray *names, *texts; // of char *
} Item;

typedef struct {
    PcPhoneList *list;
    Item items[N_KINDS]; // devices lie within their node
    GString *text;
} Reading;

static const char *local_name(const char *element)
{
    const char *colon = strchr(element, ':');
    return colon != NULL ? &colon[1] : element;
}

// kind_of gives the kind of the innermost element of a stack; N_KINDS: it is no item.
static Kind kind_of(const GSList *stack)
{
    if (stack == NULL || stack->next == NULL) {
        return N_KINDS;
    }
    const char *element = local_name(stack->data);
    const char *parent = local_name(stack->next->data);
    Kind kind = 0;
    while (kind < N_KINDS && (g_ascii_strcasecmp(kinds[kind].element, element) != 0 ||
                              g_ascii_strcasecmp(kinds[kind].parent, parent) != 0)) {
        kind++;
    }
    return kind;
}

static void clear_item(Item *item)
{
    g_ptr_array_set_size(item->names, 0);
    g_ptr_array_set_size(item->texts, 0);
}

// field_of gives the text of an item's field; "" where it has none.
static const char *field_of(const Item *item, const char *name)
{
    for (guint i = 0; i < item->names->len; i++) {
        if (strcmp(g_ptr_array_index(item->names, i), name) == 0) {
            return g_ptr_array_index(item->texts, i);
        }
    }
    return "";
}

// ---- items --------------------------------------------------------------------------------------

static void take_row(PcPhoneList *list, const Item *item)
{
    const int column = pc_phone_list_column(item->names);
    list->n_unknown += pc_phone_list_row(list, item->names, column, item->texts) == NULL;
}

// Each node that knows a device has an item of it: the newest says how it stands now. What else is
// in there is a number (Model) or a person (LoginUserId, Description).
static void take_device(PcPhoneList *list, const Item *item)
{
    PcListedPhone *phone = pc_phone_list_name(list, field_of(item, "Name"));
    if (phone == NULL) {
        list->n_unknown++;
        return;
    }
    const char *status = field_of(item, "Status");
    const uint64_t time = g_ascii_strtoull(field_of(item, "TimeStamp"), NULL, 10);
    const bool is_newer = phone->status_time != 0 && time > phone->status_time;
    if (*status != '\0' && (phone->status == NULL || is_newer)) {
        g_free(phone->status);
        phone->status = pc_text_clean(pc_bytes(status, strlen(status)), PC_PHONE_NAME_MAX_LEN);
        phone->status_time = time;
    }
}

// A node that answers says Ok, or that it knows none of the devices asked for.
static void take_node(PcPhoneList *list, const Item *item)
{
    static const char *const answers[] = {"", "Ok", "NotFound", NULL};
    const char *code = field_of(item, "ReturnCode");
    if (g_strv_contains(answers, code) || list->silent->len >= PC_PHONE_LIST_MAX_NODES) {
        return;
    }
    const char *name = field_of(item, "Name");
    const PcSilentNode node = {
        .name = pc_text_clean(pc_bytes(name, strlen(name)), PC_PHONE_NAME_MAX_LEN),
        .code = pc_text_clean(pc_bytes(code, strlen(code)), PC_PHONE_NAME_MAX_LEN),
    };
    g_array_append_val(list->silent, node);
}

// take_item takes what was read of an item, if anything was.
static void take_item(Reading *reading, Kind kind)
{
    static void (*const takers[N_KINDS])(PcPhoneList *, const Item *) = {
        [ROW] = take_row, [NODE] = take_node, [DEVICE] = take_device};
    if (reading->items[kind].names->len > 0) {
        takers[kind](reading->list, &reading->items[kind]);
    }
    clear_item(&reading->items[kind]);
}

// ---- XML ----------------------------------------------------------------------------------------

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
                     const char **values, void *user, GError **error)
{
    Reading *reading = user;
    (void)element, (void)names, (void)values, (void)error;
    const Kind kind = kind_of(g_markup_parse_context_get_element_stack(context));
    if (kind < N_KINDS) {
        clear_item(&reading->items[kind]);
    }
    g_string_truncate(reading->text, 0);
}

static void on_end(GMarkupParseContext *context, const char *element, void *user, GError **error)
{
    Reading *reading = user;
    (void)error;
    const GSList *stack = g_markup_parse_context_get_element_stack(context);
    const Kind kind = kind_of(stack);
    const Kind around = stack != NULL ? kind_of(stack->next) : N_KINDS;
    if (kind < N_KINDS) {
        take_item(reading, kind);
    } else if (around < N_KINDS && reading->items[around].names->len < MAX_FIELDS) {
        g_ptr_array_add(reading->items[around].names, g_strdup(local_name(element)));
        g_ptr_array_add(reading->items[around].texts, g_strdup(g_strstrip(reading->text->str)));
    }
    g_string_truncate(reading->text, 0);
}

static void on_text(GMarkupParseContext *context, const char *text, gsize len, void *user,
                    GError **error)
{
    const Reading *reading = user;
    (void)context, (void)error;
    if (reading->text->len + len <= PC_PHONE_NAME_MAX_LEN) {
        g_string_append_len(reading->text, text, (gssize)len);
    }
}

void pc_phone_list_xml(PcPhoneList *list, const char *text)
{
    static const GMarkupParser parser = {
        .start_element = on_start, .end_element = on_end, .text = on_text};
    Reading reading = {.list = list, .text = g_string_new(NULL)};
    for (Kind kind = 0; kind < N_KINDS; kind++) {
        reading.items[kind] =
            (Item){g_ptr_array_new_with_free_func(g_free), g_ptr_array_new_with_free_func(g_free)};
    }
    GMarkupParseContext *context =
        g_markup_parse_context_new(&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reading, NULL);
    const bool is_read = g_markup_parse_context_parse(context, text, (gssize)strlen(text), NULL);
    list->n_unknown += !is_read; // what stood before the fault counts
    if (!is_read || !g_markup_parse_context_end_parse(context, NULL)) {
        g_markup_parse_context_get_position(context, &list->broken_line, NULL);
    }
    g_markup_parse_context_free(context);
    for (Kind kind = 0; kind < N_KINDS; kind++) {
        take_item(&reading, kind); // where the file is cut
        g_ptr_array_unref(reading.items[kind].names);
        g_ptr_array_unref(reading.items[kind].texts);
    }
    g_string_free(reading.text, TRUE);
}
