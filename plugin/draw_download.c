// SPDX-License-Identifier: GPL-2.0-or-later
// Lays a fetched file's bytes out as a data source of the frame and puts the items beside them. The
// certificates of its records are dissected by Wireshark's own X.509.
#include "plugin/draw_download.h"

#include "core/files/signed_file.h"
#include "plugin/draw.h"
#include <epan/exceptions.h>
#include <epan/show_exception.h>

typedef enum {
    LIST,
    VERSION,
    SIGNER_VERSION,
    HEADER_LENGTH,
    SIGNER_NAME,
    SIGNER_ISSUER,
    SIGNER_SERIAL,
    FILE_NAME,
    TIMESTAMP,
    DIGEST,
    SIGNATURE,
    SIGNATURE_NOTE,
    DEFECT,
    N_RECORDS,
    RECORD,
    RECORD_ROLE,
    RECORD_DNS_NAME,
    RECORD_SUBJECT,
    RECORD_ISSUER,
    RECORD_SERIAL,
    RECORD_PUBLIC_KEY,
    RECORD_CERTIFICATE,
    RECORD_SHA256,
    RECORD_HASH,
    RECORD_ADDRESS,
    N_TLV_FIELDS,
} TlvField;

static int proto_phonecert;
static int ids[N_TLV_FIELDS];
static int ett_list = -1, ett_record = -1, ett_certificate = -1;
static dissector_handle_t x509; // of a DER certificate; NULL where this Wireshark has none

#define TEXT_FIELD FT_STRING, BASE_NONE, NULL
#define BYTES_FIELD FT_BYTES, BASE_NONE, NULL
static hf_register_info infos[N_TLV_FIELDS] = {
    [LIST] = {&ids[LIST],
              {"Trust list", "phonecert.tlv", FT_NONE, BASE_NONE, NULL, 0,
               "A CTL or ITL file that a phone fetched", HFILL}},
    [VERSION] = {&ids[VERSION], {"Version", "phonecert.tlv.version", TEXT_FIELD, 0, NULL, HFILL}},
    [SIGNER_VERSION] = {&ids[SIGNER_VERSION],
                        {"Signer version", "phonecert.tlv.signer.version", TEXT_FIELD, 0, NULL,
                         HFILL}},
    [HEADER_LENGTH] = {&ids[HEADER_LENGTH],
                       {"Header length", "phonecert.tlv.header_length", FT_UINT32, BASE_DEC, NULL,
                        0, "With the signature", HFILL}},
    [SIGNER_NAME] = {&ids[SIGNER_NAME],
                     {"Signer", "phonecert.tlv.signer", TEXT_FIELD, 0, NULL, HFILL}},
    [SIGNER_ISSUER] = {&ids[SIGNER_ISSUER],
                       {"Signer's issuer", "phonecert.tlv.signer.issuer", TEXT_FIELD, 0, NULL,
                        HFILL}},
    [SIGNER_SERIAL] = {&ids[SIGNER_SERIAL],
                       {"Signer's serial number", "phonecert.tlv.signer.serial", TEXT_FIELD, 0,
                        NULL, HFILL}},
    [FILE_NAME] = {&ids[FILE_NAME],
                   {"File name", "phonecert.tlv.file_name", TEXT_FIELD, 0, "As the file says",
                    HFILL}},
    [TIMESTAMP] = {&ids[TIMESTAMP],
                   {"Made", "phonecert.tlv.timestamp", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL, 0,
                    NULL, HFILL}},
    [DIGEST] = {&ids[DIGEST],
                {"Digest", "phonecert.tlv.digest", TEXT_FIELD, 0, "Of the signature", HFILL}},
    [SIGNATURE] = {&ids[SIGNATURE],
                   {"Signature", "phonecert.tlv.signature", TEXT_FIELD, 0,
                    "verified, failed, not-checked or absent", HFILL}},
    [SIGNATURE_NOTE] = {&ids[SIGNATURE_NOTE],
                        {"Why", "phonecert.tlv.signature.note", TEXT_FIELD, 0, NULL, HFILL}},
    [DEFECT] = {&ids[DEFECT],
                {"Defect", "phonecert.tlv.defect", TEXT_FIELD, 0, "Why reading stopped early",
                 HFILL}},
    [N_RECORDS] = {&ids[N_RECORDS],
                   {"Records", "phonecert.tlv.records", FT_UINT32, BASE_DEC, NULL, 0, NULL, HFILL}},
    [RECORD] = {&ids[RECORD],
                {"Record", "phonecert.tlv.record", FT_NONE, BASE_NONE, NULL, 0, NULL, HFILL}},
    [RECORD_ROLE] = {&ids[RECORD_ROLE],
                     {"Role", "phonecert.tlv.record.role", TEXT_FIELD, 0,
                      "SAST, CCM, CCM+TFTP, TFTP, CAPF, APP-SERVER, TVS, or a number", HFILL}},
    [RECORD_DNS_NAME] = {&ids[RECORD_DNS_NAME],
                         {"Name", "phonecert.tlv.record.dns_name", TEXT_FIELD, 0, NULL, HFILL}},
    [RECORD_SUBJECT] = {&ids[RECORD_SUBJECT],
                        {"Subject", "phonecert.tlv.record.subject", TEXT_FIELD, 0, NULL, HFILL}},
    [RECORD_ISSUER] = {&ids[RECORD_ISSUER],
                       {"Issuer", "phonecert.tlv.record.issuer", TEXT_FIELD, 0, NULL, HFILL}},
    [RECORD_SERIAL] = {&ids[RECORD_SERIAL],
                       {"Serial number", "phonecert.tlv.record.serial", TEXT_FIELD, 0, NULL,
                        HFILL}},
    [RECORD_PUBLIC_KEY] = {&ids[RECORD_PUBLIC_KEY],
                           {"Public key", "phonecert.tlv.record.public_key", BYTES_FIELD, 0, NULL,
                            HFILL}},
    [RECORD_CERTIFICATE] = {&ids[RECORD_CERTIFICATE],
                            {"Certificate", "phonecert.tlv.record.certificate", FT_NONE, BASE_NONE,
                             NULL, 0, NULL, HFILL}},
    [RECORD_SHA256] = {&ids[RECORD_SHA256],
                       {"SHA-256", "phonecert.tlv.record.sha256", TEXT_FIELD, 0,
                        "Fingerprint of the certificate", HFILL}},
    [RECORD_HASH] = {&ids[RECORD_HASH],
                     {"Certificate hash", "phonecert.tlv.record.hash", BYTES_FIELD, 0, NULL,
                      HFILL}},
    [RECORD_ADDRESS] = {&ids[RECORD_ADDRESS],
                        {"Address", "phonecert.tlv.record.address", TEXT_FIELD, 0, NULL, HFILL}},
};

