// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the table become certificates: CAs by name (those of the capture generator, and
// those that the table defines) and the leaves that they sign.
#ifndef PHONECERT_TESTS_SCENARIOS_FIELD_H
#define PHONECERT_TESTS_SCENARIOS_FIELD_H

#include "captures/make/pki.h"
#include "tests/scenarios/table.h"

typedef struct Field Field;

Field *field_new(const Table *table);
void field_free(Field *field);

// field_ca lends the CA (or server) of a name; a name that nobody knows ends the program.
const MkCredential *field_ca(Field *field, const char *name);

// field_leaf makes what a scenario's client shows, with what it sends along; NULL where it shows
// nothing. The caller frees it.
MkCredential *field_leaf(Field *field, const char *group);

// field_crl makes a CRL in which `ca` revokes `revoked` on an ISO 8601 day, DER.
GBytes *field_crl(const MkCredential *ca, X509 *revoked, const char *when);

#endif
