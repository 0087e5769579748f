// SPDX-License-Identifier: GPL-2.0-or-later
// Walks an archive from front to back, into the archives that it holds, one level a depth. The walk
// that lists the members is the one that finds a member to read it: it stops there, and goes on
// from there for the next one.
#include "analyzer/read/members.h"

#include "analyzer/read/codec.h"
#include "analyzer/read/packed.h"
#include "core/bytes/bytes.h"
#include "core/bytes/keyed_hash.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BLOCK_LEN = 64 * 1024,
    HEAD_LEN = 512,   // what a format is recognised by: a tar's magic stands at 257
    MAX_RETRIES = 16, // of libarchive's "try again"
};

typedef struct Walk Walk;
typedef struct Level Level;
// One archive that is open. Its current file is read by entry_read.
struct Level {
    Walk *walk;
    Level *outer; // of whose current file this is the content; NULL: a file on disk
    struct archive *archive;
    char *prefix;      // `case.zip!`
    GHashTable *seen;  // names that were there already, and how often
    GByteArray *ahead; // of the current file: read already, to be given again
    GByteArray *trial; // keeps what is read while it is tried as an archive; NULL otherwise
    PcPacked *packed; // what the archive is handed, where it is not read from a file on disk itself
    FILE *file;       // on disk, whose content is packed; NULL otherwise
    bool is_stuck;    // its current file cannot be read further
};

struct Walk {
    char *path; // of the file on disk
    Level *top; // NULL: all was seen
    unsigned depth, n_members;
    uint64_t unpacked, limit; // bytes
    unsigned password;        // which of those given is tried first
    char *name;               // of the file that it stands on; NULL: none
    char *broken;             // why that file, or the walk, ended before its time
    GPtrArray *errors;        // of a listing; NULL
};

struct PcArchiveMember {
    Walk *walk;
};

static void level_free(Level *level)
{
    archive_read_free(level->archive);
    g_free(level->prefix);
    g_hash_table_unref(level->seen);
    g_byte_array_unref(level->ahead);
    pc_packed_free(level->packed);
    if (level->file != NULL) {
        (void)fclose(level->file);
    }
    g_free(level);
}

static void pop(Walk *walk)
{
    Level *level = walk->top;
    walk->top = level->outer;
    walk->depth--;
    level_free(level);
}

static void walk_free(void *data)
{
    Walk *walk = data;
    if (walk == NULL) {
        return;
    }
    while (walk->top != NULL) {
        pop(walk);
    }
    g_free(walk->path);
    g_free(walk->name);
    g_free(walk->broken);
    g_free(walk);
}

// The walk that the last member of this thread left behind: the next one goes on from there.
static GPrivate idle = G_PRIVATE_INIT(walk_free);

static void complain(Walk *walk, const char *name, const char *cause)
{
    if (walk->errors != NULL) {
        g_ptr_array_add(walk->errors, g_strdup_printf("%s: %s", name, cause));
    }
}

static void break_off(Walk *walk, const char *cause)
{
    if (walk->broken == NULL) {
        walk->broken = g_strdup(cause);
    }
}

// account notes bytes that were unpacked; false: it is more than any case has.
static bool account(Walk *walk, uint64_t n)
{
    walk->unpacked += MIN(n, UINT64_MAX - walk->unpacked);
    return walk->unpacked <= walk->limit;
}

static char **passwords; // that the user gave; NULL: none

void pc_archive_passwords(char *const *given)
{
    g_strfreev(passwords);
    passwords = g_strdupv((char **)(guintptr)given);
}

char *const *pc_archive_given_passwords(void)
{
    return passwords;
}

static const char *const locked_for_good =
    "is locked by a password, and of this kind of archive (7z, rar) none is opened with one; "
    "unpack it with the program that made it, and name the folder";

