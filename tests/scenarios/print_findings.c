// SPDX-License-Identifier: GPL-2.0-or-later
// The table of findings as Markdown: docs/findings.md is exactly this program's output.
#include "core/field/finding.h"
#include <stdio.h>
#include <string.h>

static const char introduction[] =
    "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
    "<!-- Made from core/field/finding_rows.c by `print_findings`; change it there. -->\n"
    "# Findings\n\n"
    "A finding is a sentence about one session, with a severity, a remedy and a source. Here is\n"
    "what each one means; `phonecert explain ID` prints the same. At most one cause is named for\n"
    "a failure, and no finding rests on something that the capture does not hold.\n\n"
    "## How a verdict is made\n\n"
    "- OpenSSL builds the path and validates it, at the moment of the handshake (or of `--at`), "
    "with\n"
    "  the certificates of the one store that judges the service, and nothing else: no system CAs, "
    "no\n"
    "  network. What the client sent along is material for the path, never an anchor.\n"
    "- The path must end in a self-signed root that is in the store. A self-signed certificate "
    "that\n"
    "  is in the store itself is its own root.\n"
    "- Where a store holds several CAs of one name, the one whose key signed counts.\n"
    "- A CA must have basicConstraints CA:TRUE and, where it has a key usage, keyCertSign; a leaf "
    "that\n"
    "  has a key usage must have digitalSignature in it, one that has an extended key usage "
    "clientAuth\n"
    "  (or any).\n"
    "- The extended key usage of a CA is no part of the verdict: whether CUCM's own listeners hold "
    "it\n"
    "  against the leaf is in no document. OpenSSL's servers do, for every CA of the path "
    "(measured,\n"
    "  docs/field.md): where a server refused so, client-auth-missing says it, where one took the\n"
    "  certificate, ca-client-auth-missing says who will not; `cert` and `trust` say it of files.\n"
    "- SHA-1 and RSA with exponent 3 are accepted, as the field's servers accept them in Cisco's "
    "old\n"
    "  CAs. `--policy strict` judges as OpenSSL's security level 2 does, with RSA keys of 2048 "
    "bits or\n"
    "  more.\n"
    "- A certificate is valid from its first second on and no more in its last, as OpenSSL "
    "counts.\n"
    "- CRLs and delta CRLs in the store count for what they list, once its date has come, also "
    "when\n"
    "  they are old; a CRL that the CA did not sign counts for nothing. Without one nothing is "
    "said.\n"
    "- Where several defects hold, the order is: malformed, bad-signature, untrusted, "
    "not-yet-valid,\n"
    "  expired, revoked.\n"
    "- Where no store was given, the CAPF entries of CTL and ITL files judge LSCs of the cluster, "
    "with\n"
    "  the basis trust-list; of anything else they say nothing.\n";

// Each step, and each other way, on a line of its own.
static void print_remedy(const char *remedy)
{
    for (const char *at = remedy; *at != '\0'; at++) {
        const bool step =
            at[0] == ' ' && at[1] >= '1' && at[1] <= '9' && at[2] == '.' && at[3] == ' ';
        const bool other_way = strncmp(at, " Or: ", 5) == 0 || strncmp(at, " Or, ", 5) == 0;
        if (step || other_way) {
            fputs(step ? "\n" : "\n\n", stdout);
        } else {
            putchar(*at);
        }
    }
}

static void print_row(const PcFindingRow *row)
{
    printf("\n### `%s`\n\n**%s.** %s\n\nWhat to do:\n\n", row->id, row->title, row->story);
    static const PcStepsFor all = {PC_RELEASE_ANY, NULL, PC_HOLDER_ANY};
    print_remedy(pc_finding_remedy(row, &all));
    printf("\n\nSource: %s.\n", pc_finding_source(row));
}

static void print_severity(PcSeverity severity)
{
    static const char *const headings[] = {
        [PC_SEVERITY_NOTE] = "Notes: worth knowing",
        [PC_SEVERITY_WARNING] = "Warnings: may explain a failure, or lead to one",
        [PC_SEVERITY_ERROR] = "Errors: explain a failure, or will make the next attempt fail",
    };
    printf("\n## %s\n", headings[severity]);
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcFindingRow *row = pc_finding_row(id);
        if (row->severity == severity) {
            print_row(row);
        }
    }
}

int main(void)
{
    fputs(introduction, stdout);
    print_severity(PC_SEVERITY_ERROR);
    print_severity(PC_SEVERITY_WARNING);
    print_severity(PC_SEVERITY_NOTE);
    return 0;
}
