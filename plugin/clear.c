// SPDX-License-Identifier: GPL-2.0-or-later
// Hands on to core what was said in clear, and keeps its answers.
#include "plugin/clear.h"

#include "core/observe/heard.h"

static void clear_free(void *data)
{
    PcClear *clear = data;
    pc_fetched_unref(clear->fetched);
    g_clear_pointer(&clear->content, g_bytes_unref);
    g_clear_pointer(&clear->findings, g_ptr_array_unref);
    g_free(clear->line);
    g_free(clear);
}

GPtrArray *pc_clears_new(void)
{
    return g_ptr_array_new_with_free_func(clear_free);
}

static PcClear *add(GPtrArray *clears)
{
    PcClear *clear = g_new0(PcClear, 1);
    g_ptr_array_add(clears, clear);
    return clear;
}

const PcClear *pc_clear_download(GPtrArray *clears, PcOverheard *overheard,
                                 const PcDownload *download)
{
    const PcOverheardFile file = pc_heard_file(download);
    PcFetched *fetched = pc_overheard_file(overheard, &file);
    if (fetched == NULL) {
        return NULL;
    }
    PcClear *clear = add(clears);
    clear->fetched = fetched;
    clear->content = g_bytes_ref(download->content);
    return clear;
}

// Takes both; nothing is wrong where there are no findings.
static const PcClear *add_line(GPtrArray *clears, char *line, GPtrArray *findings)
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

const PcClear *pc_clear_named(GPtrArray *clears, PcOverheard *overheard,
                              const PcOverheardName *name)
{
    GPtrArray *findings = pc_overheard_registers(overheard, name);
    return add_line(clears, pc_heard_name_line(name->device), findings);
}

const PcClear *pc_clear_answered(GPtrArray *clears, PcOverheard *overheard,
                                 const PcOverheardAnswer *answer)
{
    GPtrArray *findings = pc_overheard_answered(overheard, answer);
    return add_line(clears, pc_heard_answer_line(answer->status), findings);
}

const PcClear *pc_clear_attempt(GPtrArray *clears, PcOverheard *overheard,
                                const PcOverheardAttempt *attempt)
{
    char *line = pc_heard_attempt_line(attempt->server, attempt->refused);
    return add_line(clears, line, pc_overheard_attempt(overheard, attempt));
}

static const PcClear *add_words(GPtrArray *clears, PcFindingId id, char *words)
{
    if (words == NULL) {
        return NULL;
    }
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    g_ptr_array_add(findings, pc_finding_new(id, "%s", words));
    return add_line(clears, words, findings);
}

const PcClear *pc_clear_bound(GPtrArray *clears, char *words)
{
    return add_words(clears, PC_FINDING_EVIDENCE_LIMITED, words);
}

const PcClear *pc_clear_silence(GPtrArray *clears, char *words)
{
    return add_words(clears, PC_FINDING_CAPTURE_SILENT, words);
}

char *pc_clear_line(const PcClear *clear)
{
    return clear->fetched == NULL ? g_strdup(clear->line) : pc_heard_file_line(clear->fetched);
}

const GPtrArray *pc_clear_findings(const PcClear *clear)
{
    return clear->fetched != NULL ? clear->fetched->findings : clear->findings;
}
