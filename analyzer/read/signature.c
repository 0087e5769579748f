// SPDX-License-Identifier: GPL-2.0-or-later
// A table of signatures. Formats without one (Endace's ERF, CommView, old ones of WildPackets) are
// only known by their names.
#include "analyzer/read/signature.h"

static const struct {
    uint8_t offset, len;
    const char *bytes;
} signatures[] = {
    {0, 6, "snoop\0"},                  // Solaris (RFC 1761), Shomiti
    {0, 8, "iptrace "},                 // AIX
    {0, 4, "\xd4\xc3\xb2\xa1"},         // AIX' pcap, which is not read here
    {0, 4, "\xa1\xb2\xc3\xd4"},         //
    {0, 4, "RTSS"},                     // Network Monitor 1
    {0, 4, "GMBU"},                     // Network Monitor 2
    {0, 4, "XCP\0"},                    // Network General's for Windows
    {0, 4, "VL\0\0"},                   // NetXRay before it
    {0, 15, "TRSNIFF data   "},         // Network General's for DOS
    {0, 4, "\x05VNF"},                  // Visual Networks
    {0, 4, "\xaa\xaa\xaa\xaa"},         // 5View
    {0, 8, "btsnoop\0"},                // Symbian, Android
    {0, 5, "TR\0d\0"},                  // HP-UX
    {6, 5, "Trace"},                    // LANalyzer
    {0, 16, "ObserverPktBuffe"},        // Network Instruments
    {0, 8, "\0\0\x02\0\x12\x05\0\x10"}, // Tektronix K12
    {0, 11, "+---------+"},             // the same as text
    {0, 4, "\177ver"},                  // WildPackets' tagged files
    {0, 18, "Session Transcript"},      // Catapult DCT2000
    {0, 6, "EyeSDN"},                   //
    {0, 13, "T O S H I B A"},           //
};

bool pc_signature_is_known(PcBytes start)
{
    for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
        PcBytes rest = start;
        if (pc_bytes_skip(&rest, signatures[i].offset) &&
            pc_bytes_starts(rest, signatures[i].bytes, signatures[i].len)) {
            return true;
        }
    }
    return false;
}