void pc_draw_download_register(int proto)
{
    static int *subtrees[] = {&ett_list, &ett_record, &ett_certificate};
    proto_phonecert = proto;
    for (size_t i = 0; i < N_TLV_FIELDS; i++) {
        ids[i] = -1;
    }
    proto_register_field_array(proto, infos, N_TLV_FIELDS);
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
}

void pc_draw_download_register_handoff(void)
{
    dissector_table_t syntaxes = find_dissector_table("ber.syntax");
    x509 = syntaxes != NULL ? dissector_get_string_handle(syntaxes, "Certificate") : NULL;
}

// ---- the header ---------------------------------------------------------------------------

static void put_text(const PcPlace *at, TlvField field, const char *text)
{
    (void)pc_draw_text(at, ids[field], text);
}

static void put_number(const PcPlace *at, TlvField field, size_t number)
{
    proto_item_set_generated(
        proto_tree_add_uint(at->tree, ids[field], at->tvb, at->start, at->len, (uint32_t)number));
}

static void put_version(const PcPlace *at, TlvField field, unsigned major, unsigned minor,
                        packet_info *pinfo)
{
    if (major != 0 || minor != 0) {
        put_text(at, field, wmem_strdup_printf(pinfo->pool, "%u.%u", major, minor));
    }
}

static void put_header(const PcPlace *at, const PcFetched *fetched, packet_info *pinfo)
{
    const PcTrustList *list = fetched->list;
    nstime_t made = {.secs = (time_t)list->timestamp, .nsecs = 0};
    put_version(at, VERSION, list->version_major, list->version_minor, pinfo);
    put_number(at, HEADER_LENGTH, list->header_len);
    put_text(at, SIGNER_NAME, list->signer_name);
    put_text(at, SIGNER_ISSUER, list->signer_issuer);
    put_text(at, SIGNER_SERIAL, list->signer_serial);
    put_version(at, SIGNER_VERSION, list->signer_major, list->signer_minor, pinfo);
    put_text(at, FILE_NAME, list->file_name);
    if (list->timestamp != 0) {
        proto_item_set_generated(
            proto_tree_add_time(at->tree, ids[TIMESTAMP], at->tvb, at->start, at->len, &made));
    }
    put_text(at, DIGEST, pc_signed_digest_name(list->digest));
    put_text(at, SIGNATURE, pc_list_signature_name(fetched->signature));
    put_text(at, SIGNATURE_NOTE, list->signature_note);
    put_text(at, DEFECT, list->defect);
    put_number(at, N_RECORDS, list->records->len);
}

// ---- a record -----------------------------------------------------------------------------

// The part of a record that an element of this tag is; the whole record where it is not found.
static PcPlace place_of(const PcPlace *record, PcBytes content, uint8_t wanted)
{
    enum { TAG_AND_LENGTH = 3 };
    PcPlace part = *record;
    PcBytes rest = pc_bytes_first(content, (size_t)(record->start + record->len));
    uint8_t tag = 0;
    PcBytes value;
    (void)pc_bytes_skip(&rest, (size_t)record->start);
    for (int at = record->start; pc_trust_list_element(&rest, &tag, &value);
         at += TAG_AND_LENGTH + (int)value.len) {
        if (tag == wanted) {
            part.start = at + TAG_AND_LENGTH;
            part.len = (int)value.len;
            break;
        }
    }
    return part;
}

