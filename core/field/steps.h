// SPDX-License-Identifier: GPL-2.0-or-later
// The steps of remedies: what to do, in which releases it holds, for which phones, on which node,
// what it interrupts, and where that is written. Each stands once; a finding lists those that make
// its remedy, in their order.
#ifndef PHONECERT_CORE_FIELD_STEPS_H
#define PHONECERT_CORE_FIELD_STEPS_H

#include "core/field/documents.h"
#include <glib.h>
#include <stdbool.h>

// The releases of CUCM at which what is to be done changes.
typedef enum {
    PC_RELEASE_ANY,   // not known, or every one
    PC_RELEASE_11,    // before 12.0
    PC_RELEASE_12,    // 12.0 to 12.5
    PC_RELEASE_14,    // 14 without a service update
    PC_RELEASE_14SU1, // 14SU1 and later 14
    PC_RELEASE_15,    // 15 and 15SU1
    PC_RELEASE_15SU2, // 15SU2 and later
    PC_N_RELEASES,
} PcRelease;

// pc_release_parse reads what people write: "11.5", "12.5(1)SU4", "14", "14SU3", "15.0.1", "15SU2".
// False where it is none.
bool pc_release_parse(const char *text, PcRelease *out);
// pc_release_code gives a short name that pc_release_parse takes: "11", "12", "14SU1"; NULL for
// ANY.
const char *pc_release_code(PcRelease release);
// pc_release_name gives "before 12.0", "12.x", "14", "14SU1 and later 14", "15", "15SU2 and later";
// NULL for ANY.
const char *pc_release_name(PcRelease release);

