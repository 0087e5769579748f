// SPDX-License-Identifier: GPL-2.0-or-later
// Who is at which address, by what was said in clear and in certificates, and whether it tried TLS.
// Several phones may share an address; then nothing is said of it.
#include "core/judge/phones.h"
#include "core/bytes/keyed_hash.h"

#include <string.h>

enum {
    MAX_ADDRESSES = 65536, // that are kept; of later ones nothing is known
    MAX_NAMES_AT = 2,      // more than one is too many to tell
};

typedef struct {
    char *names[PC_N_NAMES][MAX_NAMES_AT];
    bool is_left_out[PC_N_NAMES]; // a name for which there was no room: then nothing is told
    int64_t last[PC_N_DEEDS];     // nanoseconds since 1970 UTC, 0: never; OTHER: anything at all
} Phone;

struct PcPhones {
    GHashTable *by_address;
    PcAccount *account;
};

static void phone_free(void *data)
{
    Phone *phone = data;
    for (size_t kind = 0; kind < PC_N_NAMES; kind++) {
        for (size_t i = 0; i < MAX_NAMES_AT; i++) {
            g_free(phone->names[kind][i]);
        }
    }
    g_free(phone);
}

PcPhones *pc_phones_new(PcAccount *account)
{
    PcPhones *phones = g_new0(PcPhones, 1);
    phones->account = account;
    phones->by_address = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, phone_free);
    return phones;
}

void pc_phones_account(PcPhones *phones, PcAccount *account)
{
    phones->account = account;
}

void pc_phones_free(PcPhones *phones)
{
    g_hash_table_unref(phones->by_address);
    g_free(phones);
}

static Phone *phone_at(const PcPhones *phones, const char *address)
{
    return address != NULL ? g_hash_table_lookup(phones->by_address, address) : NULL;
}

// keep says whether there is room for so many bytes more, and counts them.
static bool keep(PcPhones *phones, size_t size)
{
    bool fits = pc_account_fits(phones->account, PC_HOLD_NAMES, size);
    if (fits) {
        pc_account_change(phones->account, PC_HOLD_NAMES, size, 0);
    } else {
        pc_account_over(phones->account, PC_HOLD_NAMES);
    }
    return fits;
}

static Phone *need_phone(PcPhones *phones, const char *address)
{
    Phone *phone = phone_at(phones, address);
    if (phone != NULL || address == NULL ||
        g_hash_table_size(phones->by_address) == MAX_ADDRESSES) {
        return phone;
    }
    size_t size = pc_account_block(sizeof(Phone)) + pc_account_block(strlen(address) + 1) +
                  PC_ACCOUNT_TABLE_ROW;
    if (keep(phones, size)) {
        phone = g_new0(Phone, 1);
        g_hash_table_insert(phones->by_address, g_strdup(address), phone);
    }
    return phone;
}

void pc_phones_name(PcPhones *phones, const char *address, PcNameKind kind, const char *name)
{
    if (name == NULL) {
        return;
    }
    Phone *phone = kind == PC_NAME_SHOWN ? phone_at(phones, address) : need_phone(phones, address);
    for (size_t i = 0; phone != NULL && i < MAX_NAMES_AT; i++) {
        char **place = &phone->names[kind][i];
        if (*place == NULL) {
            if (keep(phones, pc_account_block(strlen(name) + 1))) {
                *place = g_ascii_strup(name, -1);
            } else {
                phone->is_left_out[kind] = true;
            }
            return;
        }
        if (g_ascii_strcasecmp(*place, name) == 0) {
            return;
        }
    }
}

const char *pc_phones_only(const PcPhones *phones, const char *address, PcNameKind kind)
{
    const Phone *phone = phone_at(phones, address);
    bool is_one = phone != NULL && phone->names[kind][1] == NULL && !phone->is_left_out[kind];
    return is_one ? phone->names[kind][0] : NULL;
}

void pc_phones_heard(PcPhones *phones, const char *address, int64_t time, PcPhoneDeed deed)
{
    Phone *phone = phone_at(phones, address);
    if (phone != NULL) {
        phone->last[deed] = MAX(phone->last[deed], time);
        phone->last[PC_DEED_OTHER] = MAX(phone->last[PC_DEED_OTHER], time);
    }
}

int64_t pc_phones_last(const PcPhones *phones, const char *address, PcPhoneDeed deed)
{
    const Phone *phone = phone_at(phones, address);
    return phone != NULL ? phone->last[deed] : 0;
}
