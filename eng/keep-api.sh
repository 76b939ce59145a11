#!/usr/bin/env bash
# Keeps the public surface of the packages as it is now, as reference assemblies in eng/api. From then on packing a
# library (dotnet pack, eng/release.sh) fails where the surface was broken: something is gone, has another signature, or
# must be implemented that need not be before. Additions are no break.
#   eng/keep-api.sh [LIBRARY…]     default: all
# Run it with every release. Before the first one also where something is broken on purpose, which CHANGELOG.md names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
libraries=${*:-$(cd src && ls -d */PublicAPI.Shipped.txt | xargs -n 1 dirname)}
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
for name in $libraries; do
    [ -f "src/$name/PublicAPI.Shipped.txt" ] || { echo "keep-api: there is no library src/$name" >&2; exit 1; }
    dotnet build "src/$name" -c Release -p:ContinuousIntegrationBuild=true -p:ArtifactsPath="$build" --nologo -v quiet
    rm -rf "eng/api/$name"
    for reference in "$build/obj/$name"/release*/ref/"$name.dll"; do
        framework=$(basename "$(dirname "$(dirname "$reference")")") # release, or release_net8.0 where there are several
        framework=${framework#release} framework=${framework#_}
        mkdir -p "eng/api/$name/lib/${framework:-net10.0}"
        cp "$reference" "eng/api/$name/lib/${framework:-net10.0}/"
    done
    printf '%s\n' '<?xml version="1.0" encoding="utf-8"?>' '<package><metadata>' "  <id>$name</id>" \
        "  <version>$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)</version>" \
        '  <authors>The Dpa.Realtime contributors</authors>' \
        '  <description>The kept public surface; no package to be used.</description>' \
        '</metadata></package>' > "eng/api/$name/$name.nuspec"
done
echo "keep-api: $(ls eng/api | wc -l) libraries are kept in eng/api"
