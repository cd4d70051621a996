# Shared by run, test and bench, which source it: what a fresh Debian 12 machine lacks, configuring, building.
# Nothing here may need more than bash, dpkg and apt until install_missing has run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Names in a package list, comments and blanks left out.
listed_packages() { # FILE
    sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$1"
}

# Those of the names on standard input that dpkg does not have installed, in the same order.
missing_packages() {
    local names installed
    mapfile -t names
    [ ${#names[@]} -gt 0 ] || return 0
    # A name dpkg has never heard of makes it exit non-zero; the others are answered all the same. A package removed
    # but not purged is known too, so the status decides.
    installed=$(dpkg-query -W -f='${Package} ${Status}\n' "${names[@]}" 2>/dev/null |
        sed -n 's/ install ok installed$//p') || true
    grep -Fvx -f <(printf '%s\n' "$installed") <(printf '%s\n' "${names[@]}") || true
}

install_missing() { # [EXTRA PACKAGE...]
    command -v dpkg-query >/dev/null || { echo "No dpkg here: packaging/packages.txt must be present already." >&2; return; }
    local missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    if [ "$(id -u)" -ne 0 ]; then apt=(sudo "${apt[@]}"); fi
    mapfile -t missing < <({ listed_packages "$root/packaging/packages.txt"; printf '%s\n' "$@"; } |
        sed '/^$/d' | missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${#missing[@]} missing packages: ${missing[*]}"
    command -v "${apt[0]}" >/dev/null || die "This is neither root nor a machine with sudo. As root: apt-get install ${missing[*]}"
    # A package source that does not answer is not fatal as long as the packages can be had.
    quietly update "${apt[@]}" update || true
    quietly install "${apt[@]}" install --no-install-recommends "${missing[@]}" ||
        die "The packages could not be installed."
}

# Runs a command with its output in build/log/NAME.txt, and shows that only when the command fails.
quietly() { # NAME COMMAND...
    local log="$root/build/log/$1.txt"
    mkdir -p "$root/build/log"
    shift
    "$@" >"$log" 2>&1 || { local status=$?; cat "$log" >&2; return $status; }
}

# Configures the preset and builds the targets, or everything when none is named.
build() { # PRESET [TARGET...]
    local preset=$1 targets=() quiet=(--quiet)
    shift
    [ $# -eq 0 ] || targets=(--target "$@")
    [ ! -t 1 ] || quiet=() # At a terminal ninja keeps its progress on one line.
    quietly "configure-$preset" env -C "$root" cmake --preset "$preset" || die "Configuring failed."
    cmake --build "$root/build/$preset" "${targets[@]}" -- "${quiet[@]}" || die "Building failed."
}
