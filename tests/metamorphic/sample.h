// SPDX-License-Identifier: GPL-2.0-or-later
// The samples as lists of frames that a test may rewrite, and the report of any such list: reader
// and rewriting aside, the whole way from a packet to a session, in this process.
#ifndef PHONECERT_TESTS_METAMORPHIC_SAMPLE_H
#define PHONECERT_TESTS_METAMORPHIC_SAMPLE_H

#include "analyzer/read/capture.h"
#include "analyzer/report/session/session_fields.h"

// MetaFrame is one packet. It never changes once it is made; lists share it by reference.
typedef struct {
    uint64_t number;
    int64_t time;
    uint32_t interface_id;
    uint32_t link_type;
    uint32_t missing; // bytes at its end that were not captured
    GByteArray *bytes;
} MetaFrame;

// meta_frame_like gives a frame of the same number and time, whose bytes are still to be written.
MetaFrame *meta_frame_like(const MetaFrame *frame);
MetaFrame *meta_frame_ref(const MetaFrame *frame);
void meta_frame_unref(void *frame);

// meta_frames_new makes an empty list of MetaFrame; meta_frames_copy one that shares the frames.
GPtrArray *meta_frames_new(void);
GPtrArray *meta_frames_copy(const GPtrArray *frames);
const MetaFrame *meta_frame_at(const GPtrArray *frames, guint i);

// MetaReport is what was told of a capture, in an order that does not depend on that of the frames.
typedef struct {
    GPtrArray *sessions; // of PcSession
    GPtrArray *lines;    // of char *: each as JSON, but for its frames; sorted
} MetaReport;
void meta_report_free(MetaReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MetaReport, meta_report_free)

typedef struct {
    char *name;
    GBytes *content;   // the file
    GString *keys;     // key log beside it or inside it
    GPtrArray *frames; // of MetaFrame
    MetaReport *whole; // its report
    GPtrArray *parts;  // of MetaReport: what was true before a later handshake of the connection
} MetaSample;

// meta_samples gives every sample of captures/; loaded once, never freed.
const GPtrArray *meta_samples(void);

// meta_sample gives one of them.
const MetaSample *meta_sample(const char *name);

// meta_report reads frames as if they were the sample's; meta_report_bytes a file's bytes.
MetaReport *meta_report(const MetaSample *sample, const GPtrArray *frames);
MetaReport *meta_report_bytes(const MetaSample *sample, GBytes *content);

// meta_tunnel has all further reports read a UDP port as a kind of tunnel, as --tunnel does.
void meta_tunnel(uint16_t port, const char *kind);

// meta_stride gives `stride`, or 1 where PHONECERT_SLOW is set in the environment.
guint meta_stride(guint stride);

#endif
