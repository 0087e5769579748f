// SPDX-License-Identifier: GPL-2.0-or-later
// make-captures DIR writes all sample captures and the trust folders that belong to them into DIR;
// make-captures --site DIR writes the made-up site and its trust folders instead.
#include "captures/make/samples.h"
#include "captures/make/site.h"
#include "captures/make/trust_folder.h"

#include <stdio.h>
#include <string.h>

#define KEY_BITS 2048
#define N_KEYS 1000
#define N_SITE_KEYS 16 // phones of the site share keys: it is about their number

static bool write_set(const MkStudio *studio, const MkSampleSet *set, const char *dir,
                      GError **error)
{
    for (size_t i = 0; i < set->n_samples; i++) {
        const unsigned number = set->first_number + (unsigned)i;
        if (!mk_sample_write(studio, &set->samples[i], number, dir, error)) {
            return false;
        }
    }
    return true;
}

static bool write_samples(const MkStudio *studio, const char *dir, GError **error)
{
    const MkSampleSet *const sets[] = {&mk_samples_tcp,   &mk_samples_eap,     &mk_samples_dtls,
                                       &mk_samples_tls13, &mk_samples_resumed, &mk_samples_inside,
                                       &mk_samples_names};
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        if (!write_set(studio, sets[i], dir, error)) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    const bool is_site = argc == 3 && strcmp(argv[1], "--site") == 0;
    if (argc != 2 && !is_site) {
        fprintf(stderr, "usage: make-captures [--site] DIR\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    const char *dir = argv[argc - 1];
    if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) {
        fprintf(stderr, "make-captures: %s: no such folder\n", dir);
        return 2;
    }
    g_autoptr(MkPki) pki = mk_pki_new();
    g_autoptr(MkKeyPool) keys = mk_key_pool_new(is_site ? N_SITE_KEYS : N_KEYS, KEY_BITS);
    const MkStudio studio = {.pki = pki, .keys = keys};
    if (!mk_trust_folders_write(pki, dir, &error) ||
        !(is_site ? mk_site_write : write_samples)(&studio, dir, &error)) {
        fprintf(stderr, "make-captures: %s\n", error->message);
        return 1;
    }
    return 0;
}
