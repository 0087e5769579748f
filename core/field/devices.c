// SPDX-License-Identifier: GPL-2.0-or-later
// The beginning of a name becomes a device family.
#include "core/field/devices.h"

#include <string.h>

PC_WORDS(pc_device_kind_name, PcDeviceKind, PC_DEVICE_KINDS)

// The first row that fits counts. Wireless controllers are none of the named kinds.
static const struct {
    const char *prefix;
    PcDeviceKind kind;
} kinds[] = {
    {"CP-", PC_DEVICE_KIND_PHONE},
    {"DP-", PC_DEVICE_KIND_PHONE}, // 9800 series
    {"WP-", PC_DEVICE_KIND_PHONE}, // its wireless ones
    {"ATA", PC_DEVICE_KIND_PHONE},
    {"VG", PC_DEVICE_KIND_SWITCH_OR_ROUTER}, // analog gateways
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

static const char *const phone_models[] = {"CP", "DP-", "WP-", "ATA"};
static const char *const softphones[] = {"CSF", "BOT", "TCT", "TAB"};

#define LEN(rows) (sizeof(rows) / sizeof *(rows))

static bool begins(const char *text, const char *prefix)
{
    return text != NULL && strncmp(text, prefix, strlen(prefix)) == 0;
}

PcDeviceKind pc_device_kind(const char *model_or_name)
{
    for (size_t i = 0; i < LEN(kinds); i++) {
        if (begins(model_or_name, kinds[i].prefix)) {
            return kinds[i].kind;
        }
    }
    return PC_DEVICE_KIND_OTHER;
}

static bool begins_with_one(const char *text, const char *const *prefixes, size_t n_prefixes)
{
    for (size_t i = 0; i < n_prefixes; i++) {
        if (begins(text, prefixes[i])) {
            return true;
        }
    }
    return false;
}

bool pc_device_is_phone_model(const char *text, size_t len)
{
    enum { SHORTEST = 5 };
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-";
    return begins_with_one(text, phone_models, LEN(phone_models)) && len >= SHORTEST &&
           strspn(text, allowed) >= len && text[len - 1] != '-';
}

bool pc_device_is_jabber_name(const char *name)
{
    enum { SHORTEST = 4, LONGEST = 15 }; // of a device's name in CUCM
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const size_t len = name != NULL ? strlen(name) : 0;
    return pc_device_is_softphone(name) && len >= SHORTEST && len <= LONGEST &&
           strspn(name, allowed) == len;
}

bool pc_device_is_softphone(const char *name)
{
    return begins_with_one(name, softphones, LEN(softphones));
}

bool pc_device_is_multiplatform(const char *unit)
{
    return begins(unit, "ATA") || (begins(unit, "CP-") && strstr(unit, "-3PCC") != NULL);
}

bool pc_device_is_hex(const char *text, size_t n)
{
    return strspn(text, "0123456789abcdefABCDEF") >= n;
}

const char *pc_device_ata_mac(const char *text)
{
    enum { PREFIX = 3 };
    const bool is_one = begins(text, "ATA") && pc_device_is_hex(&text[PREFIX], PC_SEP_DIGITS) &&
                        text[PREFIX + PC_SEP_DIGITS] == '\0';
    return is_one ? &text[PREFIX] : NULL;
}

bool pc_device_is_analog_gateway(const char *text)
{
    enum { N_PAIRS = 5, PAIR = 3, LEN = N_PAIRS * PAIR - 1 };
    if (text == NULL || strlen(text) != LEN) {
        return false;
    }
    for (size_t i = 0; i < N_PAIRS; i++) {
        const char end = text[i * PAIR + 2];
        if (!pc_device_is_hex(&text[i * PAIR], 2) || (end != ':' && end != '\0')) {
            return false;
        }
    }
    return true;
}

// Phones that know Wi-Fi only: which certificate they show to a RADIUS server is chosen on them.
static const char *const wireless_models[] = {"CP-8821", "CP-792", "CP-840", "CP-860", "WP-"};

bool pc_device_is_wireless_model(const char *model)
{
    return begins_with_one(model, wireless_models, LEN(wireless_models));
}

// The first row that fits counts.
static const struct {
    const char *prefix, *family;
} families[] = {
    {"CP-8821", "8821"}, {"CP-8831", "8831"}, {"CP-8875", "8875"},   {"CP-88", "8800"},
    {"CP-78", "7800"},   {"CP-79", "7900"},   {"CP-69", "6900"},     {"CP-68", "6800"},
    {"CP-89", "8900"},   {"CP-99", "9900"},   {"CP-840", "840/860"}, {"CP-860", "840/860"},
    {"DP-98", "9800"},   {"WP-98", "9800"},   {"ATA", "ATA"},
};

const char *pc_device_family(const char *model)
{
    if (model != NULL && (strstr(model, "-3PCC") != NULL || strstr(model, "-MPP") != NULL)) {
        return "MPP";
    }
    for (size_t i = 0; i < LEN(families); i++) {
        if (begins(model, families[i].prefix)) {
            return families[i].family;
        }
    }
    return NULL;
}

const char *pc_device_sep_mac(const char *text)
{
    return begins(text, PC_SEP) && pc_device_is_hex(&text[strlen(PC_SEP)], PC_SEP_DIGITS)
               ? &text[strlen(PC_SEP)]
               : NULL;
}

bool pc_device_is_sep(const char *text)
{
    return pc_device_sep_mac(text) != NULL && text[PC_SEP_LEN] == '\0';
}
