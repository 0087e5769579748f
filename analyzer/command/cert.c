// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert cert`: classifies certificate files as if a phone had shown them, and asks every store
// that was given.
#include "analyzer/command/command.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/command/setup.h"
#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/json.h"
#include "analyzer/report/steps.h"
#include "analyzer/report/text/layout.h"
#include "core/certificate/identity.h"
#include "core/certificate/usage.h"
#include "core/diagnosis/diagnosis.h"
#include "core/field/devices.h"
#include "core/files/known_file.h"
#include "core/trust/folder.h"
#include <stdio.h>
#include <string.h>

enum { LABEL_COLUMN = 2, VALUE_COLUMN = 14, DAY = 24 * 60 * 60 };

typedef struct {
    PcSetupOptions options;
    PcSetup setup;
    char *format;
    char **inputs;
    guint n_found;
    bool in_trouble;
    int64_t now;
} CertRun;

// One certificate of a file and what can be said of it.
typedef struct {
    const char *path;
    const PcCertificate *certificate;
    const GPtrArray *chain; // it, and after it the others of the file
    PcIdentity *identity;
} Subject;

static void write_verdicts_json(CertRun *run, PcJson *json, const Subject *subject)
{
    const GPtrArray *stores = pc_trust_stores(run->setup.trust);
    pc_json_open_array(json, "verdicts");
    for (guint i = 0; i < stores->len; i++) {
        PcTrustAnswer answer = {0};
        const char *store = g_ptr_array_index(stores, i);
        pc_trust_judge(run->setup.trust, store, subject->chain, run->now, &answer);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "store", store);
        pc_json_string(json, "verdict", pc_verdict_name(answer.verdict));
        pc_json_string(json, "reason", answer.reason);
        pc_json_close_object(json);
        pc_trust_answer_clear(&answer);
    }
    pc_json_close_array(json);
}

// Who will refuse it for its own usages or, with the name of that, a CA's above it; NULL: nobody.
// Caller frees.
static char *refusal_of(const CertRun *run, const Subject *subject)
{
    const char *refusal = pc_usage_refusal(subject->certificate);
    if (refusal != NULL) {
        return g_strdup(refusal);
    }
    const PcCertificate *ca =
        pc_trust_ca_without_client(run->setup.trust, subject->chain, subject->certificate);
    return ca != NULL ? g_strdup_printf("%s above it: %s",
                                        ca->subject_cn != NULL ? ca->subject_cn : ca->subject,
                                        pc_usage_refusal(ca))
                      : NULL;
}

// The finding that it is over or soon will be, with whom its remedy is for; NULL: none.
static const PcFindingRow *expiry_of(const CertRun *run, const Subject *subject, PcStepsFor *whom)
{
    const PcIdentity *identity = subject->identity;
    const PcJudgeOptions *judge = &run->setup.judge;
    const PcFindingId id =
        pc_diagnose_expiry(identity->type, subject->certificate, run->now, judge->near_expiry_days);
    *whom = (PcStepsFor){
        judge->release, pc_device_family(identity->model),
        pc_holder(pc_device_kind_name(identity->device_kind), identity->type == PC_TYPE_LSC)};
    return id < PC_N_FINDINGS && !subject->certificate->is_ca ? pc_finding_row(id) : NULL;
}

static int64_t days_left(const CertRun *run, const PcCertificate *certificate)
{
    const int64_t left = certificate->not_after - run->now;
    return left / DAY - (left % DAY < 0 ? 1 : 0);
}

static void write_expiry_json(const CertRun *run, PcJson *json, const Subject *subject)
{
    static const PcStepId nothing = PC_STEP_END;
    const PcCertificate *certificate = subject->certificate;
    PcStepsFor whom;
    const PcFindingRow *row = expiry_of(run, subject, &whom);
    pc_json_known_integer(json, "days_left", days_left(run, certificate),
                          certificate->has_validity);
    pc_json_string(json, "finding", row != NULL ? row->id : NULL);
    pc_steps_json(json, row != NULL ? row->steps : &nothing, &whom);
}

