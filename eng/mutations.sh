#!/usr/bin/env bash
# Breaks the code in known ways, one at a time, in a copy of the checkout, and says which test noticed. A mutation that nothing notices is a hole in the tests: the script then fails.
# Usage: eng/mutations.sh [name…]      Needs: .NET SDK, perl.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
cd "$copy" || exit 1

# name | file below src/Dpa.Realtime | perl substitution: every test of Dpa.Realtime.Tests is run.
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
    'access is not asked|FanOut/ConnectionOutbox.cs|s/if \(subscription\.Access\.TryAsk\(/if (false \&\& subscription.Access.TryAsk(/'
    'revoked access goes on|FanOut/SubscriptionAccess.cs|s/_allowedEpoch = null;\n            _askedEpoch = null;/_askedEpoch = null;/'
    'an overtaken answer counts|FanOut/SubscriptionAccess.cs|s/if \(number != _number\) return false;\n            _allowedEpoch/_allowedEpoch/'
    'access is not asked again|Connections/SubscriptionSet.Access.cs|s/if \(answer\.Access != Access\.Unknown\)/if (answer.Access != (Access)9)/'
    'lost state is not restored|FanOut/PipelineHub.cs|s/if \(wasAway\) await RestoreAsync[^;]*;//'
    'nodes do not heal|FanOut/PipelineHub.cs|s/if \(behind\.Length == 0\) return;/return;/'
    'held progress is forgotten|FanOut/ConnectionOutbox.cs|s/wheel\.Schedule\(subscription, delivery\.NextProgress\);//'
    'a V2 page is owed for ever|FanOut/ConnectionOutbox.cs|s/if \(rules\.WantsWhole\) delivery\.OwesWhole = reading\.LacksWhole;//'
    'a message names as many as it likes|Protocol/ClientMessageParser.cs|s/else if \(ids\.Count < maxIds\)/else if (ids.Count >= 0)/'
    'a large buffer is kept|Protocol/PooledBuffer.cs|s/if \(_bytes\.Length > Kept\) Replace\(\[\]\);//'
    'the archive is asked again at once|Publishing/ArchiveLookup.cs|s/ \|\| _absent\.Holds\(pipelineId\)//'
    'an archived end gets another epoch|Publishing/ArchiveLookup.cs|s/if \(held is \{ IsEnded: true, Position\.Epoch: not null \}\) return held;//'
    'a bulk request leaves no debt|Connections/MessageBudget.cs|s/_tokens -= tokens;/_tokens = Math.Max(0, _tokens - tokens);/'
    'provisional frames of any run are shown|FanOut/PipelineLog.cs|s/if \(_head is not null && string\.Equals\(authorizedEpoch, _head\.Position\.Epoch, StringComparison\.Ordinal\)\) _provisional/if (authorizedEpoch.Length > 0) _provisional/'
    'an earlier wake-up is ignored|FanOut/DelayWheel.cs|s/WakesAt <= timestamp/WakesAt is not null/'
    'a user holds as many polls as it likes|Connections/UserBudget.cs|s/_held >= options\.MaxHeldRequestsPerUser/_held < 0/'
    'answers have no pace|FanOut/ConnectionOutbox.cs|s/if \(delivery\.AnswerDue > time\.GetTimestamp\(\)\)/if (delivery.AnswerDue > long.MaxValue - 1)/'
    'answers pile up|FanOut/Subscription.cs|s/all\.Count\(\) < MaxAnswers \? all : all\.Dequeue\(\)/all/'
    'slow is gone|Connections/WritePatience.cs|s/if \(_taken >= 0 && _progress/if (_taken > long.MaxValue - 1 \&\& _progress/'
    'a server accepts until none is left|Endpoints/CarefulListener.cs|s/ \&\& !guard\.MayAccept\(\)/ \&\& false/'
    'descriptors run out|Diagnostics/DescriptorGuard.cs|s/_count > most - _arrivals/_count > int.MaxValue - 1/'
    'marks are never sent|FanOut/ConnectionOutbox.cs|s/if \(!delivery\.IsUnmarked \|\| subscription\.IsDirty\) continue;/if (delivery.IsUnmarked || !delivery.IsUnmarked) continue;/'
    'a transition waits for max_hz|FanOut/ConnectionOutbox.cs|s/ && !subscription\.Log!\.HasTransitionAfter\(delivery\.Cursor\)//'
    'leases go by the wall clock|Backplane/MonotonicTime.cs|s/time\.GetElapsedTime\(0\)/time.GetUtcNow() - default(DateTimeOffset)/'
    'a report takes the lock of the loop|Publishing/RunPublisher.cs|s/Volatile\.Write\(ref _lastReport, _context\.Time\.GetTimestamp\(\)\);/lock (_lock) _lastReport = _context.Time.GetTimestamp();/'
    'a report after the last look wakes nobody|Publishing/LoopWake.cs|s/return !hasWork\(\) \|\| !TryStart\(\);/return true;/'
    'what a job threw is not logged|Publishing/RunPublisher.Leaving.cs|s/_context\.Logger\.WorkThrew\(PipelineId, exception\);//'
    'what a job threw is logged twice|Publishing/RunPublisher.Leaving.cs|s/if \(_thrown\.TryGetValue\(each, out _\)\) return;//'
    'a dirty mark is lost|FanOut/Subscription.cs|s/Interlocked\.Exchange\(ref _isDirty, 0\);/_isDirty = 1;/'
)

