// SPDX-License-Identifier: GPL-2.0-or-later
// One codec over one reader: a block in, a block out.
#include "analyzer/read/packed.h"

#include "analyzer/read/codec.h"
#include <string.h>

enum { BLOCK_LEN = 64 * 1024 };

struct PcPacked {
    PcPackedRead read;
    void *from; // lent
    size_t memory;
    uint64_t most, n_unpacked;
    uint8_t *in, *out; // out: NULL until the content proves to be packed
    PcBytes waiting;   // of `in`
    const PcCodec *codec;
    void *state;
    bool has_begun;
    bool is_between; // the input may end here
    bool is_full;    // the last step left no room, so there may be more of the same input
    const char *broken;
};

PcPacked *pc_packed_new(PcPackedRead read, void *from, size_t memory, uint64_t most)
{
    PcPacked *packed = g_new0(PcPacked, 1);
    packed->read = read;
    packed->from = from;
    packed->memory = memory;
    packed->most = most;
    packed->in = g_malloc(BLOCK_LEN);
    return packed;
}

void pc_packed_free(PcPacked *packed)
{
    if (packed != NULL) {
        if (packed->codec != NULL) {
            packed->codec->close(packed->state);
        }
        g_free(packed->in);
        g_free(packed->out);
        g_free(packed);
    }
}

static void refill(PcPacked *packed)
{
    packed->waiting = pc_bytes(packed->in, packed->read(packed->from, packed->in, BLOCK_LEN));
}

bool pc_packed_takes(PcBytes start)
{
    const PcCodec *codec = pc_codec_for(start);
    return codec != NULL && strcmp(codec->name, "xz") == 0;
}

static void begin(PcPacked *packed)
{
    packed->has_begun = true;
    refill(packed);
    if (pc_packed_takes(packed->waiting)) {
        packed->codec = pc_codec_for(packed->waiting);
        packed->state = packed->codec->open(packed->memory);
        packed->out = g_malloc(BLOCK_LEN);
    }
}

// step moves the codec on and gives how many bytes it put out; none with `broken` set, or where it
// needs more input.
static size_t step(PcPacked *packed)
{
    static const char *const causes[] = {
        [PC_CODEC_DAMAGED] = "damaged xz data",
        [PC_CODEC_LARGE] = "its xz asks for more memory than an archive may have (128 MiB)",
    };
    size_t wrote = 0;
    PcCodecStep did =
        packed->codec->step(packed->state, &packed->waiting, packed->out, BLOCK_LEN, &wrote);
    packed->is_between = did == PC_CODEC_BETWEEN;
    packed->broken = (size_t)did < G_N_ELEMENTS(causes) ? causes[did] : NULL;
    packed->is_full = wrote == BLOCK_LEN;
    packed->n_unpacked += wrote;
    if (packed->n_unpacked > packed->most) {
        packed->broken = PC_PACKED_SWELLS;
    }
    return wrote; // what came before it counts
}

static PcBytes unpack(PcPacked *packed)
{
    size_t wrote = 0;
    while (wrote == 0 && packed->broken == NULL) {
        if (packed->waiting.len == 0 && !packed->is_full) {
            refill(packed);
            if (packed->waiting.len == 0) {
                packed->broken = packed->is_between ? NULL : "cut short";
                break;
            }
        }
        // Behind a stream there may be another, or zeros that fill a block up.
        if (packed->is_between && packed->waiting.len > 0 && packed->waiting.data[0] == 0) {
            break;
        }
        wrote = step(packed);
    }
    return pc_bytes(packed->out, wrote);
}

PcBytes pc_packed_read(PcPacked *packed)
{
    if (!packed->has_begun) {
        begin(packed);
    } else if (packed->codec == NULL) {
        refill(packed);
    }
    return packed->codec != NULL ? unpack(packed) : packed->waiting;
}

const char *pc_packed_broken(const PcPacked *packed)
{
    return packed->broken;
}

size_t pc_packed_held(const PcPacked *packed)
{
    return packed->codec != NULL ? packed->codec->held(packed->state) : 0;
}
