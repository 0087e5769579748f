// SPDX-License-Identifier: GPL-2.0-or-later
// Serial numbers of certificates as others write them, so that they can be compared.
#ifndef PHONECERT_CORE_SERIAL_H
#define PHONECERT_CORE_SERIAL_H

// pc_serial_digits gives a serial number without what writers put around it ("0x", colons, blanks,
// leading zeros), in lower case; NULL: it is none, or has fewer than four digits. Caller frees.
char *pc_serial_digits(const char *serial);

#endif
