namespace Dpa.Realtime.Guests;

/// <summary>
/// The places for calls of one kind of guest. One key (a user) takes a part of them at most, and so does one pipeline, whoever asks
/// about it; keys that wait take turns. So a guest that hangs for one user, or for one pipeline that many watch, stops nobody else. A
/// call whose time is over gives its place to others, and stays a part of both shares until it ends: however long a guest hangs for one
/// of them, it does so a bounded number of times. Calls without a pipeline, and those about many, are a part of their key's share only.
/// </summary>
/// <param name="bounds">How many of each.</param>
internal sealed class GuestGate(GuestBounds bounds)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Share> _ofKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Share> _ofPipelines = new(StringComparer.Ordinal);
    private readonly Queue<Share> _turns = new(); // the keys with calls that want nothing but a place, each at most once
    private int _taken;

    /// <summary>Takes a place, or stands in line for one until <paramref name="limit"/> is over or the caller has gone.</summary>
    public async ValueTask<GuestEntry> EnterAsync(GuestCall call, TimeSpan limit, TimeProvider time, CancellationToken callerGone)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (IsStuck_NeedsLock(call)) return GuestEntry.Stuck; // waiting would be no use
            waiter = new Waiter(ShareOf(_ofKeys, call.Key), call);
            waiter.Key.Waiting.Enqueue(waiter);
            Advance_NeedsLock(waiter.Key);
            Admit_NeedsLock();
            if (waiter.Stage == Stage.Entered) return GuestEntry.Entered;
        }

        await waiter.Entered.Task.WaitAsync(limit, time, callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (waiter.Stage == Stage.Entered && !callerGone.IsCancellationRequested) return GuestEntry.Entered;
            GiveUp_NeedsLock(waiter);
        }

        return GuestEntry.Full;
    }

    /// <summary>The call has ended: gives the place to whose turn it is.</summary>
    public void Leave(GuestCall call)
    {
        lock (_lock)
        {
            _taken--;
            Return_NeedsLock(_ofKeys[call.Key], call.IsOfPipeline ? _ofPipelines[call.PipelineId] : null);
        }
    }

    /// <summary>The call is over its time and may go on: others get its place, its user and its pipeline do not before <see cref="Forget"/>.</summary>
    public void LeavePlace()
    {
        lock (_lock)
        {
            _taken--;
            Admit_NeedsLock();
        }
    }

    /// <summary>The call goes on though it was cancelled: where its user or its pipeline has too many of those, further calls do not wait for them.</summary>
    public void SetStuck(GuestCall call)
    {
        lock (_lock)
        {
            _ofKeys[call.Key].Stuck.Add(call.PipelineId);
            if (call.IsOfPipeline) _ofPipelines[call.PipelineId].Stuck.Add(call.PipelineId);
        }
    }

    /// <summary>A call that left its place has ended, or counts as lost: its user and its pipeline have their part again.</summary>
    public void Forget(GuestCall call, bool wasStuck)
    {
        lock (_lock)
        {
            var key = _ofKeys[call.Key];
            var pipeline = call.IsOfPipeline ? _ofPipelines[call.PipelineId] : null;
            if (wasStuck) key.Stuck.Remove(call.PipelineId);
            if (wasStuck) pipeline?.Stuck.Remove(call.PipelineId);
            Return_NeedsLock(key, pipeline);
        }
    }

    private bool IsStuck_NeedsLock(GuestCall call)
    {
        if (_ofKeys.TryGetValue(call.Key, out var key)
            && (key.Stuck.Count >= bounds.PlacesPerKey || key.Stuck.Count(id => id == call.PipelineId) >= bounds.StuckPerKeyAndPipeline)) return true;
        return call.IsOfPipeline && _ofPipelines.TryGetValue(call.PipelineId, out var pipeline) && pipeline.Stuck.Count >= bounds.StuckPerPipeline;
    }

    private void Return_NeedsLock(Share key, Share? pipeline)
    {
        key.Taken--;
        if (pipeline is not null)
        {
            pipeline.Taken--;
            AdvancePipeline_NeedsLock(pipeline);
        }

        Advance_NeedsLock(key);
        Admit_NeedsLock();
        if (key is { Taken: 0, Waiting.Count: 0 }) _ofKeys.Remove(key.Id);
        if (pipeline is { Taken: 0, Waiting.Count: 0 }) _ofPipelines.Remove(pipeline.Id);
    }

    /// <summary>First the key's share: whoever waits for a pipeline is a part of it, so that no user fills a pipeline's line.</summary>
    private void Advance_NeedsLock(Share key)
    {
        while (key.Taken < bounds.PlacesPerKey && key.Waiting.TryDequeue(out var waiter))
        {
            if (waiter.Stage == Stage.GaveUp) continue;
            key.Taken++;
            if (!waiter.Call.IsOfPipeline)
            {
                WantPlace_NeedsLock(waiter);
                continue;
            }

            waiter.Stage = Stage.WaitsForPipeline;
            waiter.Pipeline = ShareOf(_ofPipelines, waiter.Call.PipelineId); // not before: only what is in a share keeps it
            waiter.Pipeline.Waiting.Enqueue(waiter);
            AdvancePipeline_NeedsLock(waiter.Pipeline);
        }
    }

    /// <summary>Then the pipeline's.</summary>
    private void AdvancePipeline_NeedsLock(Share pipeline)
    {
        while (pipeline.Taken < bounds.PlacesPerPipeline && pipeline.Waiting.TryDequeue(out var waiter))
        {
            if (waiter.Stage == Stage.GaveUp) continue;
            pipeline.Taken++;
            WantPlace_NeedsLock(waiter);
        }
    }

    /// <summary>Then a place, in turns.</summary>
    private void WantPlace_NeedsLock(Waiter waiter)
    {
        waiter.Stage = Stage.WaitsForPlace;
        waiter.Key.Ready.Enqueue(waiter);
        if (waiter.Key.Ready.Count == 1) _turns.Enqueue(waiter.Key);
    }

    private void Admit_NeedsLock()
    {
        while (_taken < bounds.Places && _turns.TryDequeue(out var key))
        {
            while (key.Ready.TryDequeue(out var waiter))
            {
                if (waiter.Stage == Stage.GaveUp) continue;
                _taken++;
                waiter.Stage = Stage.Entered;
                waiter.Entered.TrySetResult();
                break;
            }

            if (key.Ready.Count > 0) _turns.Enqueue(key);
        }
    }

    private void GiveUp_NeedsLock(Waiter waiter)
    {
        var stage = waiter.Stage;
        waiter.Stage = Stage.GaveUp; // taken out of its line when its turn comes
        if (stage == Stage.WaitsForKey) return;
        if (stage == Stage.Entered) _taken--; // it came in the last moment
        if (stage != Stage.WaitsForPipeline) Return_NeedsLock(waiter.Key, waiter.Pipeline);
        else Return_NeedsLock(waiter.Key, null);
    }

    private static Share ShareOf(Dictionary<string, Share> shares, string id)
    {
        if (!shares.TryGetValue(id, out var share)) shares[id] = share = new Share(id);
        return share;
    }

    /// <summary>What one key, or one pipeline, takes.</summary>
    private sealed class Share(string id)
    {
        public string Id { get; } = id;

        /// <summary>Calls for which it has no part left.</summary>
        public Queue<Waiter> Waiting { get; } = new();

        /// <summary>A key's calls that want nothing but a place.</summary>
        public Queue<Waiter> Ready { get; } = new();

        /// <summary>The pipelines of its calls that go on though they were cancelled, once for each call.</summary>
        public List<string> Stuck { get; } = [];

        /// <summary>How many of its calls go on, or wait for what comes after its part; those that left their places among them.</summary>
        public int Taken { get; set; }
    }

    private sealed class Waiter(Share key, GuestCall call)
    {
        public Share Key { get; } = key;

        public GuestCall Call { get; } = call;

        public Share? Pipeline { get; set; }

        public Stage Stage { get; set; }

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private enum Stage
    {
        WaitsForKey,
        WaitsForPipeline,
        WaitsForPlace,
        Entered,
        GaveUp,
    }
}
