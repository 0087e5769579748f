// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert case`: takes a customer's case as it came, hands what is in it to a scan, and says
// what was read as what.
#include "analyzer/command/command.h"

#include "analyzer/command/case/sort.h"
#include "analyzer/command/scan/options.h"
#include "analyzer/command/scan/scan.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/text/layout.h"
#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMN = 2, VALUE_COLUMN = 13, MAX_NAMED = 3 };

// A list of options of a scan that grows.
typedef struct {
    GPtrArray *captures, *trust, *logs; // of char *
    GPtrArray *phones, *lsc_issuers;    // of char *
    const char *keys;                   // lent; NULL: none
} Use;

static void use_part(Use *use, const PcCasePart *part)
{
    GPtrArray *const lists[PC_CASE_N_KINDS] = {
        [PC_CASE_CAPTURE] = use->captures, [PC_CASE_TRUST_LIST] = use->trust,
        [PC_CASE_STORE] = use->trust,      [PC_CASE_LOG] = use->logs,
        [PC_CASE_PHONES] = use->phones,
    };
    if (part->kind == PC_CASE_KEYS && use->keys == NULL) {
        use->keys = part->path;
    }
    if (part->shows_stores) {
        g_ptr_array_add(use->trust, g_strdup(part->path));
    }
    if (part->shows_capf) {
        g_ptr_array_add(use->lsc_issuers, g_strdup(part->path));
    }
    if (lists[part->kind] != NULL) {
        g_ptr_array_add(lists[part->kind], part->store != NULL
                                               ? g_strdup_printf("%s=%s", part->store, part->path)
                                               : g_strdup(part->path));
    }
}

// also puts what was found behind what the user gave.
static void also(char ***given, GPtrArray *found)
{
    GPtrArray *all = g_ptr_array_new();
    for (size_t i = 0; *given != NULL && (*given)[i] != NULL; i++) {
        g_ptr_array_add(all, g_strdup((*given)[i]));
    }
    for (guint i = 0; i < found->len; i++) {
        g_ptr_array_add(all, g_strdup(g_ptr_array_index(found, i)));
    }
    g_ptr_array_add(all, NULL);
    g_strfreev(*given);
    *given = (char **)g_ptr_array_free(all, FALSE);
}

static void label(PcLayout *layout, const char *text)
{
    pc_layout_start(layout, LABEL_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, text);
    pc_layout_pad(layout, VALUE_COLUMN);
}

// tell_kind tells of a kind how many files are of it, and the first of them.
static void tell_kind(PcLayout *layout, const GPtrArray *parts, PcCaseKind kind, bool all)
{
    guint n = 0;
    for (guint i = 0; i < parts->len; i++) {
        const PcCasePart *part = g_ptr_array_index(parts, i);
        n += part->kind == kind;
    }
    if (n == 0) {
        return;
    }
    g_autofree char *count = g_strdup_printf("%u", n);
    label(layout, count);
    g_autofree char *name = g_strconcat(pc_case_kind_name(kind), ":", NULL);
    pc_layout_words(layout, PC_STYLE_BOLD, name);
    guint named = 0;
    for (guint i = 0; i < parts->len && (all || named < MAX_NAMED); i++) {
        const PcCasePart *part = g_ptr_array_index(parts, i);
        if (part->kind == kind) {
            pc_layout_piece(layout, PC_STYLE_PLAIN, named > 0 ? ", " : " ", part->path);
            named++;
        }
    }
    if (named < n) {
        pc_layout_piece(layout, PC_STYLE_DIM, ", ", "... (all with --verbose)");
    }
    pc_layout_end(layout);
}

