# Sourced by test.sh. Which suites there are, in which order, and how one is run.

# Units and properties first, then sockets, services, the host with the browser. A test project that is not named here runs at the end.
dotnet_order="Dpa.Realtime.Tests Dpa.Realtime.Client.Tests Dpa.Realtime.Producers.Tests DocumentEngine.Tests Dpa.Realtime.FunctionalTests Dpa.Realtime.Redis.Tests DocumentPipelineHost.Tests"
npm_order="src/Dpa.Realtime.Client.TypeScript samples/DocumentPipelineHost/ClientApp"

dotnet_suites=()
for name in $dotnet_order $(grep -l 'Microsoft.Testing.Extensions.TrxReport' tests/*/*.csproj | xargs -n 1 basename -s .csproj); do
    [ -f "tests/$name/$name.csproj" ] || continue
    case " ${dotnet_suites[*]} " in *" $name "*) ;; *) dotnet_suites+=("$name") ;; esac
done

npm_suites=()
for package in $npm_order; do [ ! -f "$package/package.json" ] || npm_suites+=("$package"); done

alive_seconds=15

# Says every while that a step goes on. Its pauses hold no pipe open: a killed one leaves a `sleep` behind.
alive() {
    while sleep "$alive_seconds" </dev/null >/dev/null 2>&1; do echo "-- $1 goes on: $((SECONDS - $2)) s"; done
}

# step NAME COMMAND…: one heading, a sign of life every while, the time it took, the command's own status.
step() {
    local name=$1 start=$SECONDS status sign
    shift
    echo "== $name"
    alive "$name" "$start" &
    sign=$!
    "$@"
    status=$?
    { kill "$sign" && wait "$sign"; } 2>/dev/null
    echo "== $name: $([ $status -eq 0 ] && echo ok || echo "exit $status"), $((SECONDS - start)) s"
    return $status
}

# One compiler for all projects halves the time of a build; it is this build's own, and ends with it.
build_all() {
    local compiler="dpa-$$" status
    dotnet build Dpa.Realtime.sln -c Release -v quiet -nodeReuse:false -p:UseRazorBuildServer=false -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler"
    status=$?
    end_compiler "$compiler"
    return $status
}

end_compiler() {
    local process
    for process in /proc/[0-9]*; do
        tr '\0' '\n' 2>/dev/null <"$process/cmdline" | grep -qxF -- "-pipename:$1" && kill "${process#/proc/}"
    done
}

# Packages come before the .NET build, which builds the page from them. `npm ci` only where the lock file is newer than what is installed.
npm_packages() {
    local package
    for package in "${npm_suites[@]}"; do
        [ "$package/node_modules/.package-lock.json" -nt "$package/package-lock.json" ] && continue
        step "npm ci $package" npm --prefix "$package" ci --no-audit --no-fund --loglevel=error || problems+=("npm ci failed in $package")
        touch "$package/node_modules/.package-lock.json" 2>/dev/null
    done
}

run_dotnet() {
    step "$1" dotnet test --project "tests/$1/$1.csproj" -c Release --no-build --no-progress --report-trx --results-directory "$results" --timeout 65m \
        || problems+=("$1: dotnet test ended with an error")
    compgen -G "$results/$1_*.trx" >/dev/null || problems+=("$1: no results")
}

# The documentation as a site; the build follows every link and anchor of it (docs/check-site.mjs). Its pages are read as
# Markdown too: that their code compiles and their links lead somewhere there is Dpa.Realtime.Docs.Tests' matter.
build_docs() {
    [ docs/node_modules/.package-lock.json -nt docs/package-lock.json ] \
        || step "npm ci docs" npm --prefix docs ci --no-audit --no-fund --loglevel=error \
        || { problems+=("npm ci failed in docs"); return; }
    step "documentation site" npm --prefix docs run --silent build || problems+=("the documentation site does not build")
}

run_npm() {
    local report="$results/npm-${1//\//-}.xml"
    step "$1: types" npm --prefix "$1" run --silent --if-present check || problems+=("$1: the type check failed")
    step "$1" npm --prefix "$1" exec --no -- vitest run --root "$1" --reporter=default --reporter=junit --outputFile.junit="$report" \
        || problems+=("$1: vitest ended with an error")
    [ -s "$report" ] || problems+=("$1: no results")
}