# name | test project | test class, with wildcards | file below src, or below samples/ | perl substitution: of slower projects the classes whose matter it is.
class_mutations=(
    'a connection waits for its answers|Dpa.Realtime.FunctionalTests|*ConnectionEndTests|Dpa.Realtime/Connections/Connection.cs|s/while \(IsBehind && _close is null\)/while (IsBehind)/'
    'polls are held without a limit|Dpa.Realtime.FunctionalTests|*HttpBudgetTests|Dpa.Realtime/Endpoints/Admission.cs|s/if \(!budget\.TryHold\(\)\)/if (!budget.TryHold() \&\& !http.Request.Path.HasValue)/'
    'a bulk poll outlives its identity|Dpa.Realtime.FunctionalTests|*BulkPollTests|Dpa.Realtime/Endpoints/BulkPoll.cs|s/if \(changes\.IsOver\(caller\)\)/if (changes.IsOver(caller) \&\& asked < 0)/'
    'a bulk poll shows what was revoked|Dpa.Realtime.FunctionalTests|*BulkPollTests|Dpa.Realtime/Endpoints/BulkPoll.cs|s/ \|\| changes\.IsRevokedSince\(asked, caller\.UserId, id\)//'
    'a begun answer ends as a refusal|Dpa.Realtime.FunctionalTests|*BulkPollTests|Dpa.Realtime/Endpoints/BulkPoll.cs|s/when \(answer\.HasBegun\)/when (http.Response.HasStarted)/'
    'bulk polls are not counted|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/ProgressEndpoint.cs|s/admission\.HoldAsync\(http, caller, async \(\) =>\n    \{(.*?)\n    \}\)\);/Task.Run(async () =>\n    {$1\n    }));/s'
    'a body has all the time|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/PositionsReader.cs|s/\(http\.RequestAborted, late\.Token\)/(http.RequestAborted)/'
    'an answer has all the time|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/AnswerBody.cs|s/\(http\.RequestAborted, late\.Token\)/(http.RequestAborted)/'
    'one bad id refuses all|Dpa.Realtime.FunctionalTests|*PollingTests|Dpa.Realtime/Endpoints/NamedPipelines.cs|s/Invalid = Math\.Min\(MaxInvalid, Invalid \+ 1\);/throw new FormatException();/'
    'silent peers take every descriptor|Dpa.Realtime.FunctionalTests|*DescriptorTests|Dpa.Realtime/Endpoints/DescriptorLimit.cs|s/server\.Limits\.MaxConcurrentConnections \?\?= [^;]*;//'
    'a stream ignores revocation|Dpa.Realtime.FunctionalTests|*EventEndTests|Dpa.Realtime/Endpoints/EventStream.cs|s/public void Revoked\(string pipelineId\) =>[^;]*;/public void Revoked(string pipelineId) => _ = Id;/'
    'a stream does not look at the identity|Dpa.Realtime.FunctionalTests|*EventEndTests|Dpa.Realtime/Endpoints/EventStream.cs|s/if \(_caller\.ExpiresAt < now\)/if (_caller.ExpiresAt < now \&\& now == default)/'
    'a revocation is not kept|Dpa.Realtime.Redis.Tests|*RevocationTests|Dpa.Realtime.Redis/Nodes/AccessNotices.cs|s/if \(envelope\.Kind is MessageKind\.Revoked or MessageKind\.UserClosed\) Take\(envelope\);//'
    'a closing stays on its node|Dpa.Realtime.Redis.Tests|*RevocationTests|Dpa.Realtime.Redis/Nodes/RedisBackplane.Topics.cs|s/await _notices\.TellAsync\(MessageKind\.UserClosed[^;]*;//'
    'a closing leaves tickets alone|Dpa.Realtime.FunctionalTests|*EndOfAccessTests|Dpa.Realtime/Backplane/InMemoryBackplane.Topics.cs|s/_tickets\.Void\(userId\);//'
    'a ticket between the steps of a closing lives|Dpa.Realtime.FunctionalTests|*OverlappingEndTests|Dpa.Realtime/Backplane/InMemoryBackplane.Topics.cs|s/(foreach \(var receiver in _receivers\) receiver\.OnUserClosed[^;]*;)\s*(_tickets\.Void\(userId\);)/$2 $1/'
    'an identity ends during the question|Dpa.Realtime.FunctionalTests|*OverlappingEndTests|Dpa.Realtime/Endpoints/LongPoll.cs|s/if \(IsOver\(caller\)\) return new\(Access\.Denied\);\s*(var newer)/$1/; s/return rest > TimeSpan\.Zero \? rest : TimeSpan\.Zero;/return rest;/'
    'a ticket buys a ticket|Dpa.Realtime.FunctionalTests|*TicketTests|Dpa.Realtime/Endpoints/TicketEndpoint.cs|s/identity\.FindWithoutTicketAsync\(http\)/identity.FindAsync(http, null)/'
    'a held poll outlives its identity|Dpa.Realtime.FunctionalTests|*EndOfAccessTests|Dpa.Realtime/Connections/AccessChanges.cs|s/caller\.ExpiresAt <= time\.GetUtcNow\(\) \|\| //'
    'a spent ticket gets past a policy|Dpa.Realtime.FunctionalTests|*RequireAuthorizationTests|Dpa.Realtime/Endpoints/CallerIdentity.cs|s/if \(context\.Features\.Get<TicketAnswer>\(\)[^;]*;//'
    'the output cache is not told|Dpa.Realtime.FunctionalTests|*MiddlewareTests|Dpa.Realtime/Endpoints/OwnRules.cs|s/endpoint\.Metadata\.Add\(new OutputCacheAttribute[^;]*;//; s/if \(http\.Features\.Get<IOutputCacheFeature>[^;]*;//'
    'a limiter is not told|Dpa.Realtime.FunctionalTests|*MiddlewareTests|Dpa.Realtime/Endpoints/OwnRules.cs|s/endpoint\.Metadata\.Add\(new DisableRateLimitingAttribute\(\)\)/_ = endpoint/'
    'a guest has all the time|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/WaitAsync\(lane\.Limit, _time, CancellationToken\.None\)/WaitAsync(CancellationToken.None)/'
    'a guest runs where it is called|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/lane\.Threads\);\n\}/TaskScheduler.Default);\n}/'
    'one user takes all places|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestBounds.cs|s/Math\.Max\(1, places . 4\)/places/'
    'blocked threads are not noticed|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestThreads.cs|s/found\+\+;//'
    'a call that hangs gives its share back|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/else lane\.SetAside\([^;]*;/else lane.Gate.Leave(call);/'
    'one pipeline takes the whole share|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestBounds.cs|s/TriesPerPipeline = 2/TriesPerPipeline = 1000/'
    'one pipeline takes all places|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestGate.cs|s/pipeline\.Taken < bounds\.PlacesPerPipeline && //'
    'a cancel without a thread is dropped|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/return stop\.CancelAsync\(\);/throw;/'
    'a logger that throws is heard|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestLane.cs|s/TryLog\(\(\) => Log\((.*?)\)\);/Log($1);/'
    'producers share the archive|Dpa.Realtime.Tests|*ArchiveLookupTests|Dpa.Realtime/Publishing/ArchiveLookup.cs|s/userId\.Length > 0 \? userId : pipelineId/userId/'
    'late cancels take any thread|Dpa.Realtime.Tests|*SignalTests|Dpa.Realtime/Guests/GuestCalls.cs|s/source\.Cancel, CancellationToken\.None, TaskCreationOptions\.DenyChildAttach, _late/source.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default/'
    'what throws keeps a pipeline waiting|Dpa.Realtime.Tests|*TransitionDispatcherTests|Dpa.Realtime/Publishing/TransitionDispatcher.cs|s/finally\n        \{\n            Interlocked/catch (TimeoutException)\n        {\n            Interlocked/'
    'questions of one connection all wait|Dpa.Realtime.Tests|*ReauthorizeTests|Dpa.Realtime/Connections/SubscriptionSet.Access.cs|s/new\(AccessCheck\.AtOnce\)/new(int.MaxValue)/'
    'a busy authorizer is asked seldom|Dpa.Realtime.Tests|*ReauthorizeTests|Dpa.Realtime/Connections/SubscriptionSet.Access.cs|s/answer\.IsBusy \? NearASecond\(subscription\) : pause/pause/; s/if \(!answer\.IsBusy\) pause/pause/'
    'blocked threads are given up|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestLane.cs|s/while \(!invoked\.IsCompleted && Review\(\) >= _bounds\.PlacesPerKey\)/while (false)/'
    'a lost call is kept for ever|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestLane.cs|s/do await invoked\.WaitAsync\(Forgotten, _time, CancellationToken\.None\)/do await invoked/'
    'a cancel waits for the blocked threads|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/await StartCancelling\(stop\)/await Post(lane, () => { stop.Cancel(); return true; })/'
    'callbacks of a token cost nothing|Dpa.Realtime.Tests|*GuestCallsTests|Dpa.Realtime/Guests/GuestCalls.cs|s/ && stopping is not \{ IsCompleted: false \}//; s/else if \(stopping is not null\) await[^;]*;//'
    'a callback reaches the pool|Dpa.Realtime.Tests|*SignalTests|Dpa.Realtime/Publishing/RunSignals.cs|s/source\.Cancel\(\);\n            return new ValueTask<bool>\(true\);/return new ValueTask<bool>(true);/'
    'handlers are not called at the stop|Dpa.Realtime.Tests|*TransitionDispatcherTests|Dpa.Realtime/Publishing/TransitionDispatcher.cs|s/await _drained\.Task\.WaitAsync[^;]*;//'
    'handlers stop with the services|Dpa.Realtime.Tests|*TransitionDispatcherTests|Dpa.Realtime/Publishing/TransitionDispatcher.cs|s/(public Task StopAsync\(CancellationToken cancellationToken\) =>) Task\.CompletedTask/$1 StoppedAsync(cancellationToken)/'
    'handlers that hang stop others|Dpa.Realtime.Tests|*TransitionDispatcherTests|Dpa.Realtime/Publishing/TransitionDispatcher.cs|s/await handling\.WaitAsync\(SetAsideAfter[^;]*;/await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);/'
    'no answer is a refusal|Dpa.Realtime.FunctionalTests|*SlowAuthorizerTests|Dpa.Realtime/Connections/AccessCheck.cs|s/return new\(Access\.Unknown, /return new(Access.Denied, /'
    'authorizing holds up the receive loop|Dpa.Realtime.FunctionalTests|*SlowAuthorizerTests|Dpa.Realtime/Connections/SubscriptionSet.cs|s/_ = AnswerAllAsync/await AnswerAllAsync/'
    'a refusal is not sent|Dpa.Realtime.FunctionalTests|*RevocationTests|Dpa.Realtime/Connections/SubscriptionSet.Access.cs|s/TryRefuse\(number\) && !subscription\.Waits/TryRefuse(number) \&\& subscription.Waits/'
    'asking again holds up others|Dpa.Realtime.FunctionalTests|*UnansweredIdsTests|Dpa.Realtime/Connections/SubscriptionSet.Access.cs|s/if \(AsksAgain\) _ = AskAgainAsync/if (AsksAgain) await AskAgainAsync/'
    'a control overtakes a revocation|Dpa.Realtime.Tests|*AccessCheckTests|Dpa.Realtime/Connections/AccessCheck.cs|s/if \(access != Access\.Allowed \|\| !changes\.IsRevokedSince\(seenAt[^;]*;/if (seenAt >= 0) return access;/'
    'an answer about many overtakes a revocation|Dpa.Realtime.Tests|*AccessCheckTests|Dpa.Realtime/Connections/AccessCheck.cs|s/again\.Length, AtOnce/0, AtOnce/'
    'what cannot be read is not found|Dpa.Realtime.Redis.Tests|*LeftOutTests|Dpa.Realtime/Connections/LeftOut.cs|s/return \[\.\. ids\.Where\(positions\.ContainsKey\)\];/return [];/'
    'selecting is of a connection, not of a user|Dpa.Realtime.FunctionalTests|*SelectorTests|Dpa.Realtime/Endpoints/CallerIdentity.cs|s/NamedByClaims\(context\) \?\? //'
    'a guest runs on threads of all|Dpa.Realtime.FunctionalTests|*GuestMatrixTests|Dpa.Realtime/Guests/GuestCalls.cs|s/lane\.Threads\);\n\}/TaskScheduler.Default);\n}/'
    'an archived end is restored|Dpa.Realtime.FunctionalTests|*ArchiveAccessTests|Dpa.Realtime/Publishing/ArchiveLookup.cs|s/if \(held is \{ IsEnded: true, Position\.Epoch: not null \}\) return held;//'
    'an archive is restored for anybody|Dpa.Realtime.FunctionalTests|*ArchiveAccessTests|Dpa.Realtime/Connections/VisibleStates.cs|s/if \(may != Access\.Allowed\) return new\(may\);//'
    'a key forgets what was sent|DocumentPipelineHost.Tests|*IdentityTests|samples/DocumentPipelineHost/Idempotency/IdempotentCalls.cs|s/known\.Fingerprint is \{ \} first && /known.Fingerprint is { Length: 0 } first \&\& /'
    'the announced id is lost|DocumentPipelineHost.Tests|*IdentityTests|samples/DocumentPipelineHost/Uploads/DocumentIntake.cs|s/DocumentStore\.AddAlias\([^;]*;//'
    'a run keeps its turn|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunPublisher.Loop.cs|s/if \(Next\(\) is var \(change, pending\)\) await/while (Next() is var (change, pending)) await/'
    'reporters never yield|Dpa.Realtime.Tests|*StageSlotTests|Dpa.Realtime/Publishing/StageSlot.cs|s/isFarAhead = \+\+_untaken % FarAhead == 0;//'
    'ids beyond the limit cost nothing|Dpa.Realtime.FunctionalTests|*HttpBudgetTests|Dpa.Realtime/Endpoints/ProgressEndpoint.cs|s/named\.Total\) : named\.Total/named.Positions.Count) : named.Positions.Count/'
    'unread answers take any memory|Dpa.Realtime.FunctionalTests|*UnreadAnswersTests|Dpa.Realtime/Connections/Connection.cs|s/ \|\| _outbox\.PendingReplyBytes > MaxPendingReplyBytes//'
    'a stop waits for bodies|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/PositionsReader.cs|s/http\.RequestAborted, stopping, late\.Token/http.RequestAborted, late.Token/'
    'a stop waits for answers|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/AnswerLimit.cs|s/CancelAfter\(Grace\)/CancelAfter(Total)/'
    'an answer may take hours|Dpa.Realtime.FunctionalTests|*SlowPollTests|Dpa.Realtime/Endpoints/AnswerLimit.cs|s/\(Total, time\)/(Total * 100, time)/'
    'what a user has is read for a flat price|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Connections/UserWatch.cs|s/OfUser\(live\.Length\)/OfUser(5)/'
    'identities are looked at with the heartbeat|Dpa.Realtime.FunctionalTests|*EventEndTests|Dpa.Realtime/Connections/HeartbeatLoop.cs|s/var look = [^;]*;/var look = turn;/'
    'a connection has a budget of its own|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Connections/UserBudgets.cs|s/if \(_byUser\.TryGetValue\(userId, out var known\)\) return known;/return new UserBudget(options, time);/'
    'messages cost nothing|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Connections/Connection.cs|s/ \|\| _handler\.NextDue > _context\.Time\.GetTimestamp\(\)//'
    'polls bring states for nothing|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Endpoints/ProgressEndpoint.cs|s/admission\.ChargeAnswer\([^;]*;//'
    'polls of many bring states for nothing|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Endpoints/BulkPoll.cs|s/if \(news is not null\) await budgets[^;]*;//'
    'connections are opened at any rate|Dpa.Realtime.FunctionalTests|*SharedBudgetTests|Dpa.Realtime/Endpoints/WebSocketEndpoint.cs|s/if \(!context\.Budgets\.Of\(userId\)\.TryConnect\(\)\)/if (userId.Length == 0)/'
    'a budget in debt is forgotten|Dpa.Realtime.Tests|*UserBudgetTests|Dpa.Realtime/Connections/UserBudget.cs|s/ && Answers\.IsUnused && Work\.IsUnused//'
    'no gate|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/PublishingContext.cs|s/new CommitGate\(Options\.MaxCommitsInFlight\)/new CommitGate(int.MaxValue)/'
    'waiting for a turn is an outage|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunPublisher.Away.cs|s/: _context\.Outage\.Since;/: (long?)asked;/'
    'a change that fails keeps its turn|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunPublisher.Away.cs|s/_context\.Gate\.Leave\(\);\n        await back/await back/'
    'stalled marks in one moment|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunRegistry.cs|s/ && \+\+marked == MarksAtOnce/ \&\& ++marked < 0/'
    'retries in one moment|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunRegistry.cs|s/RetriesAtOnce = 500/RetriesAtOnce = 5000/'
    'all silent runs are compared|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunRegistry.cs|s/Math\.Min\(ComparedAtOnce, _uncompared\.Count\)/_uncompared.Count/'
    'what is being restored is not found|Dpa.Realtime.Redis.Tests|*AbsenceTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/return !IsAnybodyRestoring && !_isPending;/return true;/'
    'healthy before all is restored|Dpa.Realtime.Redis.Tests|*AbsenceTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/if \(_isPending \|\| IsAnybodyRestoring\) throw NotRestored\(\);//'
    'an unreadable entry fails the read|Dpa.Realtime.Redis.Tests|*UnreadableTests|Dpa.Realtime.Redis/Entries/EntryStore.cs|s/catch \(InvalidDataException e\)/catch (InvalidDataException e) when (ids.Count == 1)/'
    'subscribing waits for no connection|Dpa.Realtime.Redis.Tests|*RefusedTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/await channels\.ConnectedAsync\(\)\.ConfigureAwait\(false\);//'
    'a long comparison makes another one|Dpa.Realtime.Redis.Tests|*RecoveryTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/if \(_isPending\) TriggerUnlessRunning\(\);/if (_isPending) Trigger();/'
    'a slow server is compared with|Dpa.Realtime.Redis.Tests|*RecoveryTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/if \(link\.IsSlow && !_isPending\)/if (link.IsSlow \&\& _isPending)/'
    'a slow server loses producers|Dpa.Realtime.Redis.Tests|*RecoveryTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/Postpone\(\);\n            link\.IsBack/link.IsBack/'
    'offers come before the sign|Dpa.Realtime.Redis.Tests|*RecoveryTests|Dpa.Realtime.Redis/Nodes/RedisBackplane.Comparing.cs|s/if \(!suspicion\.Generations\.IsEmpty && held\.Count > 0\) await sign\.SetAsync\(\)[^;]*;//'
    'silent runs are forgotten in an outage|Dpa.Realtime.Redis.Tests|*RecoveryTests|Dpa.Realtime.Redis/Nodes/RedisBackplane.Sweep.cs|s/if \(!_recovery\.IsPending\) _slots\.Sweep\(\);/_slots.Sweep();/'
    'a late node holds nothing|Dpa.Realtime.Redis.Tests|*AbsenceTests|Dpa.Realtime.Redis/Nodes/Recovery.cs|s/marks\.IsRestoring \|\| _isAnyAwaited/marks.IsRestoring/'
    'one unreadable entry holds up all|Dpa.Realtime.Redis.Tests|*UnreadableTests|Dpa.Realtime.Redis/Nodes/RedisBackplane.Comparing.cs|s/when \(RedisFailure\.IsUnreadable\(e\)\)/when (RedisFailure.IsUnreadable(e) \&\& e.Code.Length == 0)/'
    'a ticket does not know of a closing|Dpa.Realtime.Redis.Tests|*Access.TicketTests|Dpa.Realtime.Redis/Nodes/RedisBackplane.Topics.cs|s/await _notices\.LookNowAsync\(\)[^;]*;//'
    'what has ended is written back|Dpa.Realtime.Tests|*HealingTests|Dpa.Realtime/FanOut/PipelineHub.cs|s/!head\.IsEnded && //'
    'an outage outlives its answer|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunPublisher.Away.cs|s/if \(waited is \{ IsAnswered: true \}\) return false;//'
    'a logger ends a run|Dpa.Realtime.Tests|*GateTests|Dpa.Realtime/Publishing/RunPublisher.Loop.cs|s/                Failed\(e\);/                Failed(e);\n                throw;/'
    'a name is cut anywhere|DocumentPipelineHost.Tests|*IdentityTests|samples/DocumentPipelineHost/Uploads/FileNames.cs|s/StringInfo\.GetNextTextElementLength\(text, length\)/1/'
    'a data folder has many owners|DocumentPipelineHost.Tests|*StartTests|samples/DocumentPipelineHost/Instances/FolderOwner.cs|s/FileShare\.None/FileShare.ReadWrite/'
    'an unfinished upload takes no room|DocumentPipelineHost.Tests|*TusLimitTests|samples/DocumentPipelineHost/Tus/TusStore.cs|s/Quota\.Check\([^;]*;//'
    'a piece counts anywhere|DocumentPipelineHost.Tests|*TusTests|samples/DocumentPipelineHost/Tus/TusEndpoint.cs|s/if \(!upload\.IsOpen \|\| offset != upload\.Received\)/if (!upload.IsOpen)/'
    'a cut loses its piece|DocumentPipelineHost.Tests|*TusUploadTests|samples/DocumentPipelineHost/Tus/TusReceiver.cs|s/if \(keeps\)\n\s*await piece\.CommitAsync\(\);//'
    'a wrong checksum is kept|DocumentPipelineHost.Tests|*TusTests|samples/DocumentPipelineHost/Tus/TusReceiver.cs|s/checksum\?\.Matches\(\) == false/checksum is null \&\& upload.Length < 0/'
    'too much memory is called a crash|DocumentPipelineHost.Tests|*EngineProcessTests|samples/DocumentPipelineHost/Engine/EngineEndedException.cs|s/end is EngineEnd\.Memory or /end is /'
    'processor time has no end|DocumentPipelineHost.Tests|*EngineProcessTests|samples/DocumentPipelineHost/Engine/EngineWatch.cs|s/_ when cpu\.TotalSeconds > options\.CpuSeconds => EngineEnd\.Cpu,//'
    'a stopped process is waited for|DocumentPipelineHost.Tests|*EngineProcessTests|samples/DocumentPipelineHost/Engine/EngineWatch.cs|s/_ when stopped > StoppedFor => EngineEnd\.Stopped,//'
    'secrets go along|DocumentPipelineHost.Tests|*EngineProcessTests|samples/DocumentPipelineHost/Engine/EngineCommand.cs|s/environment\.Clear\(\);//'
    'attempts are not counted|DocumentPipelineHost.Tests|*LostProcessTests|samples/DocumentPipelineHost/Stages/AttemptStore.cs|s/ended = ended \+ 1/ended = ended/'
    'a process outlives its host|DocumentPipelineHost.Tests|*LostProcessTests|samples/DocumentEngine/Isolation/EngineChild.cs|s/Process\.GetCurrentProcess\(\)\.Kill\(\);//g'
    'entries are not counted first|DocumentEngine.Tests|*HostileFileTests|samples/DocumentEngine/Archives/ArchiveGuard.cs|s/CountEntries\(path\);//'
    'a declared encoding is not read|DocumentEngine.Tests|*EncodingTests|samples/DocumentEngine/Encodings/DeclaredEncoding.cs|s/return match\.Success \? Known/return match.Success \&\& head.Length < 0 ? Known/'
    'nonsense is guessed|DocumentEngine.Tests|*EncodingTests|samples/DocumentEngine/Encodings/WordShapes.cs|s/odd \* \(long\)CharactersAnOddity <= high/odd >= 0/'
    'front matter is lost|DocumentEngine.Tests|*MarkupKindTests|samples/DocumentEngine/Markup/MarkdownReader.cs|s/plain\.Append\(line \+ "\\n"\);/_ = line;/'
    'notes of Word are lost|DocumentEngine.Tests|*WordContentTests|samples/DocumentEngine/Docx/WordWalk.cs|s/paragraph\.After\.Add\(note\);/_ = paragraph;/'
    'the main part has one name|DocumentEngine.Tests|*WordContentTests|samples/DocumentEngine/Office/OfficePackage.cs|s/each\.Is\("officeDocument"\) && archive\.Has\(each\.Target\)/each.Is("nothing")/'
    'Hebrew stays as it is seen|DocumentEngine.Tests|*PdfContentTests|samples/DocumentEngine/Pdf/PdfLine.cs|s/_isRightToLeft \? BidiOrder\.ToLogical\(values\) : //'
    'columns are read across|DocumentEngine.Tests|*PdfContentTests|samples/DocumentEngine/Pdf/PdfPageText.cs|s/PdfColumns\.InReadingOrder\((Rows\(Down\(Pieces\(glyphs\)\)\))\)/$1/'
    'lists lose their numbers|DocumentEngine.Tests|*WordContentTests|samples/DocumentEngine/Docx/WordWalk.cs|s/number\.Length > 0 \? /number.Length < 0 ? /'
    'turned lines are lost|DocumentEngine.Tests|*PdfContentTests|samples/DocumentEngine/Pdf/PdfFrames.cs|s/OrderByDescending\(static glyphs => glyphs\.Count\)\]/OrderByDescending(static glyphs => glyphs.Count).Take(1)]/'
    'contents come before text|DocumentPipelineHost.Tests|*SearchQualityTests|samples/DocumentEngine/Search/HitRanking.cs|s/OrderBy\(static each => each\.IsAside\)\.ThenByDescending/OrderByDescending/'
    'all words of a question must stand there|DocumentPipelineHost.Tests|*SearchQualityTests|samples/DocumentPipelineHost/Documents/DocumentSearch.cs|s/answer\.Total == 0 && query\.Loosened\(\) is/answer.Total < 0 \&\& query.Loosened() is/'
    'an empty slide is no page|DocumentEngine.Tests|*FormatTests|samples/DocumentEngine/Pptx/SlideDeck.cs|s/_slides\.Skip\(fromPage - 1\)/_slides.Where(static each => each.Text.Length > 0).Skip(fromPage - 1)/'
    'Markdown is read in one piece|DocumentEngine.Tests|*HostileFileTests|samples/DocumentEngine/Markup/MarkdownPieces.cs|s/MostWhole = 32 \* 1024/MostWhole = 32 * 1024 * 1024/'
    'a stopped worker writes|DocumentPipelineHost.Tests|*StoppedWorkTests|samples/DocumentPipelineHost/Pipelines/PipelineStore.cs|s/ AND status = \@status AND instance = \@Instance AND fence = \@fence//'
    'an interrupted pipeline is begun|DocumentPipelineHost.Tests|*ControlTests|samples/DocumentPipelineHost/Pipelines/PipelineStore.Work.cs|s/is not \{ IsInterrupted: false \} own/is not { } own/'
    'a cancel keeps partial results|DocumentPipelineHost.Tests|*ControlTests|samples/DocumentPipelineHost/Control/ControlRows.cs|s/PartialResults\.DropUnfinished\([^;]*;/_ = documentId;/'
    'nobody asked and it is cancelled|DocumentPipelineHost.Tests|*StoppedWorkTests|samples/DocumentPipelineHost/Jobs/BrokenOffWork.cs|s/else if \(run\.CancelRequested\.IsCancellationRequested\)/else if (exception is OperationCanceledException)/'
    'two instances store one upload|DocumentPipelineHost.Tests|*TusInstancesTests|samples/DocumentPipelineHost/Tus/TusCompletion.cs|s/if \(await store\.ClaimAsync\(upload\.Id\)\)/if (await store.ClaimAsync(upload.Id) || upload.IsWhole)/'
    'what another instance serves stays held|DocumentPipelineHost.Tests|*TusInstancesTests|samples/DocumentPipelineHost/Jobs/TakeoverLoop.cs|s/await watches\.ReleaseLostAsync\(\);//'
    'pieces stay in a folder|DocumentPipelineHost.Tests|*TusInstancesTests|samples/DocumentPipelineHost/Buckets/BucketsSetup.cs|s/S3SegmentStore/LocalSegmentStore/'
    'a claim outlives its instance|DocumentPipelineHost.Tests|*TusInstancesTests|samples/DocumentPipelineHost/Instances/PostgresInstances.cs|s/UPDATE uploads SET instance = NULL WHERE instance = \@id; //'
    'an upload is stored after its cancel|DocumentPipelineHost.Tests|*TusDurabilityTests|samples/DocumentPipelineHost/Tus/TusCompletion.cs|s/if \(watches\.IsCancelled\(whole\)\)/if (watches.IsCancelled(whole) \&\& whole.Length < 0)/'
    'an interrupt is forgotten by a restart|DocumentPipelineHost.Tests|*TusDurabilityTests|samples/DocumentPipelineHost/Control/ControlRows.cs|s/PipelineStore\.AskInterrupt\(transaction, id\);/_ = id;/'
    'a user counts side by side|DocumentPipelineHost.Tests|*QuotaTests|samples/DocumentPipelineHost/Database/OwnerLock.cs|s/transaction is NpgsqlTransaction\)/transaction is NpgsqlTransaction \&\& owner.Length == 0)/'
    'half a batch is left|DocumentPipelineHost.Tests|*BatchFailureTests|samples/DocumentPipelineHost/Batches/BatchCreation.cs|s/await AbandonAsync\(batch\.Id\);//'
    'a file is tried again without its batch|DocumentPipelineHost.Tests|*BatchFailureTests|samples/DocumentPipelineHost/Control/ControlRows.cs|s/BatchRows\.Reopen\(transaction, batch\);/_ = batch;/'
    'a repeat may have any size|DocumentPipelineHost.Tests|*BatchFailureTests|samples/DocumentPipelineHost/Idempotency/RepeatedRequest.cs|s/AllowBody\(context, maxBytes\)/AllowBody(context, maxBytes << 8)/'
    'half a copy stays on a full disk|DocumentPipelineHost.Tests|*FullDiskTests|samples/DocumentPipelineHost/Storage/KeptFiles.cs|s/File\.Delete\(to\);//'
    'a server reads far ahead|DocumentPipelineHost.Tests|*TusUploadTests|samples/DocumentPipelineHost/HostApplication.cs|s/builder\.WebHost\.UseSockets[^;]*;//'
    'a damaged file of jobs is not looked at|DocumentPipelineHost.Tests|*StartTests|samples/DocumentPipelineHost/HostApplication.cs|s/app\.Services\.GetService<JobsFile>\(\)\?\.Check\(\);//'
    'what cannot be shown keeps its row|DocumentPipelineHost.Tests|*OutageTests|samples/DocumentPipelineHost/Uploads/UploadPipelines.cs|s/await pipelines\.RemoveUnshownAsync\(id\);//'
    'silent rows are waited for|DocumentPipelineHost.Tests|*OutageTests|samples/DocumentPipelineHost/Database/PostgresAddress.cs|s/CommandSeconds = 6/CommandSeconds = 30/'
    'a silent object server is waited for|DocumentPipelineHost.Tests|*BucketFaultTests|samples/DocumentPipelineHost/Buckets/S3Calls.cs|s/new StallWatch\(options\.Value\.StallTimeout/new StallWatch(TimeSpan.FromMinutes(5)/g'
    'a batch ends with its first file|DocumentPipelineHost.Tests|*BatchTests|samples/DocumentPipelineHost/Pipelines/BatchRows.cs|s/counts\.Ended \+ batch\.Missing >= batch\.Expected/counts.Ended > 0/'
)

