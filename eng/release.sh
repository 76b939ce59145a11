#!/usr/bin/env bash
# Packs everything that is released into one folder, checks it, and writes its bill of materials. Uploads nothing.
#   eng/release.sh [VERSION] [FOLDER]     default: the version of Directory.Build.props, artifacts/release
# PROJECT_URL=https://… puts the project's address into the packages and lets SourceLink point there; without it every
# source file is embedded in the symbols, so that debugging works from the packages alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=${1:-$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)}
folder=$(realpath -m "${2:-artifacts/release}")
libraries="Dpa.Realtime Dpa.Realtime.Redis Dpa.Realtime.Client Dpa.Realtime.Client.Blazor Dpa.Realtime.Testing Dpa.Realtime.Quartz Dpa.Realtime.Hangfire
    Dpa.Realtime.Hosting Dpa.Realtime.Http Dpa.Realtime.AI"
build="$folder.build" # of its own: what is there already was built for debugging
mark="$folder/.dpa-release" # says that the folder is this script's own, to be written again
if [ -n "$(ls -A "$folder" 2>/dev/null)" ] && [ ! -f "$mark" ]; then
    echo "release: $folder is not empty and not made by this script; name another folder" >&2; exit 1
fi
[ ! -e "$build" ] || { echo "release: $build is there already; remove it, or name another folder" >&2; exit 1; }
rm -rf "$folder" && mkdir -p "$folder" && touch "$mark"
trap 'rm -rf "$build"' EXIT

properties=(-p:Version="$version" -p:ContinuousIntegrationBuild=true -p:ArtifactsPath="$build")
[ -z "${PROJECT_URL:-}" ] && properties+=(-p:EmbedAllSources=true) || properties+=(-p:PackageProjectUrl="$PROJECT_URL" -p:RepositoryUrl="$PROJECT_URL")
eng/pack.sh "$folder" $(printf 'src/%s ' $libraries) tests/Dpa.Realtime.Specification tools/dpa-watch templates -- "${properties[@]}"

fail() { echo "release: $*" >&2; exit 1; }
# grep reads to the end: one that leaves early (-q) breaks the pipe of what writes, which is a failure here.
has() { unzip -Z1 "$1" | grep -x "$2" >/dev/null || fail "$(basename "$1") has no $2"; }
says() { unzip -p "$1" '*.nuspec' | grep "$2" >/dev/null || fail "the description of $(basename "$1") has no $2"; }
for name in $libraries Dpa.Realtime.Specification Dpa.Realtime.Watch Dpa.Realtime.Templates; do
    package="$folder/$name.$version.nupkg"
    [ -f "$package" ] || fail "no $name.$version.nupkg"
    for file in README.md icon.png; do has "$package" "$file"; done
    for word in '<license type="expression">MIT</license>' '<readme>README.md</readme>' '<icon>icon.png</icon>' '<description>' '<tags>'; do says "$package" "$word"; done
    [ -z "${PROJECT_URL:-}" ] || says "$package" "<projectUrl>$PROJECT_URL"
    unzip -p "$package" '*.nuspec' | grep -o '<dependency id="Dpa.Realtime[^>]*' | grep -v "version=\"\[\?$version" && fail "$name depends on another version of its siblings"
    unzip -p "$package" '*.nuspec' | grep "$PWD" >/dev/null && fail "$name names a path of this machine"
done
for name in $libraries; do
    has "$folder/$name.$version.nupkg" "lib/net10.0/$name.dll"
    has "$folder/$name.$version.nupkg" "lib/net10.0/$name.xml"
    has "$folder/$name.$version.snupkg" "lib/net10.0/$name.pdb"
    unzip -p "$folder/$name.$version.nupkg" "lib/net10.0/$name.dll" | grep -a "$PWD" >/dev/null && fail "$name.dll names a path of this machine"
done

# The tree has one version; the release's own, and the project's address, go into a copy of what npm packed.
(cd src/Dpa.Realtime.Client.TypeScript && { [ -d node_modules ] || npm ci --silent --no-audit --no-fund; } && npm pack --silent --pack-destination "$build" >/dev/null)
tar -xzf "$build"/dpa-realtime-*.tgz -C "$build"
properties=(version="$version")
[ -z "${PROJECT_URL:-}" ] || properties+=(homepage="$PROJECT_URL" repository.type=git repository.url="$PROJECT_URL")
(cd "$build/package" && npm pkg set "${properties[@]}" && npm pack --silent --ignore-scripts --pack-destination "$folder" >/dev/null)
npm_package="$folder/dpa-realtime-$version.tgz"
[ -f "$npm_package" ] || fail "no dpa-realtime-$version.tgz"
for file in README.md LICENSE dist/index.js dist/cjs/index.js; do
    tar -tzf "$npm_package" | grep -x "package/$file" >/dev/null || fail "the npm package has no $file"
done
tar -xzOf "$npm_package" package/package.json | grep -F "\"version\": \"$version\"" >/dev/null || fail "the npm package has another version"
[ -z "${PROJECT_URL:-}" ] || tar -xzOf "$npm_package" package/package.json | grep -F "\"homepage\": \"$PROJECT_URL\"" >/dev/null || fail "the npm package has no address"

tools="$build/tools"
dotnet tool install CycloneDX --version 6.3.1 --tool-path "$tools" >/dev/null
bill() { # of materials, of one project
    "$tools/dotnet-CycloneDX" "src/$1/$1.csproj" -o "$folder/sbom" -fn "$1.json" -F Json -sv "$version" -sn "$1" -rs -dpr >"$build/sbom-$1.log" 2>&1 \
        || { tail -5 "$build/sbom-$1.log" >&2; fail "no bill of materials of $1"; }
}
mkdir -p "$folder/sbom"
working=()
for project in $libraries; do
    [ ${#working[@]} -lt "$(nproc)" ] || { wait "${working[0]}" || exit 1; working=("${working[@]:1}"); }
    bill "$project" &
    working+=($!)
done
for each in "${working[@]}"; do wait "$each" || exit 1; done
(cd "$folder" && sha256sum -- *.nupkg *.snupkg *.tgz sbom/*.json > SHA256SUMS)
echo "release: $(ls "$folder"/*.nupkg | wc -l) packages, $(ls "$folder"/*.snupkg | wc -l) with symbols, $(ls "$folder"/sbom | wc -l) bills of materials, version $version, in $folder"
