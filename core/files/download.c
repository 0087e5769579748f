// SPDX-License-Identifier: GPL-2.0-or-later
// One table of the names of files that phones fetch, and what they tell.
#include "core/files/download.h"

#include "core/bytes/lexer.h"
#include "core/bytes/text.h"

char *pc_download_name(PcBytes path)
{
    PcBytes rest = pc_lex_until(&path, "?#");
    PcBytes name;
    do {
        name = pc_lex_until(&rest, "/\\");
    } while (pc_bytes_skip(&rest, 1));
    return pc_text_clean(name, PC_DOWNLOAD_MAX_NAME);
}

// What phones ask for (Cisco 213407): the device's name stands between the two.
typedef struct {
    const char *before, *after;
    bool is_list;
} FileName;

static const FileName file_names[] = {
    {"CTL", ".tlv", true},       {"ITL", ".tlv", true},           {"", ".cnf.xml", false},
    {"", ".cnf.xml.sgn", false}, {"", ".cnf.xml.enc.sgn", false},
};

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && g_ascii_strcasecmp(&text[len - end_len], end) == 0;
}

static const FileName *row_of(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(file_names); i++) {
        const FileName *row = &file_names[i];
        if (g_ascii_strncasecmp(name, row->before, strlen(row->before)) == 0 &&
            ends_with(name, row->after)) {
            return row;
        }
    }
    return NULL;
}

bool pc_download_is_wanted(const char *name)
{
    return row_of(name) != NULL;
}

const char *pc_download_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

char *pc_download_device(const char *file_name)
{
    const char *name = pc_download_base_name(file_name);
    const FileName *row = row_of(name);
    const size_t before = row != NULL ? strlen(row->before) : 0;
    const size_t after = row != NULL ? strlen(row->after) : 0;
    if (row == NULL || strlen(name) <= before + after) {
        return NULL;
    }
    g_autofree char *device = g_ascii_strup(&name[before], -1);
    device[strlen(device) - after] = '\0';
    // CTLFile.tlv, ITLFile.tlv and XMLDefault.cnf.xml are for everybody.
    return strcmp(device, "FILE") != 0 && strcmp(device, "XMLDEFAULT") != 0
               ? g_steal_pointer(&device)
               : NULL;
}

char *pc_download_list_of_one(const char *file_name)
{
    g_autofree char *device = file_name != NULL ? pc_download_device(file_name) : NULL;
    const char *name = device != NULL ? pc_download_base_name(file_name) : NULL;
    return name != NULL && row_of(name)->is_list ? g_ascii_strup(name, -1) : NULL;
}
