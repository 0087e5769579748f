// SPDX-License-Identifier: GPL-2.0-or-later
// PcConfigFile is what a phone's configuration (SEP<MAC>.cnf.xml, plain or signed) says of
// security: the mode it shall register in, how it authenticates to CAPF, whether it has an LSC
// already, and which servers it is sent to. Everything else in the file is passed over.
#ifndef PHONECERT_CORE_CONFIG_FILE_H
#define PHONECERT_CORE_CONFIG_FILE_H

#include "core/bytes/bytes.h"

enum {
    PC_CONFIG_MAX_LEN = 4 * 1024 * 1024, // bytes of a file; a longer one is not read
    PC_CONFIG_MAX_DEPTH = 64,            // of elements in each other
    PC_CONFIG_MAX_SERVERS = 32,          // kept of one kind
    PC_CONFIG_MAX_VALUE = 1024,          // bytes kept of a value
};

// PcConfigServer: `address` is owned, sanitised, "" where the file leaves it empty; ports are 0
// where the file does not say.
typedef struct {
    char *address;
    int port;             // CAPF and TVS: theirs; CallManager: of plain signalling
    int secured_sip_port; // CallManager only; so are the next two
    int sip_oauth_port;
    int sip_mra_oauth_port;
} PcConfigServer;

// PcConfigUrl is where an https URL of the file leads: a VPN gateway, a directory or another
// service. `host` is owned; what else the URL says is not kept.
typedef struct {
    char *host;
    int port;
} PcConfigUrl;

// PcConfigFile: numbers are -1 where the file does not say.
typedef struct {
    int device_security_mode;     // 1 non-secure, 2 authenticated, 3 encrypted
    int transport_layer_protocol; // 3 is TLS
    int capf_auth_mode;           // as PcCapfSession.auth_type
    int encrypted_config;         // 0 or 1
    int sip_oauth_mode;           // 0 or 1
    int full_config;              // 0: the short file, which names no servers
    int wired_dot1x;              // eapAuthentication: 0 the user decides, 1 off, 2 on
    int vpn_auth_method;          // 0 user and password, 1 password, 2 certificate
    int srst_is_secure;           // 0 or 1
    // Of the certificate that CUCM knows of the phone, LSC or MIC (CUCM Security Guide 12.5,
    // encrypted configuration files); NULL: not in the file; "": it knows none.
    char *cert_hash;
    GPtrArray *vpn_hashes;    // of char *: certificates of VPN gateways; never NULL
    GPtrArray *vpn_gateways;  // of PcConfigUrl
    GPtrArray *web_services;  // of PcConfigUrl: directory, services, authentication ...
    GPtrArray *srst_routers;  // of PcConfigServer: `port` is of SIP
    GPtrArray *call_managers; // of PcConfigServer; never NULL, nor are the others
    GPtrArray *capf_servers;
    GPtrArray *tvs_servers;
    bool is_signed;
    const char *defect; // static: why reading stopped early; NULL
} PcConfigFile;

// pc_config_file_new reads a file's content. NULL where it is no phone configuration, or an
// encrypted one. pc_config_file_ref takes a reference, pc_config_file_free gives one back.
PcConfigFile *pc_config_file_new(PcBytes content);
PcConfigFile *pc_config_file_ref(PcConfigFile *config);
void pc_config_file_free(PcConfigFile *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcConfigFile, pc_config_file_free)

// pc_config_file_held gives about how many bytes it takes.
size_t pc_config_file_held(const PcConfigFile *config);

// "non-secure", "authenticated", "encrypted"; NULL for any other number.
const char *pc_config_security_mode_name(int mode);

#endif
