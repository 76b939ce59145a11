#!/usr/bin/env bash
# eng/feed.sh FOLDER: packs every package of this checkout into FOLDER, for `dotnet add package … --source FOLDER`.
set -euo pipefail
folder=$(realpath -m "${1:?usage: eng/feed.sh FOLDER}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for project in src/*/*.csproj tools/dpa-watch templates; do dotnet pack "$project" -c Release -v quiet --nologo -o "$folder"; done
ls "$folder"
