// SPDX-License-Identifier: GPL-2.0-or-later
// Files that phones fetch in clear, trust lists and configurations, become what the same capture is
// judged by, where their signature does not fail. It does not know how they were carried.
#include "core/diagnosis/overheard_work.h"
#include "core/files/download.h"

// Phones whose configuration is kept.
enum { MAX_CONFIGURATIONS = 16384 };

static PcFetched *fetched_new(const PcOverheardFile *file, PcTrustList *list, PcConfigFile *config)
{
    PcFetched *fetched = pc_fetched_new();
    fetched->name = g_strdup(pc_download_base_name(file->name));
    fetched->device = pc_download_device(file->name);
    fetched->phone = g_strdup(file->phone);
    fetched->server = g_strdup(file->server);
    fetched->list = list;
    fetched->config = config;
    fetched->frame = file->frame;
    fetched->time = file->time;
    return fetched;
}

// The stores that this capture is judged by; the run's own stay as they are.
static const PcTrust *trust_of(const PcOverheard *overheard)
{
    return overheard->own_trust != NULL ? overheard->own_trust : pc_judge_trust(overheard->judge);
}

// A list names its signer and mostly holds its key; other files are checked under lists.
static PcListSignature signature_of(const PcOverheard *overheard, const PcFetched *fetched,
                                    PcBytes content)
{
    if (fetched->list != NULL && fetched->list->signature != PC_LIST_SIGNATURE_NOT_CHECKED) {
        return fetched->list->signature;
    }
    const bool is_whole = fetched->list == NULL || fetched->list->defect == NULL;
    if (!is_whole) {
        return PC_LIST_SIGNATURE_NOT_CHECKED;
    }
    const bool is_signed = fetched->list != NULL || fetched->config->is_signed;
    return is_signed ? pc_trust_check_signed(trust_of(overheard), fetched->device, content)
                     : PC_LIST_SIGNATURE_ABSENT;
}

static const char *who_fetched(const PcFetched *fetched)
{
    const char *who = fetched->device != NULL ? fetched->device : fetched->phone;
    return who != NULL ? who : "a phone";
}

static PcFinding *say_altered(const PcFetched *fetched)
{
    const char *note = fetched->list != NULL ? fetched->list->signature_note : NULL;
    return pc_finding_new(PC_FINDING_SIGNED_FILE_ALTERED,
                          "%s, which %s fetched from %s, does not verify, so it counts for nothing "
                          "here, and the phone does not take it: %s",
                          fetched->name, who_fetched(fetched),
                          fetched->server != NULL ? fetched->server : "its server",
                          note != NULL ? note : "none of the signers in its trust list signed it");
}

static PcFinding *say_unsigned(const PcFetched *fetched)
{
    return pc_finding_new(
        PC_FINDING_SIGNED_FILE_ALTERED,
        "%s, which %s fetched from %s, bears no signature, so it counts for nothing "
        "here, and no phone takes it",
        fetched->name, who_fetched(fetched),
        fetched->server != NULL ? fetched->server : "its server");
}

static void use_list(PcOverheard *overheard, const PcFetched *fetched)
{
    if (overheard->own_trust == NULL) {
        overheard->own_trust = pc_trust_copy(pc_judge_trust(overheard->judge));
        overheard->own_judge = pc_judge_apart(overheard->judge, overheard->own_trust);
    }
    fetched->list->signature = fetched->signature; // under its own signer, or an earlier list's
    pc_trust_add_fetched(overheard->own_trust, fetched->list, fetched->name, overheard->account);
}

static void use_configuration(PcOverheard *overheard, PcFetched *fetched)
{
    GHashTable *known = overheard->hearsay.configurations;
    // The short file that TFTP gives before an encrypted one says less than what is known already.
    const bool is_short = fetched->config->full_config == 0;
    if (is_short && fetched->device != NULL && g_hash_table_contains(known, fetched->device)) {
        return;
    }
    pc_overheard_learn(overheard, fetched->config);
    if (fetched->device == NULL) {
        return;
    }
    const PcFetched *older = g_hash_table_lookup(known, fetched->device);
    const size_t size = pc_config_file_held(fetched->config);
    const size_t freed = older != NULL ? pc_config_file_held(older->config) : 0;
    PcAccount *account = overheard->account;
    if ((older != NULL || g_hash_table_size(known) < MAX_CONFIGURATIONS) &&
        pc_account_fits(account, PC_HOLD_CONFIGURATIONS, size > freed ? size - freed : 0)) {
        pc_account_change(account, PC_HOLD_CONFIGURATIONS, size, freed);
        g_hash_table_replace(known, g_strdup(fetched->device), pc_fetched_ref(fetched));
    } else {
        pc_account_over(account, PC_HOLD_CONFIGURATIONS);
    }
}

static void use(PcOverheard *overheard, PcFetched *fetched)
{
    if (fetched->signature == PC_LIST_SIGNATURE_FAILED) {
        g_ptr_array_add(fetched->findings, say_altered(fetched));
    } else if (fetched->list != NULL && fetched->signature != PC_LIST_SIGNATURE_ABSENT) {
        use_list(overheard, fetched);
    } else if (fetched->list != NULL) {
        g_ptr_array_add(fetched->findings, say_unsigned(fetched));
    } else {
        use_configuration(overheard, fetched);
    }
    pc_phones_name(overheard->hearsay.phones, fetched->phone, PC_NAME_FETCHED, fetched->device);
    pc_phones_heard(overheard->hearsay.phones, fetched->phone, fetched->time,
                    fetched->list != NULL ? PC_DEED_LIST : PC_DEED_OTHER);
}

PcFetched *pc_overheard_file(PcOverheard *overheard, const PcOverheardFile *file)
{
    PcTrustList *list =
        pc_trust_list_looks_like(file->content) ? pc_trust_list_new(file->content) : NULL;
    PcConfigFile *config = list == NULL ? pc_config_file_new(file->content) : NULL;
    if (list == NULL && config == NULL) {
        return NULL;
    }
    PcFetched *fetched = fetched_new(file, list, config);
    fetched->signature = signature_of(overheard, fetched, file->content);
    use(overheard, fetched);
    return fetched;
}
