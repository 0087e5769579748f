// SPDX-License-Identifier: GPL-2.0-or-later
// The table of sample captures: what each shows is told in captures/README.md, how it comes about
// here.
#ifndef PHONECERT_CAPTURES_MAKE_SAMPLES_H
#define PHONECERT_CAPTURES_MAKE_SAMPLES_H

#include "captures/make/call.h"
#include "captures/make/capture_file.h"

// MkSample is one capture file. Without functions it is the call, as it is, on the wire.
typedef struct MkSample {
    const char *file;
    MkCall call;
    MkFileOptions options;
    void (*prepare)(MkScene *scene);   // changes talk or path before the conversation
    void (*interrupt)(MkScene *scene); // changes the conversation before it meets the wire
    void (*twist)(const MkStudio *studio, const MkCall *call, GPtrArray *packets);
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

// mk_sample_write makes the sample and writes it under `dir`. `number` (from 1) gives the phone and
// the time.
bool mk_sample_write(const MkStudio *studio, const MkSample *sample, unsigned number,
                     const char *dir, GError **error);

#endif
