// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture says in clear becomes what its handshakes are judged by, and findings of its own.
// It does not know how files were carried.
#include "core/bytes/keyed_hash.h"
#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/overheard_work.h"

#include <string.h>

#define NANOSECONDS INT64_C(1000000000)

enum {
    AUTHENTICATED = 2, // deviceSecurityMode; above it: encrypted
    // A phone that was heard for so long after it fetched its configuration would have registered.
    SECONDS_TO_REGISTER = 60,
};

PcOverheard *pc_overheard_new(PcJudge *judge)
{
    PcOverheard *overheard = g_new0(PcOverheard, 1);
    overheard->judge = judge;
    overheard->hearsay.configurations =
        g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, (GDestroyNotify)pc_fetched_unref);
    overheard->hearsay.learnt = pc_services_new();
    pc_account_init(&overheard->own_account, PC_ACCOUNT_DEFAULT);
    overheard->account = &overheard->own_account;
    overheard->hearsay.phones = pc_phones_new(overheard->account);
    return overheard;
}

void pc_overheard_account(PcOverheard *overheard, PcAccount *account)
{
    overheard->account = account;
    pc_phones_account(overheard->hearsay.phones, account);
}

void pc_overheard_free(PcOverheard *overheard)
{
    if (overheard != NULL) {
        pc_judge_free(overheard->own_judge);
        pc_trust_free(overheard->own_trust);
        g_hash_table_unref(overheard->hearsay.configurations);
        pc_phones_free(overheard->hearsay.phones);
        pc_services_free(overheard->hearsay.learnt);
        g_free(overheard);
    }
}

static GPtrArray *for_release(const PcOverheard *overheard, GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        PcFinding *finding = g_ptr_array_index(findings, i);
        finding->whom.release = pc_judge_release(overheard->judge);
    }
    return findings;
}

// ---- what phones say and do -------------------------------------------------------------------

static bool is_secure(const PcFetched *configured)
{
    return configured != NULL && configured->config->device_security_mode >= AUTHENTICATED;
}

static const char *mode_of(const PcFetched *configured)
{
    const char *mode = pc_config_security_mode_name(configured->config->device_security_mode);
    return mode != NULL ? mode : "secure";
}

static void say_in_clear(const PcOverheard *overheard, const PcOverheardName *name, GPtrArray *out)
{
    g_autofree char *device = g_ascii_strup(name->device, -1);
    const PcFetched *configured = g_hash_table_lookup(overheard->hearsay.configurations, device);
    if (is_secure(configured)) {
        g_ptr_array_add(
            out, pc_finding_new(PC_FINDING_SECURE_PROFILE_NOT_USED,
                                "%s is configured to be %s (%s in frame %" G_GUINT64_FORMAT
                                "%s), but registers in clear with %s port %d",
                                device, mode_of(configured), configured->name, configured->frame,
                                g_strcmp0(configured->config->cert_hash, "") == 0
                                    ? ", by which CUCM knows no certificate of it"
                                    : "",
                                name->server, name->port));
    }
}

static void say_other_name(const PcOverheard *overheard, const PcOverheardName *name,
                           GPtrArray *out)
{
    const char *shown = pc_phones_only(overheard->hearsay.phones, name->phone, PC_NAME_SHOWN);
    if (shown != NULL && g_ascii_strcasecmp(shown, name->device) != 0) {
        g_ptr_array_add(out,
                        pc_finding_new(PC_FINDING_NAME_DIFFERS,
                                       "the phone at %s showed a certificate that names %s, "
                                       "and registers as %s, in clear, with %s port %d",
                                       name->phone, shown, name->device, name->server, name->port));
    }
}

GPtrArray *pc_overheard_registers(PcOverheard *overheard, const PcOverheardName *name)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    pc_phones_name(overheard->hearsay.phones, name->phone, PC_NAME_REGISTERED, name->device);
    pc_phones_heard(overheard->hearsay.phones, name->phone, name->time, PC_DEED_OTHER);
    say_in_clear(overheard, name, findings);
    say_other_name(overheard, name, findings);
    return findings->len > 0 ? for_release(overheard, g_steal_pointer(&findings)) : NULL;
}

