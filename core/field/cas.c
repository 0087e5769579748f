// SPDX-License-Identifier: GPL-2.0-or-later
// A CA's name becomes what is known of it: one of Cisco's, or a CAPF.
#include "core/field/cas.h"

#include <string.h>

enum { CAPF_DIGITS = 8 };

// The public CA certificates of Cisco, as read out of them (cisco.com/security/pki; Cisco FN72302
// for the youngest two, whose key identifiers are not public; Cisco 200860 for CAP-RTP, of which
// only the names are). Attributes count, not their order: the High Assurance CA has its CN first.
static const PcManufacturingCa table[] = {
    {"CAP-RTP-001", NULL, "CAP-RTP-001", NULL, true, 0},
    {"CAP-RTP-002", NULL, "CAP-RTP-002", NULL, true, 0},
    {"Cisco Manufacturing CA", "Cisco Systems", "Cisco Root CA 2048",
     "D0C52226AB4F4660ECAE0591C7DC5AD1B047F76C", true, 1873484742},
    {PC_CA_SHA2, "Cisco", "Cisco Root CA M2", "7AD77995CABB482BB85514FDA3C00FBCA70F9619", true,
     2141643617},
    {PC_CA_III, "Cisco", "Cisco Basic Assurance Root CA 2099", NULL, true, 4083506368},
    {"ACT2 SUDI CA", "Cisco", "Cisco Root CA 2048", "48D8F1F1C270D55BBB7C730993AFB8B83003F87F",
     true, 1873484742},
    {PC_CA_HIGH_ASSURANCE, "Cisco", "Cisco Root CA 2099",
     "EA6BA3B9C113977E1BFB3A8D686007395F8748FA", true, 4089992307},
    {"ACT2 ECC SUDI CA", "Cisco", "Cisco ECC Root CA", "96873AD8898191411533BFE0348F208FC2BBC396",
     true, 2627367343},
    {"Cisco Root CA 2048", "Cisco Systems", "Cisco Root CA 2048",
     "27F3C8151E6E9A020916AD2BA089605FDA7B2FAA", false, 1873484742},
    {"Cisco Root CA M1", "Cisco", "Cisco Root CA M1", "A6031D7FCABDB29140C6CB82361F6B988FDDBC29",
     false, 2015963986},
    {"Cisco Root CA M2", "Cisco", "Cisco Root CA M2", "C900F91F8A1FC266BDA5D26D650E222E34C305A0",
     false, 2141643618},
    {"Cisco Root CA 2099", "Cisco", "Cisco Root CA 2099",
     "3895570F34234EF3A12620BA1491C741881DA35B", false, 4089992308},
    {"Cisco Basic Assurance Root CA 2099", "Cisco", "Cisco Basic Assurance Root CA 2099", NULL,
     false, 4083506369},
    {"Cisco ECC Root CA", "Cisco", "Cisco ECC Root CA", "A445B62FA331B17615B00A1833CAF6AD4F3D2804",
     false, 2627367344},
};

const PcManufacturingCa *pc_manufacturing_ca(const char *common_name, const char *organisation)
{
    for (size_t i = 0; common_name != NULL && i < sizeof table / sizeof *table; i++) {
        const PcManufacturingCa *row = &table[i];
        const bool same_organisation =
            row->organisation == NULL ||
            (organisation != NULL && strcmp(row->organisation, organisation) == 0);
        if (same_organisation && strcmp(row->common_name, common_name) == 0) {
            return row;
        }
    }
    return NULL;
}

bool pc_is_cisco(const char *organisation)
{
    static const char *const names[] = {"Cisco",
                                        "Cisco Systems",
                                        "Cisco Systems Inc",
                                        "Cisco Systems Inc.",
                                        "Cisco Systems, Inc.",
                                        "Cisco Systems, Inc"};
    for (size_t i = 0; organisation != NULL && i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], organisation) == 0) {
            return true;
        }
    }
    return false;
}

bool pc_issuer_is_capf_name(const char *common_name)
{
    static const char prefix[] = "CAPF-";
    if (common_name == NULL || strncmp(common_name, prefix, strlen(prefix)) != 0) {
        return false;
    }
    const char *digits = &common_name[strlen(prefix)];
    return strlen(digits) == CAPF_DIGITS && strspn(digits, "0123456789abcdefABCDEF") == CAPF_DIGITS;
}
