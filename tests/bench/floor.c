// SPDX-License-Identifier: GPL-2.0-or-later
// floor FILE: the least that any reader of a capture does. It reads blocks of 256 KiB, steps over
// the packets of a little-endian pcap or pcapng and touches each one's header; nothing else. What
// it takes is what everything is measured against.
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 256 * 1024,
    CARRY = 128 * 1024, // the longest packet or block that may lie across two reads
    PCAP_HEADER_LEN = 24,
    PCAP_RECORD_LEN = 16,
    PCAP_KEPT_OFFSET = 8,
    BLOCK_LENGTH_OFFSET = 4,
    ENHANCED_HEAD_LEN = 28,
    ENHANCED_TYPE = 6,
    ETHERTYPE_OFFSET = 12,
    PROTOCOL_OFFSET = 23,
};

typedef struct Walk {
    uint8_t *buffer;
    size_t len; // bytes in the buffer
    size_t at;
    uint64_t n_packets;
    uint64_t sum; // so that no touch is optimised away
} Walk;

static uint32_t word_at(const uint8_t *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static void touch(Walk *walk, const uint8_t *packet)
{
    walk->n_packets++;
    walk->sum += packet[ETHERTYPE_OFFSET] + packet[PROTOCOL_OFFSET];
}

static void walk_pcap(Walk *walk)
{
    while (walk->len - walk->at >= PCAP_RECORD_LEN) {
        const uint8_t *record = walk->buffer + walk->at;
        const size_t total = PCAP_RECORD_LEN + word_at(record + PCAP_KEPT_OFFSET);
        if (walk->len - walk->at < total) {
            return;
        }
        touch(walk, record + PCAP_RECORD_LEN);
        walk->at += total;
    }
}

static void walk_pcapng(Walk *walk)
{
    while (walk->len - walk->at >= ENHANCED_HEAD_LEN) {
        const uint8_t *block = walk->buffer + walk->at;
        const size_t total = word_at(block + BLOCK_LENGTH_OFFSET);
        if (total < 12 || walk->len - walk->at < total) {
            return;
        }
        if (word_at(block) == ENHANCED_TYPE) {
            touch(walk, block + ENHANCED_HEAD_LEN);
        }
        walk->at += total;
    }
}

static int walk_file(int fd)
{
    Walk walk = {.buffer = malloc(CARRY + BLOCK)};
    void (*step)(Walk *) = NULL;
    ssize_t got = 0;
    if (walk.buffer == NULL) {
        return 2;
    }
    while ((got = read(fd, walk.buffer + walk.len, BLOCK)) > 0) {
        walk.len += (size_t)got;
        if (step == NULL) {
            const int is_pcap = word_at(walk.buffer) == 0xa1b2c3d4;
            step = is_pcap ? walk_pcap : walk_pcapng;
            walk.at = is_pcap ? PCAP_HEADER_LEN : 0;
        }
        step(&walk);
        walk.len -= walk.at;
        if (walk.len > CARRY) {
            break; // not one of the benchmark's captures
        }
        memmove(walk.buffer, walk.buffer + walk.at, walk.len);
        walk.at = 0;
    }
    printf("%" PRIu64 " packets, sum %" PRIu64 "\n", walk.n_packets, walk.sum);
    const int status = walk.len == 0 && got == 0 ? 0 : 2;
    free(walk.buffer);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: floor FILE\n");
        return 2;
    }
    const int fd = strcmp(argv[1], "-") == 0 ? STDIN_FILENO : open(argv[1], O_RDONLY);
    if (fd < 0) {
        perror(argv[1]);
        return 2;
    }
    const int status = walk_file(fd);
    close(fd);
    return status;
}
