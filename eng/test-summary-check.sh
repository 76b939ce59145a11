#!/usr/bin/env bash
# Checks test-summary.sh on reports whose counts are known; says nothing when it is right.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

# expect STATUS LINE: what the summary of the reports in $work must be.
expect() {
    local line status
    line=$("$here/test-summary.sh" "$work" | tail -n 1)
    status=$? # of the summary: pipefail
    if [ "$line" != "$2" ] || [ "$status" != "$1" ]; then
        echo "test-summary: expected '$2' (exit $1), got '$line' (exit $status)"
        wrong=1
    fi
}

trx() { echo "<TestRun><ResultSummary outcome=\"Completed\"><Counters total=\"$1\" executed=\"$2\" passed=\"$3\" failed=\"$4\" error=\"0\" timeout=\"$5\" aborted=\"0\" passedButRunAborted=\"0\" notExecuted=\"$6\" /></ResultSummary></TestRun>"; }

expect 1 "0 passed, 0 failed"
trx 7 7 7 0 0 0 > "$work/a.trx"
expect 0 "7 passed, 0 failed"
trx 5 4 3 1 0 1 > "$work/b.trx"
expect 1 "10 passed, 1 failed, 1 skipped"
trx 2 2 1 0 1 0 > "$work/b.trx"
expect 1 "8 passed, 1 failed"
rm "$work/b.trx"
cat > "$work/npm.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="6" failures="1" errors="0" time="0.1">
    <testsuite name="a.test.ts" timestamp="2026-01-01T00:00:00.000Z" hostname="h" tests="4" failures="1" errors="0" skipped="1" time="0.1"></testsuite>
    <testsuite name="b.test.ts" timestamp="2026-01-01T00:00:00.000Z" hostname="h" tests="2" failures="0" errors="0" skipped="0" time="0"></testsuite>
</testsuites>
XML
expect 1 "11 passed, 1 failed, 1 skipped"
rm "$work/npm.xml"
trx 0 0 0 0 0 0 > "$work/empty.trx"
expect 1 "7 passed, 0 failed"
exit $wrong
