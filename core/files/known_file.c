// SPDX-License-Identifier: GPL-2.0-or-later
// Goes by the headers alone; whether the rest holds is for those who read it.
#include "core/files/known_file.h"

#include "core/files/signed_file.h"
#include "core/files/trust_list.h"

// PFX (RFC 7292, 4): a SEQUENCE, of whatever form its length has, of the version 3 and a SEQUENCE.
static bool is_pkcs12(PcBytes start)
{
    static const uint8_t version[] = {0x02, 0x01, 0x03, 0x30};
    enum { LONG = 0x80, MAX_LEN_BYTES = 4 };
    uint8_t tag, len;
    if (!pc_bytes_u8(&start, &tag) || tag != 0x30 || !pc_bytes_u8(&start, &len)) {
        return false;
    }
    const unsigned more = (len & LONG) != 0 ? len & ~(unsigned)LONG : 0;
    return more <= MAX_LEN_BYTES && pc_bytes_skip(&start, more) &&
           pc_bytes_starts(start, version, sizeof version);
}

PcFileKind pc_known_file(PcBytes start)
{
    PcSignedHeader header;
    PcBytes rest;
    if (is_pkcs12(start)) {
        return PC_FILE_PKCS12;
    }
    if (pc_trust_list_looks_like(start)) {
        return PC_FILE_TRUST_LIST;
    }
    if (!pc_signed_header_read(start, &header, &rest)) {
        return PC_FILE_OTHER;
    }
    return header.encrypted ? PC_FILE_ENCRYPTED_CONFIG : PC_FILE_SIGNED_CONFIG;
}

static const char *const texts[] = {
    [PC_FILE_ENCRYPTED_CONFIG] =
        "is a phone's encrypted configuration (.enc.sgn): only the phone has the key; CUCM "
        "Administration shows the settings on the phone's page and in its security profile",
    [PC_FILE_SIGNED_CONFIG] = "is a phone's signed configuration (.sgn): phonecert trust shows it",
    [PC_FILE_TRUST_LIST] =
        "is a CTL or ITL file: phonecert trust shows it, and --trust judges by it",
    [PC_FILE_PKCS12] = "is a PKCS#12 file: phonecert cert shows the certificates in it, and "
                       "--password-file FILE names its password",
};

const char *pc_known_file_text(PcFileKind kind)
{
    return texts[kind];
}
