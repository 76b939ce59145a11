#!/usr/bin/env bash
# eng/feed.sh FOLDER [PROJECT…]: packs every package of this checkout, or the named ones, into FOLDER, for
# `dotnet add package … --source FOLDER`.
set -euo pipefail
folder=$(realpath -m "${1:?usage: eng/feed.sh FOLDER [PROJECT…]}")
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || set -- src/*/*.csproj tests/Dpa.Realtime.Specification tools/dpa-watch templates
eng/pack.sh "$folder" "$@"
ls "$folder"
