// SPDX-License-Identifier: GPL-2.0-or-later
// A client that refused its server: what decides on the phone is another thing at each service, and
// so is the cause (CUCM Security Guide; docs/field.md). No sentence names one cause where the alert
// leaves several.
#include "core/diagnosis/case.h"

const PcCertificate *pc_case_server_leaf(const PcCase *this)
{
    const GPtrArray *server = this->judgement->server;
    const PcCertificate *leaf = server->len > 0 ? g_ptr_array_index(server, 0) : NULL;
    return leaf != NULL && leaf->has_validity ? leaf : NULL;
}

// What the trust lists of this phone say of the server's certificate.
PcListed pc_case_listed(const PcCase *this)
{
    const PcCertificate *leaf = pc_case_server_leaf(this);
    const PcIdentity *identity = this->judgement->identity;
    const char *address = pc_handshake_client(this->handshake)->address;
    const char *device = identity != NULL && identity->device != NULL
                             ? identity->device
                             : pc_hearsay_name_at(this->hearsay, address);
    return leaf != NULL ? pc_trust_listed(this->trust, device, leaf) : PC_LISTED_UNKNOWN;
}

bool pc_case_client_refuses(const PcCase *this)
{
    const PcAlert *alert = &this->handshake->alert;
    const bool is_fatal = alert->seen && alert->level != PC_ALERT_WARNING &&
                          alert->from == PC_SIDE_CLIENT && !alert->answers_end;
    return is_fatal && ((alert->description >= PC_ALERT_BAD_CERTIFICATE &&
                         alert->description <= PC_ALERT_CERTIFICATE_UNKNOWN) ||
                        alert->description == PC_ALERT_UNKNOWN_CA);
}

static const char *server_name(const PcCase *this)
{
    const PcCertificate *leaf = pc_case_server_leaf(this);
    if (leaf == NULL) {
        return "the server";
    }
    return leaf->subject_cn != NULL ? leaf->subject_cn : leaf->subject;
}

static bool is_in_time(const PcCertificate *leaf, int64_t at)
{
    return leaf != NULL && leaf->not_before <= at && at < leaf->not_after;
}

// "SEP... refused the certificate of NAME with unknown_ca: WHY"
static char *say(const PcCase *this, const char *why)
{
    return g_strdup_printf("%s refused the certificate of %s with %s: %s", this->who,
                           server_name(this), pc_alert_name(this->handshake->alert.description),
                           why);
}

static bool at_one_of(const PcCase *this, PcServiceId one, PcServiceId other)
{
    return pc_case_client_refuses(this) && (pc_case_at(this, one) || pc_case_at(this, other));
}

// Validity is the one thing that a clock decides.
static char *say_clock(const PcCase *this)
{
    const PcCertificate *leaf = pc_case_server_leaf(this);
    const int64_t at = this->handshake->start / INT64_C(1000000000);
    if (this->is_hypothetical || !pc_case_client_refuses(this) ||
        this->handshake->alert.description != PC_ALERT_CERTIFICATE_EXPIRED ||
        !is_in_time(leaf, at)) {
        return NULL;
    }
    g_autofree char *when = pc_time_text(at);
    return g_strdup_printf("%s refused the certificate of %s with certificate_expired, but by the "
                           "capture's clock (%s) it is valid: the phone's clock is wrong, or a CA "
                           "above that certificate has expired, which the capture does not show",
                           this->who, server_name(this), when);
}

static char *say_dot1x(const PcCase *this)
{
    if (!at_one_of(this, PC_SERVICE_DOT1X, PC_SERVICE_DOT1X)) {
        return NULL;
    }
    return say(this,
               this->judgement->medium == PC_MEDIUM_WIRED
                   ? "it does not trust the 802.1X server. CTL, ITL and TVS play no part; what "
                     "a wired phone checks is not documented"
                   : "it does not trust the 802.1X server. CTL, ITL and TVS play no part; over "
                     "Wi-Fi the server's root must be imported on the phone, and the phone's "
                     "clock be right");
}

static char *say_vpn(const PcCase *this)
{
    if (!at_one_of(this, PC_SERVICE_VPN, PC_SERVICE_VPN)) {
        return NULL;
    }
    return say(this,
               "its configuration does not hold the hash of this gateway's certificate (most "
               "likely: the gateway's certificate was replaced), or the name in it is not that "
               "of the URL; trust lists play no part");
}

