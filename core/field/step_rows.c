// SPDX-License-Identifier: GPL-2.0-or-later
// The table of steps. What sources tell differently is told as "sources differ" with both; what no
// document tells is not told.
#include "core/field/step_rows.h"

// clang-format off
const PcStep pc_step_rows[PC_N_STEPS] = {
[PC_STEP_NEW_LSC] = {
    .of = PC_STEP_OF_PHONES,
    .text = "On the phone's page set Certificate Operation to Install/Upgrade with an authentication "
        "mode that does not need the old LSC (null string, authentication string, or existing "
        "certificate with precedence to MIC), save, apply the configuration.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "Certificate Authority Proxy Function settings"}}},
[PC_STEP_RENEW_LSC] = {
    .of = PC_STEP_OF_PHONES,
    .text = "On the phone's page set Certificate Operation to Install/Upgrade, authentication mode "
        "existing certificate with precedence to LSC, save, apply the configuration, while the "
        "LSC is still good.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "renewal of LSCs"}}},
[PC_STEP_LSC_BULK] = {
    .of = PC_STEP_OF_PHONES,
    .text = "For many phones: Bulk Administration > Phones > Update Phones > Query, filter (for "
        "example LSC expires before), Next, Apply Config, tick Certificate Operation "
        "Install/Upgrade with the same mode, Run Immediately.",
    .node = "publisher",
    .outage = "many certificates at once may disturb calls: use a maintenance window",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "LSC operations in bulk"}}},
[PC_STEP_LSC_STRING] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Where the mode is by string: give the phone a non-secure profile first (shown for 7942 "
        "and 7962), and type the string in on the phone.",
    .node = "publisher",
    .outage = "the phone restarts and is not encrypted until its secure profile is back",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "authentication modes"}}},
