// SPDX-License-Identifier: GPL-2.0-or-later
// A log's bytes become text: UTF-16 with its mark becomes UTF-8, whatever pieces it comes in, and
// everything else stays as it is.
#include "core/log/work.h"

enum { MARK_LEN = 2, PIECE = 4096, MAX_UTF8 = 6 };

static bool is_high(unsigned unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(unsigned unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

// Adds one unit to `out`; gives how many bytes.
static size_t add_unit(PcLogEncoding *encoding, unsigned unit, char *out)
{
    enum { REPLACEMENT = 0xfffd };
    gunichar c = unit;
    if (is_high(unit)) {
        encoding->high = unit;
        return 0;
    }
    if (is_low(unit)) {
        c = encoding->high != 0 ? 0x10000 + ((encoding->high - 0xd800) << 10) + (unit - 0xdc00)
                                : REPLACEMENT;
    }
    encoding->high = 0;
    return (size_t)g_unichar_to_utf8(c, out);
}

static void decode_utf16(PcLogEncoding *encoding, PcBytes bytes, PcLogFeed feed, void *user)
{
    char out[PIECE];
    size_t len = 0;
    uint8_t byte;
    while (pc_bytes_u8(&bytes, &byte)) {
        if (!encoding->has_half) {
            encoding->half = byte;
            encoding->has_half = true;
            continue;
        }
        encoding->has_half = false;
        bool is_big = encoding->kind == PC_LOG_UTF16_BIG;
        unsigned high = is_big ? encoding->half : byte, low = is_big ? byte : encoding->half;
        len += add_unit(encoding, high << 8 | low, &out[len]);
        if (len > PIECE - MAX_UTF8) {
            feed(user, pc_bytes(out, len));
            len = 0;
        }
    }
    feed(user, pc_bytes(out, len));
}

// The first two bytes may be a mark; where they are none they are text.
static void look_at_mark(PcLogEncoding *encoding, PcBytes *bytes, PcLogFeed feed, void *user)
{
    uint8_t byte;
    while (encoding->n_seen < MARK_LEN && pc_bytes_u8(bytes, &byte)) {
        if (encoding->n_seen++ == 0) {
            encoding->first = byte;
            if (byte != 0xff && byte != 0xfe) {
                encoding->n_seen = MARK_LEN;
                feed(user, pc_bytes(&encoding->first, 1));
            }
            continue;
        }
        if (encoding->first == 0xff && byte == 0xfe) {
            encoding->kind = PC_LOG_UTF16_LITTLE;
        } else if (encoding->first == 0xfe && byte == 0xff) {
            encoding->kind = PC_LOG_UTF16_BIG;
        } else {
            feed(user, pc_bytes(&encoding->first, 1));
            feed(user, pc_bytes(&byte, 1));
        }
    }
}

void pc_log_decode(PcLogEncoding *encoding, PcBytes bytes, PcLogFeed feed, void *user)
{
    look_at_mark(encoding, &bytes, feed, user);
    if (encoding->kind == PC_LOG_BYTES) {
        feed(user, bytes);
    } else {
        decode_utf16(encoding, bytes, feed, user);
    }
}