// takes_password says whether libarchive opens files of an archive's kind with a password.
static bool takes_password(struct archive *archive)
{
    return (archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

// cause_of says why an archive ends before its time. What was not unpacked libarchive takes for the
// end of the file.
static const char *cause_of(const Level *level)
{
    struct archive *archive = level->archive;
    const char *broken = level->packed != NULL ? pc_packed_broken(level->packed) : NULL;
    const char *cause = broken != NULL ? broken : archive_error_string(archive);
    if (cause == NULL) {
        return "damaged archive";
    }
    if (!takes_password(archive) && strstr(cause, "ncrypt") != NULL) {
        return locked_for_good;
    }
    return strstr(cause, "passphrase") != NULL ? "no password in --password-file opens it" : cause;
}

// entry_read gives bytes of the file that a level stands on; 0 at its end or where it breaks.
static size_t entry_read(Walk *walk, Level *level, uint8_t *out, size_t room)
{
    size_t n = pc_bytes_copy_out(pc_bytes(level->ahead->data, level->ahead->len), out, room);
    if (n > 0) {
        g_byte_array_remove_range(level->ahead, 0, (guint)n);
    } else if (!level->is_stuck) {
        la_ssize_t got = archive_read_data(level->archive, out, room);
        level->is_stuck = got <= 0;
        if (got < 0) {
            break_off(walk, cause_of(level));
        }
        n = got > 0 ? (size_t)got : 0;
    }
    if (!account(walk, n)) {
        break_off(walk, PC_PACKED_SWELLS);
        level->is_stuck = true;
        return 0;
    }
    if (level->trial != NULL) {
        g_byte_array_append(level->trial, out, (guint)n);
    }
    return n;
}

static size_t read_outer(void *from, uint8_t *out, size_t room)
{
    Level *level = from;
    return entry_read(level->walk, level->outer, out, room);
}

static size_t read_file(void *from, uint8_t *out, size_t room)
{
    const Level *level = from;
    return fread(out, 1, room, level->file);
}

// read_packed is what libarchive calls for the bytes of an archive that it does not read itself.
static la_ssize_t read_packed(struct archive *archive, void *user, const void **block)
{
    const Level *level = user;
    PcBytes bytes = pc_packed_read(level->packed);
    const char *broken = pc_packed_broken(level->packed);
    *block = bytes.data;
    if (bytes.len == 0 && broken != NULL) {
        archive_set_error(archive, EINVAL, "%s", broken);
        return ARCHIVE_FATAL;
    }
    return (la_ssize_t)bytes.len;
}

// open_packed opens a level's archive from a reader. What xz takes is shared by all levels.
static bool open_packed(Level *level, PcPackedRead read, uint64_t most)
{
    size_t memory = PC_CODEC_LIMIT;
    for (const Level *outer = level->outer; outer != NULL; outer = outer->outer) {
        memory -= outer->packed != NULL ? MIN(memory, pc_packed_held(outer->packed)) : 0;
    }
    level->packed = pc_packed_new(read, level, memory, most);
    return archive_read_open(level->archive, level, NULL, read_packed, NULL) == ARCHIVE_OK;
}

// Formats and compressions that libarchive reads itself; those it would start a program for are not
// among them, and xz, for which it knows no limit of memory, is PcPacked's.
static struct archive *reader_new(void)
{
    struct archive *archive = archive_read_new();
    g_assert(archive != NULL); // only without memory
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_filter_lz4(archive);
    return archive;
}

static void add_passwords(struct archive *archive, unsigned first)
{
    if (passwords != NULL && passwords[0] != NULL) {
        archive_read_add_passphrase(archive, passwords[first]);
    }
    for (unsigned i = 0; passwords != NULL && passwords[i] != NULL; i++) {
        if (i != first) {
            archive_read_add_passphrase(archive, passwords[i]);
        }
    }
}

// opens_with says whether the first locked file of an archive reads whole with a password alone.
static bool opens_with(const char *path, const char *password)
{
    struct archive *archive = reader_new();
    struct archive_entry *entry = NULL;
    g_autofree uint8_t *block = g_malloc(BLOCK_LEN);
    archive_read_add_passphrase(archive, password);
    int result = archive_read_open_filename(archive, path, BLOCK_LEN);
    while (result == ARCHIVE_OK && (entry == NULL || !archive_entry_is_encrypted(entry))) {
        result = archive_read_next_header(archive, &entry);
    }
    la_ssize_t got = result == ARCHIVE_OK ? 1 : -1;
    for (uint64_t n = 0; got > 0 && n < PC_ARCHIVE_FREE_BYTES; n += (uint64_t)MAX(got, 0)) {
        got = archive_read_data(archive, block, BLOCK_LEN);
    }
    archive_read_free(archive);
    return got >= 0;
}

// A zip of the old kind knows its password by one byte of a file's header, which fits a wrong one
// once in 256 times; libarchive takes the first that fits. By the file's checksum this
// finds the right one of several.
static unsigned right_password(const char *path)
{
    for (unsigned i = 0; passwords != NULL && g_strv_length(passwords) > 1 && passwords[i] != NULL;
         i++) {
        if (opens_with(path, passwords[i])) {
            return i;
        }
    }
    return 0;
}

static Level *level_new(Walk *walk, const char *name)
{
    Level *level = g_new0(Level, 1);
    level->walk = walk;
    level->outer = walk->top;
    level->archive = reader_new();
    add_passwords(level->archive, walk->password);
    level->prefix = g_strconcat(name, "!", NULL);
    level->seen = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    level->ahead = g_byte_array_new();
    return level;
}

static bool begins_like_archive(PcBytes start)
{
    static const struct {
        uint16_t offset;
        uint8_t len;
        const char *bytes;
    } marks[] = {
        {0, 4, "PK\3\4"},
        {0, 4, "PK\5\6"},
        {0, 6, "7z\xbc\xaf\x27\x1c"},
        {0, 6, "Rar!\x1a\x07"},
        {257, 5, "ustar"},
        {0, 2, "\x1f\x8b"},
        {0, 3, "BZh"},
        {0, 6,
         "\xfd"
         "7zXZ\0"},
        {0, 4, "\x28\xb5\x2f\xfd"},
        {0, 4, "\x04\x22\x4d\x18"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        PcBytes rest = start;
        if (pc_bytes_skip(&rest, marks[i].offset) &&
            pc_bytes_starts(rest, marks[i].bytes, marks[i].len)) {
            return true;
        }
    }
    return false;
}

// next_header moves a level to its next entry; NULL at the end or where it breaks, which is told.
static struct archive_entry *next_header(Walk *walk, Level *level)
{
    struct archive_entry *entry = NULL;
    int result = ARCHIVE_RETRY;
    for (unsigned i = 0; result == ARCHIVE_RETRY && i < MAX_RETRIES; i++) {
        result = archive_read_next_header(level->archive, &entry);
    }
    g_byte_array_set_size(level->ahead, 0);
    level->is_stuck = false;
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
        return entry;
    }
    if (result != ARCHIVE_EOF) {
        g_autofree char *name = g_strndup(level->prefix, strlen(level->prefix) - 1);
        const char *why = cause_of(level);
        g_autofree char *cause = g_strdup_printf("%s; what comes before it counts", why);
        complain(walk, name, why == locked_for_good ? why : cause);
    }
    return NULL;
}

// push opens the archive that is the content of the top's current file (`name`). False: it is none
// that can be read so, and the file reads as if nobody had looked.
static bool push(Walk *walk, const char *name)
{
    Level *outer = walk->top;
    Level *level = level_new(walk, name);
    outer->trial = g_byte_array_new();
    bool is_one = open_packed(level, read_outer, walk->limit);
    g_autoptr(GByteArray) taken = g_steal_pointer(&outer->trial);
    if (!is_one) {
        g_byte_array_append(taken, outer->ahead->data, outer->ahead->len);
        g_byte_array_set_size(outer->ahead, 0);
        g_byte_array_append(outer->ahead, taken->data, taken->len);
        level_free(level);
        return false;
    }
    walk->top = level;
    walk->depth++;
    return true;
}

// name_of gives the path of an entry; of names that are there twice the second gets a number.
static char *name_of(Level *level, struct archive_entry *entry)
{
    const char *given = archive_entry_pathname_utf8(entry);
    if (given == NULL) {
        given = archive_entry_pathname(entry);
    }
    g_autofree char *valid = g_utf8_make_valid(given != NULL ? given : "", -1);
    const char *name = valid;
    while (*name == '/' || g_str_has_prefix(name, "./")) {
        name += *name == '/' ? 1 : 2;
    }
    gsize n_before = GPOINTER_TO_SIZE(g_hash_table_lookup(level->seen, name));
    g_hash_table_replace(level->seen, g_strdup(name), GSIZE_TO_POINTER(n_before + 1));
    return n_before == 0
               ? g_strconcat(level->prefix, name, NULL)
               : g_strdup_printf("%s%s (%" G_GSIZE_FORMAT ")", level->prefix, name, n_before + 1);
}

// is_way says whether what is wanted lies in the archive `name`; NULL: all is.
static bool is_way(const char *name, const char *wanted)
{
    return wanted == NULL || (g_str_has_prefix(wanted, name) && wanted[strlen(name)] == '!');
}

// enter goes into the current file if it is an archive and may hold what is wanted.
static bool enter(Walk *walk, const char *name, const char *wanted)
{
    uint8_t start[HEAD_LEN];
    size_t have = 0;
    size_t got = 0;
    while (have < HEAD_LEN &&
           (got = entry_read(walk, walk->top, start + have, HEAD_LEN - have)) > 0) {
        have += got;
    }
    g_byte_array_prepend(walk->top->ahead, start, (guint)have);
    if (!is_way(name, wanted) || !begins_like_archive(pc_bytes(start, have))) {
        return false;
    }
    if (walk->depth >= PC_ARCHIVE_MAX_DEPTH) {
        complain(walk, name, "lies too deep, archives in archives; it is not opened");
        return false;
    }
    if (push(walk, name)) {
        return true;
    }
    if (start[0] == '7' || start[0] == 'R') {
        complain(walk, name,
                 "can be read only where it is a file of its own; unpack the archive it "
                 "lies in");
    }
    return false;
}

// take_entry looks at one entry; true: the walk stands on a file, whose name is in walk->name.
static bool take_entry(Walk *walk, struct archive_entry *entry, const char *wanted)
{
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL) {
        return false;
    }
    g_autofree char *name = name_of(walk->top, entry);
    const bool is_openable = takes_password(walk->top->archive);
    if (archive_entry_is_encrypted(entry) && (passwords == NULL || !is_openable)) {
        complain(walk, name,
                 is_openable ? "is locked by a password; --password-file FILE names it"
                             : locked_for_good);
        return false;
    }
    bool is_held = !archive_entry_size_is_set(entry) ||
                   account(walk, (uint64_t)MAX(archive_entry_size(entry), 0));
    if (!is_held || ++walk->n_members > PC_ARCHIVE_MAX_MEMBERS) {
        complain(walk, name,
                 !is_held ? "unpacks to far more than it has bytes; it and the rest are not "
                            "read"
                          : "is one of too many; it and the rest are not read");
        while (walk->top != NULL) {
            pop(walk);
        }
        return false;
    }
    if (enter(walk, name, wanted)) {
        return false;
    }
    walk->name = g_steal_pointer(&name);
    return true;
}

// next moves to the next file; false: there is none. With `wanted`, archives that cannot hold it
// are files like others.
static bool next(Walk *walk, const char *wanted)
{
    g_clear_pointer(&walk->name, g_free);
    g_clear_pointer(&walk->broken, g_free);
    while (walk->top != NULL) {
        struct archive_entry *entry = next_header(walk, walk->top);
        if (entry == NULL) {
            pop(walk);
        } else if (take_entry(walk, entry, wanted)) {
            return true;
        }
    }
    return false;
}

// head_of reads how a file begins; nothing where it cannot be opened.
static PcBytes head_of(const char *path, uint8_t start[HEAD_LEN])
{
    FILE *file = fopen(path, "rbe");
    size_t have = file != NULL ? fread(start, 1, HEAD_LEN, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return pc_bytes(start, have);
}

// open_file opens the archive on disk. One that PcPacked unpacks is read from front to back; of
// others libarchive may want the end first.
static bool open_file(Level *level, const char *path)
{
    uint8_t start[HEAD_LEN];
    level->file = pc_packed_takes(head_of(path, start)) ? fopen(path, "rbe") : NULL;
    return level->file != NULL
               ? open_packed(level, read_file, level->walk->limit)
               : archive_read_open_filename(level->archive, path, BLOCK_LEN) == ARCHIVE_OK;
}

static Walk *walk_new(const char *path, GPtrArray *errors, GError **error)
{
    struct stat about;
    Walk *walk = g_new0(Walk, 1);
    walk->path = g_strdup(path);
    walk->errors = errors;
    bool is_file = stat(path, &about) == 0 && S_ISREG(about.st_mode);
    walk->password = is_file ? right_password(path) : 0;
    Level *level = level_new(walk, path);
    walk->top = level;
    walk->depth = 1;
    walk->limit =
        is_file ? MAX((uint64_t)about.st_size * PC_ARCHIVE_MAX_RATIO, PC_ARCHIVE_FREE_BYTES) : 0;
    if (!is_file || !open_file(level, path)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s", path,
                    is_file ? cause_of(level) : "is no archive");
        walk_free(walk);
        return NULL;
    }
    return walk;
}

bool pc_archive_is(const char *path)
{
    uint8_t start[HEAD_LEN];
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return false;
    }
    if (!begins_like_archive(head_of(path, start))) {
        return false;
    }
    Walk *walk = walk_new(path, NULL, NULL);
    walk_free(walk);
    return walk != NULL;
}