[PC_STEP_LSC_INSIDE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Do it while the phone is inside: an LSC cannot be installed over MRA.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_PA12, "Security, endpoints over MRA"}}},
[PC_STEP_NONSECURE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Give the phone a non-secure profile, save, apply the configuration.",
    .node = "publisher",
    .outage = "the phone restarts, and its calls are not encrypted until the secure profile is back",
    .sources = {{PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"}}},
[PC_STEP_SECURE_BACK] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Give the phone its secure profile again, save, apply the configuration.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"}}},
[PC_STEP_DELETE_LSC] = {
    .of = PC_STEP_OF_PHONES,
    .text = "On the phone's page set Certificate Operation to Delete, save, apply the configuration; "
        "the phone then shows its MIC.",
    .node = "publisher",
    .outage = "until it has a new LSC the phone shows its MIC, or nothing where it has none, also to "
        "802.1X and VPN servers",
    .sources = {{PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"}}},
[PC_STEP_DELETE_LSC_BEFORE_MOVE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "For the next phones: delete the LSC and the CTL before they leave their cluster.",
    .node = "the old cluster's publisher",
    .outage = "the phone shows its MIC, or nothing, from then on",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "moving a phone"}}},
[PC_STEP_CAPF_SECTION] = {
    .of = PC_STEP_OF_PHONES,
    .text = "On the phone's page look at the CAPF section: operation status, authentication mode, "
        "string, and the 'operation completes by' date.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "CAPF settings of the phone"}}},
[PC_STEP_CAPF_MODE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Choose an authentication mode that does not rest on the refused certificate: null "
        "string, authentication string, or existing certificate with precedence to MIC.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_FAQ, "between CAPF and phone"}}},
[PC_STEP_CAPF_DEADLINE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Set a date in the future and a mode that the phone can satisfy, save, apply the "
        "configuration, and type the string in where one is asked for.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "authentication modes"}}},
[PC_STEP_STALE_LSC] = {
    .text = "See which certificates CAPF holds for phones that are gone or have changed: utils capf "
        "stale-lsc list.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "stale LSCs"}}},
[PC_STEP_KEY_SIZE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Set the key size in the phone's CAPF section to 2048 bits or more.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "CAPF settings of the phone"}}},
[PC_STEP_LOOK_AT_PHONE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Look at the phone: Settings, Security, LSC.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_FAQ, "how to see which certificates a phone has"}}},
[PC_STEP_KEEP_MIC_OUT] = {
    .text = "Think before adding a manufacturing CA to CallManager-trust: Cisco recommends to keep "
        "them out of it (in CAPF-trust only), because a MIC proves a Cisco phone and not one of "
        "yours. An LSC is the better answer.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "manufacturing CAs in CallManager-trust"},
        {PC_DOCUMENT_SG14_CERT, "removing manufacturing CAs"}}},
[PC_STEP_GET_CA3] = {
    .text = "Download cmca3 and cbarc2099 (for High Assurance SUDI CA: hasudi and crca2099) from "
        "cisco.com/security/pki.",
    .sources = {{PC_DOCUMENT_FN72302, "workaround"}}},
[PC_STEP_GET_CA2] = {
    .text = "Download cmca2 and crcam2 from cisco.com/security/pki.",
    .sources = {{PC_DOCUMENT_CISCO_PKI, "manufacturing CAs"}}},
[PC_STEP_GET_CHAIN] = {
    .text = "Get the certificates that are named here: the issuing CA and every CA above it up to "
        "the root.",
    .sources = {{PC_DOCUMENT_FAQ, "verifying LSC or MIC from a packet capture"}}},
[PC_STEP_UP_CM] = {
    .text = "Upload them to CallManager-trust once, on the publisher: it replicates (Cisco Unified "
        "OS Administration > Security > Certificate Management).",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_RN840, "Cisco Manufacturing CA III"},
        {PC_DOCUMENT_SG14_CERT, "trust stores"}}},
[PC_STEP_UP_CAPF] = {
    .text = "Upload them to CAPF-trust on every node: CAPF-trust does not replicate.",
    .node = "every node",
    .sources = {{PC_DOCUMENT_RN840, "Cisco Manufacturing CA III"},
        {PC_DOCUMENT_SG14_CERT, "trust stores"}}},
[PC_STEP_UP_STORE] = {
    .text = "Upload them to the store that is named here.",
    .node = "publisher (CAPF-trust: every node)",
    .sources = {{PC_DOCUMENT_SG14_CERT, "trust stores"}}},
[PC_STEP_UP_TOMCAT] = {
    .text = "Upload the root and the intermediate CAs above Expressway-C's certificate to "
        "tomcat-trust and to CallManager-trust.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC225476, "required trust"},
        {PC_DOCUMENT_TAC215572, "scenarios 2 and 3"}}},
[PC_STEP_EXPC_NAME] = {
    .text = "See that a name in the certificate (CN or SAN) is listed under Device > Expressway-C.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC215572, "scenario 3"}}},
[PC_STEP_R_CM] = {
    .text = "Restart the Cisco CallManager service where these phones register (Cisco Unified "
        "Serviceability > Tools > Control Center - Feature Services): an upload counts from its "
        "next start on.",
    .node = "one node after the other",
    .outage = "every phone that is registered with that node moves to its next CallManager node",
    .sources = {{PC_DOCUMENT_SG14_CERT, "trust stores, when a change takes effect"}}},
[PC_STEP_R_CAPF] = {
    .text = "Restart the Cisco Certificate Authority Proxy Function service; the phones need no "
        "reset for it.",
    .node = "the nodes that run CAPF (from 14 on the publisher only)",
    .outage = "certificate operations that are under way end, no phone drops",
    .sources = {{PC_DOCUMENT_TAC214231, "CAPF-trust"}}},
[PC_STEP_R_TOMCAT] = {
    .text = "Restart Tomcat: utils service restart Cisco Tomcat.",
    .node = "one node after the other",
    .outage = "the node's web pages, directory, Extension Mobility and log-ins by token are away "
        "meanwhile",
    .sources = {{PC_DOCUMENT_TAC214231, "tomcat-trust"}}},
[PC_STEP_EXPORT_AGAIN] = {
    .text = "Export the store again from the very node that answered, and judge again.",
    .node = "the node that answered",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_STORE_CAUSES] = {
    .text = "See which it is, likeliest first: the service was not restarted since the upload; the "
        "CA is missing on this node (CAPF-trust does not replicate); an upgrade to 12.5(1)SU6, "
        "14SU2 or later dropped a trust certificate that had expired.",
    .node = "the node that answered",
    .sources = {{PC_DOCUMENT_SG14_CERT, "trust stores, upgrades"}}},
[PC_STEP_IS_ROUTER] = {
    .text = "If the server is an SRST router or a CUBE, look at its trustpoints instead, and tell "
        "phonecert (--service ADDRESS:PORT=SRST, or site.ini).",
    .node = "the router",
    .sources = {{PC_DOCUMENT_SG125_SRST, "certificates of secure SRST"}}},
[PC_STEP_EXPECT_FAIL] = {
    .of = PC_STEP_OF_PHONES,
    .text = "If the result stays: expect this phone to be refused from the next start of the service "
        "on; give it a new certificate before that.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_EXPECT_FAIL_OTHER] = {
    .of = PC_STEP_OF_OTHERS,
    .text = "What is no phone: its certificate may be good by a store that holds other CAs than phones' "
        "(of a VPN gateway, an 802.1X server). Give that store with --trust before anything is changed.",
    .sources = {{PC_DOCUMENT_PROJECT, "trust"}}},
[PC_STEP_WHAT_IS_IT] = {
    .of = PC_STEP_OF_OTHERS,
    .text = "Find out first what this is: nothing here says that it is a phone. A computer, a person or a "
        "gateway has other CAs and settings. Where the server is none of the phones' either, nothing needs "
        "doing here; else tell its role (--service ADDRESS:PORT=SERVICE, or site.ini).",
    .sources = {{PC_DOCUMENT_PROJECT, "roles"}}},
[PC_STEP_REISSUE_OTHER] = {
    .of = PC_STEP_OF_OTHERS,
    .text = "What is no phone: have the CA that issued the certificate issue it anew, with a key of 2048 bits "
        "or more and SHA-256.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_OPENSSL, "security levels"}}},
[PC_STEP_OLD_CAPF_BACK_CM] = {
    .text = "Put the previous CAPF certificate back into CallManager-trust, once on the publisher.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_OLD_CAPF_BACK_CAPF] = {
    .text = "Put it back into CAPF-trust on every node.",
    .node = "every node",
    .sources = {{PC_DOCUMENT_RN840, "Cisco Manufacturing CA III"}}},
[PC_STEP_LSC_BY_IMPACT] = {
    .text = "Find the phones that still show an LSC of it: phonecert impact --remove CERT --trust "
        "STORES CAPTURES.",
    .sources = {{PC_DOCUMENT_PROJECT, "impact"}}},
[PC_STEP_OLD_CAPF_DELETE] = {
    .text = "Only then delete the previous CAPF certificate. Sources differ on where: from 14 on a "
        "deletion goes to all nodes (Security Guide); delete it on each node (TAC 214231).",
    .node = "every node",
    .outage = "phones that still have an LSC of it are refused from the next start of the service on",
    .sources = {{PC_DOCUMENT_SG14_CERT, "deleting trust certificates"},
        {PC_DOCUMENT_TAC214231, "deleting trust certificates"}}},
[PC_STEP_OLD_CLUSTER_CAPF] = {
    .text = "Or, to keep the LSCs for a while: import the old cluster's CAPF certificate into "
        "CallManager-trust (publisher) and CAPF-trust (every node), then issue new LSCs.",
    .node = "publisher, and every node",
    .sources = {{PC_DOCUMENT_FAQ, "phones with an LSC that move to a new cluster"}}},
[PC_STEP_NEW_CAPF_ELSEWHERE] = {
    .text = "Before any phone gets an LSC of the new CAPF certificate: put that certificate itself "
        "(phones send no chain) beside the old one on the 802.1X servers, VPN gateways and SRST "
        "routers that judge LSCs.",
    .node = "802.1X servers, VPN gateways, SRST routers",
    .sources = {{PC_DOCUMENT_PA12, "Security, LSCs outside CUCM"},
        {PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_CAPF_REGENERATE] = {
    .text = "Where the CAPF certificate itself has expired, regenerate it (OS Administration > "
        "Security > Certificate Management), with all phones on and registered, and back up "
        "(DRS) afterwards.",
    .node = "the node that runs CAPF (from 14 on the publisher only)",
    .outage = "phones that are off meanwhile may need their trust list erased by hand",
    .sources = {{PC_DOCUMENT_TAC214231, "before you start"}}},
[PC_STEP_CAPF_AFTER_11] = {
    .text = "After that: in mixed mode update the CTL, then restart CAPF, then issue the LSCs.",
    .to = PC_RELEASE_11,
    .node = "publisher",
    .outage = "certificate operations that are under way end, no phone drops",
    .sources = {{PC_DOCUMENT_TAC214231, "CAPF"}}},
[PC_STEP_CAPF_AFTER_12] = {
    .text = "After that: in mixed mode utils ctl update CTLFile on the publisher and reset the "
        "secure phones; restart CAPF on each node that runs it; then issue the LSCs.",
    .from = PC_RELEASE_12,
    .to = PC_RELEASE_12,
    .node = "publisher, then each node with CAPF",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC214231, "CAPF"}}},
[PC_STEP_CAPF_AFTER_14] = {
    .text = "After that, sources differ. Security Guide 14: CAPF restarts itself and no more is "
        "needed, HAProxy on all nodes where SIP OAuth is on. TAC 214231 (15): in mixed mode "
        "utils ctl update CTLFile, reset the secure phones, restart CAPF on the publisher, TVS "
        "and TFTP on all nodes, reset the phones. The second does more. Then issue the LSCs.",
    .from = PC_RELEASE_14,
    .node = "publisher, then every node",
    .outage = "by the first: HTTPS downloads fail while HAProxy starts; by the second: every phone "
        "ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_SG14_CERT, "regenerating CAPF"},
        {PC_DOCUMENT_TAC214231, "CAPF"}}},
[PC_STEP_CAPF_TEMPLATE] = {
    .text = "Have the CAPF certificate signed again from a template for subordinate CAs (CA:TRUE, "
        "path length 0, keyCertSign and digitalSignature, and no extended key usage or one with "
        "clientAuth), or regenerate it self-signed.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "requirements of the CAPF certificate"},
        {PC_DOCUMENT_MEASURED, "purpose of a TLS client"}}},
[PC_STEP_CAPF_UPLOAD] = {
    .text = "Upload the signed certificate, after the CAs above it in CAPF-trust.",
    .node = "the node that runs CAPF (from 14 on the publisher only)",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "third-party CA"}}},
[PC_STEP_LSC_TEMPLATE] = {
    .text = "In the CA's template allow digitalSignature and keyEncipherment, and clientAuth where "
        "it has an extended key usage.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "online CA"},
        {PC_DOCUMENT_MEASURED, "purpose of a TLS client"}}},
