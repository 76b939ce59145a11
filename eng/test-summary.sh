#!/usr/bin/env bash
# test-summary.sh DIRECTORY: sums the counters of all TRX (.NET) and JUnit (vitest) reports there into one plain line, the last that it prints.
# Exit status: 0 only where every report holds at least one test that ran and none failed.
set -uo pipefail
shopt -s nullglob
reports=("$1"/*.trx "$1"/*.xml)

# One report a file: "passed failed skipped seconds".
counts() {
    awk '
        function number(name) { return match($0, "[[:space:]]" name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
        # of a day, which is enough: a report whose end is before its start went over midnight
        function clock(name,    time, parts) {
            if (!match($0, name "=\"[^\"T]*T[0-9:.]+")) return 0
            time = substr($0, RSTART, RLENGTH)
            sub(/.*T/, "", time)
            split(time, parts, ":")
            return parts[1] * 3600 + parts[2] * 60 + parts[3]
        }
        BEGIN { RS = "<" }
        /^Times[[:space:]]/ { seconds = clock("finish") - clock("start"); if (seconds < 0) seconds += 86400 }
        /^testsuites[[:space:]]/ { seconds = match($0, "[[:space:]]time=\"[0-9.]+\"") ? substr($0, RSTART + 7, RLENGTH - 8) : 0 }
        /^Counters[[:space:]]/ { passed += number("passed"); failed += number("failed") + number("error") + number("timeout") + number("aborted"); skipped += number("notExecuted") }
        /^testsuite[[:space:]]/ { bad = number("failures") + number("errors"); failed += bad; skipped += number("skipped"); passed += number("tests") - bad - number("skipped") }
        END { printf "%d %d %d %.0f\n", passed, failed, skipped, seconds }' "$1"
}

passed=0 failed=0 skipped=0 status=0
[ ${#reports[@]} -gt 0 ] || status=1
for report in "${reports[@]}"; do
    read -r p f s seconds < <(counts "$report")
    printf '%6d passed %4d failed %4d skipped %5d s  %s\n' "$p" "$f" "$s" "$seconds" "$(basename "$report")"
    [ $((p + f)) -gt 0 ] || { echo "       no test ran in $(basename "$report")"; status=1; }
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
[ "$failed" -eq 0 ] || status=1
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
echo "$line"
exit $status
