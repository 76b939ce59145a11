#!/usr/bin/env bash
# test-failures.sh DIRECTORY: names each failed test of all TRX (.NET) and JUnit (vitest) reports there with its message. Says nothing where none failed.
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
            for (i = 1; i <= count && i <= 12; i++) print "      " (length(lines[i]) > 300 ? substr(lines[i], 1, 300) "…" : lines[i])
            if (count > 12) print "      …"
            name = ""
        }
        function text() { return substr($0, index($0, ">") + 1) }
        BEGIN { RS = "<" }
        /^UnitTestResult[[:space:]]/ && attribute("outcome") ~ /^(Failed|Error|Timeout|Aborted)$/ { name = attribute("testName") }
        /^Message>/ && name != "" { say(text()) }
        /^\/UnitTestResult>/ && name != "" { say("no message") }
        /^testcase[[:space:]]/ { test = attribute("classname") " > " attribute("name") }
        /^(failure|error)[[:space:]>]/ { name = test; say(attribute("message") != "" ? attribute("message") : text()) }' "$report"
done