GPtrArray *pc_overheard_answered(PcOverheard *overheard, const PcOverheardAnswer *answer)
{
    enum { FORBIDDEN = 403 };
    if (answer->status != FORBIDDEN || answer->warning == NULL ||
        strstr(answer->warning, "security mismatch") == NULL) {
        return NULL;
    }
    const char *registered = pc_hearsay_registered_at(&overheard->hearsay, answer->phone);
    const char *device = answer->device != NULL ? answer->device : registered;
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    g_ptr_array_add(findings,
                    pc_finding_new(PC_FINDING_SECURITY_MISMATCH_403,
                                   "%s registered without TLS and was refused: %s",
                                   device != NULL ? device : answer->phone, answer->warning));
    return for_release(overheard, findings);
}

PcService pc_overheard_service_at(const PcOverheard *overheard, PcTransport transport,
                                  const PcEndpoint *client, const PcEndpoint *server)
{
    const PcServiceSources sources = {pc_judge_services(overheard->judge),
                                      overheard->hearsay.learnt};
    return pc_services_at(&sources, transport, client, server);
}

PcRelease pc_overheard_release(const PcOverheard *overheard)
{
    return pc_judge_release(overheard->judge);
}

const PcServices *pc_overheard_learnt(const PcOverheard *overheard)
{
    return overheard->hearsay.learnt;
}

// Whether the configuration of the phone at `address` names this port for signalling in clear.
static bool is_configured_in_clear(const PcOverheard *overheard, const char *address, int port)
{
    g_autoptr(PcFetched) fetched = pc_hearsay_configured(&overheard->hearsay, NULL, address);
    const GPtrArray *servers = fetched != NULL ? fetched->config->call_managers : NULL;
    for (guint i = 0; servers != NULL && i < servers->len; i++) {
        if (((const PcConfigServer *)g_ptr_array_index(servers, i))->port == port) {
            return true;
        }
    }
    return false;
}

// Whether the user or a configuration says what this attempt's port is for. Of the many ports that
// a scan of ports knocks at nobody does.
static bool is_named(const PcOverheard *overheard, const PcOverheardAttempt *attempt)
{
    const int port = attempt->server->port;
    return (pc_services_has_port(pc_judge_services(overheard->judge), port) ||
            pc_services_has_port(overheard->hearsay.learnt, port)) &&
           pc_overheard_service_at(overheard, PC_TRANSPORT_TCP, attempt->phone, attempt->server)
                   .basis >= PC_SERVICE_BY_CONFIGURATION;
}

const char *pc_overheard_in_clear(const PcOverheard *overheard, const PcOverheardAttempt *attempt)
{
    const int port = attempt->server->port;
    const PcServiceId ids[] = {PC_SERVICE_SIP, PC_SERVICE_SCCP};
    const bool may_be = !is_named(overheard, attempt);
    for (size_t i = 0; i < G_N_ELEMENTS(ids) && may_be; i++) {
        if (pc_port_default(ids[i], PC_PORT_CLEAR) == port) {
            return pc_service_row(ids[i])->name;
        }
    }
    return may_be && is_configured_in_clear(overheard, attempt->phone->address, port)
               ? pc_service_row(PC_SERVICE_SIP)->name
               : NULL;
}

// What an attempt asked for, in words for "asked for ..."; NULL: nothing that is a phone's.
static char *asked_for(const PcOverheard *overheard, const PcOverheardAttempt *attempt)
{
    const char *clear = pc_overheard_in_clear(overheard, attempt);
    if (clear != NULL) {
        return g_strconcat(clear, " in clear", NULL);
    }
    if (!is_named(overheard, attempt) &&
        !pc_port_is(PC_OVER_TCP, attempt->server->port, PC_PORT_KNOCK)) {
        return NULL;
    }
    const PcService service =
        pc_overheard_service_at(overheard, PC_TRANSPORT_TCP, attempt->phone, attempt->server);
    const char *by = service.basis == PC_SERVICE_BY_CONFIGURATION ? ", as configured," : "";
    const bool is_file =
        pc_service_by_name(service.name) == PC_SERVICE_TLS && service.basis == PC_SERVICE_BY_PORT;
    return is_file ? g_strdup("a file") : g_strconcat(service.name, by, NULL);
}

static char *say_attempt(const PcOverheard *overheard, const PcOverheardAttempt *attempt,
                         const char *asked)
{
    const PcEndpoint *phone = attempt->phone, *server = attempt->server;
    const char *name = pc_hearsay_name_at(&overheard->hearsay, phone->address);
    g_autofree char *named = name != NULL ? g_strdup_printf(" (%s)", name) : g_strdup("");
    return g_strdup_printf("%s%s asked for %s at %s port %d and %s", phone->address, named, asked,
                           server->address, server->port,
                           attempt->refused ? "was refused" : "got no answer");
}