static char *say_srst(const PcCase *this)
{
    if (!at_one_of(this, PC_SERVICE_SRST, PC_SERVICE_CUBE)) {
        return NULL;
    }
    return say(this, "it takes the one certificate of the router that CUCM wrote into its "
                     "configuration, and this is not it; trust lists play no part");
}

static char *say_tomcat(const PcCase *this)
{
    if (at_one_of(this, PC_SERVICE_SIP_MRA, PC_SERVICE_SIP_MRA)) {
        return say(this, "Expressway-C does not hold the CA of CUCM's Tomcat certificate, which is "
                         "shown on this port");
    }
    if (!at_one_of(this, PC_SERVICE_SIP_OAUTH, PC_SERVICE_SIP_OAUTH)) {
        return NULL;
    }
    return say(this,
               "on this port CUCM shows its Tomcat certificate; a phone trusts the roots that "
               "Phone-Edge-Trust gave it, Jabber its computer's. CTL, ITL and TVS play no part");
}

// Browsers knock at web servers too, and at any port.
static bool is_phones(const PcCase *this)
{
    const char *address = pc_handshake_client(this->handshake)->address;
    return this->judgement->concerns_phone || this->judgement->service.phone ||
           this->judgement->service.basis == PC_SERVICE_BY_CONFIGURATION ||
           pc_hearsay_name_at(this->hearsay, address) != NULL;
}

static char *say_web(const PcCase *this)
{
    if (!at_one_of(this, PC_SERVICE_DIRECTORY, PC_SERVICE_HTTPS) || !is_phones(this)) {
        return NULL;
    }
    return say(this, "if it is a server of its cluster, neither its lists nor TVS know the Tomcat "
                     "certificate; if it is an Expressway-E, the phone's firmware lacks the public "
                     "root");
}

static char *say_provisioning(const PcCase *this)
{
    if (!at_one_of(this, PC_SERVICE_PROVISIONING, PC_SERVICE_PROVISIONING)) {
        return NULL;
    }
    return say(this,
               "it knows Cisco's and common roots, and Custom_CA_Rule adds to them; or the name "
               "in the certificate is not that of the rule");
}

static char *say_list(const PcCase *this)
{
    const bool is_of_lists = pc_case_of_cluster(this) || pc_case_at(this, PC_SERVICE_HEADSET);
    const PcCertificate *leaf = pc_case_server_leaf(this);
    const bool is_over = leaf != NULL && leaf->not_after <= this->judgement->judged_at;
    if (!is_of_lists || !pc_case_client_refuses(this) || is_over ||
        pc_case_listed(this) == PC_LISTED_YES) {
        return NULL;
    }
    return say(this, "its trust list does not vouch for this server");
}

static const PcRule refusals[] = {
    {PC_FINDING_PHONE_CLOCK_SUSPECT, say_clock},
    {PC_FINDING_DOT1X_SERVER_REFUSED, say_dot1x},
    {PC_FINDING_VPN_GATEWAY_REFUSED, say_vpn},
    {PC_FINDING_SRST_ROUTER_REFUSED, say_srst},
    {PC_FINDING_TOMCAT_NOT_TRUSTED, say_tomcat},
    {PC_FINDING_WEB_SERVER_REFUSED, say_web},
    {PC_FINDING_PROVISIONING_SERVER_REFUSED, say_provisioning},
    {PC_FINDING_TRUST_LIST_FOREIGN, say_list},
};
const PcRules pc_refusals = {refusals, G_N_ELEMENTS(refusals)};

// Any other fatal alert of the client's.
static char *say_refused(const PcCase *this)
{
    const PcAlert *alert = &this->handshake->alert;
    if (!is_phones(this) || this->handshake->outcome != PC_OUTCOME_REJECTED || !alert->seen ||
        alert->level == PC_ALERT_WARNING || alert->from != PC_SIDE_CLIENT) {
        return NULL;
    }
    const char *name = pc_alert_name(alert->description);
    g_autofree char *number = name == NULL ? g_strdup_printf("alert %d", alert->description) : NULL;
    const PcCertificate *leaf = pc_case_server_leaf(this);
    return g_strdup_printf("%s ended the handshake with %s%s%s: it is %s that refuses", this->who,
                           name != NULL ? name : number,
                           leaf != NULL ? " after the certificate of " : "",
                           leaf != NULL ? server_name(this) : "",
                           this->judgement->service.phone ? "the phone" : "the client");
}

static const PcRule last[] = {{PC_FINDING_PHONE_ENDED_HANDSHAKE, say_refused}};
const PcRules pc_client_last_resorts = {last, G_N_ELEMENTS(last)};
