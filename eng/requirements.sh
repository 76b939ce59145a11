# Sourced by test.sh. What the machine must have: found, installed by apt as root, or named with what is skipped without it.
missing_packages=()
missing_lines=()

# require CHECK APT-PACKAGES FOLDER PURPOSE
require() {
    [ -d "$3" ] || return 0
    (eval "$1") >/dev/null 2>&1 && return 0
    missing_packages+=($2)
    missing_lines+=("$1|$2|$4")
}

install_requirements() {
    [ ${#missing_packages[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "== installing ${missing_packages[*]}"
        # RUNLEVEL=1: installed servers are not started, the fixtures start their own.
        export RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing_packages[@]}"; } >"$results/apt.log" 2>&1 || tail -n 20 "$results/apt.log"
    fi
    local line check packages purpose
    for line in "${missing_lines[@]}"; do
        packages=${line%|*}; purpose=${line##*|}; check=${packages%|*}; packages=${packages##*|}
        (eval "$check") >/dev/null 2>&1 && continue
        echo "== missing: $packages, needed for $purpose (skipped without it): sudo apt-get install -y --no-install-recommends $packages"
        [ "${DPA_REQUIRE_SERVICES:-}" != 1 ] || problems+=("missing: $packages, needed for $purpose")
    done
}

# The SDK and Node are not in Debian's own lists in the versions needed, so they are asked for and not installed.
toolchain() {
    if ! dotnet --version >/dev/null 2>&1; then
        problems+=("no .NET SDK as global.json asks for: https://dotnet.microsoft.com/download/dotnet/10.0")
        return 1
    fi
    if [ "$(node --version 2>/dev/null | sed 's/^v//; s/\..*//')" -lt 20 ] 2>/dev/null || ! command -v npm >/dev/null; then
        problems+=("no Node 20 or newer with npm: https://nodejs.org (the page and the TypeScript suites need it)")
        return 1
    fi
}