static void write_json(CertRun *run, GString *out, const Subject *subject)
{
    const PcCertificate *certificate = subject->certificate;
    const PcIdentity *identity = subject->identity;
    PcMoment from = pc_moment_second(certificate->not_before);
    PcMoment until = pc_moment_second(certificate->not_after);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.certificate/1");
    pc_json_string(&json, "file", subject->path);
    pc_json_string(&json, "type", pc_type_name(identity->type));
    pc_json_string(&json, "issuer_tag", pc_issuer_tag_name(identity->issuer_tag));
    pc_json_string(&json, "issuer", identity->issuer);
    pc_json_string(&json, "device", identity->device);
    pc_json_string(&json, "device_kind", pc_device_kind_name(identity->device_kind));
    pc_json_string(&json, "model", identity->model);
    pc_json_string(&json, "mac", identity->mac);
    pc_json_string(&json, "product_serial", identity->product_serial);
    pc_json_string(&json, "sha256", certificate->sha256);
    pc_json_string(&json, "subject", certificate->subject);
    pc_json_string(&json, "issuer_dn", certificate->issuer);
    pc_json_string(&json, "serial", certificate->serial);
    pc_json_string(&json, "not_before", certificate->has_validity ? from.text : NULL);
    pc_json_string(&json, "not_after", certificate->has_validity ? until.text : NULL);
    pc_json_string(&json, "key", certificate->key);
    pc_json_string(&json, "signature", certificate->signature);
    pc_json_bool(&json, "ca", certificate->is_ca);
    g_autofree char *usage = pc_key_usage_text(certificate);
    g_autofree char *purposes = pc_extended_key_usage_text(certificate);
    pc_json_string(&json, "key_usage", usage);
    pc_json_string(&json, "extended_key_usage", purposes);
    g_autofree char *refusal = refusal_of(run, subject);
    pc_json_string(&json, "usage_refusal", refusal);
    pc_json_string(&json, "genuine", pc_genuine_name(identity->genuine));
    pc_json_string(&json, "defect", certificate->defect);
    write_verdicts_json(run, &json, subject);
    write_expiry_json(run, &json, subject);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void tell(PcLayout *layout, const char *label, PcStyle style, const char *value)
{
    if (value != NULL) {
        pc_layout_start(layout, LABEL_COLUMN, VALUE_COLUMN);
        pc_layout_words(layout, PC_STYLE_DIM, label);
        pc_layout_pad(layout, VALUE_COLUMN);
        pc_layout_words(layout, style, value);
        pc_layout_end(layout);
    }
}

// headline says in a line what it is: "LSC · CAPF-0992727f · SEP2C3124C9F8E1 · CP-8861".
static void tell_headline(PcLayout *layout, const Subject *subject)
{
    const PcIdentity *identity = subject->identity;
    const PcCertificate *certificate = subject->certificate;
    const char *kind = certificate->is_ca ? "CA certificate" : pc_type_name(identity->type);
    const char *name =
        certificate->is_ca || identity->device == NULL ? certificate->subject_cn : identity->device;
    const char *pieces[] = {certificate->malformed ? "malformed" : kind, name, identity->model,
                            certificate->is_ca ? NULL : identity->issuer};
    pc_layout_start(layout, 0, LABEL_COLUMN);
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        if (pieces[i] != NULL) {
            pc_layout_piece(layout, i == 0 ? PC_STYLE_BOLD : PC_STYLE_PLAIN, " · ", pieces[i]);
        }
    }
    pc_layout_end(layout);
}

static void tell_verdicts(CertRun *run, PcLayout *layout, const Subject *subject)
{
    const GPtrArray *stores = pc_trust_stores(run->setup.trust);
    for (guint i = 0; i < stores->len; i++) {
        PcTrustAnswer answer = {0};
        const char *store = g_ptr_array_index(stores, i);
        pc_trust_judge(run->setup.trust, store, subject->chain, run->now, &answer);
        g_autofree char *line =
            g_strdup_printf("%s: %s (%s)", store, pc_verdict_name(answer.verdict), answer.reason);
        bool is_good = answer.verdict == PC_VERDICT_TRUSTED;
        tell(layout, i == 0 ? "verdict" : "", is_good ? PC_STYLE_GREEN : PC_STYLE_RED, line);
        pc_trust_answer_clear(&answer);
    }
}