static void put_certificate(const PcPlace *at, packet_info *pinfo)
{
    tvbuff_t *der = tvb_new_subset_length(at->tvb, at->start, at->len);
    proto_item *item =
        proto_tree_add_item(at->tree, ids[RECORD_CERTIFICATE], der, 0, at->len, ENC_NA);
    proto_tree *below = proto_item_add_subtree(item, ett_certificate);
    if (x509 == NULL) {
        return;
    }
    TRY
    {
        (void)call_dissector(x509, der, pinfo, below);
    }
    CATCH_NONFATAL_ERRORS
    {
        show_exception(der, pinfo, below, EXCEPT_CODE, GET_MESSAGE);
    }
    ENDTRY;
}

static const char *role_of(const PcTrustListRecord *record, packet_info *pinfo)
{
    const char *name = pc_role_name(record->role);
    return name != NULL ? name : wmem_strdup_printf(pinfo->pool, "%u", record->role);
}

static void put_elements(const PcPlace *whole, const PcTrustListRecord *record, PcBytes content,
                         packet_info *pinfo)
{
    const struct {
        uint8_t tag;
        TlvField field;
        const char *text;
    } texts[] = {
        {PC_LIST_TAG_DNS_NAME, RECORD_DNS_NAME, record->dns_name},
        {PC_LIST_TAG_SUBJECT, RECORD_SUBJECT, record->subject},
        {PC_LIST_TAG_ROLE, RECORD_ROLE, role_of(record, pinfo)},
        {PC_LIST_TAG_ISSUER, RECORD_ISSUER, record->issuer},
        {PC_LIST_TAG_SERIAL, RECORD_SERIAL, record->serial},
        {PC_LIST_TAG_ADDRESS, RECORD_ADDRESS, record->address},
        {PC_LIST_TAG_CERTIFICATE, RECORD_SHA256,
         record->certificate != NULL ? record->certificate->sha256 : NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        PcPlace part = place_of(whole, content, texts[i].tag);
        put_text(&part, texts[i].field, texts[i].text);
    }
    if (record->public_key != NULL) {
        PcPlace part = place_of(whole, content, PC_LIST_TAG_PUBLIC_KEY);
        proto_tree_add_item(part.tree, ids[RECORD_PUBLIC_KEY], part.tvb, part.start, part.len,
                            ENC_NA);
    }
    if (record->certificate_hash != NULL) {
        PcPlace part = place_of(whole, content, PC_LIST_TAG_CERTIFICATE_HASH);
        proto_tree_add_item(part.tree, ids[RECORD_HASH], part.tvb, part.start, part.len, ENC_NA);
    }
    if (record->certificate_der != NULL) {
        PcPlace part = place_of(whole, content, PC_LIST_TAG_CERTIFICATE);
        put_certificate(&part, pinfo);
    }
}

static void put_record(const PcPlace *list, const PcTrustListRecord *record, PcBytes content,
                       packet_info *pinfo)
{
    const char *who = record->subject != NULL ? record->subject : record->dns_name;
    PcPlace whole = {list->tree, list->tvb, (int)record->offset, (int)record->len};
    proto_item *item = proto_tree_add_none_format(
        whole.tree, ids[RECORD], whole.tvb, whole.start, whole.len, "Record %u: %s, %s",
        record->number, role_of(record, pinfo), who != NULL ? who : "without a name");
    whole.tree = proto_item_add_subtree(item, ett_record);
    put_elements(&whole, record, content, pinfo);
}

// ---- the file -----------------------------------------------------------------------------

// As text of the packet's pool: epan may jump over whoever owns it.
static const char *line_of(const PcClear *clear, packet_info *pinfo)
{
    g_autofree char *line = pc_clear_line(clear);
    return wmem_strdup(pinfo->pool, line);
}

static void put_list(const PcPlace *top, const PcClear *clear, packet_info *pinfo)
{
    const PcTrustList *list = clear->fetched->list;
    PcBytes content = pc_bytes_of(clear->content);
    PcPlace at = *top;
    at.len = (int)MIN(list->header_len, content.len);
    proto_item *item = proto_tree_add_none_format(at.tree, ids[LIST], at.tvb, 0, (int)content.len,
                                                  "Trust list: %s", line_of(clear, pinfo));
    at.tree = proto_item_add_subtree(item, ett_list);
    put_header(&at, clear->fetched, pinfo);
    for (unsigned i = 0; i < list->records->len; i++) {
        put_record(&at, g_ptr_array_index(list->records, i), content, pinfo);
    }
}

bool pc_draw_download(const PcClear *clear, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    const PcFetched *fetched = clear->fetched;
    PcBytes content = pc_bytes_of(clear->content);
    if (fetched->list == NULL && fetched->findings->len == 0) {
        return false;
    }
    PcPlace top = {
        NULL, tvb_new_child_real_data(tvb, content.data, (unsigned)content.len, (int)content.len),
        0, 0};
    add_new_data_source(pinfo, top.tvb, "Signed file");
    top.tree = pc_draw_top(&top, tree, line_of(clear, pinfo));
    if (fetched->list != NULL) {
        put_list(&top, clear, pinfo);
    }
    pc_draw_findings(&top, fetched->findings, pinfo);
    return true;
}