[PC_STEP_ONE_AT_A_TIME] = {
    .text = "Regenerate one certificate at a time, outside office hours, with all phones on and "
        "registered; wait for registrations and back up (DRS) after each.",
    .node = "publisher",
    .outage = "phones that are off meanwhile may need their trust list erased by hand",
    .sources = {{PC_DOCUMENT_TAC214231, "before you start"},
        {PC_DOCUMENT_SG14_CERT, "regenerating certificates"}}},
[PC_STEP_NEVER_BOTH] = {
    .text = "Never regenerate CallManager and TVS together: the phones lose both anchors, and every "
        "ITL must be erased by hand.",
    .to = PC_RELEASE_11,
    .sources = {{PC_DOCUMENT_TAC214231, "before you start"}}},
[PC_STEP_CM_CTL_12] = {
    .text = "CallManager's certificate, in mixed mode: utils ctl update CTLFile first.",
    .from = PC_RELEASE_12,
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC214231, "CallManager"}}},
[PC_STEP_CM_AFTER_12] = {
    .text = "CallManager's certificate: restart CallManager, CTIManager, TVS and TFTP, then reset "
        "the phones.",
    .to = PC_RELEASE_12,
    .node = "every node",
    .outage = "the phones of each node move to another one, then every phone that is reset ends its "
        "calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC214231, "CallManager"}}},
[PC_STEP_CM_AFTER_14] = {
    .text = "CallManager's certificate: restart CallManager, CTIManager and HAProxy.",
    .from = PC_RELEASE_14,
    .to = PC_RELEASE_14,
    .node = "every node",
    .outage = "every phone that is registered with that node moves to its next CallManager node",
    .sources = {{PC_DOCUMENT_SG14_CERT, "regenerating CallManager"}}},
[PC_STEP_CM_AFTER_14SU1] = {
    .text = "CallManager's certificate, sources differ. Security Guide: the RSA certificate needs "
        "HAProxy only, the EC one CallManager and HAProxy. TAC 214231 (15): CallManager, "
        "CTIManager, TVS, TFTP and HAProxy on all nodes, then reset the phones.",
    .from = PC_RELEASE_14SU1,
    .node = "every node",
    .outage = "by the first (RSA): HTTPS downloads fail while HAProxy starts; else the phones of each "
        "node move to another one, and those that are reset end their calls",
    .sources = {{PC_DOCUMENT_SG14_CERT, "regenerating CallManager"},
        {PC_DOCUMENT_TAC214231, "CallManager"}}},
[PC_STEP_TVS_AFTER] = {
    .text = "TVS's certificate (it is in no CTL), sources differ. Security Guide: TVS restarts "
        "itself, and it comes before CallManager. TAC 214231: restart TVS everywhere, then TFTP, "
        "reset the phones, and it comes last.",
    .node = "every node",
    .outage = "phones that ask TVS meanwhile refuse the server; each phone that is reset ends its "
        "calls and registers anew",
    .sources = {{PC_DOCUMENT_SG14_CERT, "regenerating TVS"},
        {PC_DOCUMENT_TAC214231, "TVS"}}},
[PC_STEP_TOMCAT_AFTER_12] = {
    .text = "Tomcat's certificate: restart Tomcat, and CallManager on that node where SIP OAuth is "
        "used.",
    .to = PC_RELEASE_12,
    .node = "that node",
    .outage = "the node's web pages, directory, Extension Mobility and log-ins by token are away "
        "meanwhile; with SIP OAuth the node's phones move to another one",
    .sources = {{PC_DOCUMENT_TAC214231, "Tomcat"},
        {PC_DOCUMENT_TAC215572, "certificates"}}},
[PC_STEP_TOMCAT_AFTER_14] = {
    .text = "Tomcat's certificate: restart Tomcat, ILS, LBM, DRS local and master, Extension "
        "Mobility and AXL; SSOSP Tomcat with single sign-on or OAuth; TFTP where the certificate "
        "was uploaded; CallManager where SIP OAuth is used.",
    .from = PC_RELEASE_14,
    .node = "that node",
    .outage = "the node's web pages, directory, Extension Mobility and log-ins by token are away "
        "meanwhile; with SIP OAuth the node's phones move to another one",
    .sources = {{PC_DOCUMENT_SG14_CERT, "regenerating Tomcat"}}},
[PC_STEP_RESET_SELF_OLD] = {
    .text = "The phones reset by themselves when TFTP, TVS or CAPF changes.",
    .to = PC_RELEASE_12,
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_SG14_CERT, "Phone Interaction on Certificate Update"}}},
[PC_STEP_RESET_SELF] = {
    .text = "Whether the phones reset by themselves is up to the enterprise parameter Phone "
        "Interaction on Certificate Update (default: automatic).",
    .from = PC_RELEASE_14,
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_SG14_CERT, "Phone Interaction on Certificate Update"}}},
[PC_STEP_EXPIRED_ELSEWHERE] = {
    .text = "A server that is no CUCM (VPN gateway, RADIUS, router, Expressway): renew its "
        "certificate there, and give the phones the new hash, root or certificate first.",
    .node = "that server",
    .outage = "phones that do not know the new certificate stop connecting",
    .sources = {{PC_DOCUMENT_SG125_VPN, "VPN gateways"},
        {PC_DOCUMENT_SG125_SRST, "updating the certificate"}}},
[PC_STEP_CTL_UPDATE_11] = {
    .text = "In mixed mode update the CTL with the CTL client (with tokens) or utils ctl update "
        "CTLFile.",
    .to = PC_RELEASE_11,
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC214231, "CTL"}}},
[PC_STEP_CTL_UPDATE] = {
    .text = "In mixed mode: utils ctl update CTLFile.",
    .from = PC_RELEASE_12,
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG14_CERT, "CTL"},
        {PC_DOCUMENT_TAC214231, "CTL"}}},
[PC_STEP_R_TFTP] = {
    .text = "Restart TFTP, so that a new ITL is made.",
    .node = "every node that gives files",
    .outage = "phones that start meanwhile get no files from that node",
    .sources = {{PC_DOCUMENT_TAC213295, "ITL"}}},
[PC_STEP_R_TVS] = {
    .text = "Restart TVS.",
    .node = "the node that was asked",
    .outage = "phones that must ask this node's TVS meanwhile refuse the server that they ask about",
    .sources = {{PC_DOCUMENT_TAC214231, "TVS"}}},
[PC_STEP_RESET] = {
    .text = "Reset the phones, in batches. System > Enterprise Parameters > Reset is no batch: it "
        "resets everything.",
    .node = "publisher",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC214231, "reset the phones"}}},
[PC_STEP_RESET_ONE] = {
    .text = "Reset the phone.",
    .node = "publisher",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC214231, "reset the phones"}}},
[PC_STEP_LIST_FOREIGN_Q] = {
    .text = "Find out which it is: the phone came from another cluster (compare the lists: phonecert "
        "trust CTL ITL), or CallManager's certificate was made anew without a new CTL or ITL, or "
        "TVS cannot be reached (2445).",
    .sources = {{PC_DOCUMENT_PA12, "Security, trust lists"},
        {PC_DOCUMENT_TAC213407, "trust lists"}}},