missed=0

# wanted NAME: whether it is to be tried.
names=("$@")
wanted() {
    local name
    [ ${#names[@]} -gt 0 ] || return 0
    for name in "${names[@]}"; do [ "$name" != "$1" ] || return 0; done
    return 1
}

# try_mutation NAME PROJECT CLASS FILE CHANGE: one line of the table.
try_mutation() {
    local name=$1 project=$2 class=$3 path=$([[ $4 == samples/* ]] && echo "$4" || echo "src/$4") change=$5 tests count
    cp "$path" original
    perl -0pi -e "$change" "$path"
    if cmp -s original "$path"; then printf '| %s | **the pattern no longer fits the code** |\n' "$name"; missed=1; return; fi
    if ! dotnet build "tests/$project" -c Release -v quiet -p:TreatWarningsAsErrors=false >build.log 2>&1; then
        printf '| %s | **does not compile**: %s |\n' "$name" "$(grep -m1 -o 'error .*' build.log | cut -c1-100)"; missed=1
    else
        timeout -k 5 300 "artifacts/bin/$project/release/$project" -class "$class" >test.log 2>&1
        tests=$(grep -a '\[FAIL\]' test.log | sed 's/\x1b\[[0-9;]*m//g; s/^ *//; s/ \[FAIL\]//' | sed "s/^${project//./\\.}\\.//" | sort -u)
        count=$(printf '%s' "$tests" | grep -c .)
        if [ "$count" -eq 0 ]; then printf '| %s | **nothing** |\n' "$name"; missed=1
        else printf '| %s | %s%s |\n' "$name" "$(printf '%s' "$tests" | head -3 | paste -sd, | sed 's/,/, /g')" "$([ "$count" -gt 3 ] && echo " and $((count - 3)) more")"; fi
    fi
    cp original "$path"
}

printf '| mutation | noticed by |\n|---|---|\n'
for entry in "${mutations[@]}"; do
    IFS='|' read -r name file change <<<"$entry"
    wanted "$name" || continue
    try_mutation "$name" Dpa.Realtime.Tests '*' "Dpa.Realtime/$file" "$change"
done
for entry in "${class_mutations[@]}"; do
    IFS='|' read -r name project class file change <<<"$entry"
    wanted "$name" || continue
    try_mutation "$name" "$project" "$class" "$file" "$change"
done
exit $missed
