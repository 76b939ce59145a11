using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// A run's way to a backplane that may be unavailable: it retries, restores lost state, and meanwhile lets progress
/// that this node knows be shown.
/// </summary>
internal sealed class RunOutage(RunState run, IBackplane backplane, PublishingContext context)
{
    private static readonly TimeSpan HoldAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private volatile bool _isUnavailable;
    private long _since;
    private TaskCompletionSource? _retry; // ends the pause
    private long? _sentAt; // when the change in flight was sent; null while the run waits for its turn
    private ProvisionalProgress? _provisional; // made in the first outage

    /// <summary>Whether the backplane has not taken this run's last change.</summary>
    public bool IsUnavailable => _isUnavailable;

    /// <summary>
    /// Whether the backplane does not take what this run reports: its own change, or those of others while it waits for
    /// its turn. Needs no lock.
    /// </summary>
    public bool IsUntaken => _isUnavailable || (_sentAt is null && context.Outage.Since is not null);

    /// <summary>How many transitions wait for an unavailable backplane.</summary>
    public int TransitionsWaiting
    {
        get { lock (run.Lock) return _isUnavailable ? run.Transitions_NeedsLock : 0; }
    }

    /// <summary>Retries at once, without the rest of the pause: the backplane is reported reachable again.</summary>
    public void RetryNow()
    {
        lock (run.Lock) _retry?.TrySetResult();
    }

    /// <summary>Tries until the backplane answers. The same sequence makes a repeat harmless.</summary>
    public async ValueTask<ApplyResult> ApplyAsync(PipelineChange change)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var retries = context.Runs.Retries;
            try
            {
                var began = context.Time.GetTimestamp();
                var result = await backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
                context.Metrics.BackplaneApply.Record(context.Time.GetElapsedTime(began).TotalSeconds);
                if (HasLostState(result)) result = await RestoreAsync(change).ConfigureAwait(false);
                context.Outage.Answered();
                return result;
            }
            catch (Exception e) when (e is not PipelineException { IsRetryable: false })
            {
                // Only this loop publishes the run's changes: no exception of a backplane may end it. Newer progress
                // waits in its slot meanwhile.
                context.Metrics.BackplaneFailures.Add(1);
                TryBegin(e);
            }

            await PauseAsync(pause, retries).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the run's turn at the backplane.</summary>
    public async ValueTask EnterTurnAsync()
    {
        await context.Gate.EnterAsync().ConfigureAwait(false);
        lock (run.Lock) _sentAt = context.Time.GetTimestamp();
    }

    public void EndTurn()
    {
        lock (run.Lock) _sentAt = null;
        context.Gate.Leave();
    }

    /// <summary>The backplane did not take a change.</summary>
    /// <param name="error">Why.</param>
    /// <param name="waited">The transition whose answer did not come in time; null where a call failed.</param>
    /// <returns>False where that answer has come meanwhile: the loop may have nothing more to send, and the run would
    /// stay marked as unavailable for ever.</returns>
    private bool TryBegin(Exception error, PendingTransition? waited = null)
    {
        var isLine = false;
        ProvisionalProgress? show = null;
        lock (run.Lock)
        {
            if (waited is { IsAnswered: true }) return false;
            if (!_isUnavailable)
            {
                var ago = waited is null ? TimeSpan.Zero : HoldAfter;
                _since = context.Time.GetTimestamp() - (long)(ago.TotalSeconds * context.Time.TimestampFrequency);
                _isUnavailable = true;
                isLine = context.Outage.Began();
                show = Mark_NeedsLock(null);
            }
        }

        Show(show);
        if (isLine) context.Logger.ApplyFailed(run.PipelineId, error);
        return true;
    }

    /// <summary>The backplane has answered this run.</summary>
    /// <returns>How long the node's outage took, where that ended with this run and is to be logged.</returns>
    public TimeSpan? End_NeedsLock()
    {
        if (!_isUnavailable) return null;
        _provisional?.Clear_NeedsLock();
        run.IsMergeLogged = _isUnavailable = false;
        return context.Outage.Ended();
    }

