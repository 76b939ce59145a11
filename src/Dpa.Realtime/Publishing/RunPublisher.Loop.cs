using System.Diagnostics;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>The loop: one change in flight, the next one made only when the last was answered.</content>
internal sealed partial class RunPublisher
{
    private const int TurnsAtOnce = 64; // then others get the thread

    private bool _isReleased;

    void IThreadPoolWorkItem.Execute() => _ = RunAsync(TurnsAtOnce);

    /// <summary>
    /// On the caller's thread as far as the first change goes without waiting: an in-memory backplane answers before
    /// the first await.
    /// </summary>
    public void Start()
    {
        bool run;
        ProvisionalProgress? show;
        lock (_run.Lock)
        {
            run = _wake.TryStart();
            show = _outage.MarkUntaken_NeedsLock(null);
        }

        if (run) _ = RunAsync(1);
        RunOutage.Show(show);
    }

    /// <summary>
    /// The last step: on the disposing thread where nothing is held, otherwise at the end of the loop.
    /// </summary>
    public async ValueTask ReleaseIfLeftAsync()
    {
        lock (_run.Lock)
        {
            if (!_run.IsLeft || _isReleased || _wake.IsRunning) return;
            _isReleased = true;
        }

        _context.Runs.Remove(this);
        try
        {
            await _backplane.ReleaseAsync(PipelineId, Token, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            // The lease then ends by itself.
            _context.Logger.RunLeftWithoutEnd(PipelineId, e.Code);
        }
    }

    private async ValueTask<TransitionOutcome> AwaitAsync(
        PendingTransition pending, Activity? activity, CancellationToken cancellationToken)
    {
        Start();
        if (await _outage.AnswerAsync(pending, cancellationToken).ConfigureAwait(false) is not { } result)
        {
            pending.IsHeld = true;
            _context.Metrics.TransitionsHeld.Add(1);
            activity?.Held();
            return TransitionOutcome.Held;
        }

        activity?.Answered(result);
        return result.Status is ApplyStatus.Applied or ApplyStatus.Unchanged
            ? TransitionOutcome.Applied
            : throw Refusals.Exception(PipelineId, result);
    }

    private async Task RunAsync(int turns)
    {
        while (!_wake.TryEnd())
        {
            await _outage.EnterTurnAsync().ConfigureAwait(false);
            try
            {
                // Taken only now: what was reported while the run waited is in it.
                if (_run.Next() is var (change, pending)) await TurnAsync(change, pending).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // A logger that throws, for example. The change was answered, and only this loop publishes: it goes on.
                Failed(e);
            }
            finally
            {
                _outage.EndTurn();
            }

            if (--turns > 0 || !_run.HasWork()) continue;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        await ReleaseIfLeftAsync().ConfigureAwait(false);
    }

    private async ValueTask TurnAsync(PipelineChange change, PendingTransition? pending)
    {
        try
        {
            Took(change, await _outage.ApplyAsync(change).ConfigureAwait(false), pending);
        }
        catch (PipelineException e)
        {
            // Not retryable: the backplane will never accept this change.
            var outage = Answered(change, pending, isRefused: true, newest: null);
            pending?.Fail(e);
            _context.Logger.ChangeDropped(PipelineId, e);
            if (outage is { } time) _context.Logger.BackplaneBack(time.TotalSeconds);
        }
    }

    private void Failed(Exception error)
    {
        try
        {
            _context.Logger.LoopFailed("publishing", error);
        }
        catch (Exception)
        {
            // It is the logger that throws.
        }
    }

    private void Took(PipelineChange change, ApplyResult result, PendingTransition? pending)
    {
        var isRefused = result.Status is not (ApplyStatus.Applied or ApplyStatus.Unchanged);
        var outage = Answered(change, pending, isRefused, result.State);
        try
        {
            if (result.Status == ApplyStatus.ProducerReplaced) Replaced();
            if (result.Status == ApplyStatus.Applied) _context.Transitions.Enqueue(result);
            if (isRefused && pending is null) Dropped();
            if (isRefused && pending is { IsHeld: true } && _context.Refused.IsDue(out var others))
                _context.Logger.HeldTransitionRefused(
                    PipelineId, Refusals.Exception(PipelineId, result).Message, others);
            if (outage is { } time) _context.Logger.BackplaneBack(time.TotalSeconds);
        }
        finally
        {
            pending?.Complete(result);
        }
    }

    /// <summary>Applies an answer in one step: a caller whose wait times out sees all of it or nothing.</summary>
    /// <returns>How long the node's outage took, where it ended with this and is to be logged.</returns>
    private TimeSpan? Answered(PipelineChange change, PendingTransition? pending, bool isRefused, PipelineState? newest)
    {
        lock (_run.Lock)
        {
            _run.Answered_NeedsLock(change, isRefused, newest);
            pending?.MarkAnswered();
            return _outage.End_NeedsLock();
        }
    }

    private void Replaced()
    {
        if (!_run.TryReplace()) return;
        if (_context.TakenOver.IsDue(out var others)) _context.Logger.ProducerReplaced(PipelineId, others);
        Signals.Raise(PipelineControls.Cancel);
    }
}
