#!/usr/bin/env bash
# Breaks the code in known ways, one at a time, in a copy of the checkout, and says which test noticed. A mutation that nothing notices is a hole in the tests: the script then fails.
# Usage: eng/mutations.sh [name]      Needs: .NET SDK, perl.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z -- src/Dpa.Realtime tests/Dpa.Realtime.Tests tests/Dpa.Realtime.Specification tests/Dpa.Realtime.Oracle '*.props' '*.targets' global.json BannedSymbols.txt .editorconfig docs \
    | xargs -0 cp --parents -t "$copy"
cd "$copy" || exit 1

# name | file below src/Dpa.Realtime | perl substitution
mutations=(
    'progress goes back|Backplane/StageMerge.cs|s/Math\.Max\(lowest, WireNumbers\.Percent\(value\)\)/WireNumbers.Percent(value)/'
    'overall goes back|Backplane/MergeStep.cs|s/fresh \? overall : Math\.Max\(overall, _state\.OverallProgress\)/overall/'
    'transitions share a number|Backplane/MergeStep.cs|s/_state\.Transition \+ _transitions\.Count \+ 1/_state.Transition + 1/'
    'fenced producers are heard|Backplane/ProducerTable.cs|s/if \(exclusive\) _producers\.Clear\(\);//'
    'repeats are applied again|Backplane/ProducerTable.cs|s/if \(sequence > producer\.LastSequence\) return null;/return null;/'
    'an epoch is not greater|Backplane/EpochSource.cs|s/MillisecondsOf\(id\) \+ 1/MillisecondsOf(id) - 1/'
    'transitions are conflated|FanOut/Conflation.cs|s/entry\.HasTransition \|\| !superseded/!superseded/'
    'a stage hides another|FanOut/Conflation.cs|s/IsSeen\(seen, entry\.StageIndex\)/(seen[0] != 0)/'
    'old news is taken|FanOut/PipelineLog.cs|s/if \(_head is not null && change\.State\.Position <= _head\.Position\) return;//'
    'a gap is not noticed|FanOut/PipelineLog.cs|s/if \(!Follows\(change\.State\)\) Restart\(change\.State\.Position\.Version\);/if (_head is null) Restart(change.State.Position.Version);/'
    'the tail is one too far|FanOut/PipelineLog.cs|s/cursor\.Position\.Version \+ 1 < _tail\)\n        \{/cursor.Position.Version + 2 < _tail)\n        {/'
    'what is owed is let go|FanOut/LogEntry.cs|s/IsWhole \|\| HasTransition/IsWhole/'
    'an old batch is handed out|FanOut/PipelineLog.cs|s/_batches\.Clear\(\);//'
    'the cursor stays|FanOut/ConnectionOutbox.cs|s/delivery\.Cursor = new Cursor\(head\.Position, head\.Transition, head\.OverallProgress\);//'
    'since is believed|FanOut/ResumeRules.cs|s/if \(held == head\.Position\) return null;/if (held.Epoch == head.Position.Epoch) return null;/'
    'a part leaves a stage out|FanOut/ResumeRules.cs|s/StagesAfter = held\.Version/StagesAfter = held.Version + 1/'
    'no reset ahead of the head|FanOut/ResumeRules.cs|s/whole with \{ Reset = true \}/null/'
    'since holds over a new detail|FanOut/ConnectionOutbox.cs|s/delivery\.Cursor\.Position\.Epoch is null \|\| delivery\.Detail == answer\.Detail \? answer\.Since : null/answer.Since/'
    'access is not asked|FanOut/ConnectionOutbox.cs|s/if \(!string\.Equals\(subscription\.AuthorizedEpoch, head\.Position\.Epoch, StringComparison\.Ordinal\)\) Ask/if (false) Ask/'
    'revoked access goes on|Connections/SubscriptionSet.cs|s/else if \(!subscription\.Waits && !isFirst\)/else if (isFirst \&\& !isFirst)/'
    'lost state is not restored|FanOut/PipelineHub.cs|s/if \(wasAway\) await RestoreAsync[^;]*;//'
    'nodes do not heal|FanOut/PipelineHub.cs|s/if \(behind\.Length == 0\) return;/return;/'
    'held progress is forgotten|FanOut/ConnectionOutbox.cs|s/wheel\.Schedule\(subscription, delivery\.NextProgress\);//'
    'a V2 page is owed for ever|FanOut/ConnectionOutbox.cs|s/if \(rules\.WantsWhole\) delivery\.OwesWhole = reading\.LacksWhole;//'
    'a dirty mark is lost|FanOut/Subscription.cs|s/Interlocked\.Exchange\(ref _isDirty, 0\);/_isDirty = 1;/'
)

missed=0
printf '| mutation | noticed by |\n|---|---|\n'
for entry in "${mutations[@]}"; do
    IFS='|' read -r name file change <<<"${entry/ || / OR }"
    change=${entry#*|}; change=${change#*|}
    [ -z "${1:-}" ] || [ "$1" = "$name" ] || continue
    path=src/Dpa.Realtime/$file
    cp "$path" original
    perl -0pi -e "$change" "$path"
    if cmp -s original "$path"; then printf '| %s | **the pattern no longer fits the code** |\n' "$name"; missed=1; continue; fi
    if ! dotnet build tests/Dpa.Realtime.Tests -c Release -v quiet -p:TreatWarningsAsErrors=false >build.log 2>&1; then
        printf '| %s | **does not compile**: %s |\n' "$name" "$(grep -m1 -o 'error .*' build.log | cut -c1-100)"; missed=1
    else
        timeout -k 5 300 artifacts/bin/Dpa.Realtime.Tests/release/Dpa.Realtime.Tests >test.log 2>&1
        tests=$(grep -a '\[FAIL\]' test.log | sed 's/\x1b\[[0-9;]*m//g; s/^ *Dpa\.Realtime\.Tests\.//; s/ \[FAIL\]//' | sort -u)
        count=$(printf '%s' "$tests" | grep -c .)
        if [ "$count" -eq 0 ]; then printf '| %s | **nothing** |\n' "$name"; missed=1
        else printf '| %s | %s%s |\n' "$name" "$(printf '%s' "$tests" | head -3 | paste -sd, | sed 's/,/, /g')" "$([ "$count" -gt 3 ] && echo " and $((count - 3)) more")"; fi
    fi
    cp original "$path"
done
exit $missed
