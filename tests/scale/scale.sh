#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What both trials of scaling out share; they read it in. It scans all samples at once, and compares
# with that what came out of many parts.

fail() {
    echo "FAILED $*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

# begin_trial PHONECERT: makes $work with a list of the captures and the report of one single scan.
begin_trial() {
    PATH=$(cd "$(dirname "$1")" && pwd):$PATH
    export PATH
    work=$(mktemp -d)
    find captures -name '*.pcap*' -type f | sort >"$work/list"
    # A name as people give them.
    cp captures/two-phones.pcapng "$work/two phones (again).pcapng"
    echo "$work/two phones (again).pcapng" >>"$work/list"
    tr '\n' '\0' <"$work/list" |
        xargs -0 -x phonecert scan --quiet --fail-on never --all --trust captures/trust \
            --format "html=$work/single.html" --format "ndjson=$work/single.ndjson" \
            --format "sqlite=$work/single.db" || fail "the single scan ended with $?"
}

# compare_parts FOLDER: merging the parts says what the single scan says.
compare_parts() {
    [ "$(find "$1" -name '*.ndjson' -size +0 | wc -l)" -gt 1 ] || fail "there are no parts in $1"
    phonecert report --fail-on never --format "html=$work/merged.html" \
        --format "ndjson=$work/merged.ndjson" --format "sqlite=$work/merged.db" "$1" ||
        fail "the merge ended with $?"
    # How a report was made is another thing in each of them.
    for page in single merged; do
        sed '/How this report was made<\/h2>/,/<\/dl>/d' "$work/$page.html" >"$work/$page.page"
    done
    cmp "$work/single.page" "$work/merged.page" || fail "the page is another"
    grep -v '"phonecert.run/' "$work/single.ndjson" | sort >"$work/single.sorted"
    grep -v '"phonecert.run/' "$work/merged.ndjson" | sort | cmp - "$work/single.sorted" || fail "the lines are others"
    [ -s "$work/merged.db" ] || fail "there is no database"
    echo "$(find "$1" -name '*.ndjson' | wc -l) parts, $(wc -l <"$work/merged.ndjson") sessions:" \
        "merged they say what one scan says"
}
