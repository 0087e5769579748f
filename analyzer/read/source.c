// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a file, a member of an archive or standard input in large blocks and, where its first bytes
// say that it is compressed, decompresses it on the way. Standard input is never sought in.
#include "analyzer/read/source.h"

#include "analyzer/read/codec.h"
#include "analyzer/read/members.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAGIC_LEN = 6 }; // the longest magic of a codec

struct PcSource {
    int fd;
    bool owns_fd;
    bool is_device;          // that somebody named
    PcArchiveMember *member; // where the file lies in an archive
    GBytes *content;         // where there is no file
    PcBytes memory;          // what of `content` was not read yet
    bool file_ended;
    uint64_t size;
    _Atomic uint64_t offset; // others ask for it while a thread reads
    uint8_t *block; // PC_SOURCE_BLOCK bytes: the beginning of the file, later compressed input
    PcBytes input;  // what of `block` was not used yet
    const PcCodec *codec;
    void *codec_state;
    size_t limit;         // of that
    const char *option;   // which gives more; NULL: none does
    _Atomic size_t held;  // of that, as `offset`
    _Atomic bool refused; // it wanted more
    bool between;         // the codec stands between two members
    char *broken;
};

static void break_off(PcSource *source, const char *cause)
{
    if (source->broken == NULL) {
        source->broken = g_strdup(cause);
    }
}

static size_t read_memory(PcSource *source, uint8_t *out, size_t room)
{
    size_t n = pc_bytes_copy_out(source->memory, out, room);
    pc_bytes_skip(&source->memory, n);
    source->offset += n;
    return n;
}

static size_t read_member(PcSource *source, uint8_t *out, size_t room)
{
    size_t n = pc_archive_read(source->member, out, room);
    const char *cause = n == 0 ? pc_archive_broken(source->member) : NULL;
    if (cause != NULL) {
        break_off(source, cause);
    }
    source->offset += n;
    return n;
}

// Reads once from the file; 0 at its end or when reading fails, which breaks the source.
static size_t read_file(PcSource *source, uint8_t *out, size_t room)
{
    ssize_t got = 0;
    if (source->content != NULL) {
        return read_memory(source, out, room);
    }
    if (source->member != NULL) {
        return read_member(source, out, room);
    }
    while (!source->file_ended) {
        got = read(source->fd, out, room);
        if (got > 0) {
            source->offset += (uint64_t)got;
            return (size_t)got;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            break_off(source, g_strerror(errno));
        }
        source->file_ended = true;
    }
    return 0;
}

// A pipe may give its first bytes one by one: waits for as many as a magic has.
static void read_beginning(PcSource *source)
{
    size_t have = 0;
    size_t got;
    do {
        got = read_file(source, source->block + have, PC_SOURCE_BLOCK - have);
        have += got;
    } while (got > 0 && have < MAGIC_LEN);
    source->input = pc_bytes(source->block, have);
}

static bool open_file(PcSource *source, const char *path, GError **error)
{
    struct stat about;
    g_autofree char *archive = pc_archive_of(path);
    if (archive != NULL) {
        source->member = pc_archive_open(path, error);
        return source->member != NULL;
    }
    source->owns_fd = strcmp(path, "-") != 0;
    source->fd = source->owns_fd ? g_open(path, O_RDONLY | O_CLOEXEC, 0) : STDIN_FILENO;
    if (source->fd < 0 || fstat(source->fd, &about) != 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s", path,
                    g_strerror(errno));
        return false;
    }
    if (S_ISDIR(about.st_mode)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, "%s: is a folder, not a capture",
                    path);
        return false;
    }
    source->is_device = source->owns_fd && (S_ISCHR(about.st_mode) || S_ISBLK(about.st_mode));
    source->size = S_ISREG(about.st_mode) && about.st_size > 0 ? (uint64_t)about.st_size : 0;
    return true;
}

// Looks at the first bytes of what was opened.
static bool begin(PcSource *source, const char *path, GError **error)
{
    source->block = g_malloc(PC_SOURCE_BLOCK);
    read_beginning(source);
    if (source->broken != NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s: %s", path, source->broken);
        return false;
    }
    if (source->input.len == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: is empty", path);
        return false;
    }
    if (source->is_device) { // it never ends
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NODEV,
                    "%s: is a device; a file is wanted here", path);
        return false;
    }
    source->codec = pc_codec_for(source->input);
    source->codec_state = source->codec != NULL ? source->codec->open(source->limit) : NULL;
    return true;
}

PcSource *pc_source_open(const char *path, GError **error)
{
    return pc_source_open_within(path, PC_CODEC_LIMIT, NULL, error);
}

