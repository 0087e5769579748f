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
    int secured_sip_port; // CallManager only
} PcConfigServer;

// PcConfigFile: numbers are -1 where the file does not say.
typedef struct {
    int device_security_mode;     // 1 non-secure, 2 authenticated, 3 encrypted
    int transport_layer_protocol; // 3 is TLS
    int capf_auth_mode;           // as PcCapfSession.auth_type
    int encrypted_config;         // 0 or 1
    char *cert_hash;              // NULL: not in the file; "": no LSC yet; else there is one
    GPtrArray *call_managers;     // of PcConfigServer; never NULL, nor are the others
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

// "non-secure", "authenticated", "encrypted"; NULL for any other number.
const char *pc_config_security_mode_name(int mode);

#endif