[PC_STEP_SETTINGS_ACCESS] = {
    .text = "Where Settings Access is not Enabled on the phone's page, enable it first: else nobody "
        "can erase its lists.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_PA12, "Security, trust lists"}}},
[PC_STEP_ERASE_79] = {
    .text = "Erase the lists on a 79xx: Settings > Security Configuration > Trust List > CTL File "
        "and ITL File.",
    .family = "7900",
    .node = "the phone",
    .outage = "the phone restarts and believes the first list that it is given",
    .sources = {{PC_DOCUMENT_TAC213407, "deleting CTL and ITL"}}},
[PC_STEP_ERASE_88] = {
    .text = "Erase them on an 88xx: Applications > Admin settings > Reset settings > Security "
        "settings. The guide speaks of the CTL; that the ITL goes too stands in no document that "
        "was read.",
    .family = "8800",
    .node = "the phone",
    .outage = "the phone restarts and believes the first list that it is given",
    .sources = {{PC_DOCUMENT_AG88, "Maintenance, reset security settings"}}},
[PC_STEP_ERASE_8821] = {
    .text = "Erase them on an 8821: Settings > Admin settings > Reset settings > Security settings > "
        "Reset.",
    .family = "8821",
    .node = "the phone",
    .outage = "the phone restarts and believes the first list that it is given",
    .sources = {{PC_DOCUMENT_AG8821, "Maintenance, reset"}}},
[PC_STEP_ERASE_OTHER] = {
    .text = "On other families the way was found in no document that was read: see the "
        "administration guide of the model.",
    .family = "other",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_AG88, "Maintenance, reset security settings"}}},
[PC_STEP_LOCALKEY] = {
    .text = "Without touching phones that still know ITLRecovery (and its key is not of 1024 bits): "
        "utils itl reset localkey, in mixed mode utils ctl reset localkey; then reset them.",
    .from = PC_RELEASE_12,
    .node = "publisher",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC214231, "ITLRecovery"}}},
[PC_STEP_BULK_EXCHANGE] = {
    .text = "For phones that are still to move: bulk certificate exchange between the clusters "
        "before the move, or Prepare Cluster for Rollback on the old one (it empties the ITL "
        "only, not a CTL).",
    .node = "both publishers",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC213407, "before the move"}}},
[PC_STEP_TVS_REACH] = {
    .text = "See that the phone reaches TVS (2445) at that moment, and that it answers.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_TAC213295, "TVS"}}},
[PC_STEP_TVS_IMPORT] = {
    .text = "If the server belongs to the cluster: import its certificate, or the CA above it, where "
        "TVS reads it (tomcat-trust, CallManager-trust ...).",
    .node = "the node that was asked",
    .sources = {{PC_DOCUMENT_TAC118699, "certificate not in TVS"}}},
[PC_STEP_FETCH_FILE] = {
    .text = "Fetch the file from the TFTP server by hand and look: phonecert trust FILE.",
    .sources = {{PC_DOCUMENT_PROJECT, "trust"}}},
[PC_STEP_FILE_ON_WAY] = {
    .text = "Where it verifies there: something between the server and the phone changes it (a "
        "proxy, an old TFTP cache).",
    .sources = {{PC_DOCUMENT_TAC118892, "CTL files"}}},
[PC_STEP_FILE_AT_SERVER] = {
    .text = "Where it does not: make it anew, the ITL by a restart of TFTP, the CTL by utils ctl "
        "update CTLFile.",
    .node = "publisher",
    .outage = "phones that start meanwhile get no files from that node",
    .sources = {{PC_DOCUMENT_TAC118892, "CTL files"}}},
[PC_STEP_EDGE_TRUST] = {
    .text = "Upload the roots above Tomcat's certificates, RSA and EC, to Phone-Edge-Trust (at most "
        "16 reach a phone).",
    .from = PC_RELEASE_14,
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG14_OAUTH, "Phone-Edge-Trust"}}},
[PC_STEP_JABBER_ROOT] = {
    .text = "Jabber trusts its computer's own store: put the root above Tomcat there.",
    .node = "the computer",
    .sources = {{PC_DOCUMENT_SG14_OAUTH, "certificates"}}},
[PC_STEP_EXPC_CA] = {
    .text = "On Expressway-C put the root above CUCM's Tomcat certificate into the trusted CAs.",
    .node = "Expressway-C",
    .sources = {{PC_DOCUMENT_TAC215572, "scenario 2"}}},
[PC_STEP_JABBER_OAUTH] = {
    .text = "Jabber: use SIP OAuth instead of an LSC (12.5 and later); it needs no certificate. "
        "Sources write the command that enables it differently: utils sipOAuth-mode enable, or "
        "utils sip-oauth enable.",
    .from = PC_RELEASE_12,
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC215572, "enabling"},
        {PC_DOCUMENT_SG14_OAUTH, "enabling"}}},
[PC_STEP_OAUTH_PROFILE] = {
    .text = "See that SIP OAuth is enabled for the cluster and in the phone's security profile, or "
        "for neither.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_TAC215572, "403 and port mismatch"}}},
[PC_STEP_OAUTH_TOKEN] = {
    .text = "A phone needs a valid MIC or LSC all the same, to get its token.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_SG14_OAUTH, "requirements"}}},
[PC_STEP_X_LSC] = {
    .text = "First let the phones use LSCs for 802.1X: Cisco asks for LSCs there, because a MIC "
        "proves a Cisco phone and not one of yours.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "LSC and 802.1X"},
        {PC_DOCUMENT_PA12, "Security, 802.1X"}}},
[PC_STEP_X_CAPF] = {
    .text = "Put the CAPF certificate itself (or the whole chain of an outside CA; phones send only "
        "their leaf) into the server's trusted certificates, for client authentication.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_PA12, "Security, 802.1X"},
        {PC_DOCUMENT_FAQ, "between phone and authentication server for 802.1X"}}},
[PC_STEP_X_MIC] = {
    .text = "Only where a phone can have no LSC (and over Wi-Fi, where an LSC is not used): put the "
        "manufacturing CA and its root there.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_PA12, "Security, 802.1X"},
        {PC_DOCUMENT_AG88, "Wi-Fi certificates"}}},
[PC_STEP_X_KEEP] = {
    .text = "Keep the old CAPF certificate there until every phone has its new LSC.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_X_MEANWHILE] = {
    .text = "Until then the phone gets on a wired port only without its LSC, or without 802.1X.",
    .node = "the switch port",
    .sources = {{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}}},
[PC_STEP_X_WIFI_ROOT] = {
    .text = "Over Wi-Fi: import the root above the RADIUS server's certificate on the phone's web "
        "page (Certificates).",
    .node = "the phone",
    .outage = "the phone leaves the Wi-Fi when it restarts",
    .sources = {{PC_DOCUMENT_AG88, "Security, Wi-Fi certificates"}}},
