// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of findings. Each row tells what is behind it, what a capture shows and how sure
// that is, what to do step by step, and where it is written.
#include "core/field/finding_rows.h"

#define FAQ "Cisco 200860 (IP Phone Certificates, questions and answers)"
#define CAPF_GUIDE "CUCM Security Guide 12.5(1), Certificate Authority Proxy Function"
#define CERTIFICATE_GUIDE "CUCM Security Guide, Certificates"
#define FN_CA3 "Cisco Field Notice FN72302"
#define FN_END "Cisco Field Notice FN72593"

// The steps that install a new LSC, and those that add a CA to CUCM, end several remedies.
#define NEW_LSC                                                                                    \
    "On the phone's page set Certificate Operation to Install/Upgrade with an authentication "     \
    "mode that does not need the old LSC (null string, authentication string, or existing "        \
    "certificate with precedence to MIC), save, apply the configuration"
#define RESTART "restart the CallManager service (and CAPF and TFTP where they changed)"

// clang-format off
const PcFindingRow pc_finding_rows[PC_N_FINDINGS] = {
[PC_FINDING_LSC_FOREIGN_CLUSTER] = {
    .id = "lsc-foreign-cluster", .severity = PC_SEVERITY_ERROR, .scenario = "1",
    .title = "The phone shows an LSC of another cluster",
    .story = "A phone that has an LSC always shows it, never its MIC. This one was issued by a CAPF "
        "whose certificate the server does not hold, as after a move from another cluster. In the "
        "capture: the client's certificate names a CAPF with other digits as its issuer, and the server "
        "answers with the fatal alert unknown_ca on 2443, 5061 or 9444. The verdict rests on the "
        "store that was given; the alert, where there is one, confirms it.",
    .remedy = "1. Register the phone with a non-secure profile. "
        "2. On the phone's page set Certificate Operation to Delete, save, apply; the phone then "
        "falls back to its MIC. "
        "3. " NEW_LSC " to get an LSC of this cluster. "
        "4. Give the phone its secure profile again. "
        "Or: import the old cluster's CAPF certificate into CallManager-trust and CAPF-trust and "
        RESTART ", then issue new LSCs.",
    .source = FAQ ", phones with an LSC that move to a new cluster; " CAPF_GUIDE},
[PC_FINDING_LSC_PREVIOUS_CAPF] = {
    .id = "lsc-previous-capf", .severity = PC_SEVERITY_ERROR, .scenario = "2",
    .title = "The LSC is of this cluster's previous CAPF certificate",
    .story = "The CAPF certificate was regenerated and the previous one taken out of the store "
        "before this phone got a new LSC. In the capture it looks like an LSC of another cluster; "
        "what tells them apart is that the issuing CAPF is still known here: in another store, in a "
        "trust list, or as a CA of the same name with another key.",
    .remedy = "1. Put the previous CAPF certificate back into CallManager-trust (and CAPF-trust) and "
        RESTART ". "
        "2. " NEW_LSC " on every phone that still has an old LSC (phonecert impact lists them). "
        "3. Only then delete the previous CAPF certificate.",
    .source = FAQ ", LSC operations after the CAPF certificate was regenerated"},
[PC_FINDING_CAPF_INVALID_LSC] = {
    .id = "capf-invalid-lsc", .severity = PC_SEVERITY_ERROR, .scenario = "3",
    .title = "CAPF refuses the phone's LSC",
    .story = "With the authentication mode 'existing certificate' the phone proves itself to CAPF "
        "with its LSC, inside the CAPF messages. The CA that signed it is not in CAPF-trust, and the "
        "operation ends as 'Invalid LSC'. It shows only where the CAPF exchange on 3804 can be read "
        "(keys at hand) or where the LSC is shown in TLS itself.",
    .remedy = "1. Change the phone's CAPF authentication mode to null string, authentication string, "
        "or existing certificate with precedence to MIC. "
        "2. Run Install/Upgrade again. "
        "Or: put the CAPF certificate that signed the LSC back into CAPF-trust and restart CAPF.",
    .source = FAQ ", between CAPF and phone; LSC operations and CAPF-trust"},
[PC_FINDING_DOT1X_UNTRUSTED] = {
    .id = "dot1x-untrusted", .severity = PC_SEVERITY_ERROR, .scenario = "4",
    .title = "The 802.1X server does not hold the CA of the phone's certificate",
    .story = "In EAP-TLS the authentication server (ISE, ACS) checks the phone's LSC or MIC against "
        "certificates that an administrator uploaded there; CUCM plays no part. A CAPF certificate "
        "that was regenerated, or removed too early, cuts the phones off the network. In the "
        "capture: a TLS alert unknown_ca inside EAP, then EAP-Failure or Access-Reject; ISE logs "
        "12514.",
    .remedy = "1. Upload the CA that is named here, and its root, to the authentication server's "
        "trusted certificates, for client authentication. "
        "2. After CAPF was regenerated: upload the new CAPF certificate, let every phone get its new "
        "LSC, and only then delete the old one.",
    .source = FAQ ", between phone and authentication server for 802.1X; ISE message 12514"},
[PC_FINDING_VPN_UNTRUSTED] = {
    .id = "vpn-untrusted", .severity = PC_SEVERITY_ERROR, .scenario = "4, 21",
    .title = "The VPN gateway does not hold the CA of the phone's certificate",
    .story = "For certificate-based VPN the ASA checks the phone's LSC or MIC against trustpoints "
        "that hold CAPF and the manufacturing CA. One of them is missing or old. In the capture: a "
        "client certificate on 443, then an alert or a close.",
    .remedy = "1. Export the CA that is named here from CUCM (CAPF, or the Cisco manufacturing CA "
        "with its root). "
        "2. Import it on the ASA as a trustpoint for client validation. "
        "3. After CAPF was regenerated keep the old trustpoint until every phone has its new LSC.",
    .source = FAQ ", certificate authentication between phone and ASA; CUCM Feature Guide, VPN client"},
[PC_FINDING_LSC_EXPIRED] = {
    .id = "lsc-expired", .severity = PC_SEVERITY_ERROR, .scenario = "5",
    .title = "The LSC has expired",
    .story = "The LSC, or the CA above it, ended before the moment of this handshake. A server that "
        "checks validity refuses it; OpenSSL's servers say certificate_expired. An LSC does not renew "
        "itself.",
    .remedy = "1. " NEW_LSC "; the expired LSC cannot authenticate its own renewal. "
        "2. Where the CAPF certificate itself has expired, regenerate it first. "
        "3. Find the others: Bulk Administration, Find phones by LSC expiry.",
    .source = CAPF_GUIDE ", LSC expiry; RFC 5280 4.1.2.5"},
[PC_FINDING_MIC_EXPIRED] = {
    .id = "mic-expired", .severity = PC_SEVERITY_ERROR, .scenario = "6",
    .title = "The MIC has expired",
    .story = "A MIC ends ten years after manufacture, and at the latest with the CA that signed it: "
        "14 May 2029 under Cisco Manufacturing CA, 12 November 2037 under its SHA2 successor. It "
        "cannot be renewed by an administrator; once it is over, provisioning, mutual TLS, 802.1X and "
        "upgrades that rely on it fail.",
    .remedy = "1. Install an LSC and use it everywhere; choose a CAPF authentication mode that needs "
        "no MIC (null string or authentication string). "
        "2. Multiplatform phones: firmware 12.0.3 or later refreshes the MIC by itself, 11.3.5 to "
        "12.0.2 with MIC_Cert_Refresh_Enable; servers must then trust Cisco Manufacturing CA III and "
        "Cisco Basic Assurance Root CA 2099. "
        "3. Replace what has neither.",
    .source = FN_END "; " FAQ ", manufacturer installed certificate"},
[PC_FINDING_MIC_CA3_UNTRUSTED] = {
    .id = "mic-ca3-untrusted", .severity = PC_SEVERITY_ERROR, .scenario = "7",
    .title = "A new phone's manufacturing CA is unknown to the server",
    .story = "Phones made since 2021 and 2022 bear MICs of Cisco Manufacturing CA III (root: Cisco "
        "Basic Assurance Root CA 2099), some of High Assurance SUDI CA (root: Cisco Root CA 2099). "
        "CUCM knows the former from 11.5(1)SU9, 12.5(1)SU4 and 14 on; older servers, ISE and others "
        "must be taught. In the capture: MIC with that issuer, then unknown_ca.",
    .remedy = "1. Download cmca3 and cbarc2099 (for High Assurance SUDI CA: hasudi and crca2099) from "
        "cisco.com/security/pki. "
        "2. Upload both to CallManager-trust and CAPF-trust, or to the 802.1X server's trusted "
        "certificates. "
        "3. " RESTART ". "
        "Or: install LSCs and let the phones use them.",
    .source = FN_CA3 "; Cisco bug CSCwb15715"},
[PC_FINDING_MIC_SHA2_UNTRUSTED] = {
    .id = "mic-sha2-untrusted", .severity = PC_SEVERITY_ERROR, .scenario = "8",
    .title = "Cisco Manufacturing CA SHA2 is unknown to the server",
    .story = "78xx and 88xx phones bear MICs that Cisco Manufacturing CA SHA2 signed (root: Cisco "
        "Root CA M2). Older CUCM, SRST, ACS and ISE hold only the SHA-1 chain. In the capture: MIC "
        "with that issuer, then unknown_ca.",
    .remedy = "1. Download cmca2 and crcam2 from cisco.com/security/pki. "
        "2. Upload both to the store that is named here. "
        "3. " RESTART ". "
        "Or: install LSCs and let the phones use them.",
    .source = FN_CA3 ", earlier generations; " CERTIFICATE_GUIDE},
[PC_FINDING_MIC_NOT_IN_CALLMANAGER] = {
    .id = "mic-not-in-callmanager", .severity = PC_SEVERITY_ERROR, .scenario = "9",
    .title = "CallManager does not accept MICs of this CA",
    .story = "Cisco recommends taking the manufacturing CAs out of CallManager-trust and keeping them "
        "in CAPF-trust: then a MIC is good for getting an LSC and for nothing else. This phone has no "
        "LSC and shows its MIC to CallManager, which refuses it. The state is meant; the phone is "
        "just not finished.",
    .remedy = "1. " NEW_LSC ": CAPF still accepts the MIC. "
        "2. The phone then registers with its LSC. "
        "Or, where MICs shall register: put the manufacturing CA and its root back into "
        "CallManager-trust (set cert default-ca-list enable) and " RESTART ".",
    .source = CAPF_GUIDE ", and " CERTIFICATE_GUIDE ", removing manufacturing CAs from CallManager-trust"},
[PC_FINDING_NO_CERTIFICATE] = {
    .id = "no-certificate", .severity = PC_SEVERITY_ERROR, .scenario = "10",
    .title = "The phone was asked for a certificate and has none",
    .story = "The server sent a CertificateRequest and the client answered with an empty Certificate "
        "message: it has neither LSC nor MIC that it may use. Software phones, 7940/7960 and Jabber "
        "have no MIC at all. The server ends the handshake with handshake_failure or "
        "certificate_required.",
    .remedy = "1. Install an LSC by authentication string (or null string): Certificate Operation "
        "Install/Upgrade, save, apply. "
        "2. On the phone enter the string where one is asked for. "
        "3. Until then give it a non-secure profile.",
    .source = CAPF_GUIDE "; " FAQ ", is an LSC required for a secure profile; RFC 5246 7.4.6"},
[PC_FINDING_CAPF_AUTH_FAILED] = {
    .id = "capf-auth-failed", .severity = PC_SEVERITY_ERROR, .scenario = "11",
    .title = "CAPF refused the phone's authentication",
    .story = "The CAPF exchange could be read, and it ended without a certificate: a wrong or missing "
        "authentication string, an operation whose deadline has passed, or 'existing certificate' "
        "with precedence to LSC on a phone that has none.",
    .remedy = "1. On the phone's page look at the CAPF section: authentication mode, string, and the "
        "'operation completes by' date. "
        "2. Set a date in the future and a mode that the phone can satisfy; a 79xx cannot combine an "
        "authentication string with a secure profile. "
        "3. Save, apply, and enter the string on the phone where one is asked for.",
    .source = CAPF_GUIDE ", CAPF authentication modes"},
[PC_FINDING_LSC_KEY_USAGE] = {
    .id = "lsc-key-usage", .severity = PC_SEVERITY_ERROR, .scenario = "12",
    .title = "The LSC's key usage does not allow TLS",
    .story = "The LSC has a key usage extension without digitalSignature, or, with an RSA key, "
        "without keyEncipherment, as an online CA's template may leave them out. Without "
        "digitalSignature the phone may not sign its CertificateVerify and every OpenSSL server "
        "refuses it; keyEncipherment is asked for by CUCM's documentation. An LSC with no key usage "
        "extension at all may do both.",
    .remedy = "1. In the CA's template allow digitalSignature and keyEncipherment. "
        "2. " NEW_LSC " for every phone that got an LSC from the old template.",
    .source = CAPF_GUIDE ", online CA; RFC 5280 4.2.1.3"},
[PC_FINDING_CAPF_CA_CONSTRAINTS] = {
    .id = "capf-ca-constraints", .severity = PC_SEVERITY_ERROR, .scenario = "13",
    .title = "The CA above the LSC may not sign certificates",
    .story = "A CAPF certificate must be a CA: basicConstraints CA:TRUE with path length 0, key usage "
        "with keyCertSign and digitalSignature. One that an outside CA signed from the wrong template "
        "lacks them, and TLS fails for every phone whose LSC it issued.",
    .remedy = "1. Have the CAPF certificate signed again from a template for subordinate CAs, or "
        "regenerate it self-signed. "
        "2. Upload it, restart CAPF, TFTP and CallManager. "
        "3. " NEW_LSC " on all phones.",
    .source = CAPF_GUIDE ", requirements of the CAPF certificate; RFC 5280 4.2.1.9"},
[PC_FINDING_LSC_EXTERNAL_ROOT_MISSING] = {
    .id = "lsc-external-root-missing", .severity = PC_SEVERITY_ERROR, .scenario = "14",
    .title = "The enterprise CA above the LSC is not in the store",
    .story = "CAPF can let an enterprise CA sign LSCs (online or offline CA). The whole chain of that "
        "CA, up to its self-signed root, must be in CAPF-trust and in CallManager-trust; an "
        "intermediate CA alone is not enough. In the capture: an LSC whose issuer is neither CAPF nor "
        "Cisco, then unknown_ca.",
    .remedy = "1. Get the certificates that are named here: issuing CA and root. "
        "2. Upload them to CAPF-trust and to CallManager-trust. "
        "3. " RESTART ".",
    .source = CAPF_GUIDE ", third-party CA"},
[PC_FINDING_WEAK_SIGNATURE_POLICY] = {
    .id = "weak-signature-policy", .severity = PC_SEVERITY_ERROR, .scenario = "16",
    .title = "A strict server refuses this signature or key",
    .story = "The store holds the right CA, but a server with OpenSSL's security level 2, as current "
        "Linux systems set it, accepts no SHA-1 signature and no RSA key below 2048 bits. MICs of "
        "Cisco Manufacturing CA are signed with SHA-1. Seen only when phonecert was asked to judge by "
        "--policy.",
    .remedy = "1. Let the phones use LSCs, which CAPF signs with SHA-256 since 11.5(1)SU1. "
        "2. Or lower the server's level for this purpose (OpenSSL: SECLEVEL=1 or 0).",
    .source = "OpenSSL SSL_CTX_set_security_level(3); RFC 9155"},
[PC_FINDING_TLS_VERSION_REFUSED] = {
    .id = "tls-version-refused", .severity = PC_SEVERITY_ERROR, .scenario = "17",
    .title = "The peers have no TLS version in common",
    .story = "79xx phones and CIPC speak TLS 1.0 only; a server whose minimum was raised to 1.2 "
        "refuses them before any certificate is shown. In the capture: the alert protocol_version "
        "after the ClientHello, or a close without an answer to a ClientHello of TLS 1.0; the latter "
        "is a likelihood, not a proof.",
    .remedy = "1. On CUCM lower the minimum (set tls min-version 1.0) or, for 802.1X, allow TLS 1.0 "
        "in ISE, as long as such phones are needed. "
        "2. Replace the phones.",
    .source = "CUCM TLS setup guide, minimum version; RFC 5246 7.2.2; ISE message 12986"},
[PC_FINDING_CIPHER_REFUSED] = {
    .id = "cipher-refused", .severity = PC_SEVERITY_ERROR, .scenario = "18",
    .title = "The peers have no cipher suite in common",
    .story = "The server answered the ClientHello with handshake_failure or insufficient_security "
        "before any certificate was shown. With the device security mode Authenticated the phone "
        "offers NULL ciphers, which a configured cipher string on CUCM may have removed.",
    .remedy = "1. On CUCM's Cipher Management page clear or widen the All TLS and SIP TLS strings. "
        "2. Or set the phone's security profile to Encrypted. "
        "3. " RESTART ".",
    .source = "CUCM Security Guide, Cipher Management; RFC 5246 7.2.2"},
[PC_FINDING_NOT_YET_VALID] = {
    .id = "not-yet-valid", .severity = PC_SEVERITY_ERROR, .scenario = "19",
    .title = "The certificate is not valid yet",
    .story = "At the moment of the handshake the certificate, or a CA above it, had not begun. Either "
        "the machine that issued it, the server, or the capturing machine has a wrong clock; ISE logs "
        "12530.",
    .remedy = "1. Compare the clocks of CUCM, the server and the capturing machine; set NTP right. "
        "2. If the issuing machine's clock was ahead: issue the certificate again. "
        "3. If only the capture's clock was wrong: judge again with --at.",
    .source = "RFC 5280 4.1.2.5; ISE message 12530"},
[PC_FINDING_TRUST_LIST_FOREIGN] = {
    .id = "trust-list-foreign", .severity = PC_SEVERITY_ERROR, .scenario = "20",
    .title = "The phone does not believe this server: its trust list is another cluster's",
    .story = "A phone checks servers against its CTL and ITL and, failing that, asks the TVS that "
        "those name. With the lists of an old cluster it refuses the new one, and every "
        "configuration that would repair it. In the capture: the phone sends the alert, not the "
        "server. 'Prepare cluster for rollback' empties the ITL only; a CTL must be deleted on the "
        "phone.",
    .remedy = "1. Delete the trust lists on the phone (Settings, Security, Trust List, Erase). "
        "2. For many phones: bulk certificate exchange between the clusters before the move, or set "
        "'Prepare Cluster for Rollback' on the old one. "
        "3. Where the old cluster has a CTL, phones need it deleted or migrated as well.",
    .source = "Cisco 213407 (moving phones between secure clusters); Cisco 117299"},
[PC_FINDING_DOT1X_LSC_ONLY_MIC_TRUSTED] = {
    .id = "dot1x-lsc-only-mic-trusted", .severity = PC_SEVERITY_ERROR, .scenario = "22",
    .title = "The 802.1X server trusts MICs only, and the phone shows its LSC",
    .story = "As soon as a phone has an LSC it uses it for 802.1X, too; there is no way to choose. The "
        "authentication server holds Cisco's manufacturing CAs but no CAPF certificate, so installing "
        "an LSC cut the phone off. ISE logs 12514.",
    .remedy = "1. Upload the CAPF certificate to the authentication server's trusted certificates, "
        "beside the manufacturing CAs. "
        "2. Until then the phone gets on the network only without its LSC, or on a port without "
        "802.1X.",
    .source = FAQ ", choosing between LSC and MIC; between phone and authentication server"},
[PC_FINDING_ROOT_MISSING] = {
    .id = "root-missing", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The store holds the issuing CA but not its root",
    .story = "The certificate's issuer is in the store, its self-signed root is not. CallManager-trust "
        "wants the whole chain; an intermediate CA alone makes nothing trusted.",
    .remedy = "1. Get the root that is named here (for Cisco's: cisco.com/security/pki). "
        "2. Upload it to the same store. "
        "3. " RESTART ".",
    .source = FAQ ", verifying LSC or MIC from a packet capture (the root CA must be in "
        "CallManager-trust)"},
[PC_FINDING_BAD_SIGNATURE] = {
    .id = "bad-signature", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "A CA of the right name is in the store, but it did not sign this certificate",
    .story = "Name and key do not belong together: the CA was made anew under the same name, or "
        "somebody else uses its name. A server that picks the CA by its name finds that the "
        "signature does not verify.",
    .remedy = "1. Compare the key identifiers: the certificate's authority key identifier and the "
        "CA's subject key identifier. "
        "2. If the CA was renewed: add the older CA certificate to the store, or issue the "
        "certificate again. "
        "3. If not: find out who made this certificate.",
    .source = "RFC 5280 4.2.1.1, 6.1.3"},
[PC_FINDING_FORGED_CA] = {
    .id = "forged-ca", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The issuer bears a Cisco CA's name, but it is not that CA",
    .story = "The key identifier in the certificate, or in the CA certificate that came along, is not "
        "that of the real Cisco CA of this name. A name can be written by anybody. Cisco could have "
        "issued a CA anew, but no such certificate is known.",
    .remedy = "1. Do not trust the certificate, and do not import the CA that came with it. "
        "2. Find the device by its address and switch port, and find out who made the certificate.",
    .source = "Cisco public CA certificates (cisco.com/security/pki); RFC 5280 4.2.1.1"},
[PC_FINDING_UNTRUSTED_ISSUER] = {
    .id = "untrusted-issuer", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The server's store does not lead to this certificate's issuer",
    .story = "No path goes from the certificate to a self-signed root in the store. The reason names "
        "what is missing.",
    .remedy = "1. See whether this device should be known to this server at all. "
        "2. If so: upload the CA that is named here, with its root, to the store. "
        "3. " RESTART ".",
    .source = FAQ ", between CallManager and phone; RFC 5280 6.1"},
[PC_FINDING_CERTIFICATE_REVOKED] = {
    .id = "certificate-revoked", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The certificate is revoked",
    .story = "A CRL in the store folder lists the certificate, or a CA above it, and the revocation "
        "came before this handshake. phonecert fetches no CRL by itself; without one at hand nothing "
        "is said.",
    .remedy = "1. Ask the CA's owner why. "
        "2. If the phone shall go on: " NEW_LSC ".",
    .source = "RFC 5280 5.3, 6.3"},
[PC_FINDING_CERTIFICATE_MALFORMED] = {
    .id = "certificate-malformed", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The certificate cannot be read",
    .story = "What was sent as a certificate is no X.509 certificate that OpenSSL can parse. The "
        "capture has it whole; the sender made it so.",
    .remedy = "1. Save it with --extract and look at it. "
        "2. Issue the certificate again.",
    .source = "RFC 5280 4.1; RFC 5246 7.4.2"},
[PC_FINDING_POSSESSION_FAILED] = {
    .id = "possession-failed", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The client could not prove that the certificate is its own",
    .story = "The CertificateVerify, the signature over the handshake with the certificate's private "
        "key, does not verify with the key in the certificate. Somebody shows a certificate without "
        "having its key, the phone's key and certificate do not match, or something on the path "
        "changed the handshake.",
    .remedy = "1. Delete the LSC and install a new one, so that key and certificate match. "
        "2. If that does not help, look for a device between phone and server that changes TLS. "
        "3. Find the device by its address: is it the phone that the certificate names?",
    .source = "RFC 5246 7.4.8; RFC 8446 4.4.3"},
[PC_FINDING_SECURITY_MISMATCH_403] = {
    .id = "security-mismatch-403", .severity = PC_SEVERITY_ERROR, .scenario = "10",
    .title = "CUCM answers that the phone's security does not match its profile",
    .story = "CUCM answered a REGISTER with 403 and the warning 399 'Device security mismatch'. On "
        "plain SIP it names TLS as what was expected: the phone did not try TLS, because it has no "
        "certificate that it could use or its configuration does not tell it to. Inside a TLS whose "
        "NULL cipher lets the capture be read, the mode differs: authenticated where encrypted is "
        "asked for, or the reverse.",
    .remedy = "1. Install an LSC by authentication string. "
        "2. See that the phone fetched its signed configuration (device security mode, TLS transport) "
        "and reset it. "
        "3. Until then give it a non-secure profile.",
    .source = CAPF_GUIDE "; SIP Warning 399 of CUCM"},
[PC_FINDING_REGISTRATION_REFUSED] = {
    .id = "registration-refused", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "TLS succeeded, and SIP refused the registration",
    .story = "The server took the certificate and finished the handshake; then it answered the phone's "
        "REGISTER with an error. Certificates are not the cause: the device may be unknown, its name or "
        "profile may not fit, or it may not be allowed. It shows only where the SIP inside can be read: "
        "under a NULL cipher (device security mode Authenticated), or with keys at hand.",
    .remedy = "1. See that the device is configured under exactly this name, and on which cluster. "
        "2. Compare its security profile with what it does: security mode, transport, digest "
        "authentication. "
        "3. Look for the reason in the server's trace at this time; the status and the Warning header "
        "are its words.",
    .source = "RFC 3261 10.3 and 21.4; CUCM Security Guide 12.5(1), phone security profiles"},
[PC_FINDING_SERVER_REFUSED] = {
    .id = "server-refused", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The server refused the handshake, and nothing here says why",
    .story = "A fatal alert, EAP-Failure or Access-Reject ended the handshake. Neither the "
        "certificate nor the store, as far as they were given, explain it.",
    .remedy = "1. Give the server's trust store with --trust, if that was not done. "
        "2. Read the server's own log for this moment (SDL trace, ISE live log, ASA syslog). "
        "3. See what the alert's name means in the RFC.",
    .source = "RFC 5246 7.2.2; RFC 8446 6.2"},
[PC_FINDING_PHONE_ENDED_HANDSHAKE] = {
    .id = "phone-ended-handshake", .severity = PC_SEVERITY_ERROR, .scenario = "",
    .title = "The phone ended the handshake",
    .story = "The phone sent a fatal alert, so it is the phone that did not like what it got: the "
        "server's certificate (certificate_expired: by the phone's clock, which may be wrong; "
        "unknown_ca, bad_certificate, certificate_unknown: it is not vouched for by the phone's trust "
        "lists or TVS), a signature that does not fit (decrypt_error: often a certificate that was "
        "exchanged on one node only, or a key of another), a version or a parameter. The alert's name "
        "tells which of these; the capture does not tell more.",
    .remedy = "1. Look at the server's certificate in the capture: its validity, its key, its names. "
        "2. Compare the phone's clock with the server's (NTP), and its trust lists with the cluster's "
        "(phonecert trust of the CTL and ITL that it fetches). "
        "3. Read the phone's console log for this moment: it names the reason.",
    .source = "RFC 5246 7.2.2; RFC 8446 6.2; Cisco 213295 (Security by Default)"},
[PC_FINDING_CAPF_ENDED_EARLY] = {
    .id = "capf-ended-early", .severity = PC_SEVERITY_WARNING, .scenario = "3, 11",
    .title = "The CAPF session ended before anything was exchanged",
    .story = "On 3804 TLS was set up and the server closed at once. What they said is encrypted; that "
        "it was short is all that shows. Behind it may be 'Invalid LSC', a wrong authentication mode "
        "or string, or no operation that is due.",
    .remedy = "1. On the phone's page look at Certificate Operation Status. "
        "2. 'Invalid LSC': choose null string, authentication string, or existing certificate with "
        "precedence to MIC. "
        "3. Else check the operation's deadline and the string; the CAPF trace has the rest.",
    .source = FAQ ", between CAPF and phone; " CAPF_GUIDE},
[PC_FINDING_NAME_MISMATCH] = {
    .id = "name-mismatch", .severity = PC_SEVERITY_WARNING, .scenario = "15",
    .title = "The handshake succeeded and the server hung up: perhaps the name does not match",
    .story = "CallManager compares the certificate's subject name with the device after TLS is set "
        "up. If it does not find the device, or the profile names another X.509 subject, it closes "
        "without a word. In the capture: a finished handshake, no application data from the server, "
        "a close. It is a likelihood; the SDL trace (InvalidX509NameInCertificate) proves it.",
    .remedy = "1. Compare the name in the certificate with the device name in CUCM and with the "
        "X.509 Subject Name of its security profile. "
        "2. Correct the profile or the device; reset the phone. "
        "3. In the SDL trace look for InvalidX509NameInCertificate.",
    .source = "Cisco, troubleshooting TelePresence endpoints over MRA (SDL trace); CISCO-CCM-MIB cause 11"},
[PC_FINDING_STORE_DISAGREES_REFUSED] = {
    .id = "store-disagrees-refused", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The given store trusts the certificate, the server did not",
    .story = "By the store that was given the certificate is good, but the server answered that it "
        "does not know the CA or does not accept the certificate. The server's store is not the one "
        "given: exported at another time, from another node, or changed without a restart of the "
        "service.",
    .remedy = "1. Export the store again from the very node that answered. "
        "2. Restart the service there: a change of the store counts from the next start on. "
        "3. See whether the certificate monitor replicated the store to every node.",
    .source = FAQ ", LSC operations after the CAPF certificate was regenerated (restart)"},
[PC_FINDING_STORE_DISAGREES_ACCEPTED] = {
    .id = "store-disagrees-accepted", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The given store does not trust the certificate, the server did",
    .story = "By the store that was given this handshake should have failed, but the server finished "
        "it. The server's store is not the one given, or a service that was not restarted still works "
        "with an older one: then the phone will fail after the next restart.",
    .remedy = "1. Export the store again from the very node that answered and judge again. "
        "2. If the result stays: expect this phone to fail after the service restarts; give it a new "
        "certificate before that.",
    .source = FAQ ", LSC operations after the CAPF certificate was regenerated (restart)"},
[PC_FINDING_SERVER_CERTIFICATE_EXPIRED] = {
    .id = "server-certificate-expired", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The server's certificate has expired",
    .story = "At the moment of the handshake the certificate that the server showed was not valid. "
        "Phones that find it in their trust list may still accept it; browsers, gateways and newer "
        "phones may not.",
    .remedy = "1. Regenerate the server's certificate. "
        "2. Let the phones fetch the new ITL before anything else changes: restart TVS and TFTP, "
        "reset the phones. "
        "3. Regenerate one certificate at a time.",
    .source = "CUCM certificate regeneration guide; RFC 5280 4.1.2.5"},
[PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST] = {
    .id = "server-certificate-not-in-trust-list", .severity = PC_SEVERITY_WARNING, .scenario = "20",
    .title = "The server's certificate is not in the phone's trust list",
    .story = "The CTL or ITL that is known for this phone does not hold the certificate that the "
        "server showed. The phone will ask TVS about it and, if it gets no good answer, hang up.",
    .remedy = "1. See whether TVS (2445) can be reached from the phone and answers. "
        "2. Restart TFTP so that a new ITL is built, then reset the phone. "
        "3. If the phone came from another cluster: delete its trust lists.",
    .source = "Cisco 213295 (Security by Default and ITL); Cisco 117299"},
[PC_FINDING_LSC_EXPIRES_SOON] = {
    .id = "lsc-expires-soon", .severity = PC_SEVERITY_WARNING, .scenario = "5",
    .title = "The LSC expires soon",
    .story = "The LSC is good now and will end within the days that were asked for (90 unless told "
        "otherwise). An LSC does not renew itself.",
    .remedy = "1. Renew it while it is still good: Certificate Operation Install/Upgrade with "
        "existing certificate, precedence to LSC. "
        "2. Find the others: Bulk Administration, Find phones by LSC expiry.",
    .source = CAPF_GUIDE ", LSC expiry"},
[PC_FINDING_MIC_EXPIRES_SOON] = {
    .id = "mic-expires-soon", .severity = PC_SEVERITY_WARNING, .scenario = "6",
    .title = "The MIC expires soon",
    .story = "The MIC is good now and will end within the days that were asked for (90 unless told "
        "otherwise). It cannot be renewed by an administrator.",
    .remedy = "1. Install an LSC while the MIC can still authenticate to CAPF. "
        "2. Add the CAPF certificate wherever MICs were trusted (802.1X, VPN).",
    .source = FN_END},
[PC_FINDING_SAME_CERTIFICATE_TWO_PHONES] = {
    .id = "same-certificate-two-phones", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "Two devices show the same certificate",
    .story = "One certificate came from two MAC or IP addresses at about the same time. Its private "
        "key may have been copied. Address translation, a relay, or a phone that moved look the same.",
    .remedy = "1. Find both devices by address and switch port. "
        "2. If one is not the phone that the certificate names: delete the LSC, install a new one, "
        "and treat the old key as stolen.",
    .source = "RFC 5280 4.1; " CAPF_GUIDE},
[PC_FINDING_CERTIFICATE_CHANGED_ON_PATH] = {
    .id = "certificate-changed-on-path", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The certificate differs between two captures of the same handshake",
    .story = "Two captures hold the same ClientHello but different certificates. Something between "
        "the two places ends TLS and speaks in the other's name: a TLS proxy, an inspecting firewall, "
        "or an attacker.",
    .remedy = "1. Find the device between the two places of capture. "
        "2. Exempt phones from TLS inspection: mutual TLS cannot pass it.",
    .source = "RFC 5246 7.4.8"},
[PC_FINDING_CLOCK_SUSPECT] = {
    .id = "clock-suspect", .severity = PC_SEVERITY_WARNING, .scenario = "19",
    .title = "A clock is wrong: the capture's, the server's or the issuer's",
    .story = "Validity and behaviour do not fit together: a certificate was accepted before it began, "
        "one was refused as expired that is valid by the capture's time, or both sides' certificates "
        "are out of their time at once. Times in this report may be wrong.",
    .remedy = "1. Compare the clocks of the capturing machine, the server and CUCM; set NTP right. "
        "2. Judge again with --at and the true time.",
    .source = "RFC 5280 4.1.2.5; ISE messages 12516, 12530"},
[PC_FINDING_WEAK_KEY] = {
    .id = "weak-key", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The certificate's key is too short",
    .story = "An RSA key below 2048 bits, or an elliptic curve below 224, is refused by servers with "
        "current settings and can be broken with effort. CAPF's key size is set on the phone's page.",
    .remedy = "1. Set the key size in the phone's CAPF section to 2048 or more. "
        "2. " NEW_LSC ".",
    .source = "NIST SP 800-131A; OpenSSL security level 2"},
[PC_FINDING_WEAK_SIGNATURE] = {
    .id = "weak-signature", .severity = PC_SEVERITY_WARNING, .scenario = "16",
    .title = "The certificate is signed with an outdated hash",
    .story = "MD5 or SHA-1: servers with current settings refuse it. MICs of Cisco Manufacturing CA "
        "are signed with SHA-1 and cannot be changed; an LSC can be issued again.",
    .remedy = "1. Of a MIC: install an LSC. Of an LSC: update CUCM, since CAPF signs with SHA-256 "
        "from 11.5(1)SU1 on, or correct the template of the outside CA. "
        "2. " NEW_LSC ".",
    .source = CAPF_GUIDE "; RFC 9155"},
[PC_FINDING_NAME_DIFFERS] = {
    .id = "name-differs", .severity = PC_SEVERITY_WARNING, .scenario = "15",
    .title = "The device registers under another name than its certificate's",
    .story = "The SIP REGISTER or SCCP station names one device, the certificate another. CUCM "
        "refuses that unless the security profile allows it. Seen only where the signalling can be "
        "read.",
    .remedy = "1. Find out which of the two the device is (label, MAC address). "
        "2. Correct the device name in CUCM, or give the phone an LSC of its own.",
    .source = "Cisco, troubleshooting TelePresence endpoints over MRA (name check)"},
[PC_FINDING_LOG_CONTRADICTS] = {
    .id = "log-contradicts", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "Phone log and capture say different things",
    .story = "For the same device, service and time the phone's log and the capture disagree: LSC "
        "against MIC, another subject, an alert that the other does not have. The log may be of "
        "another attempt or another phone, or a clock is off.",
    .remedy = "1. Compare the times of both, allowing for the phone's time zone. "
        "2. Take log and capture of one and the same restart of the phone.",
    .source = FAQ ", console logs"},
[PC_FINDING_SIGNED_FILE_ALTERED] = {
    .id = "signed-file-altered", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "A trust list or configuration that a phone fetched does not verify",
    .story = "CTL, ITL and .sgn files bear a signature over the whole file. This one's does not "
        "verify with the key of the signer that it names: it was changed or cut on its way, or "
        "another key signed it. A phone keeps the file that it had. For the same reason nothing in "
        "it was used to judge certificates here.",
    .remedy = "1. Fetch the file from the TFTP server by hand and compare (phonecert trust FILE). "
        "2. Where it verifies there: something between the server and the phone changes it (a proxy, "
        "an old TFTP cache). "
        "3. Where it does not: restart TFTP, or make the CTL anew (utils ctl update CTLFile).",
    .source = "Cisco 118892 (CTL files); " CERTIFICATE_GUIDE},
[PC_FINDING_TVS_REFUSED] = {
    .id = "tvs-refused", .severity = PC_SEVERITY_WARNING, .scenario = "20",
    .title = "TVS does not vouch for a server's certificate",
    .story = "A phone asks TVS about a certificate that its trust list does not hold, and believes the "
        "answer. TVS answers with status 0 for a certificate that it knows; this one got another "
        "status, so the phone drops the connection to that server. It shows only where the TLS to "
        "2445 can be read (keys at hand).",
    .remedy = "1. See which server shows the certificate that is named here, and whether it belongs to "
        "this cluster. "
        "2. Import it, or the CA above it, on the node whose TVS was asked (the TVS reads the trust "
        "stores of its node), and restart TVS. "
        "3. If the phone was moved from another cluster, delete its CTL and ITL.",
    .source = "Cisco 118699 (Corporate Directory, certificate not in TVS); Cisco 213407 (Migrate Phones "
        "Between Secure Clusters)"},
[PC_FINDING_SECURE_PROFILE_NOT_USED] = {
    .id = "secure-profile-not-used", .severity = PC_SEVERITY_WARNING, .scenario = "10, 20",
    .title = "The phone is configured to be secure and is not",
    .story = "The configuration that the phone fetched in this capture sets deviceSecurityMode 2 "
        "(authenticated) or 3 (encrypted). Against that it registers in clear, or with a cipher suite "
        "that encrypts nothing although it is to be encrypted, or it starts, fetches its trust list "
        "and configuration, and then tries no TLS with CallManager at all. The last is said only of a "
        "phone that was seen starting and was heard for a minute after. Reasons are a phone without "
        "LSC and MIC, a trust list of another cluster and a TVS that does not answer, or a "
        "configuration that the phone did not accept.",
    .remedy = "1. See what the phone says (Settings, Status messages: 'Trust list', 'TLS error'), and "
        "what else is reported of it here (connections to TVS on 2445 and to CAPF on 3804). "
        "2. A phone without any certificate (softphones, 7940/7960): install an LSC by authentication "
        "string. "
        "3. A trust list of another cluster: delete it on the phone. "
        "4. Reset the phone, so that it fetches trust list and configuration anew.",
    .source = CAPF_GUIDE "; Cisco 213407 (moving phones between secure clusters)"},
[PC_FINDING_LSC_NOT_SHOWN] = {
    .id = "lsc-not-shown", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The phone shows its MIC although CUCM thinks that it has an LSC",
    .story = "The configuration that the phone fetched in this capture has a certHash, which CUCM fills "
        "in once it has installed an LSC. A phone that has an LSC always shows it, but this one shows "
        "its MIC: the LSC was deleted on the phone (factory reset, exchange of the phone), or it "
        "cannot be used. Where CallManager does not accept MICs it will not register.",
    .remedy = "1. Look at the phone: Settings, Security, LSC. "
        "2. " NEW_LSC ". "
        "3. Capture again: the phone shows an LSC.",
    .source = FAQ ", can LSC or MIC be chosen; the configuration's certHash"},
[PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST] = {
    .id = "timeout-at-certificate-request", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The phone fell silent when it was asked for its certificate",
    .story = "The server asked for a certificate, finished its flight, and got no answer until the "
        "connection was closed. The phone may be checking the server's certificate with a TVS that it "
        "cannot reach, or large packets with its certificate get lost on the way.",
    .remedy = "1. See whether the phone reaches TVS (2445) at that moment. "
        "2. Look for lost large packets: MTU, fragments, 802.1X with big EAP messages. "
        "3. Take the capture at the phone's port, too.",
    .source = "Cisco 213295 (Security by Default); ISE message 12935"},
[PC_FINDING_TCP_REFUSED] = {
    .id = "tcp-refused", .severity = PC_SEVERITY_ERROR, .scenario = "20",
    .title = "The server refused the connection",
    .story = "The phone's SYN to a phone service was answered with RST: nothing listens there, or a "
        "firewall says no. TLS never began, so certificates are not the cause yet.",
    .remedy = "1. See that the service is activated and running on that node. "
        "2. See that the port is the one configured, and that no access list forbids it.",
    .source = "Cisco 213407 (TVS unreachable); RFC 9293 3.5.2"},
[PC_FINDING_TCP_NO_ANSWER] = {
    .id = "tcp-no-answer", .severity = PC_SEVERITY_ERROR, .scenario = "20",
    .title = "The server did not answer at all",
    .story = "The phone's SYN to a phone service was never answered, although it was repeated or the capture "
        "went on for three seconds. TLS never began, so certificates are not the cause yet.",
    .remedy = "1. See that the server is up and reachable from the phone's network. "
        "2. See that no firewall drops the port. "
        "3. See whether the capture was taken where answers can be seen.",
    .source = "Cisco 213407 (TVS unreachable); RFC 9293 3.8.3"},
[PC_FINDING_MIC_LSC_MIXED] = {
    .id = "mic-lsc-mixed", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "One phone shows its MIC here and its LSC there",
    .story = "A phone with an LSC uses it for every connection; only towards CAPF can the MIC be "
        "chosen. Different certificates at the same time mean that the LSC was installed or deleted "
        "in between, or that two devices share a name.",
    .remedy = "1. Look at the times: the first LSC after the last MIC is an installation. "
        "2. If they alternate, find out whether two devices use this name.",
    .source = FAQ ", choosing between LSC and MIC"},
[PC_FINDING_LSC_DELETED] = {
    .id = "lsc-deleted", .severity = PC_SEVERITY_WARNING, .scenario = "",
    .title = "The phone's LSC was deleted",
    .story = "Earlier the phone showed an LSC, later its MIC: the LSC was deleted in between. That is "
        "the vendor's quick test for trouble with an LSC: if all is well with the MIC, the LSC is at "
        "fault.",
    .remedy = "1. If it was the test: look for what is wrong with the LSC, or its CA in the stores. "
        "2. " NEW_LSC ".",
    .source = FAQ ", how to test quickly whether the LSC is the problem"},
[PC_FINDING_LSC_NOT_RECORDED] = {
    .id = "lsc-not-recorded", .severity = PC_SEVERITY_NOTE, .scenario = "1",
    .title = "The phone shows an LSC that this CUCM did not install",
    .story = "The configuration that the phone fetched in this capture has an empty certHash: CUCM knows "
        "of no LSC on this phone. The phone shows one all the same, and it is older than the "
        "configuration. It was installed by another cluster, or before the phone was added anew here.",
    .remedy = "1. Where the server refuses it: Certificate Operation Delete, then Install/Upgrade. "
        "2. Where the server takes it: nothing is wrong with the connection; install a new LSC all the "
        "same, so that CUCM knows when it ends.",
    .source = FAQ ", phones with an LSC that move to a new cluster; the configuration's certHash"},
[PC_FINDING_ISSUER_NOT_ANNOUNCED] = {
    .id = "issuer-not-announced", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "The server's list of accepted CAs does not name this issuer",
    .story = "The CertificateRequest carries a list of CA names, and neither the issuer nor a CA above "
        "it is among them. The list is a hint: it holds names, not keys, and a server may accept "
        "more than it announces. Together with unknown_ca it shows that the server's store lacks the "
        "CA.",
    .remedy = "1. Compare with the verdict and the alert. "
        "2. If the server refused: add the CA to its store and restart the service.",
    .source = "RFC 5246 7.4.4; RFC 8446 4.2.4"},
[PC_FINDING_MIC_ENDS_2029] = {
    .id = "mic-ends-2029", .severity = PC_SEVERITY_NOTE, .scenario = "6",
    .title = "This MIC ends on 14 May 2029 with its CA",
    .story = "Cisco Manufacturing CA and its root end on 14 May 2029, 20:25:42 UTC, and with them "
        "every MIC that they signed, whatever the phone's age.",
    .remedy = "1. Plan LSCs for these phones, or their replacement, before that day.",
    .source = FN_END},
[PC_FINDING_LSC_INSTALLED] = {
    .id = "lsc-installed", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "The phone got its LSC between these two times",
    .story = "Earlier the phone showed its MIC, later an LSC: it was installed in between.",
    .remedy = "1. Nothing, if it was meant. 2. See that 802.1X and VPN trust the CAPF, too.",
    .source = FAQ ", choosing between LSC and MIC"},
[PC_FINDING_RESUMED_UNKNOWN] = {
    .id = "resumed-unknown", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "A resumed session: no certificate is sent",
    .story = "The peers resumed an earlier session, whose full handshake the capture does not hold. "
        "Which certificate the phone showed then cannot be seen here.",
    .remedy = "1. Capture from a restart of the phone, so that the full handshake is in it.",
    .source = "RFC 5246 7.3; " FAQ ", capture while the phone restarts"},
[PC_FINDING_TLS13_DARK] = {
    .id = "tls13-dark", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "TLS 1.3 hides the client's certificate",
    .story = "In TLS 1.3 certificates are encrypted. Without the session's secrets a capture cannot "
        "show which certificate the phone used.",
    .remedy = "1. Give a key log with --keys, or a pcapng that holds the secrets. "
        "2. Or set the server's maximum to TLS 1.2 for the time of the test.",
    .source = "RFC 8446 4.4.2"},
[PC_FINDING_RENEGOTIATED] = {
    .id = "renegotiated", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "The certificate was shown in a later handshake on the same connection",
    .story = "The peers shook hands again on an established connection; what is told here is of the "
        "later handshake.",
    .remedy = "1. Nothing; it explains why the certificate comes late.",
    .source = "RFC 5746"},
[PC_FINDING_SELF_SIGNED_TEMPORARY] = {
    .id = "self-signed-temporary", .severity = PC_SEVERITY_NOTE, .scenario = "",
    .title = "The device shows a self-signed certificate of its own",
    .story = "The certificate names a phone or room device, but it signed itself: the temporary "
        "certificate that such devices make for themselves. It is neither MIC nor LSC.",
    .remedy = "1. Install an LSC, or upload the device's certificate where it must be known.",
    .source = "Certificates seen on TelePresence devices (O=TemporaryDefaultCertificate)"},
};
// clang-format on