GPtrArray *pc_overheard_attempt(PcOverheard *overheard, const PcOverheardAttempt *attempt)
{
    g_autofree char *asked = asked_for(overheard, attempt);
    if (asked == NULL) {
        return NULL;
    }
    const PcService service =
        pc_overheard_service_at(overheard, PC_TRANSPORT_TCP, attempt->phone, attempt->server);
    pc_phones_heard(overheard->hearsay.phones, attempt->phone->address, attempt->time,
                    pc_service_is_signalling(service.name) ? PC_DEED_TLS : PC_DEED_OTHER);
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    g_ptr_array_add(findings, pc_finding_take(attempt->refused ? PC_FINDING_TCP_REFUSED
                                                               : PC_FINDING_TCP_NO_ANSWER,
                                              say_attempt(overheard, attempt, asked)));
    return for_release(overheard, findings);
}

static void note_handshake(PcOverheard *overheard, const PcJudgement *judgement)
{
    const PcHandshake *handshake = judgement->handshake;
    const char *address = pc_handshake_client(handshake)->address;
    const bool tls = pc_service_is_signalling(judgement->service.name);
    const bool is_phone =
        judgement->identity != NULL && judgement->identity->device_kind == PC_DEVICE_KIND_PHONE;
    pc_phones_heard(overheard->hearsay.phones, address, handshake->start,
                    tls ? PC_DEED_TLS : PC_DEED_OTHER);
    pc_phones_name(overheard->hearsay.phones, address, PC_NAME_SHOWN,
                   is_phone ? judgement->identity->device : NULL);
}

PcJudgement *pc_overheard_judge(PcOverheard *overheard, PcHandshake *handshake)
{
    PcJudge *judge = overheard->own_judge != NULL ? overheard->own_judge : overheard->judge;
    PcJudgement *judgement = pc_judge_with(judge, handshake, &overheard->hearsay);
    note_handshake(overheard, judgement);
    return judgement;
}

// A phone that started here (it fetched a list), was told to use TLS, was heard long after that,
// and tried nothing of the kind.
static bool is_silent(const PcOverheard *overheard, const PcFetched *configured)
{
    const int64_t patience = SECONDS_TO_REGISTER * NANOSECONDS;
    const PcPhones *phones = overheard->hearsay.phones;
    const char *address = configured->phone;
    return is_secure(configured) && pc_hearsay_name_at(&overheard->hearsay, address) != NULL &&
           pc_phones_last(phones, address, PC_DEED_LIST) != 0 &&
           pc_phones_last(phones, address, PC_DEED_TLS) == 0 &&
           pc_phones_only(phones, address, PC_NAME_REGISTERED) == NULL &&
           pc_phones_last(phones, address, PC_DEED_OTHER) - configured->time >= patience;
}

static int compare_frames(gconstpointer a, gconstpointer b)
{
    const PcFetched *x = *(PcFetched *const *)a, *y = *(PcFetched *const *)b;
    return (x->frame > y->frame) - (x->frame < y->frame);
}

void pc_overheard_end(PcOverheard *overheard, PcOverheardSilence silence, void *user)
{
    g_autoptr(GPtrArray) configurations = g_ptr_array_new();
    GHashTableIter iter;
    gpointer configuration;
    g_hash_table_iter_init(&iter, overheard->hearsay.configurations);
    while (g_hash_table_iter_next(&iter, NULL, &configuration)) {
        g_ptr_array_add(configurations, configuration);
    }
    g_ptr_array_sort(configurations, compare_frames);
    for (guint i = 0; i < configurations->len; i++) {
        const PcFetched *configured = g_ptr_array_index(configurations, i);
        if (is_silent(overheard, configured)) {
            PcFinding *finding = pc_finding_new(
                PC_FINDING_SECURE_PROFILE_NOT_USED,
                "%s started in this capture and is configured to be %s (%s in frame "
                "%" G_GUINT64_FORMAT "), but in more than %d seconds after that it tried no TLS "
                "with CallManager",
                configured->device, mode_of(configured), configured->name, configured->frame,
                SECONDS_TO_REGISTER);
            silence(user, configured, finding);
            pc_finding_free(finding);
        }
    }
}