[PC_STEP_X_WIFI_CLOCK] = {
    .text = "Over Wi-Fi: set the phone's date and time, on its web page, before it has a network.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_AG88, "Security, Wi-Fi certificates"}}},
[PC_STEP_X_WIRED] = {
    .text = "On a wire: what the phone checks of the RADIUS server is in no document that was read; "
        "ISE's message 12520 and the phone's own log name it.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "12520"}}},
[PC_STEP_X_SERVER_CERT] = {
    .text = "See whether the RADIUS server's certificate was replaced lately, and which root is "
        "above it.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "12520"}}},
[PC_STEP_V_LSC] = {
    .text = "First let the phones use LSCs for VPN: once one is installed it is shown, and a MIC "
        "proves only that it is a Cisco phone.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_VPN, "certificates"},
        {PC_DOCUMENT_SG125_CAPF, "LSC and VPN"}}},
[PC_STEP_V_TRUSTPOINT] = {
    .text = "Import the CA that is named here (CAPF, or the manufacturing CA with its root) as a "
        "trustpoint of its own, for client validation.",
    .node = "the VPN gateway",
    .sources = {{PC_DOCUMENT_SG125_VPN, "ASA"},
        {PC_DOCUMENT_TAC115785, "trustpoints"}}},
[PC_STEP_V_KEEP] = {
    .text = "After CAPF was regenerated keep the old trustpoint until every phone has its new LSC.",
    .node = "the VPN gateway",
    .sources = {{PC_DOCUMENT_FAQ, "certificate authentication between phone and ASA"}}},
[PC_STEP_V_UPLOAD] = {
    .text = "Upload the gateway's certificate to Phone-VPN-trust and choose it at the VPN gateway in "
        "CUCM (up to ten hashes reach the phone).",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_VPN, "VPN gateways"}}},
[PC_STEP_V_INSIDE] = {
    .text = "Let the phone come inside once and reset it there: it learns the new hash only from its "
        "configuration.",
    .node = "the phone",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_TAC115785, "certificate of the ASA"}}},
[PC_STEP_V_NAME] = {
    .text = "Where the host is checked (enableHostIDCheck): a name in the certificate must be that "
        "of the URL, without a wildcard.",
    .node = "the VPN gateway",
    .sources = {{PC_DOCUMENT_TAC115785, "host id check"}}},
[PC_STEP_S_TRUSTPOINT] = {
    .text = "On the router make a trustpoint with the CAPF certificate (or the whole chain of an "
        "outside CA): CUCM's stores play no part there.",
    .node = "the router",
    .sources = {{PC_DOCUMENT_SG125_SRST, "certificates of secure SRST"},
        {PC_DOCUMENT_PA12, "Security, SRST"}}},
[PC_STEP_S_MODE] = {
    .text = "A phone in device security mode Authenticated uses plain TCP there, by design.",
    .sources = {{PC_DOCUMENT_SG125_SRST, "restrictions"}}},
[PC_STEP_S_UPDATE] = {
    .text = "System > SRST: Update Certificate, save; then reset the phones that use this SRST "
        "reference. All routers of one reference need one issuer.",
    .node = "publisher",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_SG125_SRST, "updating the certificate"}}},
[PC_STEP_G_UPLOAD] = {
    .text = "Upload the gateway's own certificate to CallManager-trust: it signed itself, so it is "
        "the anchor.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC212138, "certificate of the gateway"}}},
[PC_STEP_P_CA] = {
    .text = "Give the provisioning server the CA that is named here, with its root, for client "
        "certificates (Cisco Manufacturing CA III: cmca3 and cbarc2099 from "
        "cisco.com/security/pki).",
    .node = "the provisioning server",
    .sources = {{PC_DOCUMENT_ATA_PROV, "HTTPS with client certificates"},
        {PC_DOCUMENT_FN72302, "multiplatform phones"}}},
[PC_STEP_P_ROOT] = {
    .text = "Let the provisioning server show a certificate that Cisco or a commonly known CA "
        "signed, or add its root by Custom_CA_Rule.",
    .node = "the provisioning server",
    .sources = {{PC_DOCUMENT_ATA_PROV, "HTTPS"}}},
[PC_STEP_P_NAME] = {
    .text = "See that a name in its certificate is the one in Profile_Rule (HTTPS_Name_Validate is "
        "on by default).",
    .node = "the provisioning server",
    .sources = {{PC_DOCUMENT_ATA_PROV, "HTTPS_Name_Validate"}}},
[PC_STEP_E_TOMCAT] = {
    .text = "A server of the cluster: import Tomcat's certificate, or the CA above it, where TVS "
        "reads it (tomcat-trust), and restart TVS.",
    .node = "publisher",
    .outage = "phones that must ask this node's TVS meanwhile refuse the server that they ask about",
    .sources = {{PC_DOCUMENT_TAC118699, "certificate not in TVS"}}},
[PC_STEP_E_PUBLIC] = {
    .text = "An Expressway-E: use a public CA that the phone's firmware lists, or newer firmware; "
        "extra roots reach phones through Phone-Edge-Trust and at activation (12.5(1)SU1, X12.5 "
        "and later).",
    .node = "Expressway-E",
    .sources = {{PC_DOCUMENT_PA12, "Security, MRA"},
        {PC_DOCUMENT_MRA127, "onboarding"}}},
[PC_STEP_U_LEAF] = {
    .text = "Have the certificate issued anew with clientAuth in its extended key usage, or with no "
        "extended key usage.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_MEASURED, "purpose of a TLS client"},
        {PC_DOCUMENT_FN74345, "client authentication"}}},
[PC_STEP_U_CA] = {
    .text = "Where the CA above it lacks clientAuth: have that CA certificate made anew without an "
        "extended key usage, or with clientAuth in it; then issue what it signed anew. Where it "
        "is CAPF's, that is every LSC.",
    .node = "the CA",
    .outage = "phones with certificates of the old CA stay refused until they have new ones",
    .sources = {{PC_DOCUMENT_MEASURED, "purpose of a TLS client"}}},
[PC_STEP_U_PUBLIC] = {
    .text = "Public CAs drop clientAuth in 2026 and 2027: Expressway X15.4 and X15.5, CUBE IOS XE "
        "26.1.1 and CUCM 15SU5 (announced) bring separate client certificates or leave the check "
        "out; a private CA is not concerned.",
    .sources = {{PC_DOCUMENT_FN74345, "workaround"},
        {PC_DOCUMENT_FN74362, "workaround"}}},
[PC_STEP_T_REPLACE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Plan to replace the phones: 79xx and CIPC know no more than TLS 1.0.",
    .sources = {{PC_DOCUMENT_SG_TLS_SETUP, "minimum TLS version"}}},
[PC_STEP_T_MIN] = {
    .text = "As long as they are needed lower the minimum: set tls min-version 1.0.",
    .to = PC_RELEASE_15,
    .node = "every node",
    .outage = "each node reboots; its phones move to another node meanwhile",
    .sources = {{PC_DOCUMENT_SG_TLS_SETUP, "Set Minimum TLS Version"}}},
[PC_STEP_T_MIN_15SU2] = {
    .text = "As long as they are needed lower the minimum on the publisher, for the cluster (the IM "
        "and Presence publisher apart): set tls min-version 1.0; 6971, 6972 and 9443 stay at 1.2.",
    .from = PC_RELEASE_15SU2,
    .node = "publisher",
    .outage = "all nodes of the cluster are restarted",
    .sources = {{PC_DOCUMENT_SG15_TLS, "minimum TLS version"}}},
[PC_STEP_T_ISE] = {
    .text = "For 802.1X allow TLS 1.0 on the authentication server.",
    .node = "the 802.1X server",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "12986"}}},
[PC_STEP_T_CIPHERS] = {
    .text = "On the Cipher Management page clear or widen the All TLS and SIP TLS strings; the page "
        "says what it restarts.",
    .node = "publisher",
    .outage = "every phone that is registered with that node moves to its next CallManager node",
    .sources = {{PC_DOCUMENT_SG_CIPHER, "cipher strings"}}},
