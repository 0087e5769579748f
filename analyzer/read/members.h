// SPDX-License-Identifier: GPL-2.0-or-later
// PcArchive turns an archive (zip, tar, 7z, rar; tar also in gzip, bzip2, xz, zstd or lz4; archives
// in archives) into its members, each a stream of bytes under the path `ARCHIVE!MEMBER`. Nothing is
// unpacked to disk. libarchive reads the formats; this is the only place that knows it.
#ifndef PHONECERT_ANALYZER_READ_MEMBERS_H
#define PHONECERT_ANALYZER_READ_MEMBERS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// What is read of one archive at most. Beyond it the rest is told as not read.
enum {
    PC_ARCHIVE_MAX_DEPTH = 4,        // archives in archives
    PC_ARCHIVE_MAX_MEMBERS = 100000, // files in all of them
    PC_ARCHIVE_MAX_RATIO = 500,      // bytes unpacked for each of the file's own, ...
    PC_ARCHIVE_FREE_BYTES = 1 << 30, // ... once so many were
};

// pc_archive_passwords has what is locked tried with these (NULL-terminated, copied), before any
// archive is opened. They are never told.
void pc_archive_passwords(char *const *passwords);
// pc_archive_given_passwords lends them; NULL: none.
char *const *pc_archive_given_passwords(void);

// pc_archive_is says whether the file at `path` is an archive, by its content.
bool pc_archive_is(const char *path);

// pc_archive_of gives the path of the archive that a member's path begins with (caller frees); NULL
// where `path` is no member's. A file that is there under the whole path is no member.
char *pc_archive_of(const char *path);

// pc_archive_members lists the files in an archive in their order: GPtrArray of char *, each to be
// given to pc_archive_open. What is not read, and why, goes to `errors` (char *, starting with the
// path). NULL with `error` (likewise) if it is no archive or cannot be read.
GPtrArray *pc_archive_members(const char *path, GPtrArray *errors, GError **error);

typedef struct PcArchiveMember PcArchiveMember;

// pc_archive_open opens one member. Members that are opened one after the other in the archive's
// order are read in one go. NULL with `error` (message starts with the path) if it is not there.
PcArchiveMember *pc_archive_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pc_archive_close(PcArchiveMember *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcArchiveMember, pc_archive_close)

// pc_archive_read writes up to `room` bytes to `out` and gives how many: 0 at the end, which
// pc_archive_broken tells from damage: the cause, lent; NULL: none.
size_t pc_archive_read(PcArchiveMember *member, uint8_t *out, size_t room);
const char *pc_archive_broken(const PcArchiveMember *member);

#endif
