#!/usr/bin/env bash
# Checks test-summary.sh and test-failures.sh on reports whose contents are known, and that a long step shows that it is alive; says nothing when it is right.
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

trx() { echo "<TestRun><Times creation=\"2026-01-01T10:00:00.5+00:00\" start=\"2026-01-01T10:00:00.5+00:00\" finish=\"2026-01-01T10:01:02.5+00:00\" /><ResultSummary outcome=\"Completed\"><Counters total=\"$1\" executed=\"$2\" passed=\"$3\" failed=\"$4\" error=\"0\" timeout=\"$5\" aborted=\"0\" passedButRunAborted=\"0\" notExecuted=\"$6\" /></ResultSummary></TestRun>"; }

expect 1 "0 passed, 0 failed"
trx 7 7 7 0 0 0 > "$work/a.trx"
"$here/test-summary.sh" "$work" | grep -q '^     7 passed    0 failed    0 skipped    62 s  a.trx$' || { echo "test-summary: no line of a suite with its time"; wrong=1; }
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

# names LINES: what test-failures.sh must say of the reports in $work.
names() {
    local said
    said=$("$here/test-failures.sh" "$work")
    [ "$said" == "$1" ] || { printf 'test-failures: expected\n%s\ngot\n%s\n' "$1" "$said"; wrong=1; }
}

rm "$work"/*
trx 7 7 7 0 0 0 > "$work/a.trx"
names ""
cat > "$work/b.trx" <<'XML'
<TestRun><Results>
  <UnitTestResult testName="N.T.Right" outcome="Passed" />
  <UnitTestResult testName="N.T.Wrong(a: &quot;x&lt;y &amp; z&quot;)" duration="00:00:00.1" outcome="Failed">
    <Output><StdOut>&lt;Message&gt; none</StdOut><ErrorInfo><Message>Expected: 1&#xD;
Actual:   &lt;2&gt;</Message><StackTrace>   at N.T.Helper() in /x/src/N/Helper.cs:line 3&#xD;
   at N.T.Wrong() in /x/tests/N/T.cs:line 12</StackTrace></ErrorInfo></Output>
  </UnitTestResult>
  <UnitTestResult testName="N.T.Gone" outcome="Timeout"><Output /></UnitTestResult>
</Results></TestRun>
XML
cat > "$work/npm.xml" <<'XML'
<testsuites><testsuite name="a.test.ts" tests="2" failures="1">
    <testcase classname="a.test.ts" name="merge &gt; keeps" time="0.1"></testcase>
    <testcase classname="a.test.ts" name="merge &gt; drops" time="0.1"><failure message="expected 1 to be 2" type="AssertionError">at a.test.ts:3</failure></testcase>
</testsuite></testsuites>
XML
names '  N.T.Wrong(a: "x<y & z")
      Expected: 1
      Actual:   <2>
      at tests/N/T.cs:line 12
  N.T.Gone
      no message
  a.test.ts > merge > drops
      expected 1 to be 2'

said=$(cd "$here/.." && . eng/suites.sh && alive_seconds=0.3 && step "long" sleep 1 && step "wrong" false)
status=$?
[ $status -eq 1 ] && grep -q '^-- long goes on: [0-9]* s$' <<<"$said" && grep -q '^== long: ok, ' <<<"$said" && grep -q '^== wrong: exit 1, ' <<<"$said" \
    || { printf 'step: exit %s, said\n%s\n' "$status" "$said"; wrong=1; }
exit $wrong
