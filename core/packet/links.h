// SPDX-License-Identifier: GPL-2.0-or-later
// The link types that are decoded, one row each: the number of tcpdump.org/linktypes.html, the
// layer, and what libwiretap calls it (UNKNOWN: nothing, or other bytes). The most frequent first;
// where libwiretap has several names for the same bytes there are several rows.
#ifndef PHONECERT_CORE_PACKET_LINKS_H
#define PHONECERT_CORE_PACKET_LINKS_H

#define PC_LINKS(LINK)                                                                             \
    LINK(1, ETHERNET, ETHERNET)                                                                    \
    LINK(1, ETHERNET, NETTL_ETHERNET)                                                              \
    LINK(113, SLL, SLL)                                                                            \
    LINK(276, SLL2, SLL2)                                                                          \
    LINK(101, IP, RAW_IP)                                                                          \
    LINK(101, IP, NETTL_RAW_IP)                                                                    \
    LINK(12, IP, UNKNOWN) /* RAW in files of OpenBSD's and others' libpcap */                      \
    LINK(14, IP, UNKNOWN)                                                                          \
    LINK(228, IPV4, RAW_IP4)                                                                       \
    LINK(229, IPV6, RAW_IP6)                                                                       \
    LINK(0, NULL, NULL)                                                                            \
    LINK(108, NULL, LOOP) /* the same in network order */                                          \
    LINK(105, WIFI, IEEE_802_11)                                                                   \
    LINK(105, WIFI, IEEE_802_11_WITH_RADIO)                                                        \
    LINK(127, RADIOTAP, IEEE_802_11_RADIOTAP)                                                      \
    LINK(119, PRISM, IEEE_802_11_PRISM)                                                            \
    LINK(163, AVS, IEEE_802_11_AVS)                                                                \
    LINK(192, PPI, PPI)                                                                            \
    LINK(8, SLIP, SLIP)                                                                            \
    LINK(9, PPP, PPP)                                                                              \
    LINK(9, PPP, PPP_WITH_PHDR)                                                                    \
    LINK(50, PPP_HDLC, UNKNOWN)                                                                    \
    LINK(51, PPPOE, PPP_ETHER)                                                                     \
    LINK(104, CHDLC, CHDLC)                                                                        \
    LINK(104, CHDLC, CHDLC_WITH_PHDR)                                                              \
    LINK(6, TOKEN_RING, TOKEN_RING)                                                                \
    LINK(6, TOKEN_RING, NETTL_TOKEN_RING)                                                          \
    LINK(10, FDDI, FDDI)                                                                           \
    LINK(10, FDDI, FDDI_BITSWAPPED)                                                                \
    LINK(10, FDDI, NETTL_FDDI)                                                                     \
    LINK(11, LLC, UNKNOWN) /* ATM with LLC (RFC 2684), by its number in old files */               \
    LINK(100, LLC, ATM_RFC1483)                                                                    \
    LINK(107, FRAME_RELAY, FRELAY)                                                                 \
    LINK(107, FRAME_RELAY, FRELAY_WITH_PHDR)                                                       \
    LINK(109, ENC, ENC)                                                                            \
    LINK(117, PFLOG, PFLOG)                                                                        \
    LINK(128, TZSP, TZSP)                                                                          \
    LINK(197, ERF, UNKNOWN) /* the library takes its headers off: record.c */                      \
    LINK(219, MPLS, UNKNOWN)                                                                       \
    LINK(239, NFLOG, NFLOG)

#endif
