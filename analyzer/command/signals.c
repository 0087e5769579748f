// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the first signal into a flag.
#include "analyzer/command/signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

// timeout(1) and shells send a signal to the process and again to its group: what comes so soon
// after the first is the same one.
enum { SAME_SIGNAL_MILLISECONDS = 1000, NANO_PER_MILLI = 1000000, MILLI_PER_SECOND = 1000 };

// A handler is told nothing but the signal, so these are the program's.
static int *flag;
static volatile sig_atomic_t closes_stdin;
static int64_t first_signal; // atomic: when it came, milliseconds; 0 none

static int64_t now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * MILLI_PER_SECOND + time.tv_nsec / NANO_PER_MILLI + 1;
}

static void on_signal(int number)
{
    int64_t none = 0;
    if (!__atomic_compare_exchange_n(&first_signal, &none, now(), false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST)) {
        if (now() - none > SAME_SIGNAL_MILLISECONDS) {
            (void)signal(number, SIG_DFL);
            (void)raise(number);
        }
        return;
    }
    __atomic_store_n(flag, number, __ATOMIC_SEQ_CST);
    if (closes_stdin != 0) {
        (void)close(STDIN_FILENO); // the read that was interrupted is tried again, and ends
    }
}

void pc_signals_watch(int *stop, bool reads_stdin)
{
    // No SA_RESTART: a read comes back.
    struct sigaction action = {.sa_handler = on_signal};
    (void)sigemptyset(&action.sa_mask);
    flag = stop;
    closes_stdin = reads_stdin ? 1 : 0;
    struct sigaction hangup;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
        (void)sigaction(SIGHUP, &action, NULL);
    }
}
