# SPDX-License-Identifier: GPL-2.0-or-later
# Bash completion for phonecert: verbs, options as --help tells them, and words that options take.
_phonecert() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=scan
    local verbs="scan case cert trust impact diff site log report explain"
    COMPREPLY=()
    if [[ $COMP_CWORD -gt 1 && " $verbs " == *" ${COMP_WORDS[1]} "* ]]; then
        verb=${COMP_WORDS[1]}
    fi
    case $before in
    --format | -f) mapfile -t COMPREPLY < <(compgen -W "text ndjson csv eve sqlite= html= frames=" -- "$word") ;;
    --group) mapfile -t COMPREPLY < <(compgen -W "session phone issuer" -- "$word") ;;
    --fail-on) mapfile -t COMPREPLY < <(compgen -W "error warning never" -- "$word") ;;
    --policy) mapfile -t COMPREPLY < <(compgen -W "field strict" -- "$word") ;;
    --max-memory) mapfile -t COMPREPLY < <(compgen -W "128M 256M 512M 1G 2G" -- "$word") ;;
    --color) mapfile -t COMPREPLY < <(compgen -W "always never auto" -- "$word") ;;
    --csv-separator) mapfile -t COMPREPLY < <(compgen -W ", ; tab" -- "$word") ;;
    --tz) mapfile -t COMPREPLY < <(compgen -W "local UTC" -- "$word") ;;
    --where) mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "$verb" --help 2>/dev/null |
        sed -n '/Fields of --where/,/^$/{//d;p;}')" -- "$word") ;;
    --from) mapfile -t COMPREPLY < <(compgen -W "CallManager-trust CAPF-trust Tomcat-trust dot1x vpn SRST provisioning" -- "$word") ;;
    esac
    if [[ ${#COMPREPLY[@]} -gt 0 ]]; then
        return
    fi
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "$verb" --help 2>/dev/null |
            grep -oE -- '--[a-z][a-z-]*' | sort -u)" -- "$word")
    elif [[ $verb == explain ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" explain 2>/dev/null |
            awk '$1 ~ /^(error|warning|note)$/ { print $2 }')" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        if [[ $COMP_CWORD -eq 1 ]]; then
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$verbs" -- "$word")
        fi
    fi
}
complete -o filenames -o bashdefault -F _phonecert phonecert
