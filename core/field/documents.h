// SPDX-License-Identifier: GPL-2.0-or-later
// The documents on which remedies and findings rest: title and date, each once.
#ifndef PHONECERT_CORE_FIELD_DOCUMENTS_H
#define PHONECERT_CORE_FIELD_DOCUMENTS_H

typedef enum {
    PC_DOCUMENT_NONE,
    PC_DOCUMENT_FAQ,
    PC_DOCUMENT_PA12,
    PC_DOCUMENT_SG14_CERT,
    PC_DOCUMENT_SG14_OAUTH,
    PC_DOCUMENT_SG15_TLS,
    PC_DOCUMENT_SG_TLS_SETUP,
    PC_DOCUMENT_SG125_CAPF,
    PC_DOCUMENT_SG125_ENC,
    PC_DOCUMENT_SG125_SRST,
    PC_DOCUMENT_SG125_VPN,
    PC_DOCUMENT_SG_CIPHER,
    PC_DOCUMENT_TAC214231,
    PC_DOCUMENT_TAC215572,
    PC_DOCUMENT_TAC115785,
    PC_DOCUMENT_TAC212138,
    PC_DOCUMENT_TAC213407,
    PC_DOCUMENT_TAC213295,
    PC_DOCUMENT_TAC118699,
    PC_DOCUMENT_TAC118892,
    PC_DOCUMENT_TAC225476,
    PC_DOCUMENT_TAC_MRA,
    PC_DOCUMENT_AG88,
    PC_DOCUMENT_AG8821,
    PC_DOCUMENT_RN840,
    PC_DOCUMENT_MRA127,
    PC_DOCUMENT_FN72302,
    PC_DOCUMENT_FN72593,
    PC_DOCUMENT_FN74345,
    PC_DOCUMENT_FN74362,
    PC_DOCUMENT_ATA_PROV,
    PC_DOCUMENT_MPP_SEC,
    PC_DOCUMENT_ISE_MESSAGES,
    PC_DOCUMENT_CISCO_PKI,
    PC_DOCUMENT_CCM_MIB,
    PC_DOCUMENT_RFC2865,
    PC_DOCUMENT_RFC3261,
    PC_DOCUMENT_RFC3579,
    PC_DOCUMENT_RFC3748,
    PC_DOCUMENT_RFC5246,
    PC_DOCUMENT_RFC5280,
    PC_DOCUMENT_RFC5746,
    PC_DOCUMENT_RFC8446,
    PC_DOCUMENT_RFC9155,
    PC_DOCUMENT_RFC9293,
    PC_DOCUMENT_SP800_131A,
    PC_DOCUMENT_OPENSSL,
    PC_DOCUMENT_MEASURED,
    PC_DOCUMENT_SEEN,
    PC_DOCUMENT_PROJECT,
    PC_N_DOCUMENTS,
} PcDocument;

const char *pc_document_title(PcDocument document);
// pc_document_date gives the day of its revision ("2026-04-08"), or, where the document tells none,
// when it was read ("read 2026-11-23").
const char *pc_document_date(PcDocument document);

// PcCitation is a place in a document.
typedef struct {
    PcDocument document; // NONE ends a list
    const char *section;
} PcCitation;

// pc_citation_text gives "TITLE, SECTION (DATE)". Caller frees.
char *pc_citation_text(const PcCitation *source);
// pc_citations_text gives a list's, parted by "; ". Caller frees.
char *pc_citations_text(const PcCitation *sources);

#endif
