// SPDX-License-Identifier: GPL-2.0-or-later
// PcReading is what the readers of all file formats share: the window on the file, the count of
// frames and the sentence that says why reading stopped. PcFormat is one such reader.
#ifndef PHONECERT_ANALYZER_READ_READING_H
#define PHONECERT_ANALYZER_READ_READING_H

#include "analyzer/read/capture.h"
#include "analyzer/read/window.h"

// A packet that claims more bytes than this is taken for damage.
enum { PC_READING_MAX_PACKET = 16 * 1024 * 1024 };

typedef struct {
    char *path;
    PcWindow window;
    uint64_t n_frames;
    char *warning;      // the sentence for PC_CAPTURE_CUT; NULL
    GArray *interfaces; // of PcCaptureInterface, of this section; NULL where there are none
    uint64_t n_sections;
    GPtrArray *comments; // of GBytes, of the last frame; NULL where nobody wants them
    PcSecretsFunc on_secrets;
    void *secrets_user;
} PcReading;

typedef struct {
    // recognises looks at the first bytes of the (decompressed) file. NULL: never by its bytes.
    bool (*recognises)(PcBytes start);
    // open reads what stands before the first packet. NULL with `cause` (owned by the caller) if
    // this is none of its files after all.
    void *(*open)(PcReading *reading, char **cause);
    PcCaptureResult (*next)(void *self, PcReading *reading, PcFrame *frame);
    void (*close)(void *self);
} PcFormat;

extern const PcFormat pc_format_pcap;
extern const PcFormat pc_format_pcapng;

// pc_reading_cut keeps the sentence "PATH: CAUSE after packet N" (only the first) and gives
// PC_CAPTURE_CUT. If the source itself broke, its cause is told instead.
PcCaptureResult pc_reading_cut(PcReading *reading, const char *cause);

// pc_reading_new_section forgets the interfaces of the section before.
void pc_reading_new_section(PcReading *reading);

// pc_reading_add_interface adds one, pc_reading_add_text a text to the last one.
void pc_reading_add_interface(PcReading *reading, uint32_t link_type, uint32_t snap_len);
void pc_reading_add_text(PcReading *reading, uint16_t code, PcBytes value);

// pc_reading_end is for where the next packet would begin and fewer bytes follow than it needs:
// PC_CAPTURE_END if there are none and the source is whole, else the same as a cut.
PcCaptureResult pc_reading_end(PcReading *reading);

#endif
