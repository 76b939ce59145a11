namespace Dpa.Realtime.Guests;

/// <summary>
/// The places for calls of one kind of guest. One key (a user) takes at most a part of them. The same holds for one
/// pipeline, for any caller, and for all calls about many pipelines. Keys that wait take turns. A pipeline has a few
/// tries until one of its calls was answered. A call whose time is over releases its place to others, and counts in
/// its shares until it ends: however long a guest hangs for a key or pipeline, the number of such calls is bounded.
/// <para>
/// However many calls hang at once, an eighth of the places is reserved for healthy calls: their user or pipeline was
/// answered lately, and no call of either has exceeded its time since. Each user and each pipeline has one at a time.
/// </para>
/// </summary>
/// <param name="bounds">How many of each.</param>
internal sealed class GuestGate(GuestBounds bounds)
{
    private readonly Lock _lock = new();
    private readonly GuestShares _shares = new(bounds);
    private readonly Queue<GuestShare> _turns = new(); // the keys that wait for a place, each at most once
    private readonly Queue<GuestShare> _reserveTurns = new(); // those of them that may have one of the kept ones
    private int _taken;
    private int _reserved;

    /// <summary>Takes a place, or waits for one until the time limit is over or the caller has gone.</summary>
    /// <param name="call">The call.</param>
    /// <param name="onlyWell">Whether only healthy calls are admitted.</param>
    /// <param name="time">Measures the time limit.</param>
    /// <param name="callerGone">Cancelled when nobody waits any more.</param>
    /// <returns>What it found, and where it has entered the pass that it has to leave with.</returns>
    public async ValueTask<(GuestEntry Entry, GuestPass? Pass)> EnterAsync(
        GuestCall call, bool onlyWell, TimeProvider time, CancellationToken callerGone)
    {
        GuestPass pass;
        lock (_lock)
        {
            if (_shares.IsStuck(call)) return (GuestEntry.Stuck, null); // waiting would be no use
            if (onlyWell && !_shares.IsWell(call)) return (GuestEntry.Full, null);
            pass = new GuestPass(call, _shares.OfKey(call.Key));
            pass.Key.Waiting.Enqueue(pass);
            Advance_NeedsLock(pass.Key);
            Admit_NeedsLock();
            if (pass.Stage == GuestStage.Entered) return (GuestEntry.Entered, pass);
        }

        await pass.Entered.Task.WaitAsync(bounds.Limit, time, callerGone)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (pass.Stage == GuestStage.Entered && !callerGone.IsCancellationRequested)
                return (GuestEntry.Entered, pass);
            GiveUp_NeedsLock(pass);
        }