[PC_STEP_T_ENCRYPTED] = {
    .text = "Or give the phone a security profile in mode Encrypted.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG_CIPHER, "NULL ciphers"}}},
[PC_STEP_T_KEYS] = {
    .text = "Give a key log with --keys, or a pcapng that holds the secrets.",
    .sources = {{PC_DOCUMENT_PROJECT, "keys"}}},
[PC_STEP_T_AUTHENTICATED] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Or, for a test, give the phone a profile in mode Authenticated: it falls below TLS 1.3 "
        "then. CUCM has a minimum, and no maximum that could be set.",
    .from = PC_RELEASE_15SU2,
    .node = "publisher",
    .outage = "the phone restarts, and its signalling is not encrypted for that time",
    .sources = {{PC_DOCUMENT_SG15_TLS, "device security modes"}}},
[PC_STEP_T_SECLEVEL] = {
    .text = "Or lower the server's OpenSSL security level for this purpose: a 1024-bit key is taken "
        "at level 1, a SHA-1 signature only at level 0.",
    .node = "the server",
    .outage = "the server's service restarts, as its own manual says",
    .sources = {{PC_DOCUMENT_OPENSSL, "security levels"},
        {PC_DOCUMENT_MEASURED, "security levels"}}},
[PC_STEP_C_CLOCKS] = {
    .text = "Compare the clocks of CUCM, the server and the capturing machine; set NTP right.",
    .sources = {{PC_DOCUMENT_RFC5280, "4.1.2.5"}}},
[PC_STEP_C_PHONE] = {
    .text = "Look at the date and time on the phone's screen, and at the NTP server that it was "
        "given.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_AG88, "Security, Wi-Fi certificates"}}},
[PC_STEP_C_SERVER_CHAIN] = {
    .text = "Look at the whole chain of the server's certificate for one that has expired (openssl "
        "s_client -showcerts), which the capture may not show.",
    .node = "the server",
    .sources = {{PC_DOCUMENT_RFC5280, "6.1.3"}}},
[PC_STEP_C_AT] = {
    .text = "If only the capture's clock was wrong: judge again with --at.",
    .sources = {{PC_DOCUMENT_PROJECT, "at"}}},
[PC_STEP_C_REISSUE] = {
    .text = "If the issuing machine's clock was ahead: issue the certificate again.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_RFC5280, "4.1.2.5"}}},
[PC_STEP_Q_STORE] = {
    .text = "Give the server's trust store with --trust, if that was not done.",
    .sources = {{PC_DOCUMENT_PROJECT, "trust"}}},
[PC_STEP_Q_SERVER_LOG] = {
    .text = "Read the server's own log for this moment (SDL trace, ISE live log, ASA syslog).",
    .node = "the server",
    .sources = {{PC_DOCUMENT_FAQ, "console logs"}}},
[PC_STEP_Q_PHONE_LOG] = {
    .text = "Get the phone's console log of the same restart, and join it: phonecert scan --log FILE.",
    .node = "the phone",
    .outage = "the phone ends its calls when it restarts",
    .sources = {{PC_DOCUMENT_FAQ, "console logs"}}},
[PC_STEP_Q_ALERT] = {
    .text = "See what the alert's name means in the RFC.",
    .sources = {{PC_DOCUMENT_RFC8446, "6.2"}}},
[PC_STEP_Q_SHOULD] = {
    .text = "See whether this device should be known to this server at all.",
    .sources = {{PC_DOCUMENT_RFC5280, "6.1"}}},
[PC_STEP_Q_COMPARE_KEYS] = {
    .text = "Compare the certificate's authority key identifier with the CA's subject key identifier "
        "(phonecert trust shows the CA).",
    .sources = {{PC_DOCUMENT_RFC5280, "4.2.1.1"}}},
[PC_STEP_Q_OLDER_CA] = {
    .text = "If the CA was renewed: add the older CA certificate to the store, or issue the "
        "certificate again.",
    .node = "the server",
    .sources = {{PC_DOCUMENT_RFC5280, "6.1.3"}}},
[PC_STEP_Q_WHO_MADE] = {
    .text = "If not: find out who made this certificate.",
    .sources = {{PC_DOCUMENT_RFC5280, "6.1.3"}}},
[PC_STEP_Q_DONT_TRUST] = {
    .text = "Do not trust the certificate, and do not import the CA that came with it.",
    .sources = {{PC_DOCUMENT_CISCO_PKI, "key identifiers"}}},
[PC_STEP_Q_FIND_DEVICE] = {
    .text = "Find the device by its address and switch port, and find out who made the certificate.",
    .sources = {{PC_DOCUMENT_CISCO_PKI, "key identifiers"}}},
[PC_STEP_Q_EXTRACT] = {
    .text = "Save it with --extract and look at it.",
    .sources = {{PC_DOCUMENT_PROJECT, "extract"}}},
[PC_STEP_Q_REISSUE] = {
    .text = "Issue the certificate again.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_RFC5280, "4.1"}}},
[PC_STEP_Q_ASK_OWNER] = {
    .text = "Ask the CA's owner why it was revoked.",
    .node = "the CA",
    .sources = {{PC_DOCUMENT_RFC5280, "5.3"}}},
[PC_STEP_Q_TLS_PROXY] = {
    .text = "If that does not help, look for a device between phone and server that changes TLS.",
    .sources = {{PC_DOCUMENT_RFC5246, "7.4.8"}}},
[PC_STEP_Q_IS_IT] = {
    .text = "Find the device by its address: is it the phone that the certificate names?",
    .sources = {{PC_DOCUMENT_RFC5246, "7.4.8"}}},
[PC_STEP_Q_FIND_BOTH] = {
    .text = "Find both devices by address and switch port.",
    .sources = {{PC_DOCUMENT_RFC5280, "4.1"}}},
[PC_STEP_Q_STOLEN] = {
    .text = "If one is not the phone that the certificate names: delete the LSC, install a new one, "
        "and treat the old key as stolen.",
    .node = "publisher",
    .outage = "until it has a new LSC the phone shows its MIC, or nothing where it has none",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "certificate operations"}}},
[PC_STEP_Q_BETWEEN] = {
    .text = "Find the device between the two places of capture.",
    .sources = {{PC_DOCUMENT_RFC5246, "7.4.8"}}},
[PC_STEP_Q_EXEMPT] = {
    .text = "Exempt phones from TLS inspection: mutual TLS cannot pass it.",
    .node = "the firewall",
    .sources = {{PC_DOCUMENT_RFC5246, "7.4.8"}}},
[PC_STEP_Q_WHICH_DEVICE] = {
    .text = "Find out which of the two names the device has (label, MAC address).",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_TAC_MRA, "name check"}}},
[PC_STEP_Q_CORRECT_NAME] = {
    .text = "Correct the device name in CUCM or the X.509 subject name of its security profile, or "
        "give the phone an LSC of its own.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_TAC_MRA, "name check"}}},
[PC_STEP_Q_COMPARE_NAME] = {
    .text = "Compare the name in the certificate with the device name in CUCM and with the X.509 "
        "subject name of its security profile.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_TAC_MRA, "SDL trace"},
        {PC_DOCUMENT_CCM_MIB, "ccmSipDevice unregistered, cause 11"}}},
