// SPDX-License-Identifier: GPL-2.0-or-later
// What HTTP and TFTP downloads share: which files are wanted, and a file that grows until it is
// whole. It knows no packets.
#ifndef PHONECERT_CORE_DOWNLOAD_H
#define PHONECERT_CORE_DOWNLOAD_H

#include "core/bytes/bytes.h"

enum {
    PC_DOWNLOAD_MAX_LEN = 4 * 1024 * 1024, // bytes of a file; a longer one is not kept
    PC_DOWNLOAD_MAX_NAME = 256,
};

// pc_download_name gives the file's own name out of a requested path, sanitised: what follows the
// last slash or backslash, without a query. Caller frees.
char *pc_download_name(PcBytes path);

// pc_download_is_wanted says whether a file of this name is a trust list or a configuration:
// CTL*.tlv, ITL*.tlv, *.cnf.xml, *.cnf.xml.sgn, *.cnf.xml.enc.sgn.
bool pc_download_is_wanted(const char *name);

// pc_download_base_name lends the part of a path behind its last slash.
const char *pc_download_base_name(const char *path);

// pc_download_device gives the name of the phone that a file name bears, in upper case:
// "SEP0A1B2C3D4E5F" of ITLSEP0A1B2C3D4E5F.tlv or SEP0A1B2C3D4E5F.cnf.xml.sgn. NULL for others; the
// caller frees.
char *pc_download_device(const char *file_name);

// pc_download_list_of_one gives the name of a trust list that is one phone's, in upper case. NULL
// for CTLFile.tlv, ITLFile.tlv, any other name and NULL; the caller frees.
char *pc_download_list_of_one(const char *file_name);

#endif