typedef enum {
    PC_STEP_END, // ends a list
    PC_STEP_NEW_LSC,
    PC_STEP_RENEW_LSC,
    PC_STEP_LSC_BULK,
    PC_STEP_LSC_STRING,
    PC_STEP_LSC_INSIDE,
    PC_STEP_NONSECURE,
    PC_STEP_SECURE_BACK,
    PC_STEP_DELETE_LSC,
    PC_STEP_DELETE_LSC_BEFORE_MOVE,
    PC_STEP_CAPF_SECTION,
    PC_STEP_CAPF_MODE,
    PC_STEP_CAPF_DEADLINE,
    PC_STEP_STALE_LSC,
    PC_STEP_KEY_SIZE,
    PC_STEP_LOOK_AT_PHONE,
    PC_STEP_KEEP_MIC_OUT,
    PC_STEP_GET_CA3,
    PC_STEP_GET_CA2,
    PC_STEP_GET_CHAIN,
    PC_STEP_UP_CM,
    PC_STEP_UP_CAPF,
    PC_STEP_UP_STORE,
    PC_STEP_UP_TOMCAT,
    PC_STEP_EXPC_NAME,
    PC_STEP_R_CM,
    PC_STEP_R_CAPF,
    PC_STEP_R_TOMCAT,
    PC_STEP_EXPORT_AGAIN,
    PC_STEP_STORE_CAUSES,
    PC_STEP_IS_ROUTER,
    PC_STEP_EXPECT_FAIL,
    PC_STEP_EXPECT_FAIL_OTHER,
    PC_STEP_WHAT_IS_IT,
    PC_STEP_REISSUE_OTHER,
    PC_STEP_OLD_CAPF_BACK_CM,
    PC_STEP_OLD_CAPF_BACK_CAPF,
    PC_STEP_LSC_BY_IMPACT,
    PC_STEP_OLD_CAPF_DELETE,
    PC_STEP_OLD_CLUSTER_CAPF,
    PC_STEP_NEW_CAPF_ELSEWHERE,
    PC_STEP_CAPF_REGENERATE,
    PC_STEP_CAPF_AFTER_11,
    PC_STEP_CAPF_AFTER_12,
    PC_STEP_CAPF_AFTER_14,
    PC_STEP_CAPF_TEMPLATE,
    PC_STEP_CAPF_UPLOAD,
    PC_STEP_LSC_TEMPLATE,
    PC_STEP_ONE_AT_A_TIME,
    PC_STEP_NEVER_BOTH,
    PC_STEP_CM_CTL_12,
    PC_STEP_CM_AFTER_12,
    PC_STEP_CM_AFTER_14,
    PC_STEP_CM_AFTER_14SU1,
    PC_STEP_TVS_AFTER,
    PC_STEP_TOMCAT_AFTER_12,
    PC_STEP_TOMCAT_AFTER_14,
    PC_STEP_RESET_SELF_OLD,
    PC_STEP_RESET_SELF,
    PC_STEP_EXPIRED_ELSEWHERE,
    PC_STEP_CTL_UPDATE_11,
    PC_STEP_CTL_UPDATE,
    PC_STEP_R_TFTP,
    PC_STEP_R_TVS,
    PC_STEP_RESET,
    PC_STEP_RESET_ONE,
    PC_STEP_LIST_FOREIGN_Q,
    PC_STEP_SETTINGS_ACCESS,
    PC_STEP_ERASE_79,
    PC_STEP_ERASE_88,
    PC_STEP_ERASE_8821,
    PC_STEP_ERASE_OTHER,
    PC_STEP_LOCALKEY,
    PC_STEP_BULK_EXCHANGE,
    PC_STEP_TVS_REACH,
    PC_STEP_TVS_IMPORT,
    PC_STEP_FETCH_FILE,
    PC_STEP_FILE_ON_WAY,
    PC_STEP_FILE_AT_SERVER,
    PC_STEP_EDGE_TRUST,
    PC_STEP_JABBER_ROOT,
    PC_STEP_EXPC_CA,
    PC_STEP_JABBER_OAUTH,
    PC_STEP_OAUTH_PROFILE,
    PC_STEP_OAUTH_TOKEN,
    PC_STEP_X_LSC,
    PC_STEP_X_CAPF,
    PC_STEP_X_MIC,
    PC_STEP_X_KEEP,
    PC_STEP_X_MEANWHILE,
    PC_STEP_X_WIFI_ROOT,
    PC_STEP_X_WIFI_CLOCK,
    PC_STEP_X_WIRED,
    PC_STEP_X_SERVER_CERT,
    PC_STEP_V_LSC,
    PC_STEP_V_TRUSTPOINT,
    PC_STEP_V_KEEP,
    PC_STEP_V_UPLOAD,
    PC_STEP_V_INSIDE,
    PC_STEP_V_NAME,
    PC_STEP_S_TRUSTPOINT,
    PC_STEP_S_MODE,
    PC_STEP_S_UPDATE,
    PC_STEP_G_UPLOAD,
    PC_STEP_P_CA,
    PC_STEP_P_ROOT,
    PC_STEP_P_NAME,
    PC_STEP_E_TOMCAT,
    PC_STEP_E_PUBLIC,
    PC_STEP_U_LEAF,
    PC_STEP_U_CA,
    PC_STEP_U_PUBLIC,
    PC_STEP_T_REPLACE,
    PC_STEP_T_MIN,
    PC_STEP_T_MIN_15SU2,
    PC_STEP_T_ISE,
    PC_STEP_T_CIPHERS,
    PC_STEP_T_ENCRYPTED,
    PC_STEP_T_KEYS,
    PC_STEP_T_AUTHENTICATED,
    PC_STEP_T_SECLEVEL,
    PC_STEP_C_CLOCKS,
    PC_STEP_C_PHONE,
    PC_STEP_C_SERVER_CHAIN,
    PC_STEP_C_AT,
    PC_STEP_C_REISSUE,
    PC_STEP_Q_STORE,
    PC_STEP_Q_SERVER_LOG,
    PC_STEP_Q_PHONE_LOG,
    PC_STEP_Q_ALERT,
    PC_STEP_Q_SHOULD,
    PC_STEP_Q_COMPARE_KEYS,
    PC_STEP_Q_OLDER_CA,
    PC_STEP_Q_WHO_MADE,
    PC_STEP_Q_DONT_TRUST,
    PC_STEP_Q_FIND_DEVICE,
    PC_STEP_Q_EXTRACT,
    PC_STEP_Q_REISSUE,
    PC_STEP_Q_ASK_OWNER,
    PC_STEP_Q_TLS_PROXY,
    PC_STEP_Q_IS_IT,
    PC_STEP_Q_FIND_BOTH,
    PC_STEP_Q_STOLEN,
    PC_STEP_Q_BETWEEN,
    PC_STEP_Q_EXEMPT,
    PC_STEP_Q_WHICH_DEVICE,
    PC_STEP_Q_CORRECT_NAME,
    PC_STEP_Q_COMPARE_NAME,
    PC_STEP_Q_SDL,
    PC_STEP_Q_DEVICE_THERE,
    PC_STEP_Q_PROFILE,
    PC_STEP_Q_REASON,
    PC_STEP_Q_CONFIG_FETCHED,
    PC_STEP_Q_STATUS,
    PC_STEP_Q_MTU,
    PC_STEP_Q_AT_PHONE,
    PC_STEP_Q_FROM_START,
    PC_STEP_Q_SERVICE_RUNS,
    PC_STEP_Q_PORT,
    PC_STEP_Q_REACHABLE,
    PC_STEP_Q_FIREWALL,
    PC_STEP_Q_ANSWERS,
    PC_STEP_Q_RADIUS_LOG,
    PC_STEP_Q_RADIUS_SECRET,
    PC_STEP_Q_RADIUS_AT_SWITCH,
    PC_STEP_Q_FRAGMENTS,
    PC_STEP_Q_PASS_FRAGMENTS,
    PC_STEP_Q_SMALLER_EAP,
    PC_STEP_Q_PHONE_DOT1X,
    PC_STEP_Q_SCAN_LESS,
    PC_STEP_Q_CAPTURE_AGAIN,
    PC_STEP_Q_TIMES,
    PC_STEP_Q_ALTERNATE,
    PC_STEP_Q_LOG_TIMES,
    PC_STEP_Q_SAME_RESTART,
    PC_STEP_Q_TEST,
    PC_STEP_Q_AGAIN,
    PC_STEP_Q_MEANT,
    PC_STEP_Q_ALSO_TRUST,
    PC_STEP_Q_VERDICT,
    PC_STEP_Q_ADD_CA,
    PC_STEP_Q_NOTHING_LATE,
    PC_STEP_Q_OWN_CERT,
    PC_STEP_Q_UNKNOWN_CA,
    PC_STEP_Q_CERT_HASH,
    PC_STEP_Q_PASTED,
    PC_STEP_MIC_PLAN,
    PC_STEP_MIC_LSC,
    PC_STEP_MIC_LSC_NOW,
    PC_STEP_MIC_MPP,
    PC_STEP_MIC_REPLACE,
    PC_STEP_WEAK_UPDATE,
    PC_STEP_UNTIL_NONSECURE,
    PC_STEP_I_RENEW,
    PC_STEP_I_OTHER,
    PC_STEP_I_KEEP_CAPF,
    PC_STEP_I_AGAIN,
    PC_STEP_I_DELETE_CM,
    PC_STEP_I_DELETE_CAPF,
    PC_STEP_I_DELETE_TOMCAT,
    PC_STEP_I_DELETE_DOT1X,
    PC_STEP_I_DELETE_VPN,
    PC_STEP_I_DELETE_SRST,
    PC_STEP_I_DELETE_PROVISIONING,
    PC_N_STEPS,
} PcStepId;

