// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the files that phones fetch are of interest, by their names (domain: file names of
// CUCM's TFTP service).
#include "core/files/download.h"

#include "core/bytes/lexer.h"
#include "core/certificate/certificate.h"

char *pc_download_name(PcBytes path)
{
    PcBytes rest = pc_lex_until(&path, "?#");
    PcBytes name;
    do {
        name = pc_lex_until(&rest, "/\\");
    } while (pc_bytes_skip(&rest, 1));
    return pc_text_clean(name, PC_DOWNLOAD_MAX_NAME);
}

bool pc_download_is_wanted(const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    bool is_list = g_str_has_prefix(lower, "ctl") || g_str_has_prefix(lower, "itl");
    return (is_list && g_str_has_suffix(lower, ".tlv")) || g_str_has_suffix(lower, ".cnf.xml") ||
           g_str_has_suffix(lower, ".cnf.xml.sgn") || g_str_has_suffix(lower, ".cnf.xml.enc.sgn");
}
