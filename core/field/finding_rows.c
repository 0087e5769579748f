// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of findings. Each row tells what is behind it, what a capture shows and how sure
// that is, what to do step by step, and where it is written.
#include "core/field/finding_rows.h"

// clang-format off
const PcFindingRow pc_finding_rows[PC_N_FINDINGS] = {
[PC_FINDING_LSC_FOREIGN_CLUSTER] = {
    .id = "lsc-foreign-cluster", .severity = PC_SEVERITY_ERROR,
    .title = "The phone shows an LSC of another cluster",
    .story = "A phone that has an LSC shows it to CUCM, never its MIC. This one was issued by a "
        "CAPF whose certificate the server does not hold, as after a move from another "
        "cluster. In the capture: the client's certificate names a CAPF with other digits as "
        "its issuer, and the server answers with the fatal alert unknown_ca on 2443, 5061 or "
        "9444. An upgrade to 12.5(1)SU6, 14SU2 or later looks the same where it dropped this "
        "cluster's own old CAPF, because that had expired. The verdict rests on the store that "
        "was given; the alert, where there is one, confirms it.",
    .steps = (const PcStepId[]){PC_STEP_NONSECURE, PC_STEP_DELETE_LSC, PC_STEP_NEW_LSC,
        PC_STEP_SECURE_BACK, PC_STEP_OLD_CLUSTER_CAPF, PC_STEP_R_CM,
        PC_STEP_DELETE_LSC_BEFORE_MOVE, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"},
        {PC_DOCUMENT_SG125_CAPF, "moving a phone"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_PREVIOUS_CAPF] = {
    .id = "lsc-previous-capf", .severity = PC_SEVERITY_ERROR,
    .title = "The LSC is of this cluster's previous CAPF certificate",
    .story = "The CAPF certificate was regenerated and the previous one taken out of the store "
        "before this phone got a new LSC. In the capture it looks like an LSC of another cluster; "
        "what tells them apart is that the issuing CAPF is still known here: in another store, in a "
        "trust list, or as a CA of the same name with another key.",
    .steps = (const PcStepId[]){PC_STEP_OLD_CAPF_BACK_CM, PC_STEP_OLD_CAPF_BACK_CAPF,
        PC_STEP_R_CM, PC_STEP_R_CAPF, PC_STEP_NEW_CAPF_ELSEWHERE, PC_STEP_NEW_LSC,
        PC_STEP_LSC_BULK, PC_STEP_LSC_BY_IMPACT, PC_STEP_OLD_CAPF_DELETE, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"},
        {PC_DOCUMENT_SG14_CERT, "trust stores"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CAPF_INVALID_LSC] = {
    .id = "capf-invalid-lsc", .severity = PC_SEVERITY_ERROR,
    .title = "CAPF refuses the phone's LSC",
    .story = "With the authentication mode 'existing certificate' the phone proves itself to CAPF "
        "with its LSC, inside the CAPF messages. The CA that signed it is not in CAPF-trust, and the "
        "operation ends as 'Invalid LSC'. It shows only where the CAPF exchange on 3804 can be read "
        "(keys at hand) or where the LSC is shown in TLS itself.",
    .steps = (const PcStepId[]){PC_STEP_CAPF_MODE, PC_STEP_NEW_LSC, PC_STEP_OLD_CAPF_BACK_CAPF,
        PC_STEP_R_CAPF, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "between CAPF and phone; LSC operations and CAPF-trust"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_DOT1X_UNTRUSTED] = {
    .id = "dot1x-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "The 802.1X server does not hold the CA of the phone's certificate",
    .story = "In EAP-TLS the authentication server (ISE, ACS) checks the phone's LSC or MIC against "
        "certificates that an administrator uploaded there; CUCM plays no part. A CAPF "
        "certificate that was regenerated, or removed too early, cuts the phones off the "
        "network. Phones send their leaf only, so a root alone is not enough where the CAPF "
        "certificate is signed by an outside CA. In the capture: a TLS alert unknown_ca inside "
        "EAP, then EAP-Failure or Access-Reject; ISE logs 12514.",
    .steps = (const PcStepId[]){PC_STEP_X_LSC, PC_STEP_X_CAPF, PC_STEP_X_MIC, PC_STEP_X_KEEP,
        PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "between phone and authentication server for 802.1X"},
        {PC_DOCUMENT_PA12, "Security, 802.1X"}, {PC_DOCUMENT_ISE_MESSAGES, "12514"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_VPN_UNTRUSTED] = {
    .id = "vpn-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "The VPN gateway does not hold the CA of the phone's certificate",
    .story = "For certificate-based VPN the ASA checks the phone's LSC or MIC against trustpoints "
        "that hold CAPF and the manufacturing CA. One of them is missing or old. In the capture: a "
        "client certificate on 443, then an alert or a close.",
    .steps = (const PcStepId[]){PC_STEP_V_LSC, PC_STEP_V_TRUSTPOINT, PC_STEP_V_KEEP, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "certificate authentication between phone and ASA"},
        {PC_DOCUMENT_SG125_VPN, "certificates"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_EXPIRED] = {
    .id = "lsc-expired", .severity = PC_SEVERITY_ERROR,
    .title = "The LSC has expired",
    .story = "The LSC, or the CA above it, ended before the moment of this handshake. A server that "
        "checks validity refuses it; OpenSSL's servers say certificate_expired. An LSC does not renew "
        "itself.",
    .steps = (const PcStepId[]){PC_STEP_CAPF_REGENERATE, PC_STEP_CAPF_AFTER_11,
        PC_STEP_CAPF_AFTER_12, PC_STEP_CAPF_AFTER_14, PC_STEP_NEW_CAPF_ELSEWHERE,
        PC_STEP_NEW_LSC, PC_STEP_LSC_BULK, PC_STEP_LSC_INSIDE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "LSC expiry"},
        {PC_DOCUMENT_RFC5280, "4.1.2.5"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_EXPIRED] = {
    .id = "mic-expired", .severity = PC_SEVERITY_ERROR,
    .title = "The MIC has expired",
    .story = "A MIC ends ten years after manufacture, and at the latest with the CA that signed it: "
        "14 May 2029 under Cisco Manufacturing CA, 12 November 2037 under its SHA2 successor. It "
        "cannot be renewed by an administrator; once it is over, provisioning, mutual TLS, 802.1X and "
        "upgrades that rely on it fail.",
    .steps = (const PcStepId[]){PC_STEP_MIC_LSC, PC_STEP_MIC_MPP, PC_STEP_MIC_REPLACE,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FN72593, "expiry dates"},
        {PC_DOCUMENT_FAQ, "manufacturer installed certificate"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_CA3_UNTRUSTED] = {
    .id = "mic-ca3-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "A new phone's manufacturing CA is unknown to the server",
    .story = "Phones made since 2021 and 2022 bear MICs of Cisco Manufacturing CA III (root: Cisco "
        "Basic Assurance Root CA 2099), some of High Assurance SUDI CA (root: Cisco Root CA 2099). "
        "CUCM knows the former from 11.5(1)SU9, 12.5(1)SU4 and 14 on; older servers, ISE and others "
        "must be taught. In the capture: MIC with that issuer, then unknown_ca.",
    .steps = (const PcStepId[]){PC_STEP_NEW_LSC, PC_STEP_KEEP_MIC_OUT, PC_STEP_GET_CA3,
        PC_STEP_UP_CM, PC_STEP_R_CM, PC_STEP_UP_CAPF, PC_STEP_R_CAPF, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FN72302, "affected phones"},
        {PC_DOCUMENT_RN840, "Cisco Manufacturing CA III"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_SHA2_UNTRUSTED] = {
    .id = "mic-sha2-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "Cisco Manufacturing CA SHA2 is unknown to the server",
    .story = "78xx and 88xx phones bear MICs that Cisco Manufacturing CA SHA2 signed (root: Cisco "
        "Root CA M2). Older CUCM, SRST, ACS and ISE hold only the SHA-1 chain. In the capture: MIC "
        "with that issuer, then unknown_ca.",
    .steps = (const PcStepId[]){PC_STEP_NEW_LSC, PC_STEP_KEEP_MIC_OUT, PC_STEP_GET_CA2,
        PC_STEP_UP_STORE, PC_STEP_R_CM, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FN72302, "earlier generations"},
        {PC_DOCUMENT_SG14_CERT, "trust stores"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_NOT_IN_CALLMANAGER] = {
    .id = "mic-not-in-callmanager", .severity = PC_SEVERITY_ERROR,
    .title = "CallManager does not accept MICs of this CA",
    .story = "Cisco recommends taking the manufacturing CAs out of CallManager-trust and keeping them "
        "in CAPF-trust: then a MIC is good for getting an LSC and for nothing else. This phone has no "
        "LSC and shows its MIC to CallManager, which refuses it. The state is meant; the phone is "
        "just not finished.",
    .steps = (const PcStepId[]){PC_STEP_NEW_LSC, PC_STEP_LSC_BULK, PC_STEP_KEEP_MIC_OUT,
        PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_SG125_CAPF, "manufacturing CAs in CallManager-trust"},
        {PC_DOCUMENT_SG14_CERT, "removing manufacturing CAs"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_NO_CERTIFICATE] = {
    .id = "no-certificate", .severity = PC_SEVERITY_ERROR,
    .title = "The phone was asked for a certificate and has none",
    .story = "The server sent a CertificateRequest and the client answered with an empty "
        "Certificate message, and the server ended the handshake with handshake_failure or "
        "certificate_required: the client has neither LSC nor MIC that it may use. Software "
        "phones, 7940/7960 and Jabber have no MIC at all. A server may ask and go on without "
        "an answer, as Expressway-E does; that is no fault and is not told here.",
    .steps = (const PcStepId[]){PC_STEP_JABBER_OAUTH, PC_STEP_LSC_STRING, PC_STEP_NEW_LSC,
        PC_STEP_UNTIL_NONSECURE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "authentication modes"},
        {PC_DOCUMENT_FAQ, "is an LSC required for a secure profile"},
        {PC_DOCUMENT_RFC5246, "7.4.6"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CAPF_AUTH_FAILED] = {
    .id = "capf-auth-failed", .severity = PC_SEVERITY_ERROR,
    .title = "CAPF refused the phone's authentication",
    .story = "The CAPF exchange could be read, and it ended without a certificate: a wrong or missing "
        "authentication string, an operation whose deadline has passed, or 'existing certificate' "
        "with precedence to LSC on a phone that has none.",
    .steps = (const PcStepId[]){PC_STEP_CAPF_SECTION, PC_STEP_CAPF_DEADLINE, PC_STEP_LSC_STRING,
        PC_STEP_STALE_LSC, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "authentication modes"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_KEY_USAGE] = {
    .id = "lsc-key-usage", .severity = PC_SEVERITY_ERROR,
    .title = "The LSC's key usage does not allow TLS",
    .story = "The LSC has a key usage extension without digitalSignature, or, with an RSA key, "
        "without keyEncipherment, as an online CA's template may leave them out. Without "
        "digitalSignature the phone may not sign its CertificateVerify and every OpenSSL server "
        "refuses it; keyEncipherment is asked for by CUCM's documentation. An LSC with no key usage "
        "extension at all may do both.",
    .steps = (const PcStepId[]){PC_STEP_LSC_TEMPLATE, PC_STEP_NEW_LSC, PC_STEP_LSC_BULK,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "online CA"},
        {PC_DOCUMENT_RFC5280, "4.2.1.3"}, {PC_DOCUMENT_MEASURED, "purpose of a TLS client"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CAPF_CA_CONSTRAINTS] = {
    .id = "capf-ca-constraints", .severity = PC_SEVERITY_ERROR,
    .title = "The CA above the LSC may not sign certificates",
    .story = "A CAPF certificate must be a CA: basicConstraints CA:TRUE with path length 0, key "
        "usage with keyCertSign and digitalSignature. One that an outside CA signed from the "
        "wrong template lacks them, and TLS fails for every phone whose LSC it issued. "
        "OpenSSL's servers answer unknown_ca (48), so on the wire it looks like a CA that is "
        "missing in the store.",
    .steps = (const PcStepId[]){PC_STEP_CAPF_TEMPLATE, PC_STEP_CAPF_UPLOAD,
        PC_STEP_CAPF_AFTER_11, PC_STEP_CAPF_AFTER_12, PC_STEP_CAPF_AFTER_14,
        PC_STEP_NEW_CAPF_ELSEWHERE, PC_STEP_NEW_LSC, PC_STEP_LSC_BULK, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_SG125_CAPF, "requirements of the CAPF certificate"},
        {PC_DOCUMENT_RFC5280, "4.2.1.9"}, {PC_DOCUMENT_MEASURED, "purpose of a TLS client"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_EXTERNAL_ROOT_MISSING] = {
    .id = "lsc-external-root-missing", .severity = PC_SEVERITY_ERROR,
    .title = "The enterprise CA above the LSC is not in the store",
    .story = "CAPF can let an enterprise CA sign LSCs (online or offline CA). The whole chain of that "
        "CA, up to its self-signed root, must be in CAPF-trust and in CallManager-trust; an "
        "intermediate CA alone is not enough. In the capture: an LSC whose issuer is neither CAPF nor "
        "Cisco, then unknown_ca.",
    .steps = (const PcStepId[]){PC_STEP_GET_CHAIN, PC_STEP_UP_CM, PC_STEP_R_CM, PC_STEP_UP_CAPF,
        PC_STEP_R_CAPF, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "third-party CA"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_WEAK_SIGNATURE_POLICY] = {
    .id = "weak-signature-policy", .severity = PC_SEVERITY_ERROR,
    .title = "A strict server refuses this signature or key",
    .story = "The store holds the right CA, but a strict server accepts no SHA-1 signature and no "
        "RSA key below 2048 bits. OpenSSL 3 refuses a 1024-bit key at security level 2, and a "
        "SHA-1 signature at level 2 and level 1, so only level 0 helps with that; the alert is "
        "bad_certificate (42). MICs of Cisco Manufacturing CA are signed with SHA-1. A phone "
        "in FIPS mode refuses keys below 2048 bits, too. Seen only when phonecert was asked to "
        "judge by --policy.",
    .steps = (const PcStepId[]){PC_STEP_WEAK_UPDATE, PC_STEP_NEW_LSC, PC_STEP_T_SECLEVEL,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_OPENSSL, "security levels"},
        {PC_DOCUMENT_MEASURED, "security levels"}, {PC_DOCUMENT_RFC9155, "2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TLS_VERSION_REFUSED] = {
    .id = "tls-version-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The peers have no TLS version in common",
    .story = "79xx phones and CIPC speak TLS 1.0 only; a server whose minimum was raised to 1.2 "
        "refuses them before any certificate is shown. In the capture: the alert protocol_version "
        "after the ClientHello, or a close without an answer to a ClientHello of TLS 1.0; the latter "
        "is a likelihood, not a proof.",
    .steps = (const PcStepId[]){PC_STEP_T_REPLACE, PC_STEP_T_ISE, PC_STEP_T_MIN,
        PC_STEP_T_MIN_15SU2, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG_TLS_SETUP, "Set Minimum TLS Version"},
        {PC_DOCUMENT_SG15_TLS, "minimum TLS version"}, {PC_DOCUMENT_RFC5246, "7.2.2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CIPHER_REFUSED] = {
    .id = "cipher-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The peers have no cipher suite in common",
    .story = "The server answered the ClientHello with handshake_failure or insufficient_security "
        "before any certificate was shown. With the device security mode Authenticated the phone "
        "offers NULL ciphers, which a configured cipher string on CUCM may have removed.",
    .steps = (const PcStepId[]){PC_STEP_T_ENCRYPTED, PC_STEP_T_CIPHERS, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG_CIPHER, "cipher strings"},
        {PC_DOCUMENT_RFC5246, "7.2.2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_NOT_YET_VALID] = {
    .id = "not-yet-valid", .severity = PC_SEVERITY_ERROR,
    .title = "The certificate is not valid yet",
    .story = "At the moment of the handshake the certificate, or a CA above it, had not begun. Either "
        "the machine that issued it, the server, or the capturing machine has a wrong clock; ISE logs "
        "12530.",
    .steps = (const PcStepId[]){PC_STEP_C_CLOCKS, PC_STEP_C_REISSUE, PC_STEP_C_AT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.1.2.5"},
        {PC_DOCUMENT_ISE_MESSAGES, "12530"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TRUST_LIST_FOREIGN] = {
    .id = "trust-list-foreign", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not believe this server: its trust lists do not vouch for it",
    .story = "At CallManager (2443, 5061), CAPF (3804), TVS (2445) and the headset service a phone "
        "checks the server against its CTL and ITL and, failing that, asks the TVS that those "
        "name. In the capture: the phone sends the alert, not the server. Several things look "
        "like that, likeliest first: the phone has the lists of another cluster; CallManager's "
        "certificate was made anew without a new CTL or ITL; TVS cannot be reached. The lists "
        "that the phone fetched (phonecert trust) and a connection to 2445 tell them apart. "
        "'Prepare Cluster for Rollback' empties the ITL only; a CTL must be deleted on the "
        "phone.",
    .steps = (const PcStepId[]){PC_STEP_LIST_FOREIGN_Q, PC_STEP_CTL_UPDATE_11,
        PC_STEP_CTL_UPDATE, PC_STEP_R_TFTP, PC_STEP_RESET, PC_STEP_SETTINGS_ACCESS,
        PC_STEP_ERASE_79, PC_STEP_ERASE_88, PC_STEP_ERASE_8821, PC_STEP_ERASE_OTHER,
        PC_STEP_LOCALKEY, PC_STEP_BULK_EXCHANGE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC213407, "trust lists"},
        {PC_DOCUMENT_PA12, "Security, trust lists"}, {PC_DOCUMENT_TAC213295, "ITL"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_DOT1X_LSC_ONLY_MIC_TRUSTED] = {
    .id = "dot1x-lsc-only-mic-trusted", .severity = PC_SEVERITY_ERROR,
    .title = "The 802.1X server trusts MICs only, and the phone shows its LSC",
    .story = "On a wire a phone that has an LSC shows it for 802.1X, too, unless it has a custom "
        "certificate. The authentication server holds Cisco's manufacturing CAs but no CAPF "
        "certificate, so installing an LSC cut the phone off. ISE logs 12514. Over Wi-Fi an "
        "LSC is never used; there the certificate is chosen on the phone.",
    .steps = (const PcStepId[]){PC_STEP_X_CAPF, PC_STEP_X_MEANWHILE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"},
        {PC_DOCUMENT_PA12, "Security, 802.1X"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_ROOT_MISSING] = {
    .id = "root-missing", .severity = PC_SEVERITY_ERROR,
    .title = "The store holds the issuing CA but not its root",
    .story = "The certificate's issuer is in the store, its self-signed root is not. CallManager-trust "
        "wants the whole chain; an intermediate CA alone makes nothing trusted.",
    .steps = (const PcStepId[]){PC_STEP_GET_CHAIN, PC_STEP_UP_STORE, PC_STEP_R_CM, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "verifying LSC or MIC from a packet capture"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_BAD_SIGNATURE] = {
    .id = "bad-signature", .severity = PC_SEVERITY_ERROR,
    .title = "A CA of the right name is in the store, but it did not sign this certificate",
    .story = "Name and key do not belong together: the CA was made anew under the same name, or "
        "somebody else uses its name. A server that picks the CA by its name finds that the "
        "signature does not verify.",
    .steps = (const PcStepId[]){PC_STEP_Q_COMPARE_KEYS, PC_STEP_Q_OLDER_CA, PC_STEP_Q_WHO_MADE,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.2.1.1 and 6.1.3"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_FORGED_CA] = {
    .id = "forged-ca", .severity = PC_SEVERITY_ERROR,
    .title = "The issuer bears a Cisco CA's name, but it is not that CA",
    .story = "The key identifier in the certificate, or in the CA certificate that came along, is not "
        "that of the real Cisco CA of this name. A name can be written by anybody. Cisco could have "
        "issued a CA anew, but no such certificate is known.",
    .steps = (const PcStepId[]){PC_STEP_Q_DONT_TRUST, PC_STEP_Q_FIND_DEVICE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_CISCO_PKI, "key identifiers"},
        {PC_DOCUMENT_RFC5280, "4.2.1.1"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_UNTRUSTED_ISSUER] = {
    .id = "untrusted-issuer", .severity = PC_SEVERITY_ERROR,
    .title = "The server's store does not lead to this certificate's issuer",
    .story = "No path goes from the certificate to a self-signed root in the store. The reason names "
        "what is missing.",
    .steps = (const PcStepId[]){PC_STEP_Q_SHOULD, PC_STEP_GET_CHAIN, PC_STEP_UP_STORE,
        PC_STEP_R_CM, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "between CallManager and phone"},
        {PC_DOCUMENT_RFC5280, "6.1"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CERTIFICATE_REVOKED] = {
    .id = "certificate-revoked", .severity = PC_SEVERITY_ERROR,
    .title = "The certificate is revoked",
    .story = "A CRL in the store folder lists the certificate, or a CA above it, and the revocation "
        "came before this handshake. phonecert fetches no CRL by itself; without one at hand nothing "
        "is said.",
    .steps = (const PcStepId[]){PC_STEP_Q_ASK_OWNER, PC_STEP_NEW_LSC, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "5.3 and 6.3"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CERTIFICATE_MALFORMED] = {
    .id = "certificate-malformed", .severity = PC_SEVERITY_ERROR,
    .title = "The certificate cannot be read",
    .story = "What was sent as a certificate is no X.509 certificate that OpenSSL can parse, or has a key "
        "that no device has. The capture has it whole; the sender made it so.",
    .steps = (const PcStepId[]){PC_STEP_Q_EXTRACT, PC_STEP_Q_REISSUE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.1"}, {PC_DOCUMENT_RFC5246, "7.4.2"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_POSSESSION_FAILED] = {
    .id = "possession-failed", .severity = PC_SEVERITY_ERROR,
    .title = "The client could not prove that the certificate is its own",
    .story = "The CertificateVerify, the signature over the handshake with the certificate's private "
        "key, does not verify with the key in the certificate. Somebody shows a certificate without "
        "having its key, the phone's key and certificate do not match, or something on the path "
        "changed the handshake.",
    .steps = (const PcStepId[]){PC_STEP_DELETE_LSC, PC_STEP_NEW_LSC, PC_STEP_Q_TLS_PROXY,
        PC_STEP_Q_IS_IT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.4.8"}, {PC_DOCUMENT_RFC8446, "4.4.3"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SECURITY_MISMATCH_403] = {
    .id = "security-mismatch-403", .severity = PC_SEVERITY_ERROR,
    .title = "CUCM answers that the phone's security does not match its profile",
    .story = "CUCM answered a REGISTER with 403 and the warning 399 'Device security mismatch'. On "
        "plain SIP it names TLS as what was expected: the phone did not try TLS, because it has no "
        "certificate that it could use or its configuration does not tell it to. Inside a TLS whose "
        "NULL cipher lets the capture be read, the mode differs: authenticated where encrypted is "
        "asked for, or the reverse.",
    .steps = (const PcStepId[]){PC_STEP_Q_CONFIG_FETCHED, PC_STEP_JABBER_OAUTH,
        PC_STEP_LSC_STRING, PC_STEP_NEW_LSC, PC_STEP_UNTIL_NONSECURE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "phone security profiles"},
        {PC_DOCUMENT_RFC3261, "20.43"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_REGISTRATION_REFUSED] = {
    .id = "registration-refused", .severity = PC_SEVERITY_ERROR,
    .title = "TLS succeeded, and SIP refused the registration",
    .story = "The server took the certificate and finished the handshake; then it answered the phone's "
        "REGISTER with an error. Certificates are not the cause: the device may be unknown, its name or "
        "profile may not fit, or it may not be allowed. It shows only where the SIP inside can be read: "
        "under a NULL cipher (device security mode Authenticated), or with keys at hand.",
    .steps = (const PcStepId[]){PC_STEP_Q_DEVICE_THERE, PC_STEP_Q_PROFILE, PC_STEP_Q_REASON,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC3261, "10.3 and 21.4"},
        {PC_DOCUMENT_SG125_CAPF, "phone security profiles"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SERVER_REFUSED] = {
    .id = "server-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The server refused the handshake, and nothing here says why",
    .story = "A fatal alert, EAP-Failure or Access-Reject ended the handshake. Neither the "
        "certificate nor the store, as far as they were given, explain it.",
    .steps = (const PcStepId[]){PC_STEP_Q_STORE, PC_STEP_Q_SERVER_LOG, PC_STEP_Q_ALERT,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.2.2"}, {PC_DOCUMENT_RFC8446, "6.2"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_PHONE_ENDED_HANDSHAKE] = {
    .id = "phone-ended-handshake", .severity = PC_SEVERITY_ERROR,
    .title = "The phone ended the handshake",
    .story = "The phone sent a fatal alert, so it is the phone that did not like what it got: the "
        "server's certificate (certificate_expired: by the phone's clock, which may be wrong; "
        "unknown_ca, bad_certificate, certificate_unknown: it is not vouched for by the phone's trust "
        "lists or TVS), a signature that does not fit (decrypt_error: often a certificate that was "
        "exchanged on one node only, or a key of another), a version or a parameter. The alert's name "
        "tells which of these; the capture does not tell more.",
    .steps = (const PcStepId[]){PC_STEP_C_SERVER_CHAIN, PC_STEP_C_PHONE, PC_STEP_TVS_REACH,
        PC_STEP_Q_PHONE_LOG, PC_STEP_Q_ALERT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.2.2"}, {PC_DOCUMENT_RFC8446, "6.2"},
        {PC_DOCUMENT_TAC213295, "TVS"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CAPF_ENDED_EARLY] = {
    .id = "capf-ended-early", .severity = PC_SEVERITY_WARNING,
    .title = "The CAPF session ended before anything was exchanged",
    .story = "On 3804 TLS was set up and the server closed at once. What they said is encrypted; that "
        "it was short is all that shows. Behind it may be 'Invalid LSC', a wrong authentication mode "
        "or string, or no operation that is due.",
    .steps = (const PcStepId[]){PC_STEP_CAPF_SECTION, PC_STEP_CAPF_MODE, PC_STEP_CAPF_DEADLINE,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "between CAPF and phone"},
        {PC_DOCUMENT_SG125_CAPF, "authentication modes"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_NAME_MISMATCH] = {
    .id = "name-mismatch", .severity = PC_SEVERITY_WARNING,
    .title = "The handshake succeeded and the server hung up: perhaps the name does not match",
    .story = "CallManager compares the certificate's subject name with the device after TLS is set "
        "up. If it does not find the device, or the profile names another X.509 subject, it closes "
        "without a word. In the capture: a finished handshake, no application data from the server, "
        "a close. It is a likelihood; the SDL trace (InvalidX509NameInCertificate) proves it.",
    .steps = (const PcStepId[]){PC_STEP_Q_COMPARE_NAME, PC_STEP_Q_CORRECT_NAME, PC_STEP_Q_SDL,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC_MRA, "SDL trace"},
        {PC_DOCUMENT_CCM_MIB, "cause 11"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_STORE_DISAGREES_REFUSED] = {
    .id = "store-disagrees-refused", .severity = PC_SEVERITY_WARNING,
    .title = "The given store trusts the certificate, the server did not",
    .story = "By the store that was given the certificate is good, but the server answered that it "
        "does not know the CA or does not accept the certificate. The server's store is not "
        "the one given: changed without a restart of the service, exported at another time or "
        "from another node (CAPF-trust does not replicate), or an upgrade dropped a trust "
        "certificate that had expired. Or the server is no CallManager at all: SRST routers "
        "and CUBEs listen on the same ports and go by trustpoints of their own.",
    .steps = (const PcStepId[]){PC_STEP_STORE_CAUSES, PC_STEP_EXPORT_AGAIN, PC_STEP_IS_ROUTER,
        PC_STEP_R_CM, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"},
        {PC_DOCUMENT_SG14_CERT, "trust stores"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_STORE_DISAGREES_ACCEPTED] = {
    .id = "store-disagrees-accepted", .severity = PC_SEVERITY_WARNING,
    .title = "The given store does not trust the certificate, the server did",
    .story = "By the store that was given this handshake should have failed, but the server finished "
        "it. The server's store is not the one given, or a service that was not restarted still works "
        "with an older one: then the client will be refused after the next restart. Where nothing says that "
        "the client is a phone (any server on 443 that asks for a certificate may be a VPN gateway by its "
        "port alone), what it is comes first: the store of another service says nothing of it.",
    .steps = (const PcStepId[]){PC_STEP_EXPORT_AGAIN, PC_STEP_EXPECT_FAIL, PC_STEP_EXPECT_FAIL_OTHER,
        PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SERVER_CERTIFICATE_EXPIRED] = {
    .id = "server-certificate-expired", .severity = PC_SEVERITY_WARNING,
    .title = "The server's certificate has expired",
    .story = "At the moment of the handshake the certificate that the server showed was not valid. "
        "Phones that find it in their trust list may still accept it; browsers, gateways and newer "
        "phones may not.",
    .steps = (const PcStepId[]){PC_STEP_ONE_AT_A_TIME, PC_STEP_NEVER_BOTH, PC_STEP_CM_CTL_12,
        PC_STEP_CM_AFTER_12, PC_STEP_CM_AFTER_14, PC_STEP_CM_AFTER_14SU1, PC_STEP_TVS_AFTER,
        PC_STEP_TOMCAT_AFTER_12, PC_STEP_TOMCAT_AFTER_14, PC_STEP_RESET_SELF_OLD,
        PC_STEP_RESET_SELF, PC_STEP_EXPIRED_ELSEWHERE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC214231, "regenerate certificates"},
        {PC_DOCUMENT_SG14_CERT, "regenerating certificates"}, {PC_DOCUMENT_RFC5280, "4.1.2.5"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST] = {
    .id = "server-certificate-not-in-trust-list", .severity = PC_SEVERITY_WARNING,
    .title = "The server's certificate is not in the phone's trust list",
    .story = "The CTL or ITL that is known for this phone does not hold the certificate that the "
        "server showed. The phone will ask TVS about it and, if it gets no good answer, hang up.",
    .steps = (const PcStepId[]){PC_STEP_LIST_FOREIGN_Q, PC_STEP_TVS_REACH, PC_STEP_CTL_UPDATE_11,
        PC_STEP_CTL_UPDATE, PC_STEP_R_TFTP, PC_STEP_RESET_ONE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC213295, "ITL"},
        {PC_DOCUMENT_PA12, "Security, trust lists"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_EXPIRES_SOON] = {
    .id = "lsc-expires-soon", .severity = PC_SEVERITY_WARNING,
    .title = "The LSC expires soon",
    .story = "The LSC is good now and will end within the days that were asked for (90 unless told "
        "otherwise). An LSC does not renew itself.",
    .steps = (const PcStepId[]){PC_STEP_RENEW_LSC, PC_STEP_LSC_BULK, PC_STEP_LSC_INSIDE,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "LSC expiry"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_EXPIRES_SOON] = {
    .id = "mic-expires-soon", .severity = PC_SEVERITY_WARNING,
    .title = "The MIC expires soon",
    .story = "The MIC is good now and will end within the days that were asked for (90 unless told "
        "otherwise). It cannot be renewed by an administrator.",
    .steps = (const PcStepId[]){PC_STEP_MIC_LSC_NOW, PC_STEP_Q_ALSO_TRUST, PC_STEP_MIC_MPP,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FN72593, "expiry dates"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SAME_CERTIFICATE_TWO_PHONES] = {
    .id = "same-certificate-two-phones", .severity = PC_SEVERITY_WARNING,
    .title = "Two devices show the same certificate",
    .story = "One certificate came from two MAC or IP addresses at about the same time. Its private "
        "key may have been copied. Address translation, a relay, or a phone that moved look the same.",
    .steps = (const PcStepId[]){PC_STEP_Q_FIND_BOTH, PC_STEP_Q_STOLEN, PC_STEP_NEW_LSC,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.1"},
        {PC_DOCUMENT_SG125_CAPF, "certificate operations"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CERTIFICATE_CHANGED_ON_PATH] = {
    .id = "certificate-changed-on-path", .severity = PC_SEVERITY_WARNING,
    .title = "The certificate differs between two captures of the same handshake",
    .story = "Two captures hold the same ClientHello but different certificates. Something between "
        "the two places ends TLS and speaks in the other's name: a TLS proxy, an inspecting firewall, "
        "or an attacker.",
    .steps = (const PcStepId[]){PC_STEP_Q_BETWEEN, PC_STEP_Q_EXEMPT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.4.8"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CLOCK_SUSPECT] = {
    .id = "clock-suspect", .severity = PC_SEVERITY_WARNING,
    .title = "A clock is wrong: the capture's, the server's or the issuer's",
    .story = "Validity and behaviour do not fit together: a certificate was accepted before it began, "
        "one was refused as expired that is valid by the capture's time, or both sides' certificates "
        "are out of their time at once. Times in this report may be wrong.",
    .steps = (const PcStepId[]){PC_STEP_C_CLOCKS, PC_STEP_C_PHONE, PC_STEP_C_AT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.1.2.5"},
        {PC_DOCUMENT_ISE_MESSAGES, "12516 and 12530"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_WEAK_KEY] = {
    .id = "weak-key", .severity = PC_SEVERITY_WARNING,
    .title = "The certificate's key is too short",
    .story = "An RSA key below 2048 bits, or an elliptic curve below 224, is refused by servers with "
        "current settings and can be broken with effort. CAPF's key size is set on the phone's page.",
    .steps = (const PcStepId[]){PC_STEP_KEY_SIZE, PC_STEP_NEW_LSC, PC_STEP_REISSUE_OTHER,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SP800_131A, "RSA"},
        {PC_DOCUMENT_OPENSSL, "security levels"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_WEAK_SIGNATURE] = {
    .id = "weak-signature", .severity = PC_SEVERITY_WARNING,
    .title = "The certificate is signed with an outdated hash",
    .story = "MD5 or SHA-1: servers with current settings refuse it. MICs of Cisco Manufacturing CA "
        "are signed with SHA-1 and cannot be changed; an LSC can be issued again.",
    .steps = (const PcStepId[]){PC_STEP_WEAK_UPDATE, PC_STEP_NEW_LSC, PC_STEP_REISSUE_OTHER,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "signature algorithm"},
        {PC_DOCUMENT_RFC9155, "2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_NAME_DIFFERS] = {
    .id = "name-differs", .severity = PC_SEVERITY_WARNING,
    .title = "The device registers under another name than its certificate's",
    .story = "The SIP REGISTER or SCCP station names one device, the certificate another. CUCM "
        "refuses that unless the security profile allows it. Seen only where the signalling can be "
        "read.",
    .steps = (const PcStepId[]){PC_STEP_Q_WHICH_DEVICE, PC_STEP_Q_CORRECT_NAME, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC_MRA, "name check"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LOG_CONTRADICTS] = {
    .id = "log-contradicts", .severity = PC_SEVERITY_WARNING,
    .title = "Phone log and capture say different things",
    .story = "For the same device, service and time the phone's log and the capture disagree: LSC "
        "against MIC, another subject, an alert that the other does not have. The log may be of "
        "another attempt or another phone, or a clock is off.",
    .steps = (const PcStepId[]){PC_STEP_Q_LOG_TIMES, PC_STEP_Q_SAME_RESTART, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "console logs"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SIGNED_FILE_ALTERED] = {
    .id = "signed-file-altered", .severity = PC_SEVERITY_WARNING,
    .title = "A trust list or configuration that a phone fetched does not verify",
    .story = "CTL, ITL and .sgn files bear a signature over the whole file. This one's does not "
        "verify with the key of the signer that it names: it was changed or cut on its way, or "
        "another key signed it. A phone keeps the file that it had. For the same reason nothing in "
        "it was used to judge certificates here.",
    .steps = (const PcStepId[]){PC_STEP_FETCH_FILE, PC_STEP_FILE_ON_WAY, PC_STEP_FILE_AT_SERVER,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC118892, "CTL files"},
        {PC_DOCUMENT_SG14_CERT, "ITL and CTL"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TVS_REFUSED] = {
    .id = "tvs-refused", .severity = PC_SEVERITY_WARNING,
    .title = "TVS does not vouch for a server's certificate",
    .story = "A phone asks TVS about a certificate that its trust list does not hold, and believes the "
        "answer. TVS answers with status 0 for a certificate that it knows; this one got another "
        "status, so the phone drops the connection to that server. It shows only where the TLS to "
        "2445 can be read (keys at hand).",
    .steps = (const PcStepId[]){PC_STEP_Q_SHOULD, PC_STEP_TVS_IMPORT, PC_STEP_R_TVS,
        PC_STEP_LIST_FOREIGN_Q, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC118699, "certificate not in TVS"},
        {PC_DOCUMENT_TAC213407, "trust lists"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SECURE_PROFILE_NOT_USED] = {
    .id = "secure-profile-not-used", .severity = PC_SEVERITY_WARNING,
    .title = "The phone is configured to be secure and is not",
    .story = "The configuration that the phone fetched in this capture sets deviceSecurityMode 2 "
        "(authenticated) or 3 (encrypted). Against that it registers in clear, or with a cipher suite "
        "that encrypts nothing although it is to be encrypted, or it starts, fetches its trust list "
        "and configuration, and then tries no TLS with CallManager at all. The last is said only of a "
        "phone that was seen starting and was heard for a minute after. Reasons are a phone without "
        "LSC and MIC, a trust list of another cluster and a TVS that does not answer, or a "
        "configuration that the phone did not accept.",
    .steps = (const PcStepId[]){PC_STEP_Q_STATUS, PC_STEP_JABBER_OAUTH, PC_STEP_LSC_STRING,
        PC_STEP_NEW_LSC, PC_STEP_LIST_FOREIGN_Q, PC_STEP_RESET_ONE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_CAPF, "phone security profiles"},
        {PC_DOCUMENT_TAC213407, "trust lists"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_NOT_SHOWN] = {
    .id = "lsc-not-shown", .severity = PC_SEVERITY_WARNING,
    .title = "The phone shows another certificate, its MIC, than CUCM knows of it",
    .story = "The configuration that the phone fetched in this capture has a certHash: the MD5 of "
        "the certificate, LSC or MIC, that CUCM knows of the phone. The phone shows a MIC with "
        "another hash. Likeliest is that it had an LSC, which was deleted on the phone "
        "(factory reset) or cannot be used; or the phone was exchanged, or its MIC renewed. "
        "The phone's own display tells which. Where CallManager does not accept MICs it will "
        "not register.",
    .steps = (const PcStepId[]){PC_STEP_LOOK_AT_PHONE, PC_STEP_Q_CERT_HASH, PC_STEP_NEW_LSC,
        PC_STEP_Q_AGAIN, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_ENC, "certHash"},
        {PC_DOCUMENT_FAQ, "can LSC or MIC be chosen"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST] = {
    .id = "timeout-at-certificate-request", .severity = PC_SEVERITY_WARNING,
    .title = "The phone fell silent when it was asked for its certificate",
    .story = "The server asked for a certificate, finished its flight, and got no answer until the "
        "connection was closed. The phone may be checking the server's certificate with a TVS that it "
        "cannot reach, or large packets with its certificate get lost on the way.",
    .steps = (const PcStepId[]){PC_STEP_TVS_REACH, PC_STEP_Q_MTU, PC_STEP_Q_AT_PHONE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC213295, "TVS"},
        {PC_DOCUMENT_ISE_MESSAGES, "12935"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TCP_REFUSED] = {
    .id = "tcp-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The server refused the connection",
    .story = "The phone's SYN to a phone service (by the user's word, the phone's configuration or "
        "the port) was answered with RST: nothing listens there, or a firewall says no. TLS never began, so certificates are not the cause yet.",
    .steps = (const PcStepId[]){PC_STEP_Q_SERVICE_RUNS, PC_STEP_Q_PORT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC213407, "TVS unreachable"},
        {PC_DOCUMENT_RFC9293, "3.5.2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TCP_NO_ANSWER] = {
    .id = "tcp-no-answer", .severity = PC_SEVERITY_ERROR,
    .title = "The server did not answer at all",
    .story = "The phone's SYN to a phone service was never answered, although it was repeated or the capture "
        "went on for three seconds. TLS never began, so certificates are not the cause yet.",
    .steps = (const PcStepId[]){PC_STEP_Q_REACHABLE, PC_STEP_Q_FIREWALL, PC_STEP_Q_ANSWERS,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC213407, "TVS unreachable"},
        {PC_DOCUMENT_RFC9293, "3.8.3"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_RADIUS_NO_ANSWER] = {
    .id = "radius-no-answer", .severity = PC_SEVERITY_ERROR,
    .title = "The RADIUS server does not answer",
    .story = "The switch or controller sent the same Access-Request again and again, and nothing came "
        "back. A server drops a request without a word where it does not know the client (RFC 2865 3) or "
        "where the Message-Authenticator does not fit the shared secret (RFC 3579 3.2). So it may be down or "
        "unreachable, not know this client, or have another secret; where it answered smaller requests "
        "before, the path may lose large ones. The capture cannot tell these apart.",
    .steps = (const PcStepId[]){PC_STEP_Q_RADIUS_LOG, PC_STEP_Q_ANSWERS, PC_STEP_Q_MTU, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC2865, "3"}, {PC_DOCUMENT_RFC3579, "3.2"},
        {PC_DOCUMENT_ISE_MESSAGES, "5405"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_RADIUS_ANSWER_IGNORED] = {
    .id = "radius-answer-ignored", .severity = PC_SEVERITY_ERROR,
    .title = "The switch does not take the RADIUS server's answer",
    .story = "The switch or controller sent an Access-Request again although its answer is in the capture, and "
        "did not go on. An answer whose Response Authenticator is wrong is dropped without a word (RFC 2865 3), and so "
        "is one with a wrong Message-Authenticator (RFC 3579 3.2): both hold the shared secret, "
        "so the secrets may differ. Or the answer was lost between the place of the capture and "
        "the switch. A capture without the secret cannot tell these apart.",
    .steps = (const PcStepId[]){PC_STEP_Q_RADIUS_SECRET, PC_STEP_Q_RADIUS_AT_SWITCH, PC_STEP_Q_MTU, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC2865, "3"}, {PC_DOCUMENT_RFC3579, "3.2"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_RADIUS_FRAGMENTS_LOST] = {
    .id = "radius-fragments-lost", .severity = PC_SEVERITY_ERROR,
    .title = "Only the first IP fragment of large RADIUS packets is there",
    .story = "Certificates can make RADIUS packets larger than the path's MTU, and then IP cuts them. Of these "
        "only the first fragments were captured, and the conversation did not go on: either something on "
        "the path drops the others, or the capture was filtered by port, which later fragments do not name.",
    .steps = (const PcStepId[]){PC_STEP_Q_FRAGMENTS, PC_STEP_Q_PASS_FRAGMENTS,
        PC_STEP_Q_SMALLER_EAP, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC3579, "2.4"},
        {PC_DOCUMENT_ISE_MESSAGES, "12935"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_EAP_PEER_SILENT] = {
    .id = "eap-peer-silent", .severity = PC_SEVERITY_WARNING,
    .title = "The phone does not answer the switch",
    .story = "The switch sent the same EAP Request again, and no answer came. Where that is the one for the "
        "identity, 802.1X may be off on the phone. Where it is a piece of the server's "
        "certificates, the phone may not trust the server, or a packet was lost on the way.",
    .steps = (const PcStepId[]){PC_STEP_Q_PHONE_DOT1X, PC_STEP_Q_MTU, PC_STEP_Q_AT_PHONE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC3748, "4.1"},
        {PC_DOCUMENT_ISE_MESSAGES, "5411 and 12935"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_EVIDENCE_LIMITED] = {
    .id = "evidence-limited", .severity = PC_SEVERITY_NOTE,
    .title = "A limit kept something from being judged",
    .story = "Memory and time are bounded, so that no capture can take all of a machine. Here such a bound was "
        "reached: a message larger than any real one, too much at a time, or a store with more CAs of one "
        "name than are tried. What is told is right; more may be in the capture.",
    .steps = (const PcStepId[]){PC_STEP_Q_SCAN_LESS, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_PROJECT, "security"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CAPTURE_SILENT] = {
    .id = "capture-silent", .severity = PC_SEVERITY_NOTE,
    .title = "The capture holds more than could be read",
    .story = "Little or nothing was found, and something in the capture says why: a protocol that is not "
        "read, frames that were cut, connections that had begun before, only one direction.",
    .steps = (const PcStepId[]){PC_STEP_Q_CAPTURE_AGAIN, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_PROJECT, "scan"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_LSC_MIXED] = {
    .id = "mic-lsc-mixed", .severity = PC_SEVERITY_WARNING,
    .title = "One phone shows its MIC here and its LSC there",
    .story = "Towards CUCM a phone with an LSC uses it for every connection; only towards CAPF can "
        "the MIC be chosen, and over Wi-Fi the certificate is chosen on the phone (sessions "
        "known to be Wi-Fi are not counted here). Different certificates at the same time mean "
        "that the LSC was installed or deleted in between, that 802.1X is over Wi-Fi and the "
        "capture does not tell it, or that two devices share a name.",
    .steps = (const PcStepId[]){PC_STEP_Q_TIMES, PC_STEP_Q_ALTERNATE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_DELETED] = {
    .id = "lsc-deleted", .severity = PC_SEVERITY_WARNING,
    .title = "The phone's LSC was deleted",
    .story = "Earlier the phone showed an LSC, later its MIC: the LSC was deleted in between. That is "
        "the vendor's quick test for trouble with an LSC: if all is well with the MIC, the LSC is at "
        "fault.",
    .steps = (const PcStepId[]){PC_STEP_Q_TEST, PC_STEP_NEW_LSC, PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "how to test quickly whether the LSC is the problem"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_NOT_RECORDED] = {
    .id = "lsc-not-recorded", .severity = PC_SEVERITY_NOTE,
    .title = "The phone shows an LSC that this CUCM did not install",
    .story = "The configuration that the phone fetched in this capture has an empty certHash: CUCM "
        "knows of no certificate, LSC or MIC, on this phone. The phone shows an LSC all the "
        "same, and it is older than the configuration. It was installed by another cluster, or "
        "before the phone was added anew here.",
    .steps = (const PcStepId[]){PC_STEP_DELETE_LSC, PC_STEP_NEW_LSC, PC_STEP_Q_CERT_HASH,
        PC_STEP_END},
    .sources = (const PcCitation[]){
        {PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"},
        {PC_DOCUMENT_SG125_ENC, "certHash"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_ISSUER_NOT_ANNOUNCED] = {
    .id = "issuer-not-announced", .severity = PC_SEVERITY_NOTE,
    .title = "The server's list of accepted CAs does not name this issuer",
    .story = "The CertificateRequest carries a list of CA names, and neither the issuer nor a CA above "
        "it is among them. The list is a hint: it holds names, not keys, and a server may accept "
        "more than it announces. Together with unknown_ca it shows that the server's store lacks the "
        "CA.",
    .steps = (const PcStepId[]){PC_STEP_Q_VERDICT, PC_STEP_Q_ADD_CA, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.4.4"}, {PC_DOCUMENT_RFC8446, "4.2.4"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_ENDS_2029] = {
    .id = "mic-ends-2029", .severity = PC_SEVERITY_NOTE,
    .title = "This MIC ends on 14 May 2029 with its CA",
    .story = "Cisco Manufacturing CA and its root end on 14 May 2029, 20:25:42 UTC, and with them "
        "every MIC that they signed, whatever the phone's age.",
    .steps = (const PcStepId[]){PC_STEP_MIC_PLAN, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FN72593, "expiry dates"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_LSC_INSTALLED] = {
    .id = "lsc-installed", .severity = PC_SEVERITY_NOTE,
    .title = "The phone got its LSC between these two times",
    .story = "Earlier the phone showed its MIC, later an LSC: it was installed in between.",
    .steps = (const PcStepId[]){PC_STEP_Q_MEANT, PC_STEP_Q_ALSO_TRUST, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_RESUMED_UNKNOWN] = {
    .id = "resumed-unknown", .severity = PC_SEVERITY_NOTE,
    .title = "A resumed session: no certificate is sent",
    .story = "The peers resumed an earlier session, whose full handshake the capture does not hold. "
        "Which certificate the phone showed then cannot be seen here.",
    .steps = (const PcStepId[]){PC_STEP_Q_FROM_START, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.3"},
        {PC_DOCUMENT_FAQ, "capture while the phone restarts"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TLS13_DARK] = {
    .id = "tls13-dark", .severity = PC_SEVERITY_NOTE,
    .title = "TLS 1.3 hides the client's certificate",
    .story = "In TLS 1.3 certificates are encrypted. Without the session's secrets a capture cannot "
        "show which certificate the phone used. CUCM speaks TLS 1.3 on all its ports from "
        "15SU2 on; SCCP phones do not speak it.",
    .steps = (const PcStepId[]){PC_STEP_T_KEYS, PC_STEP_T_AUTHENTICATED, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC8446, "4.4.2"},
        {PC_DOCUMENT_SG15_TLS, "device security modes"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_RENEGOTIATED] = {
    .id = "renegotiated", .severity = PC_SEVERITY_NOTE,
    .title = "The certificate was shown in a later handshake on the same connection",
    .story = "The peers shook hands again on an established connection; what is told here is of the "
        "later handshake.",
    .steps = (const PcStepId[]){PC_STEP_Q_NOTHING_LATE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5746, "3"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SELF_SIGNED_TEMPORARY] = {
    .id = "self-signed-temporary", .severity = PC_SEVERITY_NOTE,
    .title = "The device shows a self-signed certificate of its own",
    .story = "The certificate names a phone or room device, but it signed itself: the temporary "
        "certificate that such devices make for themselves. It is neither MIC nor LSC.",
    .steps = (const PcStepId[]){PC_STEP_Q_OWN_CERT, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SEEN, "O=TemporaryDefaultCertificate"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_MIC_UNKNOWN_CA] = {
    .id = "mic-unknown-ca", .severity = PC_SEVERITY_ERROR,
    .title = "The MIC is of a Cisco CA that is not known here",
    .story = "Issuer and subject both bear Cisco's own organisation and the subject is a phone's, so "
        "by its names it is a MIC, never an LSC: no customer's CA signs in Cisco's name. But the "
        "issuing CA is not among those that phonecert knows, so nothing tells whether it is "
        "genuine. Either Cisco has a new manufacturing CA, or somebody uses the name.",
    .steps = (const PcStepId[]){PC_STEP_Q_UNKNOWN_CA, PC_STEP_NEW_LSC, PC_STEP_KEEP_MIC_OUT,
        PC_STEP_UP_STORE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_CISCO_PKI, "manufacturing CAs"},
        {PC_DOCUMENT_FN72302, "affected phones"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CLIENT_AUTH_MISSING] = {
    .id = "client-auth-missing", .severity = PC_SEVERITY_ERROR,
    .title = "The certificate, or a CA above it, does not allow a TLS client",
    .story = "A certificate with an extended key usage that lacks clientAuth is no TLS client's. "
        "Servers that check with OpenSSL ask that of every certificate of the path, the trusted "
        "root too, and answer with the alert unsupported_certificate (43). So a CAPF certificate "
        "that was signed from a request with serverAuth only spoils all of its LSCs, and a "
        "server certificate of a public CA (they drop clientAuth in 2026 and 2027) is refused "
        "where it is shown as a client's, as Expressway does. That the CA is in the store "
        "changes nothing.",
    .steps = (const PcStepId[]){PC_STEP_U_LEAF, PC_STEP_U_CA, PC_STEP_U_PUBLIC, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_MEASURED, "purpose of a TLS client"},
        {PC_DOCUMENT_FN74345, "client authentication"},
        {PC_DOCUMENT_FN74362, "client authentication"}, {PC_DOCUMENT_RFC5280, "4.2.1.12"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SRST_UNTRUSTED] = {
    .id = "srst-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "The SRST router does not hold the CA of the phone's certificate",
    .story = "In fallback the router itself judges the phone's LSC, by the trustpoints that were made "
        "on it: the CAPF certificate, or the outside CA's chain. CallManager-trust plays no "
        "part. It shows only in fallback.",
    .steps = (const PcStepId[]){PC_STEP_S_TRUSTPOINT, PC_STEP_S_MODE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_SRST, "certificates of secure SRST"},
        {PC_DOCUMENT_PA12, "Security, SRST"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_PROVISIONING_UNTRUSTED] = {
    .id = "provisioning-untrusted", .severity = PC_SEVERITY_ERROR,
    .title = "The provisioning server does not hold the CA of the phone's certificate",
    .story = "A multiplatform phone fetches its profile over HTTPS and shows its MIC where the "
        "provider asks for it. The provider's server judges it by a list of Cisco's CAs of its "
        "own; Cisco Manufacturing CA III is the one that older lists lack. No CUCM and no VPN "
        "gateway is involved. In the capture: a multiplatform phone's certificate, then "
        "unknown_ca from the web server.",
    .steps = (const PcStepId[]){PC_STEP_P_CA, PC_STEP_MIC_MPP, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_ATA_PROV, "HTTPS with client certificates"},
        {PC_DOCUMENT_FN72302, "multiplatform phones"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TOMCAT_TRUST_MISSING] = {
    .id = "tomcat-trust-missing", .severity = PC_SEVERITY_ERROR,
    .title = "CUCM does not hold the CA of Expressway-C's certificate",
    .story = "On the port of SIP OAuth over MRA (5091) CUCM asks Expressway-C for its certificate and "
        "judges it by tomcat-trust, not by CallManager-trust. In the capture: Expressway-C's "
        "certificate, then unknown_ca from CUCM.",
    .steps = (const PcStepId[]){PC_STEP_UP_TOMCAT, PC_STEP_R_TOMCAT, PC_STEP_R_CM,
        PC_STEP_EXPC_NAME, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC215572, "scenarios 2 and 3"},
        {PC_DOCUMENT_SG14_OAUTH, "certificates"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_GATEWAY_CERTIFICATE_UNKNOWN] = {
    .id = "gateway-certificate-unknown", .severity = PC_SEVERITY_ERROR,
    .title = "CUCM does not hold the analog gateway's own certificate",
    .story = "An IOS voice gateway shows one certificate for all of its analog ports; its common name "
        "is the last ten digits of the MAC address with colons, and the router mostly signed it "
        "itself. CallManager-trust must hold that very certificate. No CAPF and no MIC is "
        "involved.",
    .steps = (const PcStepId[]){PC_STEP_G_UPLOAD, PC_STEP_R_CM, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC212138, "certificate of the gateway"},
        {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_OAUTH_PORT_MISMATCH] = {
    .id = "oauth-port-mismatch", .severity = PC_SEVERITY_ERROR,
    .title = "CUCM answers that SIP OAuth and the port do not fit",
    .story = "CUCM answered a REGISTER with 403 and the warning 'SIP OAuth Registration port "
        "Mismatch': the phone came to the port of SIP OAuth without being set up for it, or the "
        "reverse. TLS is not at fault, nor is any certificate. A 407 with a Bearer challenge is "
        "the normal answer and no fault.",
    .steps = (const PcStepId[]){PC_STEP_OAUTH_PROFILE, PC_STEP_OAUTH_TOKEN, PC_STEP_RESET_ONE,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC215572, "403 and port mismatch"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_PHONE_CLOCK_SUSPECT] = {
    .id = "phone-clock-suspect", .severity = PC_SEVERITY_ERROR,
    .title = "The phone takes the server's certificate for expired, and it is not",
    .story = "The phone answered certificate_expired to a certificate that is valid by the capture's "
        "clock. Either the phone's own clock is wrong, as after a factory reset and without NTP, "
        "or a CA above the server's certificate has expired, which the phone sees and the "
        "capture may not hold. The phone's screen tells the two apart.",
    .steps = (const PcStepId[]){PC_STEP_C_PHONE, PC_STEP_C_SERVER_CHAIN, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5246, "7.2.2"},
        {PC_DOCUMENT_AG88, "Security, Wi-Fi certificates"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_DOT1X_SERVER_REFUSED] = {
    .id = "dot1x-server-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not trust the 802.1X server",
    .story = "In EAP-TLS the RADIUS server shows its certificate first, and the phone refused it. "
        "CTL, ITL and TVS have nothing to do with that, so erasing trust lists repairs nothing. "
        "Over Wi-Fi the root above that certificate must be imported on the phone, and the "
        "phone's clock must be right. What a wired phone checks is in no document that was read. "
        "ISE calls it 12520.",
    .steps = (const PcStepId[]){PC_STEP_X_SERVER_CERT, PC_STEP_X_WIFI_ROOT, PC_STEP_X_WIFI_CLOCK,
        PC_STEP_X_WIRED, PC_STEP_Q_PHONE_LOG, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_AG88, "Security, Wi-Fi certificates"},
        {PC_DOCUMENT_ISE_MESSAGES, "12520"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_VPN_GATEWAY_REFUSED] = {
    .id = "vpn-gateway-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not accept the VPN gateway's certificate",
    .story = "A phone takes a VPN gateway only if the hash of its certificate stands in the phone's "
        "configuration (Phone-VPN-trust), and, where the host is checked, if a name in it is "
        "that of the URL. The usual cause is a gateway certificate that was replaced. Trust "
        "lists and TVS play no part.",
    .steps = (const PcStepId[]){PC_STEP_V_UPLOAD, PC_STEP_V_INSIDE, PC_STEP_V_NAME, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_VPN, "VPN gateways"},
        {PC_DOCUMENT_TAC115785, "certificate of the ASA"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_SRST_ROUTER_REFUSED] = {
    .id = "srst-router-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not accept the SRST router's certificate",
    .story = "For secure SRST the phone takes only the certificate that CUCM fetched from the router "
        "and wrote into the phone's configuration. After the router's certificate was renewed "
        "somebody has to press Update Certificate in CUCM. Trust lists and TVS play no part.",
    .steps = (const PcStepId[]){PC_STEP_S_UPDATE, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_SRST, "updating the certificate"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_TOMCAT_NOT_TRUSTED] = {
    .id = "tomcat-not-trusted", .severity = PC_SEVERITY_ERROR,
    .title = "The client does not trust CUCM's Tomcat certificate",
    .story = "On the ports of SIP OAuth (5090, over MRA 5091) CUCM shows its Tomcat certificate. A "
        "phone trusts the roots that it was given by Phone-Edge-Trust, Jabber those of its "
        "computer, and Expressway-C its own list. CTL, ITL and TVS play no part. Forgotten is "
        "mostly the root above the EC certificate.",
    .steps = (const PcStepId[]){PC_STEP_EDGE_TRUST, PC_STEP_RESET, PC_STEP_JABBER_ROOT,
        PC_STEP_EXPC_CA, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG14_OAUTH, "Phone-Edge-Trust"},
        {PC_DOCUMENT_TAC215572, "scenario 2"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_WEB_SERVER_REFUSED] = {
    .id = "web-server-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not trust the web server",
    .story = "The phone refused the certificate of an HTTPS server. Two servers show the same "
        "picture: a CUCM, whose Tomcat certificate neither the phone's lists nor TVS know, and "
        "an Expressway-E, whose public root the phone's firmware does not list. The server's "
        "address and the issuer of its certificate tell them apart.",
    .steps = (const PcStepId[]){PC_STEP_E_TOMCAT, PC_STEP_E_PUBLIC, PC_STEP_Q_PHONE_LOG,
        PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_TAC118699, "certificate not in TVS"},
        {PC_DOCUMENT_PA12, "Security, MRA"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_PROVISIONING_SERVER_REFUSED] = {
    .id = "provisioning-server-refused", .severity = PC_SEVERITY_ERROR,
    .title = "The phone does not trust the provisioning server",
    .story = "A multiplatform phone knows Cisco's and common roots, and those that Custom_CA_Rule "
        "adds, and compares the server's name with the rule's.",
    .steps = (const PcStepId[]){PC_STEP_P_ROOT, PC_STEP_P_NAME, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_ATA_PROV, "HTTPS"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CERT_HASH_DIFFERS] = {
    .id = "cert-hash-differs", .severity = PC_SEVERITY_WARNING,
    .title = "CUCM knows another certificate of this phone than the one shown",
    .story = "The configuration that the phone fetched in this capture has a certHash, the MD5 of the "
        "certificate, LSC or MIC, that CUCM knows of the phone. The LSC that the phone shows has "
        "another one. It was installed by another cluster, or after this configuration was made; "
        "or the phone was exchanged.",
    .steps = (const PcStepId[]){PC_STEP_Q_CERT_HASH, PC_STEP_NEW_LSC, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_SG125_ENC, "certHash"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_CA_CLIENT_AUTH_MISSING] = {
    .id = "ca-client-auth-missing", .severity = PC_SEVERITY_NOTE,
    .title = "A CA above the certificate will be refused by servers that check with OpenSSL",
    .story = "The CA that signed this LSC, or one above it, has an extended key usage without "
        "clientAuth. This server took it. A server that checks with OpenSSL, such as FreeRADIUS, "
        "applies the purpose of a TLS client to the CAs too and will answer "
        "unsupported_certificate (43).",
    .steps = (const PcStepId[]){PC_STEP_U_CA, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_MEASURED, "purpose of a TLS client"}, {PC_DOCUMENT_NONE, NULL}}},
[PC_FINDING_PASTED_CERTIFICATE_DIFFERS] = {
    .id = "pasted-certificate-differs", .severity = PC_SEVERITY_WARNING,
    .title = "The certificate that was pasted is not the one printed above it",
    .story = "show cert prints a certificate's fields and below them the certificate itself. The serial "
        "number, or the issuer, of the two is not the same here: the text was put together from two outputs. "
        "Which of them the store holds it does not tell, so it was not used as that store.",
    .steps = (const PcStepId[]){PC_STEP_Q_PASTED, PC_STEP_END},
    .sources = (const PcCitation[]){{PC_DOCUMENT_RFC5280, "4.1.2.2"}, {PC_DOCUMENT_NONE, NULL}}},
};
// clang-format on