// What the user could do with what was not used.
static const struct {
    PcCaseKind kind;
    const char *hint;
} hints[] = {
    {PC_CASE_CERTIFICATE,
     "certificates of no store are not used: --trust STORE=PATH names one's store"},
    {PC_CASE_CONFIGURATION, "phone configurations are shown by phonecert trust PATH"},
    {PC_CASE_ENCRYPTED, "encrypted phone configurations (.enc.sgn) only the phone can read: CUCM "
                        "Administration shows the settings on the phone's page and in its security "
                        "profile"},
    {PC_CASE_LOCKED, "PKCS#12 files that a password locks: --password-file FILE names it"},
    {PC_CASE_REPORT, "reports of earlier scans are merged by phonecert report PATH"},
};

static bool shows_stores(const PcCasePart *part)
{
    return part->shows_stores;
}

static bool shows_capf(const PcCasePart *part)
{
    return part->shows_capf;
}

static bool shows_own(const PcCasePart *part)
{
    return part->shows_own;
}

// What texts pasted from a terminal were used for besides what their lines say.
static const struct {
    bool (*does)(const PcCasePart *part);
    const char *what;
} shown[] = {
    {shows_stores, "certificates below `show cert trust STORE/FILE` are used as that store's:"},
    {shows_capf, "the certificate below `show cert own CAPF` is used as an issuer of LSCs:"},
    {shows_own, "certificates of a node itself (`show cert own`) are of no store:"},
};

static void tell_shown(PcLayout *layout, const GPtrArray *parts)
{
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        bool is_first = true;
        for (guint j = 0; j < parts->len; j++) {
            const PcCasePart *part = g_ptr_array_index(parts, j);
            if (!shown[i].does(part)) {
                continue;
            }
            if (is_first) {
                label(layout, "");
                pc_layout_words(layout, PC_STYLE_PLAIN, shown[i].what);
            }
            pc_layout_piece(layout, PC_STYLE_PLAIN, is_first ? " " : ", ", part->path);
            is_first = false;
        }
        if (!is_first) {
            pc_layout_end(layout);
        }
    }
}

static bool has_kind(const GPtrArray *parts, PcCaseKind kind)
{
    for (guint i = 0; i < parts->len; i++) {
        const PcCasePart *part = g_ptr_array_index(parts, i);
        if (part->kind == kind) {
            return true;
        }
    }
    return false;
}

static void tell_hints(PcLayout *layout, const GPtrArray *parts)
{
    tell_shown(layout, parts);
    for (size_t i = 0; i < G_N_ELEMENTS(hints); i++) {
        if (has_kind(parts, hints[i].kind)) {
            label(layout, "");
            pc_layout_words(layout, PC_STYLE_PLAIN, hints[i].hint);
            pc_layout_end(layout);
        }
    }
}

// Beside captures a scan says what is missing.
static void tell_missing(PcLayout *layout, const GPtrArray *parts)
{
    if (has_kind(parts, PC_CASE_CAPTURE) || !has_kind(parts, PC_CASE_LOG)) {
        return;
    }
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, "What is still missing to be sure");
    pc_layout_end(layout);
    pc_layout_start(layout, LABEL_COLUMN, LABEL_COLUMN);
    pc_layout_words(
        layout, PC_STYLE_PLAIN,
        "a capture is not in the case: it shows which certificate a phone shows and who "
        "ends the handshake, and stores and lists of phones are held against it "
        "(docs/collecting.md)");
    pc_layout_end(layout);
    pc_layout_end(layout);
}

// tell says what was read as what: below a report that is text, on standard error beside others.
static void tell(const GPtrArray *parts, const PcScanArguments *arguments)
{
    const PcSinkOptions *sink = &arguments->sink;
    bool is_below =
        sink->output == NULL && (sink->formats == NULL || strcmp(sink->formats[0], "text") == 0);
    PcReportOptions style = pc_terminal_style();
    g_autoptr(GString) out = g_string_new(NULL);
    PcLayout layout = {.out = out, .width = style.columns, .colour = is_below && style.colour};
    layout.ascii = style.ascii;
    tell_missing(&layout, parts);
    pc_layout_start(&layout, 0, 0);
    pc_layout_words(&layout, PC_STYLE_BOLD, "In the case");
    pc_layout_end(&layout);
    for (PcCaseKind kind = PC_CASE_EMPTY; kind < PC_CASE_N_KINDS; kind++) {
        tell_kind(&layout, parts, kind, arguments->verbose != FALSE);
    }
    tell_hints(&layout, parts);
    (void)fprintf(is_below ? stdout : stderr, "\n%s", out->str);
}

