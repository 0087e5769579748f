// SPDX-License-Identifier: GPL-2.0-or-later
// Files that phones fetch in clear become what the same capture's handshakes are judged by. It does
// not know how they were carried.
#include "core/overheard.h"

struct PcOverheard {
    PcJudge *judge;     // the run's
    PcTrust *own_trust; // its stores and the trust lists seen here; NULL: none was seen
    PcJudge *own_judge; // judges by them; NULL without
};

PcOverheard *pc_overheard_new(PcJudge *judge)
{
    PcOverheard *overheard = g_new0(PcOverheard, 1);
    overheard->judge = judge;
    return overheard;
}

void pc_overheard_free(PcOverheard *overheard)
{
    if (overheard != NULL) {
        pc_judge_free(overheard->own_judge);
        pc_trust_free(overheard->own_trust);
        g_free(overheard);
    }
}

// ---- names of files ---------------------------------------------------------------------------

// What phones ask for (Cisco 213407): the device's name stands between the two.
static const struct {
    const char *before, *after;
} file_names[] = {
    {"CTL", ".tlv"},      {"ITL", ".tlv"},          {"", ".cnf.xml"},
    {"", ".cnf.xml.sgn"}, {"", ".cnf.xml.enc.sgn"},
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && g_ascii_strcasecmp(&text[len - end_len], end) == 0;
}

char *pc_overheard_device(const char *file_name)
{
    const char *name = base_name(file_name);
    for (size_t i = 0; i < G_N_ELEMENTS(file_names); i++) {
        const size_t before = strlen(file_names[i].before), after = strlen(file_names[i].after);
        if (g_ascii_strncasecmp(name, file_names[i].before, before) == 0 &&
            ends_with(name, file_names[i].after) && strlen(name) > before + after) {
            g_autofree char *device = g_ascii_strup(&name[before], -1);
            device[strlen(device) - after] = '\0';
            return strcmp(device, "FILE") != 0 && strcmp(device, "XMLDEFAULT") != 0
                       ? g_steal_pointer(&device)
                       : NULL;
        }
    }
    return NULL;
}

// ---- files ------------------------------------------------------------------------------------

static PcFinding *say_altered(const PcOverheardFile *file, const char *why)
{
    g_autofree char *device = pc_overheard_device(file->name);
    const char *who = device != NULL ? device : file->phone;
    return pc_finding_new(PC_FINDING_SIGNED_FILE_ALTERED,
                          "%s, which %s fetched from %s, does not verify, so it counts for nothing "
                          "here, and the phone does not take it: %s",
                          base_name(file->name), who != NULL ? who : "a phone",
                          file->server != NULL ? file->server : "its server", why);
}

static void use_list(PcOverheard *overheard, PcTrustList *list, const char *name)
{
    if (overheard->own_trust == NULL) {
        overheard->own_trust = pc_trust_copy(pc_judge_trust(overheard->judge));
        overheard->own_judge = pc_judge_apart(overheard->judge, overheard->own_trust);
    }
    pc_trust_add_fetched(overheard->own_trust, list, name);
}

GPtrArray *pc_overheard_file(PcOverheard *overheard, const PcOverheardFile *file)
{
    g_autoptr(PcTrustList) list =
        pc_trust_list_looks_like(file->content) ? pc_trust_list_new(file->content) : NULL;
    if (list == NULL) {
        return NULL;
    }
    if (list->signature != PC_LIST_SIGNATURE_FAILED) {
        use_list(overheard, list, file->name);
        return NULL;
    }
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    g_ptr_array_add(findings, say_altered(file, list->signature_note));
    return findings;
}

PcJudgement *pc_overheard_judge(PcOverheard *overheard, const PcHandshake *handshake)
{
    PcJudge *judge = overheard->own_judge != NULL ? overheard->own_judge : overheard->judge;
    return pc_judge(judge, handshake);
}