static void tell_usages(const CertRun *run, PcLayout *layout, const Subject *subject)
{
    const PcCertificate *certificate = subject->certificate;
    g_autofree char *refusal = refusal_of(run, subject);
    g_autofree char *usage = pc_key_usage_text(certificate);
    g_autofree char *purposes = pc_extended_key_usage_text(certificate);
    tell(layout, "key usage", PC_STYLE_PLAIN, usage);
    tell(layout, "ext usage", PC_STYLE_PLAIN, purposes);
    tell(layout, "refused", PC_STYLE_YELLOW, refusal);
}

// What the end of its validity asks for, in the words and steps of the finding.
static void tell_expiry(const CertRun *run, PcLayout *layout, const Subject *subject)
{
    PcStepsFor whom;
    const PcFindingRow *row = expiry_of(run, subject, &whom);
    if (row == NULL) {
        return;
    }
    g_autofree char *days = g_strdup_printf("%s: %" G_GINT64_FORMAT " days left", row->id,
                                            days_left(run, subject->certificate));
    const bool is_error = row->severity == PC_SEVERITY_ERROR;
    tell(layout, pc_severity_name(row->severity), is_error ? PC_STYLE_RED : PC_STYLE_YELLOW, days);
    pc_layout_start(layout, VALUE_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_BOLD, "What to do");
    pc_layout_end(layout);
    pc_layout_steps(layout, pc_finding_remedy(row, &whom), VALUE_COLUMN);
}

static void write_text(CertRun *run, GString *out, const Subject *subject)
{
    const PcCertificate *certificate = subject->certificate;
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {.out = out, .width = style.columns, .colour = style.colour};
    layout.ascii = style.ascii;
    PcMoment from = pc_moment_second(certificate->not_before);
    PcMoment until = pc_moment_second(certificate->not_after);
    g_autofree char *validity = g_strdup_printf("%s to %s", from.text, until.text);
    g_autofree char *key = g_strdup_printf("%s, %s", certificate->key, certificate->signature);
    const char *genuine = pc_genuine_name(subject->identity->genuine);
    tell_headline(&layout, subject);
    tell(&layout, "file", PC_STYLE_PLAIN, subject->path);
    tell(&layout, "defect", PC_STYLE_RED, certificate->defect);
    tell(&layout, "subject", PC_STYLE_PLAIN, certificate->subject);
    tell(&layout, "issuer", PC_STYLE_PLAIN, certificate->issuer);
    tell(&layout, "serial", PC_STYLE_PLAIN, certificate->serial);
    tell(&layout, "validity", PC_STYLE_PLAIN, certificate->has_validity ? validity : NULL);
    tell(&layout, "key", PC_STYLE_PLAIN, certificate->malformed ? NULL : key);
    tell_usages(run, &layout, subject);
    tell(&layout, "genuine", PC_STYLE_PLAIN, genuine);
    tell(&layout, "sha256", PC_STYLE_PLAIN, certificate->sha256);
    tell_verdicts(run, &layout, subject);
    tell_expiry(run, &layout, subject);
    pc_layout_end(&layout);
}

// chain_from gives the certificate first and the others of its file after it, as path material.
static GPtrArray *chain_from(const GPtrArray *found, guint first)
{
    GPtrArray *chain = g_ptr_array_new();
    g_ptr_array_add(chain, g_ptr_array_index(found, first));
    for (guint i = 0; i < found->len; i++) {
        if (i != first) {
            g_ptr_array_add(chain, g_ptr_array_index(found, i));
        }
    }
    return chain;
}

