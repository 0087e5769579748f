// SPDX-License-Identifier: GPL-2.0-or-later
// pcap-loop FILE: what libpcap takes to hand over every packet of a file, each one's header
// touched.
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

enum { ETHERTYPE_OFFSET = 12, PROTOCOL_OFFSET = 23 };

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE] = "";
    if (argc != 2) {
        fprintf(stderr, "usage: pcap-loop FILE\n");
        return 2;
    }
    pcap_t *capture = pcap_open_offline(argv[1], error);
    if (capture == NULL) {
        fprintf(stderr, "pcap-loop: %s\n", error);
        return 2;
    }
    struct pcap_pkthdr *header = NULL;
    const unsigned char *bytes = NULL;
    uint64_t n_packets = 0;
    uint64_t sum = 0;
    int result = 0;
    while ((result = pcap_next_ex(capture, &header, &bytes)) == 1) {
        n_packets++;
        if (header->caplen > PROTOCOL_OFFSET) {
            sum += bytes[ETHERTYPE_OFFSET] + (uint64_t)bytes[PROTOCOL_OFFSET];
        }
    }
    printf("%" PRIu64 " packets, sum %" PRIu64 "\n", n_packets, sum);
    pcap_close(capture);
    return result == PCAP_ERROR_BREAK ? 0 : 2;
}
