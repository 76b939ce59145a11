#!/usr/bin/env bash
# eng/pack.sh FOLDER PROJECT… [-- PROPERTY…]: packs projects into a folder, all in one build; `dotnet pack` would
# start one for each.
set -euo pipefail
folder=$(realpath -m "${1:?usage: eng/pack.sh FOLDER PROJECT… [-- PROPERTY…]}")
shift
projects=""
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    [ -d "$1" ] && file=$(realpath "$1"/*.csproj) || file=$(realpath "$1")
    projects+="${projects:+%3B}$file"
    shift
done
[ $# -eq 0 ] || shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet msbuild eng/pack.proj -p:Projects="$projects" -p:Configuration=Release -p:PackageOutputPath="$folder/" -restore -v:quiet -nologo -m "$@"
