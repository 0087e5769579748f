// SPDX-License-Identifier: GPL-2.0-or-later
// Hands on to core what was said in clear, and keeps its answers.
#include "plugin/clear.h"

struct PcClears {
    GPtrArray *all; // of PcClear
};

static void clear_free(void *data)
{
    PcClear *clear = data;
    pc_fetched_unref(clear->fetched);
    g_clear_pointer(&clear->content, g_bytes_unref);
    g_clear_pointer(&clear->findings, g_ptr_array_unref);
    g_free(clear->line);
    g_free(clear);
}

PcClears *pc_clears_new(void)
{
    PcClears *clears = g_new0(PcClears, 1);
    clears->all = g_ptr_array_new_with_free_func(clear_free);
    return clears;
}

void pc_clears_free(PcClears *clears)
{
    if (clears != NULL) {
        g_ptr_array_unref(clears->all);
        g_free(clears);
    }
}

static PcClear *add(PcClears *clears)
{
    PcClear *clear = g_new0(PcClear, 1);
    g_ptr_array_add(clears->all, clear);
    return clear;
}

const PcClear *pc_clear_download(PcClears *clears, PcOverheard *overheard,
                                 const PcDownload *download)
{
    const PcOverheardFile file = {.name = download->name,
                                  .content = pc_bytes_of(download->content),
                                  .phone = download->phone.address,
                                  .server = download->server.address,
                                  .frame = download->frame,
                                  .time = download->time};
    PcFetched *fetched = pc_overheard_file(overheard, &file);
    if (fetched == NULL) {
        return NULL;
    }
    PcClear *clear = add(clears);
    clear->fetched = fetched;
    clear->content = g_bytes_ref(download->content);
    return clear;
}

// Takes both.
static const PcClear *add_registration(PcClears *clears, char *line, GPtrArray *findings)
{
    if (findings == NULL) {
        g_free(line);
        return NULL;
    }
    PcClear *clear = add(clears);
    clear->line = line;
    clear->findings = findings;
    return clear;
}

const PcClear *pc_clear_named(PcClears *clears, PcOverheard *overheard, const PcOverheardName *name)
{
    GPtrArray *findings = pc_overheard_registers(overheard, name);
    return add_registration(clears, g_strdup_printf("%s registers in clear", name->device),
                            findings);
}

const PcClear *pc_clear_answered(PcClears *clears, PcOverheard *overheard,
                                 const PcOverheardAnswer *answer)
{
    GPtrArray *findings = pc_overheard_answered(overheard, answer);
    return add_registration(
        clears, g_strdup_printf("answer %d to a REGISTER in clear", answer->status), findings);
}
