// SPDX-License-Identifier: GPL-2.0-or-later
// A leaf certificate becomes an identity: LSC, MIC or other, and the device that it names. The
// patterns are those of names seen in the field; a pattern that does not fit leaves a field NULL.
#include "core/certificate/identity.h"

enum { MAC_DIGITS = 12, PRODUCT_SERIAL_MAX = 32 };

const char *pc_type_name(PcType type)
{
    static const char *const names[] = {
        [PC_TYPE_ABSENT] = NULL,   [PC_TYPE_LSC] = "LSC",   [PC_TYPE_MIC] = "MIC",
        [PC_TYPE_OTHER] = "other", [PC_TYPE_NONE] = "none",
    };
    return names[type];
}

const char *pc_device_kind_name(PcDeviceKind kind)
{
    static const char *const names[] = {
        [PC_DEVICE_KIND_ABSENT] = NULL,
        [PC_DEVICE_KIND_PHONE] = "phone",
        [PC_DEVICE_KIND_ACCESS_POINT] = "access-point",
        [PC_DEVICE_KIND_SWITCH_OR_ROUTER] = "switch-or-router",
        [PC_DEVICE_KIND_TOKEN] = "token",
        [PC_DEVICE_KIND_OTHER] = "other",
    };
    return names[kind];
}

// What a model or common name begins with, and the kind of device that is; the first row that fits
// counts. Wireless controllers are none of the named kinds.
static const struct {
    const char *prefix;
    PcDeviceKind kind;
} kinds[] = {
    {"CP-", PC_DEVICE_KIND_PHONE},
    {"ATA", PC_DEVICE_KIND_PHONE},
    {"SAST-", PC_DEVICE_KIND_TOKEN},
    {"AIR-CT", PC_DEVICE_KIND_OTHER},
    {"C9800", PC_DEVICE_KIND_OTHER},
    {"AIR-", PC_DEVICE_KIND_ACCESS_POINT},
    {"AP1", PC_DEVICE_KIND_ACCESS_POINT},
    {"AP2", PC_DEVICE_KIND_ACCESS_POINT},
    {"AP3", PC_DEVICE_KIND_ACCESS_POINT},
    {"AP4", PC_DEVICE_KIND_ACCESS_POINT},
    {"AP8", PC_DEVICE_KIND_ACCESS_POINT},
    {"C91", PC_DEVICE_KIND_ACCESS_POINT},
    {"C9", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"WS-C", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"IE-", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"ISR", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"ASR", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"C11", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
    {"C8", PC_DEVICE_KIND_SWITCH_OR_ROUTER},
};

// Jabber's device names; they count only under CAPF, since anything may begin like that.
static const char *const softphone_prefixes[] = {"CSF", "BOT", "TCT", "TAB"};

static bool is_hex(const char *text, size_t n)
{
    return strspn(text, "0123456789abcdefABCDEF") >= n;
}

// The twelve digits that end `text`, alone or after a "-"; NULL where it does not end so.
static const char *trailing_mac(const char *text)
{
    const size_t len = strlen(text);
    if (len < MAC_DIGITS) {
        return NULL;
    }
    const char *digits = &text[len - MAC_DIGITS];
    const bool stands_alone = len == MAC_DIGITS || text[len - MAC_DIGITS - 1] == '-';
    return stands_alone && is_hex(digits, MAC_DIGITS) ? digits : NULL;
}

static char *mac_text(const char *digits)
{
    GString *out = g_string_sized_new(18);
    for (int i = 0; i < MAC_DIGITS; i++) {
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

static bool is_model(const char *text, size_t len)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-";
    const bool prefixed = g_str_has_prefix(text, "CP") || g_str_has_prefix(text, "ATA");
    return prefixed && len >= 5 && strspn(text, allowed) >= len && text[len - 1] != '-';
}

static bool read_phone_name(const char *cn, PcPhoneName *out)
{
    const size_t len = cn != NULL ? strlen(cn) : 0;
    const size_t name_len = strlen("SEP") + MAC_DIGITS;
    if (len < name_len) {
        return false;
    }
    const size_t before = len - name_len;
    const char *name = &cn[before];
    if (!g_str_has_prefix(name, "SEP") || !is_hex(&name[3], MAC_DIGITS)) {
        return false;
    }
    *out = (PcPhoneName){.mac = &name[3]};
    if (before == 0) {
        return true;
    }
    if (cn[before - 1] != '-' || !is_model(cn, before - 1)) {
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

static PcDeviceKind kind_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(kinds); i++) {
        if (g_str_has_prefix(name, kinds[i].prefix)) {
            return kinds[i].kind;
        }
    }
    return PC_DEVICE_KIND_OTHER;
}

static void set_phone(PcIdentity *out, const char *mac)
{
    g_autofree char *digits = g_ascii_strup(mac, MAC_DIGITS);
    out->device_kind = PC_DEVICE_KIND_PHONE;
    out->device = g_strconcat("SEP", digits, NULL);
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
    const bool known = unit != NULL && (g_str_has_prefix(unit, "ATA") ||
                                        (g_str_has_prefix(unit, "CP-") && strstr(unit, "-3PCC")));
    if (!known || leaf->locality == NULL || leaf->state == NULL ||
        strlen(leaf->state) != MAC_DIGITS || !is_hex(leaf->state, MAC_DIGITS)) {
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

// Anything else keeps its common name as it stands; tokens pad theirs with spaces.
static void read_other(const PcCertificate *leaf, PcIdentity *out)
{
    const char *cn = leaf->subject_cn;
    if (leaf->subject_der == NULL) {
        return;
    }
    out->device = cn != NULL ? g_strchomp(g_strdup(cn)) : NULL;
    out->device_kind = kind_of(out->model != NULL ? out->model : out->device);
    const char *mac = cn != NULL ? trailing_mac(cn) : NULL;
    if (mac == NULL) {
        return;
    }
    out->mac = mac_text(mac);
    if (out->model == NULL && mac != cn && out->issuer_tag == PC_ISSUER_TAG_MANUFACTURING) {
        out->model = g_strndup(cn, (size_t)(mac - cn) - 1);
    }
}

static bool is_softphone(const PcIdentity *identity)
{
    for (size_t i = 0; i < G_N_ELEMENTS(softphone_prefixes); i++) {
        if (identity->device != NULL && g_str_has_prefix(identity->device, softphone_prefixes[i])) {
            return true;
        }
    }
    return false;
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
        out->product_serial != NULL && g_str_has_prefix(out->model, "CP-");
    const bool has_phone_name = read_phone(leaf, out);
    if (!has_phone_name && !read_multiplatform(leaf, out)) {
        read_other(leaf, out);
    }
    out->type = decide_type(leaf, out, has_phone_name || has_phone_product);
    if (out->issuer_tag == PC_ISSUER_TAG_CAPF && is_softphone(out)) {
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
