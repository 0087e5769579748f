// SPDX-License-Identifier: GPL-2.0-or-later
// A leaf certificate becomes an identity: LSC, MIC or other, and the device that it names. The
// patterns are those of names seen in the field; a pattern that does not fit leaves a field NULL.
#include "core/certificate/identity.h"

enum { PRODUCT_SERIAL_MAX = 32 };

PC_WORDS(pc_type_name, PcType, PC_TYPES)

// The twelve digits that end `text`, alone or after a "-"; NULL where it does not end so.
static const char *trailing_mac(const char *text)
{
    const size_t len = strlen(text);
    if (len < PC_SEP_DIGITS) {
        return NULL;
    }
    const char *digits = &text[len - PC_SEP_DIGITS];
    const bool stands_alone = len == PC_SEP_DIGITS || text[len - PC_SEP_DIGITS - 1] == '-';
    return stands_alone && pc_device_is_hex(digits, PC_SEP_DIGITS) ? digits : NULL;
}

static char *mac_text(const char *digits)
{
    GString *out = g_string_sized_new(18);
    for (int i = 0; i < PC_SEP_DIGITS; i++) {
        if (i > 0 && i % 2 == 0) {
            g_string_append_c(out, ':');
        }
        g_string_append_c(out, g_ascii_tolower(digits[i]));
    }
    return g_string_free(out, FALSE);
}

// PcPhoneName is what a phone's common name holds: [MODEL-]SEP<12 hex>.
typedef struct {
    const char *model; // not ended by NUL; NULL where there is none
    size_t model_len;
    const char *mac; // 12 digits
} PcPhoneName;

static bool read_phone_name(const char *cn, PcPhoneName *out)
{
    const size_t len = cn != NULL ? strlen(cn) : 0;
    const char *name = len >= PC_SEP_LEN ? &cn[len - PC_SEP_LEN] : NULL;
    if (name == NULL || !pc_device_is_sep(name)) {
        return false;
    }
    const size_t before = len - PC_SEP_LEN;
    *out = (PcPhoneName){.mac = pc_device_sep_mac(name)};
    if (before == 0) {
        return true;
    }
    if (cn[before - 1] != '-' || !pc_device_is_phone_model(cn, before - 1)) {
        return false;
    }
    out->model = cn;
    out->model_len = before - 1;
    return true;
}

// "PID:CP-8861 SN:FCH2133E8B9" in the subject's serialNumber.
static void read_product(const char *text, PcIdentity *out)
{
    const char *pid = text != NULL && g_str_has_prefix(text, "PID:") ? &text[4] : NULL;
    const char *sn = pid != NULL ? strstr(pid, " SN:") : NULL;
    if (sn == NULL || sn == pid) {
        return;
    }
    out->model = g_strndup(pid, (size_t)(sn - pid));
    sn += strlen(" SN:");
    const size_t len = strlen(sn);
    if (len > 0 && len <= PRODUCT_SERIAL_MAX && strchr(sn, ' ') == NULL) {
        out->product_serial = g_strdup(sn);
    }
}

static void set_phone(PcIdentity *out, const char *mac)
{
    g_autofree char *digits = g_ascii_strup(mac, PC_SEP_DIGITS);
    out->device_kind = PC_DEVICE_KIND_PHONE;
    out->device = g_strconcat(PC_SEP, digits, NULL);
    out->mac = mac_text(mac);
}

static bool read_phone(const PcCertificate *leaf, PcIdentity *out)
{
    PcPhoneName name;
    if (!read_phone_name(leaf->subject_cn, &name)) {
        return false;
    }
    set_phone(out, name.mac);
    if (out->model == NULL && name.model != NULL) {
        out->model = g_strndup(name.model, name.model_len);
    }
    return true;
}

// Multiplatform phones: OU=CP-8841-3PCC, L=<product serial>, ST=<MAC, lower case>.
static bool read_multiplatform(const PcCertificate *leaf, PcIdentity *out)
{
    const char *unit = leaf->organisational_unit;
    if (!pc_device_is_multiplatform(unit) || leaf->locality == NULL || leaf->state == NULL ||
        strlen(leaf->state) != PC_SEP_DIGITS || !pc_device_is_hex(leaf->state, PC_SEP_DIGITS)) {
        return false;
    }
    set_phone(out, leaf->state);
    if (out->model == NULL) {
        out->model = g_strdup(unit);
    }
    if (out->product_serial == NULL) {
        out->product_serial = g_strdup(leaf->locality);
    }
    return true;
}

// An analog adapter's name in CUCM: ATA and its MAC address.
static bool read_adapter(const PcCertificate *leaf, PcIdentity *out)
{
    const char *digits = pc_device_ata_mac(leaf->subject_cn);
    if (digits == NULL) {
        return false;
    }
    out->device_kind = PC_DEVICE_KIND_PHONE;
    out->device = g_ascii_strup(leaf->subject_cn, -1);
    out->mac = mac_text(digits);
    return true;
}

