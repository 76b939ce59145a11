#!/usr/bin/env bash
# Rewrites PublicAPI.Unshipped.txt of a project from what the analyser says is missing or gone. Read the diff: it is the change of the public surface.
# Usage: eng/update-public-api.sh src/Dpa.Realtime
set -euo pipefail
project=$1
file=$project/PublicAPI.Unshipped.txt
printf '#nullable enable\n' > "$file"
out=$(dotnet build "$project" --no-incremental 2>&1 || true)
{ printf '#nullable enable\n'; printf '%s\n' "$out" | sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared.*/\1/p" | LC_ALL=C sort -u; } > "$file.new"
mv "$file.new" "$file"
dotnet build "$project" 2>&1 | tail -4
