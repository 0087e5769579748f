// SPDX-License-Identifier: GPL-2.0-or-later
// Packets become a capture file: pcap in both byte orders with micro- or nanoseconds, or pcapng
// with several interfaces and with decryption secrets.
#include "captures/make/capture_file.h"
#include "captures/make/octets.h"

#include <string.h>

#define NS_A_SECOND INT64_C(1000000000)
#define NS_A_MICROSECOND 1000
#define DEFAULT_SNAPLEN 262144

#define PCAP_MAGIC 0xa1b2c3d4U
#define PCAP_MAGIC_NANO 0xa1b23c4dU
#define PCAPNG_SECTION 0x0a0d0d0aU
#define PCAPNG_INTERFACE 1
#define PCAPNG_SECRETS 10
#define PCAPNG_PACKET 6
#define PCAPNG_BYTE_ORDER 0x1a2b3c4dU
#define PCAPNG_TLS_KEY_LOG 0x544c534bU
#define PCAPNG_OPTION_TIME_RESOLUTION 9
#define NANOSECOND_RESOLUTION 9

// Writer puts integers in the byte order of the file.
typedef struct Writer {
    GByteArray *out;
    bool big_endian;
} Writer;

static void put16(Writer *writer, unsigned value)
{
    const unsigned swapped = (value & 0xff) << 8 | (value >> 8 & 0xff);
    mk_put_u16(writer->out, writer->big_endian ? value : swapped);
}

static void put32(Writer *writer, uint32_t value)
{
    if (writer->big_endian) {
        mk_put_u32(writer->out, value);
    } else {
        put16(writer, value & 0xffff);
        put16(writer, value >> 16);
    }
}

static void pad_to_four(Writer *writer)
{
    mk_put_zeros(writer->out, (4 - writer->out->len % 4) % 4);
}

static uint32_t snaplen_of(const MkFileOptions *options)
{
    return options->snaplen > 0 ? options->snaplen : DEFAULT_SNAPLEN;
}

static uint16_t link_type_of(const MkFileOptions *options)
{
    return options->link_type > 0 ? options->link_type : MK_LINK_ETHERNET;
}

// --- pcap ---

static void put_pcap_header(Writer *writer, const MkFileOptions *options)
{
    put32(writer, options->nanoseconds ? PCAP_MAGIC_NANO : PCAP_MAGIC);
    put16(writer, 2);
    put16(writer, 4);
    put32(writer, 0);
    put32(writer, 0);
    put32(writer, snaplen_of(options));
    put32(writer, link_type_of(options));
}

static void put_pcap_packet(Writer *writer, const MkPacket *packet, const MkFileOptions *options)
{
    const uint32_t len = (uint32_t)g_bytes_get_size(packet->bytes);
    const uint32_t kept = MIN(len, snaplen_of(options));
    const int64_t fraction = packet->at_ns % NS_A_SECOND;
    put32(writer, (uint32_t)(packet->at_ns / NS_A_SECOND));
    put32(writer, (uint32_t)(options->nanoseconds ? fraction : fraction / NS_A_MICROSECOND));
    put32(writer, kept);
    put32(writer, len);
    mk_put_bytes(writer->out, g_bytes_get_data(packet->bytes, NULL), kept);
}

// --- pcapng ---

// A block's total length stands before and after its body.
static void put_block(Writer *writer, uint32_t type, GByteArray *body)
{
    const uint32_t total = body->len + 12;
    put32(writer, type);
    put32(writer, total);
    mk_put_bytes(writer->out, body->data, body->len);
    put32(writer, total);
    g_byte_array_unref(body);
}

static Writer block_body(const Writer *writer)
{
    return (Writer){.out = g_byte_array_new(), .big_endian = writer->big_endian};
}

static void put_section(Writer *writer)
{
    Writer body = block_body(writer);
    put32(&body, PCAPNG_BYTE_ORDER);
    put16(&body, 1);
    put16(&body, 0);
    put32(&body, UINT32_MAX); // section length: not given
    put32(&body, UINT32_MAX);
    put_block(writer, PCAPNG_SECTION, body.out);
}

static void put_interface(Writer *writer, const MkFileOptions *options)
{
    Writer body = block_body(writer);
    put16(&body, link_type_of(options));
    put16(&body, 0);
    put32(&body, snaplen_of(options));
    if (options->nanoseconds) {
        put16(&body, PCAPNG_OPTION_TIME_RESOLUTION);
        put16(&body, 1);
        mk_put_u8(body.out, NANOSECOND_RESOLUTION);
        pad_to_four(&body);
        put32(&body, 0); // end of options
    }
    put_block(writer, PCAPNG_INTERFACE, body.out);
}

static void put_secrets(Writer *writer, const char *key_log)
{
    Writer body = block_body(writer);
    put32(&body, PCAPNG_TLS_KEY_LOG);
    put32(&body, (uint32_t)strlen(key_log));
    mk_put_text(body.out, key_log);
    pad_to_four(&body);
    put_block(writer, PCAPNG_SECRETS, body.out);
}

static void put_ng_packet(Writer *writer, const MkPacket *packet, const MkFileOptions *options)
{
    const uint32_t len = (uint32_t)g_bytes_get_size(packet->bytes);
    const uint32_t kept = MIN(len, snaplen_of(options));
    const uint64_t time =
        (uint64_t)(options->nanoseconds ? packet->at_ns : packet->at_ns / NS_A_MICROSECOND);
    Writer body = block_body(writer);
    put32(&body, packet->interface);
    put32(&body, (uint32_t)(time >> 32));
    put32(&body, (uint32_t)time);
    put32(&body, kept);
    put32(&body, len);
    mk_put_bytes(body.out, g_bytes_get_data(packet->bytes, NULL), kept);
    pad_to_four(&body);
    put_block(writer, PCAPNG_PACKET, body.out);
}

static void put_ng_start(Writer *writer, const MkFileOptions *options)
{
    put_section(writer);
    const unsigned n_interfaces = MAX(options->n_interfaces, 1);
    for (unsigned i = 0; i < n_interfaces; i++) {
        put_interface(writer, options);
    }
    if (options->key_log != NULL) {
        put_secrets(writer, options->key_log);
    }
}

GBytes *mk_capture_bytes(const GPtrArray *packets, const MkFileOptions *options)
{
    Writer writer = {.out = g_byte_array_new(), .big_endian = options->big_endian};
    const bool ng = options->format == MK_PCAPNG;
    if (ng) {
        put_ng_start(&writer, options);
    } else {
        put_pcap_header(&writer, options);
    }
    for (guint i = 0; i < packets->len; i++) {
        if (ng) {
            put_ng_packet(&writer, packets->pdata[i], options);
        } else {
            put_pcap_packet(&writer, packets->pdata[i], options);
        }
    }
    return g_byte_array_free_to_bytes(writer.out);
}

bool mk_capture_write(const char *path, const GPtrArray *packets, const MkFileOptions *options,
                      GError **error)
{
    g_autoptr(GBytes) bytes = mk_capture_bytes(packets, options);
    gsize len = 0;
    const char *data = g_bytes_get_data(bytes, &len);
    if (g_file_set_contents(path, data, (gssize)len, error)) {
        return true;
    }
    g_prefix_error(error, "%s: ", path);
    return false;
}