[PC_STEP_Q_SDL] = {
    .text = "In the SDL trace look for InvalidX509NameInCertificate: it proves it.",
    .node = "the node that answered",
    .sources = {{PC_DOCUMENT_TAC_MRA, "SDL trace"}}},
[PC_STEP_Q_DEVICE_THERE] = {
    .text = "See that the device is configured under exactly this name, and on which cluster.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_RFC3261, "21.4"}}},
[PC_STEP_Q_PROFILE] = {
    .text = "Compare its security profile with what it does: security mode, transport, digest "
        "authentication.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "phone security profiles"}}},
[PC_STEP_Q_REASON] = {
    .text = "Look for the reason in the server's trace at this time; the status and the Warning "
        "header are its words.",
    .node = "the node that answered",
    .sources = {{PC_DOCUMENT_RFC3261, "20.43"}}},
[PC_STEP_Q_CONFIG_FETCHED] = {
    .text = "See that the phone fetched its signed configuration (device security mode, TLS "
        "transport), and reset it.",
    .node = "publisher",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_SG125_ENC, "signed files"}}},
[PC_STEP_Q_STATUS] = {
    .text = "See what the phone says (Settings, Status messages: 'Trust list', 'TLS error'), and "
        "what else is reported of it here (connections to TVS on 2445 and to CAPF on 3804).",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_TAC213407, "trust lists"}}},
[PC_STEP_Q_MTU] = {
    .text = "Look for lost large packets: MTU, fragments, 802.1X with big EAP messages.",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "12935"}}},
[PC_STEP_Q_AT_PHONE] = {
    .text = "Take the capture at the phone's port, too.",
    .sources = {{PC_DOCUMENT_FAQ, "capture while the phone restarts"}}},
[PC_STEP_Q_FROM_START] = {
    .text = "Capture from a restart of the phone, so that the full handshake is in it (a resumption "
        "may hide the certificate for an hour).",
    .node = "the phone",
    .outage = "each phone that is reset ends its calls and registers anew",
    .sources = {{PC_DOCUMENT_FAQ, "capture while the phone restarts"}}},
[PC_STEP_Q_SERVICE_RUNS] = {
    .text = "See that the service is activated and running on that node.",
    .node = "the node that answered",
    .sources = {{PC_DOCUMENT_TAC213407, "TVS unreachable"}}},
[PC_STEP_Q_PORT] = {
    .text = "See that the port is the one configured, and that no access list forbids it.",
    .sources = {{PC_DOCUMENT_RFC9293, "3.5.2"}}},
[PC_STEP_Q_REACHABLE] = {
    .text = "See that the server is up and reachable from the phone's network.",
    .node = "the server",
    .sources = {{PC_DOCUMENT_TAC213407, "TVS unreachable"}}},
[PC_STEP_Q_FIREWALL] = {
    .text = "See that no firewall drops the port.",
    .sources = {{PC_DOCUMENT_RFC9293, "3.8.3"}}},
[PC_STEP_Q_ANSWERS] = {
    .text = "See whether the capture was taken where answers can be seen.",
    .sources = {{PC_DOCUMENT_RFC9293, "3.8.3"}}},
[PC_STEP_Q_RADIUS_LOG] = {
    .text = "Look into the server's log at that time: a line about a client that it does not know, or a "
        "dropped request, tells; no line at all means that the request did not come.",
    .node = "the RADIUS server",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "5405"}}},
[PC_STEP_Q_RADIUS_SECRET] = {
    .text = "Look into the counters and the log of RADIUS there: bad or invalid authenticators tell that "
        "the shared secrets differ. Only then compare the secret with the server's.",
    .node = "the switch or controller",
    .sources = {{PC_DOCUMENT_RFC2865, "3"}}},
[PC_STEP_Q_RADIUS_AT_SWITCH] = {
    .text = "Capture at the switch too: an answer that is not there was lost on the way.",
    .sources = {{PC_DOCUMENT_RFC2865, "2.5"}}},
[PC_STEP_Q_FRAGMENTS] = {
    .text = "Capture at both ends of the path, and without a filter on ports: later fragments have none.",
    .sources = {{PC_DOCUMENT_RFC3579, "2.4"}}},
[PC_STEP_Q_PASS_FRAGMENTS] = {
    .text = "See that firewalls and access lists between switch and server let IP fragments pass.",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "12935"}}},
[PC_STEP_Q_SMALLER_EAP] = {
    .text = "Where the path cannot be changed: let EAP packets be smaller (Framed-MTU).",
    .sources = {{PC_DOCUMENT_RFC3579, "2.4"}}},
[PC_STEP_Q_PHONE_DOT1X] = {
    .text = "See that 802.1X is enabled on the phone, and in its log why it fell silent.",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_ISE_MESSAGES, "5411"}}},
[PC_STEP_Q_SCAN_LESS] = {
    .text = "Filter the capture to this phone's address and scan that alone. Where a store has too many CAs "
        "of one name, leave out those that are no longer in use.",
    .sources = {{PC_DOCUMENT_PROJECT, "security"}}},
[PC_STEP_Q_CAPTURE_AGAIN] = {
    .text = "Capture again as the message says: whole frames, both directions, from before the phone "
        "connects, where the traffic is not encrypted.",
    .sources = {{PC_DOCUMENT_PROJECT, "scan"}}},
[PC_STEP_Q_TIMES] = {
    .text = "Look at the times: the first LSC after the last MIC is an installation.",
    .sources = {{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}}},
[PC_STEP_Q_ALTERNATE] = {
    .text = "If they alternate, find out whether two devices use this name.",
    .sources = {{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}}},
[PC_STEP_Q_LOG_TIMES] = {
    .text = "Compare the times of both, allowing for the phone's time zone.",
    .sources = {{PC_DOCUMENT_FAQ, "console logs"}}},
[PC_STEP_Q_SAME_RESTART] = {
    .text = "Take log and capture of one and the same restart of the phone.",
    .outage = "the phone ends its calls when it restarts",
    .sources = {{PC_DOCUMENT_FAQ, "console logs"}}},
[PC_STEP_Q_TEST] = {
    .text = "If it was the vendor's quick test: look for what is wrong with the LSC, or its CA in "
        "the stores.",
    .sources = {{PC_DOCUMENT_FAQ, "how to test quickly whether the LSC is the problem"}}},
[PC_STEP_Q_AGAIN] = {
    .text = "Capture again: the phone shows an LSC.",
    .sources = {{PC_DOCUMENT_FAQ, "capture while the phone restarts"}}},
[PC_STEP_Q_MEANT] = {
    .text = "Nothing, if it was meant.",
    .sources = {{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}}},
[PC_STEP_Q_ALSO_TRUST] = {
    .text = "See that 802.1X (on a wire) and VPN servers trust the CAPF, too.",
    .node = "802.1X servers, VPN gateways",
    .sources = {{PC_DOCUMENT_FAQ, "choosing between LSC and MIC"}}},
[PC_STEP_Q_VERDICT] = {
    .text = "Compare with the verdict and the alert.",
    .sources = {{PC_DOCUMENT_RFC5246, "7.4.4"}}},
[PC_STEP_Q_ADD_CA] = {
    .text = "If the server refused: add the CA to its store; it counts from the service's next start "
        "on.",
    .node = "the server",
    .outage = "every phone that is registered with that node moves to its next CallManager node",
    .sources = {{PC_DOCUMENT_SG14_CERT, "trust stores, when a change takes effect"}}},