PcSource *pc_source_open_within(const char *path, size_t limit, const char *option, GError **error)
{
    g_autoptr(PcSource) source = g_new0(PcSource, 1);
    source->fd = -1;
    source->limit = limit;
    source->option = option;
    if (!open_file(source, path, error) || !begin(source, path, error)) {
        return NULL;
    }
    return g_steal_pointer(&source);
}

PcSource *pc_source_of_bytes(const char *name, GBytes *content, GError **error)
{
    g_autoptr(PcSource) source = g_new0(PcSource, 1);
    source->fd = -1;
    source->limit = PC_CODEC_LIMIT;
    source->content = g_bytes_ref(content);
    source->memory = pc_bytes_of(content);
    source->size = g_bytes_get_size(content);
    return begin(source, name, error) ? g_steal_pointer(&source) : NULL;
}

void pc_source_close(PcSource *source)
{
    if (source == NULL) {
        return;
    }
    if (source->codec != NULL) {
        source->codec->close(source->codec_state);
    }
    if (source->owns_fd && source->fd >= 0) {
        close(source->fd);
    }
    g_clear_pointer(&source->member, pc_archive_close);
    g_clear_pointer(&source->content, g_bytes_unref);
    g_free(source->block);
    g_free(source->broken);
    g_free(source);
}

// Gives codec input; false where the file has no more.
static bool refill(PcSource *source)
{
    if (source->input.len == 0) {
        source->input = pc_bytes(source->block, read_file(source, source->block, PC_SOURCE_BLOCK));
    }
    return source->input.len > 0;
}

static void damaged(PcSource *source, const char *what)
{
    g_autofree char *cause = g_strdup_printf("%s %s data", what, source->codec->name);
    break_off(source, cause);
}

static void refuse(PcSource *source)
{
    enum { MIB = 1024 * 1024 };
    g_autofree char *more =
        source->option != NULL ? g_strdup_printf("; %s gives more", source->option) : g_strdup("");
    g_autofree char *cause = g_strdup_printf("asks for more than %" G_GSIZE_FORMAT
                                             " MiB of memory to be decompressed (%s)%s",
                                             source->limit / MIB, source->codec->name, more);
    source->refused = true;
    break_off(source, cause);
}

// Some files have zeros or a signature after the last member. Those are no damage.
static bool ends_with_no_member(PcSource *source)
{
    return source->between && !pc_bytes_starts(source->input, source->codec->magic, 1);
}

static size_t decompress(PcSource *source, uint8_t *out, size_t room)
{
    size_t wrote = 0;
    while (wrote == 0 && source->broken == NULL) {
        bool has_input = refill(source);
        if (!has_input && source->between) {
            return 0;
        }
        PcBytes before = source->input;
        bool may_end = has_input && ends_with_no_member(source);
        PcCodecStep step =
            source->codec->step(source->codec_state, &source->input, out, room, &wrote);
        source->held = source->codec->held != NULL ? source->codec->held(source->codec_state) : 0;
        if (step == PC_CODEC_LARGE) {
            refuse(source);
        } else if (step == PC_CODEC_DAMAGED) {
            source->file_ended = true;
            source->input = pc_bytes(NULL, 0);
            if (may_end) {
                return 0;
            }
            damaged(source, "damaged");
        } else if (!has_input && wrote == 0) {
            damaged(source, "cut short:");
        } else if (wrote > 0 || source->input.len < before.len) {
            source->between = step == PC_CODEC_BETWEEN;
        } else if (source->input.len > 0) {
            damaged(source, "damaged"); // neither eats nor gives
        }
    }
    return wrote;
}

size_t pc_source_read(PcSource *source, uint8_t *out, size_t room)
{
    if (source->codec != NULL) {
        return decompress(source, out, room);
    }
    if (source->input.len == 0) {
        return read_file(source, out, room);
    }
    size_t n = pc_bytes_copy_out(source->input, out, room);
    bool moved = pc_bytes_skip(&source->input, n);
    g_assert(moved);
    return n;
}

size_t pc_source_fill(PcSource *source, uint8_t *out, size_t room)
{
    size_t have = 0;
    size_t n = 0;
    while (have < room && (n = pc_source_read(source, out + have, room - have)) > 0) {
        have += n;
    }
    return have;
}

const char *pc_source_broken(const PcSource *source)
{
    return source->broken;
}

bool pc_source_refused(const PcSource *source)
{
    return source->refused;
}

size_t pc_source_held(const PcSource *source)
{
    return source->held;
}

uint64_t pc_source_offset(const PcSource *source)
{
    return source->offset;
}

uint64_t pc_source_size(const PcSource *source)
{
    return source->size;
}
