// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of device families by the beginnings of their names, and the one rule for the name
// of a phone in CUCM: SEP and its MAC address.
#ifndef PHONECERT_CORE_FIELD_DEVICES_H
#define PHONECERT_CORE_FIELD_DEVICES_H

#include "core/field/words.h"
#include <stdbool.h>
#include <stddef.h>

#define PC_DEVICE_KINDS(row)                                                                       \
    row(PC_DEVICE_KIND_ABSENT, NULL), row(PC_DEVICE_KIND_PHONE, "phone"),                          \
        row(PC_DEVICE_KIND_ACCESS_POINT, "access-point"),                                          \
        row(PC_DEVICE_KIND_SWITCH_OR_ROUTER, "switch-or-router"),                                  \
        row(PC_DEVICE_KIND_TOKEN, "token"), row(PC_DEVICE_KIND_OTHER, "other")
typedef enum { PC_DEVICE_KINDS(PC_WORD_MEMBER) } PcDeviceKind;
const char *pc_device_kind_name(PcDeviceKind kind); // "phone", "access-point", ...; NULL

// pc_device_kind tells by what a model or a device's name begins with; OTHER where no row fits.
PcDeviceKind pc_device_kind(const char *model_or_name);
// pc_device_is_phone_model says whether `len` characters are the model of a phone: "CP-8861",
// "ATA191".
bool pc_device_is_phone_model(const char *text, size_t len);
// pc_device_is_softphone says whether a name begins as Jabber's do (CSF, BOT, TCT, TAB). It counts
// only for certificates that a CAPF or its CA signed, since anything may begin like that.
bool pc_device_is_softphone(const char *name);
// pc_device_is_jabber_name is stricter, for a certificate of a CA that is not known: the whole name
// is one that CUCM gives such a device.
bool pc_device_is_jabber_name(const char *name);
// pc_device_is_multiplatform says whether an organisational unit is that of a multiplatform phone.
bool pc_device_is_multiplatform(const char *unit);

// pc_device_is_wireless_model says whether a model is of a phone that knows Wi-Fi only.
bool pc_device_is_wireless_model(const char *model);
// pc_device_family gives the family whose menus a model has: "7900", "8800", "8821", ...; NULL.
const char *pc_device_family(const char *model);
// pc_device_is_analog_gateway says whether a common name is that of a voice gateway's own
// certificate: the last ten digits of its MAC address, "1A:E2:85:7B:E2".
bool pc_device_is_analog_gateway(const char *text);

#define PC_SEP "SEP"
enum { PC_SEP_DIGITS = 12, PC_SEP_LEN = 3 + PC_SEP_DIGITS };
// pc_device_is_hex says whether `text` begins with `n` hexadecimal digits.
bool pc_device_is_hex(const char *text, size_t n);
// pc_device_sep_mac gives the MAC address's twelve digits in a text that begins with a phone's name
// ("SEP0A1B2C3D4E5F"; what follows is not looked at); NULL: it does not.
const char *pc_device_sep_mac(const char *text);
// pc_device_ata_mac gives the digits of an analog adapter's name, "ATA" and its MAC address; NULL.
const char *pc_device_ata_mac(const char *text);
// pc_device_is_sep says whether a text is a phone's name and nothing else. NULL is none.
bool pc_device_is_sep(const char *text);

#endif
