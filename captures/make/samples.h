// SPDX-License-Identifier: GPL-2.0-or-later
// The table of sample captures: what each shows is told in captures/README.md, how it comes about
// here.
#ifndef PHONECERT_CAPTURES_MAKE_SAMPLES_H
#define PHONECERT_CAPTURES_MAKE_SAMPLES_H

#include "captures/make/call.h"
#include "captures/make/capture_file.h"

// MkKeys says where the secrets of a sample go.
typedef enum MkKeys {
    MK_KEYS_NONE,   // nowhere
    MK_KEYS_FILE,   // a key log beside the capture, named like it with `.keys`
    MK_KEYS_INSIDE, // the pcapng itself
} MkKeys;

// MkShot is a capture being made.
typedef struct MkShot {
    GPtrArray *packets; // of MkPacket
    GString *key_log;
} MkShot;

// MkSample is one capture file. Without functions it is the call, as it is, on the wire.
typedef struct MkSample {
    const char *file;
    const char *second_file; // goes on where `file` ends, in the middle of the client's certificate
    MkCall call;
    MkFileOptions options;
    MkKeys keys;
    void (*prepare)(MkScene *scene);   // changes talk or path before the conversation
    void (*interrupt)(MkScene *scene); // changes the conversation before it meets the wire
    void (*twist)(const MkStudio *studio, const MkCall *call, GPtrArray *packets);
    // builds the whole capture instead, when several conversations belong together
    void (*build)(const MkStudio *studio, const MkCall *call, MkShot *shot);
} MkSample;

// MkSampleSet is a list of samples. Its phones and moments are counted from `first_number` on, so
// that a new sample of one set leaves the answers of the others alone.
typedef struct MkSampleSet {
    const MkSample *samples;
    size_t n_samples;
    unsigned first_number;
} MkSampleSet;

extern const MkSampleSet mk_samples_tcp;
extern const MkSampleSet mk_samples_eap;
extern const MkSampleSet mk_samples_dtls;
extern const MkSampleSet mk_samples_tls13;
extern const MkSampleSet mk_samples_resumed;
extern const MkSampleSet mk_samples_inside;
extern const MkSampleSet mk_samples_names;

// mk_shot_add runs the scene and adds its packets and secrets to the shot.
void mk_shot_add(MkShot *shot, MkScene *scene, MkMemory *memory);

// mk_sample_write makes the sample and writes it under `dir`. `number` (from 1) gives the phone and
// the time.
bool mk_sample_write(const MkStudio *studio, const MkSample *sample, unsigned number,
                     const char *dir, GError **error);

#endif
