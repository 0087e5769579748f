// SPDX-License-Identifier: GPL-2.0-or-later
// PcPhones knows who is at which address, by what was said in clear and in certificates, and what
// was done there. Several phones may share an address; then nothing is said of it.
#ifndef PHONECERT_CORE_JUDGE_PHONES_H
#define PHONECERT_CORE_JUDGE_PHONES_H

#include "core/bytes/account.h"

typedef struct PcPhones PcPhones;

// pc_phones_new lends the account in which they are kept, as PC_HOLD_NAMES; pc_phones_account says
// another, before the first name.
PcPhones *pc_phones_new(PcAccount *account);
void pc_phones_account(PcPhones *phones, PcAccount *account);
void pc_phones_free(PcPhones *phones);

// By what a name at an address is known.
typedef enum {
    PC_NAME_REGISTERED, // a registration in clear
    PC_NAME_FETCHED,    // the name of a file
    PC_NAME_SHOWN,      // a certificate
    PC_N_NAMES,
} PcNameKind;

// pc_phones_name takes a name that was met at an address (NULL: nothing happens). Addresses are
// kept from their first file or registration on, as long as the account has room; of others nothing
// is known.
void pc_phones_name(PcPhones *phones, const char *address, PcNameKind kind, const char *name);
// pc_phones_only lends the one name of that kind at an address; NULL where there is none or more.
const char *pc_phones_only(const PcPhones *phones, const char *address, PcNameKind kind);

// PcPhoneDeed is what an address did besides being there.
typedef enum {
    PC_DEED_OTHER,
    PC_DEED_LIST, // it fetched a trust list, as a phone does when it starts
    PC_DEED_TLS,  // it tried secure signalling
    PC_N_DEEDS,
} PcPhoneDeed;
void pc_phones_heard(PcPhones *phones, const char *address, int64_t time, PcPhoneDeed deed);
// pc_phones_last tells when an address did something last (nanoseconds since 1970 UTC), 0: never.
int64_t pc_phones_last(const PcPhones *phones, const char *address, PcPhoneDeed deed);

#endif
