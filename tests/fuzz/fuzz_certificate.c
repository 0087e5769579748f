// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a certificate, as the beginning of one, as a Name and as a trust file: the facts
// hold together, and what is said of them is text that may be shown.
#include "core/certificate/identity.h"
#include "core/trust/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const char *text)
{
    if (text == NULL) {
        return;
    }
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *at = text; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
        g_assert_false(g_unichar_iscntrl(g_utf8_get_char(at)));
    }
}

static void check_certificate(const PcCertificate *certificate)
{
    g_assert_true(certificate->malformed == (certificate->x509 == NULL));
    g_assert_true(certificate->malformed == (certificate->defect != NULL));
    g_assert_cmpuint(strlen(certificate->sha256), ==, 64);
    g_assert_cmpuint(strlen(certificate->sha1), ==, 40);
    g_assert_true(!certificate->self_signed || certificate->self_issued);
    check_text(certificate->subject);
    check_text(certificate->issuer);
    check_text(certificate->subject_cn);
    check_text(certificate->serial_number);
    check_text(certificate->key);
    check_text(certificate->signature);
    g_autoptr(PcIdentity) identity = pc_identity_new(certificate, NULL);
    check_text(identity->device);
    check_text(identity->model);
    check_text(identity->product_serial);
    check_text(identity->issuer);
    g_assert_true(identity->mac == NULL || strlen(identity->mac) == 17);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, len);
    g_autoptr(PcCertificate) whole = pc_certificate_new(bytes);
    check_certificate(whole);
    g_autoptr(PcCertificate) start = pc_certificate_new_partial(bytes);
    check_certificate(start);
    g_autofree char *name = pc_name_text(pc_bytes(data, len));
    check_text(name);

    g_autoptr(PcTrust) trust = pc_trust_new();
    pc_trust_add(trust, "CallManager-trust", "fuzz", pc_bytes(data, len), NULL);
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    g_ptr_array_add(chain, whole);
    PcTrustAnswer answer;
    pc_trust_judge(trust, "CallManager-trust", chain, 1795403400, &answer);
    g_assert_cmpint(answer.verdict, !=, PC_VERDICT_ABSENT);
    check_text(answer.reason);
    check_text(answer.missing);
    pc_trust_answer_clear(&answer);
    return 0;
}
