#!/usr/bin/env bash
# test-failures.sh DIRECTORY: names each failed test of all TRX (.NET) and JUnit (vitest) reports there with its message and, for .NET, the lines of tests/ that it came from. Says nothing where none failed.
set -uo pipefail
shopt -s nullglob

for report in "$1"/*.trx "$1"/*.xml; do
    awk '
        function attribute(name) { return match($0, "[[:space:]]" name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
        function plain(text) {
            gsub(/&#(10|xA|xa);/, "\n", text); gsub(/&#(13|xD|xd);/, "", text); gsub(/&quot;/, "\"", text); gsub(/&apos;|&#39;/, "\047", text)
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        function say(message,    lines, count, i) {
            print "  " plain(name)
            count = split(plain(message), lines, "\n")
            for (i = 1; i <= count && i <= 12; i++) print "      " (length(lines[i]) > 1000 ? substr(lines[i], 1, 1000) "…" : lines[i])
            if (count > 12) print "      …"
            name = ""
        }
        function where(trace,    lines, count, i, said) {
            count = split(plain(trace), lines, "\n")
            for (i = 1; i <= count && said < 6; i++) if (match(lines[i], /tests\/[^ ]*:line [0-9]+/)) { print "      at " substr(lines[i], RSTART, RLENGTH); said++ }
        }
        function text() { return substr($0, index($0, ">") + 1) }
        BEGIN { RS = "<" }
        /^UnitTestResult[[:space:]]/ && attribute("outcome") ~ /^(Failed|Error|Timeout|Aborted)$/ { name = attribute("testName"); failed = 1 }
        /^Message>/ && name != "" { say(text()) }
        /^StackTrace>/ && failed { where(text()) }
        /^\/UnitTestResult>/ { if (name != "") say("no message"); failed = 0 }
        /^testcase[[:space:]]/ { test = attribute("classname") " > " attribute("name") }
        /^(failure|error)[[:space:]>]/ { name = test; say(attribute("message") != "" ? attribute("message") : text()) }' "$report"
done