    /// <summary>The backplane's answer to a transition.</summary>
    /// <returns>Null where it did not come in time.</returns>
    public async ValueTask<ApplyResult?> AnswerAsync(PendingTransition pending, CancellationToken cancellationToken)
    {
        for (var asked = context.Time.GetTimestamp(); ;)
        {
            try
            {
                return await pending
                    .Answer.WaitAsync(TimeLeft(asked), context.Time, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                if (TimeLeft(asked) > TimeSpan.Zero) continue; // it was sent late
                // A call that hangs is no better than one that fails.
                return TryBegin(e, pending)
                    ? null
                    : await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// A transition waits up to 2 s for its answer, counted from when it is sent: waiting for a turn is no sign of an
    /// outage. If the backplane has been unavailable for longer already, the transition does not wait at all.
    /// </summary>
    /// <param name="asked">When the transition was asked for.</param>
    private TimeSpan TimeLeft(long asked)
    {
        lock (run.Lock)
        {
            var since = _isUnavailable ? _since : _sentAt is { } sent ? Math.Max(asked, sent) : context.Outage.Since;
            var left = since is { } at ? HoldAfter - context.Time.GetElapsedTime(at) : HoldAfter;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A report that the backplane does not take is shown as it is.</summary>
    public void ShowReport(StageSlot slot)
    {
        ProvisionalProgress? show;
        lock (run.Lock) show = MarkUntaken_NeedsLock(slot.Id);
        Show(show);
    }

    /// <param name="stage">Whose progress it is alone, or null for anything.</param>
    /// <returns>What the caller must hand to <see cref="Show"/>.</returns>
    public ProvisionalProgress? MarkUntaken_NeedsLock(string? stage) => IsUntaken ? Mark_NeedsLock(stage) : null;

    public static void Show(ProvisionalProgress? marked)
    {
        if (marked is not null) ThreadPool.UnsafeQueueUserWorkItem(marked, preferLocal: false);
    }

    private ProvisionalProgress? Mark_NeedsLock(string? stage)
    {
        if (context.Provisional is not { } sink) return null;
        _provisional ??= new ProvisionalProgress(run, sink, context.Time);
        return _provisional.Mark_NeedsLock(stage) ? _provisional : null;
    }

    /// <summary>
    /// Whether the backplane's state was lost: it does not exist, or another node has restored it since, and this run's
    /// token was lost with it.
    /// </summary>
    private bool HasLostState(ApplyResult result) =>
        result.Status switch
        {
            ApplyStatus.NotFound => true,
            ApplyStatus.ProducerReplaced => result.State is { Continues: not null } state
                && !string.Equals(state.Position.Epoch, run.State.Position.Epoch, StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>A run that had been fenced off before the loss is refused here too.</summary>
    private async ValueTask<ApplyResult> RestoreAsync(PipelineChange change)
    {
        var admitted = await backplane
            .ReadmitAsync(run.State, run.Token, CancellationToken.None)
            .ConfigureAwait(false);
        if (admitted.Status != ApplyStatus.Applied)
            return admitted;
        if (context.LostStates.IsDue(out var others))
            context.Logger.StateRestored(run.PipelineId, others);
        if (!admitted.Parents.IsEmpty)
            context.Transitions.Enqueue(
                new ApplyResult(ApplyStatus.Applied, admitted.State, []) { Parents = admitted.Parents });
        return await backplane.ApplyAsync(change, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Others have this run's turn meanwhile.</summary>
    private async ValueTask PauseAsync(TimeSpan pause, int retries)
    {
        var retry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (run.Lock)
        {
            _retry = retry;
            _sentAt = null;
        }

        if (context.Runs.Retries != retries) retry.TrySetResult(); // it became reachable since the call
        context.Gate.Leave();
        await retry
            .Task.WaitAsync(context.Outage.Spread(pause), context.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EnterTurnAsync().ConfigureAwait(false);
    }
}
