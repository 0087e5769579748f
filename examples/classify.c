// SPDX-License-Identifier: GPL-2.0-or-later
// classify FILE: reads one certificate out of a file (PEM, DER, PKCS#7 or PKCS#12 without password)
// and prints whether it is an LSC, a MIC or something else, and whose. It uses nothing but the
// installed library: cc classify.c $(pkg-config --cflags --libs libphonecert)
#include "core/certificate/identity.h"

static int classify(const PcCertificate *certificate)
{
    if (certificate->malformed) {
        g_printerr("classify: malformed certificate: %s\n", certificate->defect);
        return 1;
    }
    g_autoptr(PcIdentity) identity = pc_identity_new(certificate, NULL);
    g_print("%s\t%s\t%s\n", pc_type_name(identity->type),
            identity->device != NULL ? identity->device : "-",
            identity->issuer != NULL ? identity->issuer : "-");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        g_printerr("usage: classify FILE\n");
        return 2;
    }
    g_autofree char *text = NULL;
    size_t text_len = 0;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(argv[1], &text, &text_len, &error)) {
        g_printerr("classify: %s\n", error->message);
        return 2;
    }
    PcBytes content = {.data = (const uint8_t *)text, .len = text_len};
    g_autoptr(GPtrArray) certificates = pc_certificate_list_from_bytes(content, NULL);
    if (certificates->len == 0) {
        g_printerr("classify: no certificate in %s\n", argv[1]);
        return 1;
    }
    return classify(g_ptr_array_index(certificates, 0));
}