// Whom a step is for: whatever the certificate's holder is, phones, or what is no phone.
typedef enum { PC_STEP_OF_ALL, PC_STEP_OF_PHONES, PC_STEP_OF_OTHERS } PcStepOf;

// PcStep: strings are static; NULL where there is nothing to say.
typedef struct {
    const char *text;
    PcRelease from, to;    // ANY: open on that side
    const char *family;    // of phones (core/field/devices.h), "MPP", or "other"
    const char *node;      // where it is done
    const char *outage;    // what it interrupts
    PcCitation sources[3]; // ended by NONE
    PcStepOf of;
} PcStep;

const PcStep *pc_step(PcStepId id);

// What the certificate's holder is, as far as that is known. UNKNOWN: nothing says that it is a
// phone, and nothing says what else it is.
typedef enum { PC_HOLDER_ANY, PC_HOLDER_PHONE, PC_HOLDER_DEVICE, PC_HOLDER_UNKNOWN } PcHolder;

// pc_holder tells it by the kind of device that a certificate names ("phone"; NULL: none was seen);
// `is_phones`: by its issuer the certificate is a phone's, or, without one, phones use the service.
PcHolder pc_holder(const char *device_kind, bool is_phones);

// PcStepsFor is for whom steps are told.
typedef struct {
    PcRelease release;  // ANY: each variant is told with its releases
    const char *family; // of the phone; NULL: not known, all are told
    PcHolder holder;    // ANY: all are told
} PcStepsFor;

// pc_step_fits says whether a step holds for them.
bool pc_step_fits(const PcStep *step, const PcStepsFor *whom);
// pc_steps_for gives those of a list that hold for them (GArray of PcStepId, the caller's): of an
// unknown holder the first is to find out what it is.
GArray *pc_steps_for(const PcStepId *steps, const PcStepsFor *whom);
// pc_step_release_text gives the releases of a step: "before 12.0", "12.x and later"; NULL: all.
// Caller frees.
char *pc_step_release_text(const PcStep *step);
// pc_steps_lines gives a list of steps as "1. ...", "2. ...": releases and node, then what the step
// interrupts, then what to do (GPtrArray of char *, the caller's).
GPtrArray *pc_steps_lines(const PcStepId *steps, const PcStepsFor *whom);
// pc_steps_text gives the same as one text. Caller frees.
char *pc_steps_text(const PcStepId *steps, const PcStepsFor *whom);
// pc_steps_sources gives the sources of those steps, each document once. Caller frees.
char *pc_steps_sources(const PcStepId *steps, const PcStepsFor *whom);

#endif
