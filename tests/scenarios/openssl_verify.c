// SPDX-License-Identifier: GPL-2.0-or-later
// Writes leaf, chain and store as PEM files into a folder of its own and runs `openssl verify` over
// them, with no other anchors and with the purpose and level that core uses.
#include "tests/scenarios/openssl_verify.h"
#include "core/certificate/certificate.h"
#include <glib/gstdio.h>

bool openssl_is_there(void)
{
    g_autofree char *path = g_find_program_in_path("openssl");
    return path != NULL;
}

static void append_pem(GString *out, const PcCertificate *certificate)
{
    gsize len = 0;
    const guchar *der = g_bytes_get_data(certificate->der, &len);
    g_autofree char *base64 = g_base64_encode(der, len);
    g_string_append(out, "-----BEGIN CERTIFICATE-----\n");
    for (const char *at = base64; *at != '\0';) {
        const size_t n = MIN(strlen(at), (size_t)64);
        g_string_append_len(out, at, (gssize)n);
        g_string_append_c(out, '\n');
        at += n;
    }
    g_string_append(out, "-----END CERTIFICATE-----\n");
}

static char *write_pems(const char *folder, const char *name, const GPtrArray *certificates,
                        guint first, guint end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = first; i < end; i++) {
        append_pem(text, g_ptr_array_index(certificates, i));
    }
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
    return path;
}

static bool run(char **arguments, char **said)
{
    g_autofree char *out = NULL, *errors = NULL;
    int status = 0;
    GError *error = NULL;
    g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &errors, &status,
                 &error);
    g_assert_no_error(error);
    *said = g_strdelimit(g_strconcat(out, errors, NULL), "\n", ' ');
    return status == 0;
}

bool openssl_verify(const OpensslQuestion *question, char **said)
{
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_assert_nonnull(folder);
    g_autofree char *leaf = write_pems(folder, "leaf.pem", question->chain, 0, 1);
    g_autofree char *sent =
        write_pems(folder, "sent.pem", question->chain, 1, question->chain->len);
    g_autofree char *store =
        write_pems(folder, "store.pem", question->store, 0, question->store->len);
    g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, question->time);
    char *arguments[] = {"openssl",    "verify",      "-attime",     when,
                         "-purpose",   "any",         "-auth_level", question->strict ? "2" : "0",
                         "-no-CApath", "-no-CAstore", "-CAfile",     store,
                         leaf,         NULL,          NULL,          NULL};
    if (question->chain->len > 1) {
        arguments[12] = "-untrusted";
        arguments[13] = sent;
        arguments[14] = leaf;
    }
    const bool accepted = run(arguments, said);
    g_unlink(leaf);
    g_unlink(sent);
    g_unlink(store);
    g_rmdir(folder);
    return accepted;
}
