# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the scripts that need another Debian: makes a chroot with debootstrap from the mirror
# that this machine's apt uses, keeps it in a cache folder, and runs commands in it.
# shellcheck shell=sh

chroot_fail() {
    echo "chroot: $*" >&2
    exit 2
}

# Where the chroots are kept between runs.
chroot_cache() {
    echo "${PHONECERT_CHROOTS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/phonecert/chroots}"
}

# Debian's main archive as apt on this machine knows it; empty lets debootstrap choose.
chroot_mirror() {
    {
        cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs:[[:space:]]*//p'
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed -n 's/^deb[[:space:]]*\(\[[^]]*\]\)*[[:space:]]*\([^[:space:]]*\).*/\2/p'
    } | tr ' ' '\n' | grep -E '/debian/?$' | head -n 1
}

# The host's way to the mirror (proxies, pinned dates) is the chroot's way too.
chroot_copy_apt_settings() {
    apt-config dump --format '%f "%v";%n' 2>/dev/null |
        grep -E '^Acquire::(https?::[^ ]*|Check-Valid-Until|Check-Date|Retries) ' \
            >"$1/etc/apt/apt.conf.d/90phonecert-host"
    # A frozen mirror serves a sid whose Release file has run out.
    echo 'Acquire::Check-Valid-Until "false";' >>"$1/etc/apt/apt.conf.d/90phonecert-host"
    if [ -e /etc/resolv.conf ]; then
        cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    fi
}

# chroot_run DIR COMMAND...: in its own mount and process namespaces, so that nothing stays mounted
# and nothing stays running, whatever the command does.
chroot_run() {
    chroot_dir=$1
    shift
    # shellcheck disable=SC2016  # the inner shell expands these
    unshare --mount --pid --fork --kill-child sh -c '
        root=$1; shift
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
            exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
                HOME=/root TERM=dumb DEBIAN_FRONTEND=noninteractive "$@"' sh "$chroot_dir" "$@"
}

# chroot_make SUITE DIR: a minbase chroot, made under another name first so that a broken download
# never looks like a finished one.
chroot_make() {
    if [ -e "$2/.phonecert-ready" ]; then
        return 0
    fi
    if [ "$(id -u)" != 0 ]; then
        chroot_fail "making a chroot needs root; run this with sudo"
    fi
    command -v debootstrap >/dev/null || chroot_fail "debootstrap is not installed"
    mirror=$(chroot_mirror)
    proxy=$(apt-config dump --format '%f %v%n' 2>/dev/null | sed -n 's/^Acquire::http::Proxy //p')
    echo "chroot: making $1 from ${mirror:-the mirror debootstrap prefers}"
    rm -rf "$2.partial"
    mkdir -p "$(dirname "$2")"
    # shellcheck disable=SC2086  # an empty mirror is no argument
    http_proxy=${proxy:-${http_proxy:-}} debootstrap --variant=minbase "$1" "$2.partial" $mirror \
        >"$2.log" 2>&1 || chroot_fail "debootstrap $1 failed; the end of $2.log:
$(tail -n 5 "$2.log")"
    chroot_copy_apt_settings "$2.partial"
    mv "$2.partial" "$2"
    touch "$2/.phonecert-ready"
}

# chroot_install DIR PACKAGE...: asks apt only when one of them is missing.
chroot_install() {
    chroot_dir=$1
    shift
    # shellcheck disable=SC2016
    chroot_run "$chroot_dir" sh -c '
        for package; do
            dpkg-query -W -f "\${db:Status-Status}\n" "$package" 2>/dev/null | grep -qx installed ||
                missing="$missing $package"
        done
        [ -z "$missing" ] && exit 0
        echo "chroot: installing$missing"
        apt-get -q update >/tmp/apt.log 2>&1 &&
            apt-get -q -y --no-install-recommends install $missing >>/tmp/apt.log 2>&1 || {
            tail -n 5 /tmp/apt.log
            exit 1
        }' sh "$@" || chroot_fail "apt-get could not install packages in $chroot_dir"
}