// show_logs is for a case without a capture: what its logs say by themselves.
static PcExit show_logs(const PcScanArguments *arguments, const GPtrArray *logs)
{
    static char verb[] = "log";
    static char format[] = "--format";
    static char end[] = "--";
    char **formats = arguments->sink.formats;
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, verb);
    if (formats != NULL) {
        g_ptr_array_add(argv, format);
        g_ptr_array_add(argv, formats[0]);
    }
    g_ptr_array_add(argv, end);
    for (guint i = 0; i < logs->len; i++) {
        g_ptr_array_add(argv, g_ptr_array_index(logs, i));
    }
    g_ptr_array_add(argv, NULL);
    return pc_command_log((int)argv->len - 1, (char **)argv->pdata);
}

static PcExit run_case(PcScanArguments *arguments)
{
    PcExit status = PC_EXIT_CLEAN;
    if (arguments->follow || g_strv_contains((const char *const *)arguments->inputs, "-")) {
        pc_complain("case: is a folder, an archive or files, all there; phonecert scan follows and "
                    "reads standard input");
        return PC_EXIT_TROUBLE;
    }
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) parts = pc_case_sort(arguments->inputs, errors);
    Use use = {
        .captures = g_ptr_array_new_with_free_func(g_free),
        .trust = g_ptr_array_new_with_free_func(g_free),
        .logs = g_ptr_array_new_with_free_func(g_free),
        .phones = g_ptr_array_new_with_free_func(g_free),
        .lsc_issuers = g_ptr_array_new_with_free_func(g_free),
    };
    for (guint i = 0; i < errors->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(errors, i));
        status = PC_EXIT_TROUBLE;
    }
    for (guint i = 0; i < parts->len; i++) {
        use_part(&use, g_ptr_array_index(parts, i));
    }
    if (use.captures->len > 0) {
        arguments->case_inputs = g_steal_pointer(&arguments->inputs);
        arguments->n_case_files = parts->len;
        also(&arguments->inputs, use.captures);
        also(&arguments->setup.trust, use.trust);
        also(&arguments->found_logs, use.logs);
        if (use.lsc_issuers->len > 0) {
            also(&arguments->setup.lsc_issuers, use.lsc_issuers);
        }
        arguments->keys = arguments->keys != NULL ? arguments->keys : g_strdup(use.keys);
        if (use.phones->len > 0) {
            also(&arguments->phones, use.phones);
        }
        PcExit of_scan = pc_scan_run(arguments);
        status = MAX(status, of_scan);
    } else if (use.logs->len > 0) {
        PcExit of_log = show_logs(arguments, use.logs);
        status = MAX(status, of_log);
    } else {
        pc_complain("%s: there is neither a capture nor a log in it", arguments->inputs[0]);
        status = PC_EXIT_TROUBLE;
    }
    tell(parts, arguments);
    g_ptr_array_unref(use.captures);
    g_ptr_array_unref(use.trust);
    g_ptr_array_unref(use.logs);
    g_ptr_array_unref(use.phones);
    g_ptr_array_unref(use.lsc_issuers);
    return status;
}

PcExit pc_command_case(int argc, char **argv)
{
    PcScanArguments arguments;
    PcExit status = PC_EXIT_TROUBLE;
    if (pc_scan_arguments_parse(&arguments, "case", argc, argv)) {
        if (arguments.version) {
            (void)printf("phonecert %s\n", PHONECERT_VERSION);
            status = PC_EXIT_CLEAN;
        } else {
            status = run_case(&arguments);
        }
    }
    pc_scan_arguments_clear(&arguments);
    return status;
}
