#!/usr/bin/env bash
# All tests, in all languages: installs what they need (as root), builds once, runs every suite, ends by naming what failed and with one line of real counts.
#   ./test.sh          what CI runs
#   ./test.sh --long   the full counts of property, load and crash tests (DPA_LONG=1)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. eng/requirements.sh
. eng/suites.sh

case "${1:-}" in
    "") ;;
    --long) export DPA_LONG=1 ;;
    *) echo "usage: ./test.sh [--long]" >&2; exit 64 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
results="$PWD/artifacts/test-results"
rm -rf "$results" && mkdir -p "$results" || exit 1
problems=()

# The counts are the last line however this script ends, and they only come from result files.
finish() {
    local status=$?
    trap - EXIT
    kill $(jobs -p) 2>/dev/null # an interrupted step's sign of life
    end_compiler "dpa-$$"
    [ ${#problems[@]} -eq 0 ] || { status=1; printf '\nNot right:\n'; printf '  %s\n' "${problems[@]}"; }
    local failures
    failures=$(eng/test-failures.sh "$results")
    [ -z "$failures" ] || printf '\nFailed:\n%s\n' "$failures"
    echo
    eng/test-summary.sh "$results" || status=1
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

eng/test-summary-check.sh || { problems+=("eng/test-summary-check.sh: what this script says of its results would not be right"); exit 1; }

# A line each: the check, the apt packages, the folder that needs it (nothing is asked for while that is absent), what for.
require 'command -v chromium'            chromium               tests/DocumentPipelineHost.Tests "the browser tests"
require 'fc-list :lang=zh | grep .'      fonts-noto-cjk         tests/DocumentPipelineHost.Tests "Chinese in screenshots"
require 'fc-list :lang=und-zsye | grep .' fonts-noto-color-emoji tests/DocumentPipelineHost.Tests "stage icons in screenshots"
require 'command -v clang || command -v gcc' "gcc libc6-dev"      tests/AotApp                 "the native binary"
require 'command -v redis-server'        redis-server           tests/Dpa.Realtime.Faults        "the Redis backplane's tests"
require 'command -v swift-proxy-server && command -v swift-ring-builder' "swift-proxy swift-account swift-container swift-object" tests/DocumentPipelineHost.Tests "the tests of originals in a bucket"
require 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb' postgresql tests/DocumentPipelineHost.Tests "the document host's tests with several instances"
require 'command -v nft || [ "$(id -u)" -ne 0 ]' nftables      tests/Dpa.Realtime.ChaosTests    "lost packets"
require 'command -v nginx || test -x /usr/sbin/nginx' nginx-light tests/Dpa.Realtime.Faults "the tests behind nginx"
require 'command -v unzip'               unzip                  tests/Dpa.Realtime.Producers.Tests "the check of packages"
install_requirements

toolchain || exit 1
step "lines of at most 120 columns" eng/check-width.sh || problems+=("eng/check-width.sh: lines that are too long")
step "plain words" eng/check-words.sh || problems+=("eng/check-words.sh: words that plain English does without")
step "mutations fit the code" eng/mutations.sh --check || problems+=("eng/mutations.sh: a mutation no longer fits the code")
npm_packages
step "build" build_all || { problems+=("the build failed: no .NET suite was run"); dotnet_suites=(); }

for suite in "${dotnet_suites[@]}"; do run_dotnet "$suite"; done
for package in "${npm_suites[@]}"; do run_npm "$package"; done
build_docs
