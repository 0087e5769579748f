// SPDX-License-Identifier: GPL-2.0-or-later
// The grammar of the target `script`: an input is a list of steps that build a capture from the
// inside out, a certificate, the chain, the message, the record, the segments. Lengths are made up
// from what they measure, so a step that grows keeps everything around it whole; where a length is
// to lie, the step says by how much. Written as six bytes and a payload, which make_seeds writes
// and the mutator reads.
#ifndef PHONECERT_TESTS_FUZZ_SCRIPT_H
#define PHONECERT_TESTS_FUZZ_SCRIPT_H

#include "core/bytes/bytes.h"

typedef enum {
    PC_STEP_SIDE,        // a: bit 0 the server speaks, bits 1-2 which phone; b: which port
    PC_STEP_CERTIFICATE, // payload: DER, to the chain; a: its length lies; b: copies; c: as in
                         // TLS 1.3
    PC_STEP_CHAIN,       // the chain's length, to the body; a: it lies; c: as in TLS 1.3
    PC_STEP_MESSAGE,     // type a around the body and the payload; b: its length lies
    PC_STEP_RECORD, // type a, version b, around the messages and the payload; c: pieces, or a lie
    PC_STEP_DTLS,   // the messages as records of DTLS; a: size of fragments; b: version; c: a lie
    PC_STEP_RAW,    // payload, as it is
    PC_STEP_TCP,    // what is to be sent, as segments; a: how; b: flags; c: which numbers lie
    PC_STEP_EAP,    // what is to be sent, as EAP-TLS fragments; a: size; b: how; c: a lie
    PC_STEP_EAP_PACKET,  // code a, type b, payload; c: in RADIUS
    PC_STEP_DATAGRAM,    // what is to be sent, in UDP; a: copies
    PC_STEP_ELEMENT,     // of a trust list: tag a, payload; b: its length lies
    PC_STEP_LIST_RECORD, // the elements as one record; a: its length lies
    PC_STEP_LIST,        // header (payload) before the records, to be sent; a: its length lies
    PC_STEP_HEAD,        // payload before what is to be sent, with its length as a: HTTP, SCCP, ...
    PC_STEP_KEYS,        // payload: lines of a key log
    PC_STEP_WAIT,        // 2^a milliseconds
    PC_STEPS,
} PcScriptKind;

typedef struct {
    uint8_t kind, a, b, c;
    PcBytes payload; // lent
} PcScriptStep;

enum { PC_SCRIPT_MAX = 400 }; // steps that are played

// pc_script_take reads a step; a length past the end means the rest.
static inline bool pc_script_take(PcBytes *rest, PcScriptStep *step)
{
    uint16_t len;
    if (rest->len < 6 || !pc_bytes_u8(rest, &step->kind) || !pc_bytes_u8(rest, &step->a) ||
        !pc_bytes_u8(rest, &step->b) || !pc_bytes_u8(rest, &step->c) || !pc_bytes_u16(rest, &len)) {
        return false;
    }
    step->kind %= PC_STEPS;
    return pc_bytes_take(rest, MIN(len, rest->len), &step->payload);
}

static inline void pc_script_put(GByteArray *out, const PcScriptStep *step)
{
    PcBytes payload = pc_bytes_first(step->payload, UINT16_MAX);
    const uint8_t head[] = {
        step->kind, step->a, step->b, step->c, (uint8_t)(payload.len >> 8), (uint8_t)payload.len};
    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, payload.data, (guint)payload.len);
}

#endif