        return (GuestEntry.Full, null);
    }

    /// <summary>The call has ended in its time: gives the place to whose turn it is.</summary>
    /// <param name="pass">The call's.</param>
    /// <param name="isAnswered">Whether it shows its user and its pipeline to be well; not where it was
    /// cancelled.</param>
    public void Leave(GuestPass pass, bool isAnswered)
    {
        lock (_lock)
        {
            if (isAnswered) Answered_NeedsLock(pass);
            LeavePlace_NeedsLock(pass);
            Return_NeedsLock(pass);
        }
    }

    /// <summary>
    /// The call is over its time and may go on: others get its place, its user and its pipeline do not before
    /// <see cref="Forget"/>.
    /// </summary>
    public void LeavePlace(GuestPass pass)
    {
        lock (_lock)
        {
            _shares.RanOver(pass);
            LeavePlace_NeedsLock(pass);
            Admit_NeedsLock();
        }
    }

    /// <summary>
    /// The call goes on though it was cancelled: where its user or its pipeline has too many of those, further calls do
    /// not wait for them.
    /// </summary>
    public void SetStuck(GuestPass pass)
    {
        lock (_lock)
        {
            pass.Key.Stuck.Add(pass.Call.Subject ?? "");
            pass.Pipeline?.Stuck.Add(pass.Pipeline.Id);
        }
    }

    /// <summary>
    /// A call that left its place has ended, or counts as lost: its user and its pipeline have their part again.
    /// </summary>
    public void Forget(GuestPass pass, bool wasStuck)
    {
        lock (_lock)
        {
            if (wasStuck) pass.Key.Stuck.Remove(pass.Call.Subject ?? "");
            if (wasStuck) pass.Pipeline?.Stuck.Remove(pass.Pipeline.Id);
            Return_NeedsLock(pass);
        }
    }

    private void Answered_NeedsLock(GuestPass pass)
    {
        _shares.Answered(pass);
        AskForReserve_NeedsLock(pass.Key);
        if (pass.Pipeline is { } pipeline) AskForReserve_NeedsLock(pipeline);
    }

    private void LeavePlace_NeedsLock(GuestPass pass)
    {
        if (!pass.IsInReserve)
        {
            _taken--;
            return;
        }

        _reserved--;
        pass.IsInReserve = false;
        pass.Key.IsInReserve = false;
        AskForReserve_NeedsLock(pass.Key);
        if (pass.Pipeline is null) return;
        pass.Pipeline.IsInReserve = false;
        AskForReserve_NeedsLock(pass.Pipeline);
    }

    private void Return_NeedsLock(GuestPass pass)
    {
        pass.Key.Taken--;
        if (pass.Pipeline is { } pipeline)
        {
            pipeline.Taken--;
            AdvancePipeline_NeedsLock(pipeline);
        }

        Advance_NeedsLock(pass.Key);
        Admit_NeedsLock();
        _shares.ForgetUnused(pass);
    }

    /// <summary>
    /// Takes the key's share first: a call that waits for a pipeline counts in it, so that no user fills a pipeline's
    /// queue.
    /// </summary>
    private void Advance_NeedsLock(GuestShare key)
    {
        while (key.HasPart && key.Waiting.TryDequeue(out var pass))
        {
            if (pass.Stage == GuestStage.GaveUp) continue;
            key.Taken++;
            if (pass.Call.Subject is not { } id)
            {
                WantPlace_NeedsLock(pass);
                continue;
            }

            pass.Stage = GuestStage.WaitsForPipeline;
            pass.Pipeline = _shares.OfPipeline(id); // not before: only what is in a share keeps it
            pass.Pipeline.Waiting.Enqueue(pass);
            AdvancePipeline_NeedsLock(pass.Pipeline);
        }
    }

    /// <summary>Then the pipeline's.</summary>
    private void AdvancePipeline_NeedsLock(GuestShare pipeline)
    {
        while (pipeline.HasPart && pipeline.Waiting.TryDequeue(out var pass))
        {
            if (pass.Stage == GuestStage.GaveUp) continue;
            pipeline.Taken++;
            pipeline.Ready.Add(pass);
            WantPlace_NeedsLock(pass);
        }
    }

    /// <summary>Then a place, in turns.</summary>
    private void WantPlace_NeedsLock(GuestPass pass)
    {
        pass.Stage = GuestStage.WaitsForPlace;
        pass.Key.Ready.Add(pass);
        TakeTurn_NeedsLock(pass.Key);
        if (_shares.IsWell(pass.Call)) TakeReserveTurn_NeedsLock(pass.Key);
    }

    private void TakeTurn_NeedsLock(GuestShare key)
    {
        if (key.HasTurn) return;
        key.HasTurn = true;
        _turns.Enqueue(key);
    }

    private void TakeReserveTurn_NeedsLock(GuestShare key)
    {
        if (key.HasReserveTurn || bounds.Reserved == 0) return; // nobody would take it out of that line
        key.HasReserveTurn = true;
        _reserveTurns.Enqueue(key);
    }

    /// <summary>Its calls that wait may have one of the kept places now.</summary>
    private void AskForReserve_NeedsLock(GuestShare share)
    {
        foreach (var pass in share.Ready) TakeReserveTurn_NeedsLock(pass.Key);
    }

    private void Admit_NeedsLock()
    {
        while (_taken < bounds.Places - bounds.Reserved && _turns.TryDequeue(out var key))
        {
            key.HasTurn = false;
            if (key.Ready.Count == 0) continue;
            _taken++;
            Enter_NeedsLock(key.Ready[0]);
            if (key.Ready.Count > 0) TakeTurn_NeedsLock(key);
        }

        while (_reserved < bounds.Reserved && _reserveTurns.TryDequeue(out var key))
        {
            key.HasReserveTurn = false;
            if (key.IsInReserve)
                continue; // in line again when that call leaves
            if (key.Ready.Find(p => p.Pipeline is not { IsInReserve: true } && _shares.IsWell(p.Call)) is not { } pass)
                continue;
            _reserved++;
            pass.IsInReserve = true;
            key.IsInReserve = true;
            if (pass.Pipeline is not null) pass.Pipeline.IsInReserve = true;
            Enter_NeedsLock(pass);
        }
    }

    private static void Enter_NeedsLock(GuestPass pass)
    {
        WantNoPlace_NeedsLock(pass);
        pass.Stage = GuestStage.Entered;
        pass.Entered.TrySetResult();
    }

    private static void WantNoPlace_NeedsLock(GuestPass pass)
    {
        pass.Key.Ready.Remove(pass);
        pass.Pipeline?.Ready.Remove(pass);
    }

    private void GiveUp_NeedsLock(GuestPass pass)
    {
        var stage = pass.Stage;
        pass.Stage = GuestStage.GaveUp; // taken out of its line when its turn comes
        if (stage == GuestStage.WaitsForKey) return;
        if (stage == GuestStage.WaitsForPlace) WantNoPlace_NeedsLock(pass);
        if (stage == GuestStage.Entered) LeavePlace_NeedsLock(pass); // it came in the last moment
        if (stage == GuestStage.WaitsForPipeline) pass.Pipeline = null; // of whose part it has none yet
        Return_NeedsLock(pass);
    }
}
