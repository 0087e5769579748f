// SPDX-License-Identifier: GPL-2.0-or-later
// The trust stores of the samples: which folder under captures/ holds which store with which CAs.
// The servers of the samples verify against the same lists that are written here as PEM files.
#include "captures/make/trust_folder.h"
#include "captures/make/openssl_auto.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/pem.h>

#define BIT(id) (1U << (id))
#define OLD_MIC_CAS (BIT(MK_CA_ROOT_2048) | BIT(MK_CA_MANUFACTURING) | BIT(MK_CA_ACT2_SUDI))
#define SHA2_MIC_CAS (BIT(MK_CA_ROOT_M2) | BIT(MK_CA_MANUFACTURING_SHA2))
#define HIGH_ASSURANCE_CAS (BIT(MK_CA_ROOT_2099) | BIT(MK_CA_HIGH_ASSURANCE))
#define MIC_CAS (OLD_MIC_CAS | SHA2_MIC_CAS | HIGH_ASSURANCE_CAS)
#define CAPF BIT(MK_CA_CAPF)
#define ENTERPRISE_CAS (BIT(MK_CA_ENTERPRISE_ROOT) | BIT(MK_CA_ENTERPRISE_ISSUING))

typedef struct StoreRow {
    const char *folder;
    const char *store;
    unsigned cas; // BIT() of each
} StoreRow;

static const StoreRow rows[] = {
    // The ordinary cluster. Its previous CAPF and the enterprise CA are left in CAPF-trust only.
    {"trust", "CallManager-trust", MIC_CAS | CAPF},
    {"trust", "CAPF-trust", MIC_CAS | CAPF | BIT(MK_CA_CAPF_OLD) | ENTERPRISE_CAS},
    {"trust", "dot1x", SHA2_MIC_CAS | CAPF},
    {"trust", "vpn", OLD_MIC_CAS | CAPF},
    // Somebody uploaded the issuing CA and forgot its root.
    {"trust-root-missing", "CallManager-trust", BIT(MK_CA_MANUFACTURING_SHA2) | CAPF},
    // A cluster from before the SHA-2 manufacturing CA.
    {"trust-before-sha2", "CallManager-trust", OLD_MIC_CAS | CAPF},
    {"trust-before-sha2", "CAPF-trust", OLD_MIC_CAS | CAPF},
    // The vendor's advice: MIC roots only where LSCs are enrolled.
    {"trust-mic-removed", "CallManager-trust", CAPF},
    {"trust-mic-removed", "CAPF-trust", MIC_CAS | CAPF},
    // A RADIUS server that knows the factory's CAs but no CAPF.
    {"trust-dot1x-mic-only", "dot1x", SHA2_MIC_CAS},
};

static GPtrArray *store_certificates(const MkPki *pki, const StoreRow *row)
{
    GPtrArray *certificates = g_ptr_array_new();
    for (MkCaId id = 0; id < MK_N_CAS; id++) {
        if ((row->cas & BIT(id)) != 0) {
            g_ptr_array_add(certificates, mk_pki_ca(pki, id)->certificate);
        }
    }
    return certificates;
}

GPtrArray *mk_trust_store(const MkPki *pki, const char *folder, const char *store)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_str_equal(rows[i].folder, folder) && g_str_equal(rows[i].store, store)) {
            return store_certificates(pki, &rows[i]);
        }
    }
    g_assert_not_reached();
}

static bool write_pem(const char *path, X509 *certificate, GError **error)
{
    g_autoptr(BIO) bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    char *text = NULL;
    const long len = BIO_get_mem_data(bio, &text);
    return g_file_set_contents(path, text, len, error);
}

static void remove_old_pems(const char *dir)
{
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    const char *name = NULL;
    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        if (g_str_has_suffix(name, ".pem")) {
            g_autofree char *path = g_build_filename(dir, name, NULL);
            g_unlink(path);
        }
    }
}

static bool write_store(const MkPki *pki, const StoreRow *row, const char *dir, GError **error)
{
    if (g_mkdir_with_parents(dir, 0755) != 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                    "%s: cannot make this folder", dir);
        return false;
    }
    remove_old_pems(dir);
    for (MkCaId id = 0; id < MK_N_CAS; id++) {
        if ((row->cas & BIT(id)) == 0) {
            continue;
        }
        g_autofree char *name = mk_ca_file_name(pki, id);
        g_autofree char *path = g_build_filename(dir, name, NULL);
        if (!write_pem(path, mk_pki_ca(pki, id)->certificate, error)) {
            return false;
        }
    }
    return true;
}

bool mk_trust_folders_write(const MkPki *pki, const char *captures_dir, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *dir = g_build_filename(captures_dir, rows[i].folder, rows[i].store, NULL);
        if (!write_store(pki, &rows[i], dir, error)) {
            return false;
        }
    }
    return true;
}