char *pc_archive_of(const char *path)
{
    struct stat about;
    if (strchr(path, '!') == NULL || stat(path, &about) == 0) {
        return NULL;
    }
    for (const char *mark = strchr(path, '!'); mark != NULL; mark = strchr(mark + 1, '!')) {
        g_autofree char *archive = g_strndup(path, (size_t)(mark - path));
        if (stat(archive, &about) == 0 && S_ISREG(about.st_mode)) {
            return g_steal_pointer(&archive);
        }
    }
    return NULL;
}

GPtrArray *pc_archive_members(const char *path, GPtrArray *errors, GError **error)
{
    Walk *walk = walk_new(path, errors, error);
    if (walk == NULL) {
        return NULL;
    }
    GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
    while (next(walk, NULL)) {
        g_ptr_array_add(members, g_steal_pointer(&walk->name));
    }
    walk_free(walk);
    return members;
}

static bool find(Walk *walk, const char *path)
{
    while (next(walk, path)) {
        if (strcmp(walk->name, path) == 0) {
            return true;
        }
    }
    return false;
}

PcArchiveMember *pc_archive_open(const char *path, GError **error)
{
    g_autofree char *archive = pc_archive_of(path);
    Walk *walk = g_private_get(&idle);
    bool goes_on = walk != NULL && g_strcmp0(walk->path, archive) == 0;
    g_private_set(&idle, NULL);
    bool is_found = goes_on && find(walk, path);
    if (!is_found) {
        walk_free(walk);
        walk = archive != NULL ? walk_new(archive, NULL, error) : NULL;
        if (archive != NULL && walk == NULL) {
            return NULL;
        }
        is_found = walk != NULL && find(walk, path);
    }
    if (!is_found) {
        walk_free(walk);
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: is not in the archive", path);
        return NULL;
    }
    PcArchiveMember *member = g_new(PcArchiveMember, 1);
    member->walk = walk;
    return member;
}

void pc_archive_close(PcArchiveMember *member)
{
    if (member != NULL) {
        g_private_replace(&idle, member->walk);
        g_free(member);
    }
}

size_t pc_archive_read(PcArchiveMember *member, uint8_t *out, size_t room)
{
    return entry_read(member->walk, member->walk->top, out, room);
}

const char *pc_archive_broken(const PcArchiveMember *member)
{
    return member->walk->broken;
}
