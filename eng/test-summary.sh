#!/usr/bin/env bash
# test-summary.sh DIRECTORY: sums the counters of all TRX (.NET) and JUnit (vitest) reports there into one plain line, the last that it prints.
# Exit status: 0 only where every report holds at least one test that ran and none failed.
set -uo pipefail
shopt -s nullglob
reports=("$1"/*.trx "$1"/*.xml)

# One report a file: "passed failed skipped".
counts() {
    awk '
        function number(name) { return match($0, "[[:space:]]" name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
        BEGIN { RS = "<" }
        /^Counters[[:space:]]/ { passed += number("passed"); failed += number("failed") + number("error") + number("timeout") + number("aborted"); skipped += number("notExecuted") }
        /^testsuite[[:space:]]/ { bad = number("failures") + number("errors"); failed += bad; skipped += number("skipped"); passed += number("tests") - bad - number("skipped") }
        END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

passed=0 failed=0 skipped=0 status=0
[ ${#reports[@]} -gt 0 ] || status=1
for report in "${reports[@]}"; do
    read -r p f s < <(counts "$report")
    printf '%6d passed %4d failed %4d skipped  %s\n' "$p" "$f" "$s" "$(basename "$report")"
    [ $((p + f)) -gt 0 ] || { echo "       no test ran in $(basename "$report")"; status=1; }
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
[ "$failed" -eq 0 ] || status=1
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
echo "$line"
exit $status
