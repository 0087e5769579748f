// SPDX-License-Identifier: GPL-2.0-or-later
// Turns client certificates into files whose names say whose they are.
#include "analyzer/report/extract.h"

#include "analyzer/report/output.h"
#include "core/bytes/keyed_hash.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

enum { FOLDER_MODE = 0777, PEM_LINE = 64, MAX_NAME = 100 };

struct PcExtract {
    char *folder;
    GHashTable *done; // sha256
};

PcExtract *pc_extract_new(const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", folder,
                    g_strerror(errno));
        return NULL;
    }
    PcExtract *extract = g_new(PcExtract, 1);
    extract->folder = g_strdup(folder);
    extract->done = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    return extract;
}

void pc_extract_free(PcExtract *extract)
{
    if (extract != NULL) {
        g_hash_table_unref(extract->done);
        g_free(extract->folder);
        g_free(extract);
    }
}

// file_name keeps of a device's name what is harmless in a path and on a command line.
static char *file_name(const PcSession *session, const char *sha256)
{
    const char *device = session->device != NULL ? session->device : "unnamed";
    const char *type = session->type != NULL ? session->type : "unknown";
    g_autofree char *name = g_strndup(device, MAX_NAME);
    g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-", '_');
    if (name[0] == '-') {
        name[0] = '_';
    }
    return g_strdup_printf("%s-%s-%s.pem", name, type, sha256);
}

static void append_pem(GString *out, GBytes *der)
{
    size_t len = 0;
    const uint8_t *bytes = g_bytes_get_data(der, &len);
    g_autofree char *text = g_base64_encode(bytes, len);
    g_string_append(out, "-----BEGIN CERTIFICATE-----\n");
    for (size_t at = 0; at < strlen(text); at += PEM_LINE) {
        g_string_append_printf(out, "%.*s\n", (int)PEM_LINE, text + at);
    }
    g_string_append(out, "-----END CERTIFICATE-----\n");
}

bool pc_extract_session(PcExtract *extract, const PcSession *session, GError **error)
{
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    if (leaf == NULL || leaf->der == NULL ||
        !g_hash_table_add(extract->done, g_strdup(leaf->sha256))) {
        return true;
    }
    g_autofree char *name = file_name(session, leaf->sha256);
    g_autofree char *path = g_build_filename(extract->folder, name, NULL);
    PcOutput *output = pc_output_open_over(path, error);
    if (output == NULL) {
        return false;
    }
    append_pem(pc_output_buffer(output), leaf->der);
    return pc_output_close(output, error);
}