// Anything else keeps its common name as it stands; tokens pad theirs with spaces.
static void read_other(const PcCertificate *leaf, PcIdentity *out)
{
    const char *cn = leaf->subject_cn;
    if (leaf->subject_der == NULL) {
        return;
    }
    out->device = cn != NULL ? g_strchomp(g_strdup(cn)) : NULL;
    out->device_kind = pc_device_is_analog_gateway(out->device)
                           ? PC_DEVICE_KIND_SWITCH_OR_ROUTER
                           : pc_device_kind(out->model != NULL ? out->model : out->device);
    const char *mac = cn != NULL ? trailing_mac(cn) : NULL;
    if (mac == NULL) {
        return;
    }
    out->mac = mac_text(mac);
    if (out->model == NULL && mac != cn && out->issuer_tag == PC_ISSUER_TAG_MANUFACTURING) {
        out->model = g_strndup(cn, (size_t)(mac - cn) - 1);
    }
}

// Decided by the issuer; O= plays no part. A certificate that signs itself is nobody's LSC.
static PcType decide_type(const PcCertificate *leaf, PcIdentity *identity, bool has_phone_name)
{
    switch (identity->issuer_tag) {
    case PC_ISSUER_TAG_MANUFACTURING:
        return PC_TYPE_MIC;
    case PC_ISSUER_TAG_CAPF:
    case PC_ISSUER_TAG_EXTERNAL:
        return leaf->self_issued ? PC_TYPE_OTHER : PC_TYPE_LSC;
    case PC_ISSUER_TAG_UNKNOWN:
        if (leaf->subject_der == NULL) {
            identity->issuer_tag = PC_ISSUER_TAG_ABSENT; // the name that would tell is cut off
            return PC_TYPE_ABSENT;
        }
        // Cisco's own on both sides is a MIC, if of a CA that is not in the table: no customer's CA
        // signs in Cisco's name what names Cisco.
        if (has_phone_name && pc_is_cisco(leaf->issuer_organisation) &&
            pc_is_cisco(leaf->organisation) && !leaf->self_issued) {
            return PC_TYPE_MIC;
        }
        if (has_phone_name && !leaf->self_issued) {
            identity->issuer_tag = PC_ISSUER_TAG_EXTERNAL;
            return PC_TYPE_LSC;
        }
        return PC_TYPE_OTHER;
    case PC_ISSUER_TAG_ABSENT:
        break;
    }
    return PC_TYPE_ABSENT;
}

static void read_device(const PcCertificate *leaf, PcIdentity *out)
{
    read_product(leaf->serial_number, out);
    const bool has_phone_product =
        out->product_serial != NULL && pc_device_kind(out->model) == PC_DEVICE_KIND_PHONE;
    const bool has_phone_name = read_phone(leaf, out) || read_adapter(leaf, out);
    if (!has_phone_name && !read_multiplatform(leaf, out)) {
        read_other(leaf, out);
    }
    const bool is_jabber = pc_device_is_jabber_name(leaf->subject_cn) && leaf->version == 3;
    out->type = decide_type(leaf, out, has_phone_name || has_phone_product || is_jabber);
    const bool is_soft =
        out->issuer_tag == PC_ISSUER_TAG_CAPF ? pc_device_is_softphone(out->device) : is_jabber;
    if (is_soft && out->type == PC_TYPE_LSC) {
        out->device_kind = PC_DEVICE_KIND_PHONE;
    }
}

PcIdentity *pc_identity_new(const PcCertificate *leaf, const PcIssuers *issuers)
{
    PcIdentity *identity = g_atomic_rc_box_new0(PcIdentity);
    if (leaf->malformed && !leaf->partial) {
        return identity;
    }
    identity->issuer_tag = pc_issuers_tag(issuers, leaf);
    identity->genuine = pc_issuers_genuine(leaf);
    identity->issuer = g_strdup(leaf->issuer_cn != NULL ? leaf->issuer_cn : leaf->issuer);
    read_device(leaf, identity);
    return identity;
}

PcIdentity *pc_identity_ref(PcIdentity *identity)
{
    return g_atomic_rc_box_acquire(identity);
}

static void clear(gpointer data)
{
    PcIdentity *identity = data;
    g_free(identity->device);
    g_free(identity->model);
    g_free(identity->mac);
    g_free(identity->product_serial);
    g_free(identity->issuer);
}

void pc_identity_free(PcIdentity *identity)
{
    if (identity != NULL) {
        g_atomic_rc_box_release_full(identity, clear);
    }
}