// classify_file tells of what is in a file. One that was found in a folder or an archive and holds
// no certificate is passed over.
static void classify_file(CertRun *run, const PcInput *input)
{
    const char *path = input->path;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = input->from_folder ? pc_read_file_up_to(path, PC_TRUST_MAX_FILE, NULL)
                                                 : pc_read_file(path, &error);
    if (error != NULL) {
        pc_complain("%s", error->message);
        run->in_trouble = true;
    }
    if (bytes == NULL) {
        return;
    }
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(pc_bytes_of(bytes), NULL);
    run->n_found += found->len;
    if (found->len == 0 && !input->from_folder) {
        const char *known = pc_known_file_text(pc_known_file(pc_bytes_of(bytes)));
        pc_complain("%s: %s", path,
                    pc_file_is_locked(bytes) ? pc_file_locked_text()
                    : known != NULL          ? known
                                             : "there is no certificate in it");
        run->in_trouble = true;
    }
    if (found->len == 0 && input->from_folder && pc_file_is_locked(bytes)) {
        pc_complain("%s: %s", path, pc_file_locked_text());
        run->in_trouble = true;
    }
    for (guint i = 0; i < found->len; i++) {
        g_autoptr(GPtrArray) chain = chain_from(found, i);
        const PcCertificate *certificate = g_ptr_array_index(found, i);
        g_autoptr(PcIdentity) identity = pc_identity_new(certificate, run->setup.issuers);
        const Subject subject = {path, certificate, chain, identity};
        GString *out = g_string_new(NULL);
        bool is_json = g_strcmp0(run->format, "ndjson") == 0;
        (is_json ? write_json : write_text)(run, out, &subject);
        (void)fwrite(out->str, 1, out->len, stdout);
        g_string_free(out, TRUE);
        run->in_trouble = run->in_trouble || certificate->malformed;
    }
}

static void complain_of_all(CertRun *run, const GPtrArray *errors)
{
    for (guint i = 0; i < errors->len; i++) {
        pc_complain("%s", (const char *)g_ptr_array_index(errors, i));
        run->in_trouble = true;
    }
}

static void classify_inputs(CertRun *run)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(run->inputs, errors);
    complain_of_all(run, errors);
    for (guint i = 0; i < inputs->len; i++) {
        classify_file(run, g_ptr_array_index(inputs, i));
    }
    if (run->n_found == 0 && !run->in_trouble) {
        pc_complain("%s: there is no certificate in it", run->inputs[0]);
        run->in_trouble = true;
    }
}

static void classify(CertRun *run)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    if (!pc_setup_load(&run->setup, &run->options, errors, &wrong)) {
        pc_complain("%s", wrong->message);
        run->in_trouble = true;
        pc_setup_clear(&run->setup);
        return;
    }
    complain_of_all(run, errors);
    run->now =
        run->setup.judge.has_time ? run->setup.judge.time : g_get_real_time() / G_USEC_PER_SEC;
    classify_inputs(run);
    pc_setup_clear(&run->setup);
}

static bool is_format(const char *format)
{
    return format == NULL || strcmp(format, "text") == 0 || strcmp(format, "ndjson") == 0;
}

PcExit pc_command_cert(int argc, char **argv)
{
    CertRun run = {0};
    static const char *const without[] = {"service", NULL};
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &run.format, "text (the default) or ndjson",
         "FORMAT"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE ...");
    g_option_context_set_summary(
        context, "Classifies certificates (PEM, DER, PKCS#7, or a trace with PEM blocks in it) as "
                 "if a phone\nhad shown them. Judged now, or --at another moment.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_setup_options_add(context, &run.options, without);
    if (!pc_parse_options(context, &argc, &argv)) {
        run.in_trouble = true;
    } else if (run.inputs == NULL || !is_format(run.format)) {
        pc_complain("%s", run.inputs == NULL ? "cert: give it certificate files"
                                             : "--format: is neither text nor ndjson");
        run.in_trouble = true;
    } else {
        classify(&run);
    }
    pc_setup_options_clear(&run.options);
    g_strfreev(run.inputs);
    g_free(run.format);
    return run.in_trouble ? PC_EXIT_TROUBLE : PC_EXIT_CLEAN;
}
