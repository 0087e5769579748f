// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a file into a PcPhoneList, block by block up to the limit of one.
#include "analyzer/command/list.h"

#include "analyzer/read/members.h"
#include "analyzer/read/source.h"

static bool add_file(PcPhoneList *list, const char *path, GError **error)
{
    if (pc_archive_is(path)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "%s: is an archive; name the list that lies in it: %s!MEMBER", path, path);
        return false;
    }
    g_autoptr(PcSource) source = pc_source_open(path, error);
    if (source == NULL) {
        return false;
    }
    g_autoptr(GByteArray) content = g_byte_array_new();
    g_autofree uint8_t *block = g_malloc(PC_SOURCE_BLOCK);
    size_t n;
    while ((n = pc_source_read(source, block, PC_SOURCE_BLOCK)) > 0) {
        if (content->len + n > PC_PHONE_LIST_MAX_LEN) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: is too large for a list",
                        path);
            return false;
        }
        g_byte_array_append(content, block, (guint)n);
    }
    if (pc_source_broken(source) != NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: %s", path, pc_source_broken(source));
        return false;
    }
    pc_phone_list_add(list, pc_bytes(content->data, content->len));
    return true;
}

PcPhoneList *pc_list_read(char *const *paths, GError **error)
{
    g_autoptr(PcPhoneList) list = pc_phone_list_new((PcBytes){0});
    for (size_t i = 0; paths[i] != NULL; i++) {
        guint before = list->phones->len;
        if (!add_file(list, paths[i], error)) {
            return NULL;
        }
        if (list->phones->len == before && i == 0) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: names no phone", paths[i]);
            return NULL;
        }
    }
    return g_steal_pointer(&list);
}