[PC_STEP_Q_NOTHING_LATE] = {
    .text = "Nothing; it explains why the certificate comes late.",
    .sources = {{PC_DOCUMENT_RFC5746, "3"}}},
[PC_STEP_Q_OWN_CERT] = {
    .text = "Install an LSC, or upload the device's certificate where it must be known.",
    .node = "publisher",
    .sources = {{PC_DOCUMENT_SEEN, "O=TemporaryDefaultCertificate"}}},
[PC_STEP_Q_UNKNOWN_CA] = {
    .text = "Find out which CA it is: the certificate itself names where to fetch it (authority "
        "information access), and Cisco's field notices name new ones.",
    .sources = {{PC_DOCUMENT_CISCO_PKI, "manufacturing CAs"}}},
[PC_STEP_Q_CERT_HASH] = {
    .text = "See on the phone's page which certificate CUCM knows, and apply the configuration: a "
        "phone whose certificate has another hash starts a CAPF session by itself, unless the "
        "mode is by string.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG125_ENC, "certHash"}}},
[PC_STEP_Q_PASTED] = {
    .text = "Run show cert again and send all that it prints, or download the file in Cisco Unified OS "
        "Administration > Security > Certificate Management.",
    .node = "the node whose certificate it is",
    .sources = {{PC_DOCUMENT_PROJECT, "case"}}},
[PC_STEP_MIC_PLAN] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Plan LSCs for these phones, or their replacement, before that day.",
    .sources = {{PC_DOCUMENT_FN72593, "expiry dates"}}},
[PC_STEP_MIC_LSC] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Install an LSC and use it everywhere; choose an authentication mode that needs no MIC "
        "(null string or authentication string).",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_FAQ, "manufacturer installed certificate"}}},
[PC_STEP_MIC_LSC_NOW] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Install an LSC while the MIC can still authenticate to CAPF.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_FN72593, "expiry dates"}}},
[PC_STEP_MIC_MPP] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Multiplatform phones: firmware 12.0.3 or later refreshes the MIC by itself, 11.3(5) to "
        "12.0.2 with MIC_Cert_Refresh_Enable; the refreshed MIC is of Cisco Manufacturing CA "
        "III. The 8831-3PCC has no refresh. Of ATA 191 and 192 sources differ: no refresh "
        "(FN72593), or MIC_Cert_Refresh_Enable, off by default (their parameters).",
    .family = "MPP",
    .node = "the phone",
    .sources = {{PC_DOCUMENT_FN72593, "workaround"},
        {PC_DOCUMENT_MPP_SEC, "MIC renewal"}}},
[PC_STEP_MIC_REPLACE] = {
    .text = "Replace what has neither.",
    .sources = {{PC_DOCUMENT_FN72593, "workaround"}}},
[PC_STEP_WEAK_UPDATE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Of a MIC: install an LSC. Of an LSC: update CUCM, since CAPF signs with SHA-256 from "
        "11.5(1)SU1 on, or correct the template of the outside CA.",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "signature algorithm"}}},
[PC_STEP_UNTIL_NONSECURE] = {
    .of = PC_STEP_OF_PHONES,
    .text = "Until then give it a non-secure profile.",
    .node = "publisher",
    .outage = "the phone restarts, and its calls are not encrypted",
    .sources = {{PC_DOCUMENT_FAQ, "is an LSC required for a secure profile"}}},
[PC_STEP_I_RENEW] = {
    .text = "Install a new LSC on every phone that stops: Certificate Operation Install/Upgrade, while "
        "the old CAPF certificate is still in CAPF-trust (the authentication mode existing certificate "
        "with precedence to LSC ends as 'Invalid LSC' without it).",
    .node = "publisher",
    .outage = "the phone may restart when the configuration is applied",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"},
        {PC_DOCUMENT_SG125_CAPF, "renewal of LSCs"}}},
[PC_STEP_I_OTHER] = {
    .text = "Give every phone that stops a certificate of a CA that stays in the store.",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_I_KEEP_CAPF] = {
    .text = "Do not take a manufacturing CA out of CAPF-trust as long as phones shall get their first "
        "LSC by their MIC.",
    .node = "every node",
    .sources = {{PC_DOCUMENT_SG125_CAPF, "manufacturing CAs in CallManager-trust"}}},
[PC_STEP_I_AGAIN] = {
    .text = "Capture a day anew and run this again, with --phones and the list of all phones: go on "
        "when no phone stops, none is unknown, and those that were not seen are accounted for.",
    .sources = {{PC_DOCUMENT_PROJECT, "impact"}}},
[PC_STEP_I_DELETE_CM] = {
    .text = "Delete the CA from CallManager-trust. Sources differ on where: from 14 on a deletion goes "
        "to all nodes (Security Guide); delete it on each node (TAC 214231).",
    .node = "every node",
    .outage = "phones that still show a certificate of it cannot register from the next start of "
        "CallManager on",
    .sources = {{PC_DOCUMENT_SG14_CERT, "deleting trust certificates"},
        {PC_DOCUMENT_TAC214231, "deleting trust certificates"}}},
[PC_STEP_I_DELETE_CAPF] = {
    .text = "Delete it from CAPF-trust. Sources differ on where: from 12.5 on a deletion goes to all "
        "nodes (Security Guide); delete it on each node (TAC 214231).",
    .node = "every node",
    .outage = "phones that still have a certificate of it can no longer renew by it at CAPF, from the "
        "next start of CAPF on",
    .sources = {{PC_DOCUMENT_SG14_CERT, "deleting trust certificates"},
        {PC_DOCUMENT_TAC214231, "deleting trust certificates"}}},
[PC_STEP_I_DELETE_TOMCAT] = {
    .text = "Delete it from tomcat-trust.",
    .node = "every node",
    .outage = "Expressways and other servers with certificates of it are refused from the next start "
        "of Tomcat and CallManager on",
    .sources = {{PC_DOCUMENT_SG14_CERT, "deleting trust certificates"},
        {PC_DOCUMENT_TAC214231, "tomcat-trust"}}},
[PC_STEP_I_DELETE_DOT1X] = {
    .text = "Delete it on the 802.1X server only now.",
    .node = "the 802.1X server",
    .outage = "phones that still show a certificate of it get no network at their next authentication",
    .sources = {{PC_DOCUMENT_FAQ, "LSC operations after the CAPF certificate was regenerated"}}},
[PC_STEP_I_DELETE_VPN] = {
    .text = "Delete its trustpoint on the VPN gateway only now.",
    .node = "the VPN gateway",
    .outage = "phones that still show a certificate of it cannot come in by VPN",
    .sources = {{PC_DOCUMENT_SG125_VPN, "certificates of the VPN gateway"}}},
[PC_STEP_I_DELETE_SRST] = {
    .text = "Delete its trustpoint on each SRST router only now.",
    .node = "each SRST router",
    .outage = "in fallback phones that still show a certificate of it cannot register",
    .sources = {{PC_DOCUMENT_SG125_SRST, "certificates of secure SRST"}}},
[PC_STEP_I_DELETE_PROVISIONING] = {
    .text = "Delete it on the provisioning server only now.",
    .node = "the provisioning server",
    .outage = "phones that still show a certificate of it get no configuration",
    .sources = {{PC_DOCUMENT_ATA_PROV, "HTTPS with client certificates"}}},
};
// clang-format on
