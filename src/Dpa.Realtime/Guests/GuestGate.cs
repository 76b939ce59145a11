namespace Dpa.Realtime.Guests;

/// <summary>
/// The places for calls of one kind of guest. One key (a user) takes a part of them at most, and keys that wait take turns, so that a
/// guest that hangs for one user stops nobody else. A call whose time is over gives its place to others, and stays a part of its user's
/// share until it ends: however long a guest hangs for one user, it does so a bounded number of times.
/// </summary>
/// <param name="places">How many calls are under way at the same time.</param>
/// <param name="placesPerKey">How many calls of one key go on, those that left their places among them.</param>
/// <param name="stuckPerPipeline">How many of a key's calls for one pipeline may go on though they were cancelled.</param>
internal sealed class GuestGate(int places, int placesPerKey, int stuckPerPipeline)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Queue<Share> _turns = new(); // each share that waits and may have one more, at most once
    private int _taken;

    /// <summary>Takes a place, or stands in line for one until <paramref name="limit"/> is over or the caller has gone.</summary>
    public async ValueTask<GuestEntry> EnterAsync(GuestCall call, TimeSpan limit, TimeProvider time, CancellationToken callerGone)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_shares.TryGetValue(call.Key, out var share)) _shares[call.Key] = share = new Share(call.Key);
            if (IsStuck(share, call.PipelineId)) return GuestEntry.Stuck; // waiting would be no use
            if (_taken < places && share.Taken < placesPerKey)
            {
                _taken++;
                share.Taken++;
                return GuestEntry.Entered;
            }

            share.Waiting.Enqueue(waiter);
            Offer_NeedsLock(share);
        }

        await waiter.Task.WaitAsync(limit, time, callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiter.Task.IsCompletedSuccessfully && !callerGone.IsCancellationRequested) return GuestEntry.Entered;
        if (!waiter.TrySetCanceled(CancellationToken.None)) Leave(call.Key); // it came in the last moment
        return GuestEntry.Full;
    }

    /// <summary>The call has ended: gives the place to whose turn it is.</summary>
    public void Leave(string key)
    {
        lock (_lock)
        {
            _taken--;
            Return_NeedsLock(_shares[key]);
        }
    }

    /// <summary>The call is over its time and may go on: others get its place, and its user does not before <see cref="Forget"/>.</summary>
    public void LeavePlace()
    {
        lock (_lock)
        {
            _taken--;
            Admit_NeedsLock();
        }
    }

    /// <summary>The call goes on though it was cancelled: where its user has too many of those, further calls do not wait for them.</summary>
    public void SetStuck(GuestCall call)
    {
        lock (_lock) _shares[call.Key].Stuck.Add(call.PipelineId);
    }

    /// <summary>A call that left its place has ended, or counts as lost: its user has its part of the share again.</summary>
    public void Forget(GuestCall call, bool wasStuck)
    {
        lock (_lock)
        {
            var share = _shares[call.Key];
            if (wasStuck) share.Stuck.Remove(call.PipelineId);
            Return_NeedsLock(share);
        }
    }

    private bool IsStuck(Share share, string pipelineId) =>
        share.Stuck.Count >= placesPerKey || share.Stuck.Count(id => id == pipelineId) >= stuckPerPipeline;

    private void Return_NeedsLock(Share share)
    {
        share.Taken--;
        Offer_NeedsLock(share);
        Admit_NeedsLock();
        RemoveIfEmpty_NeedsLock(share);
    }

    private void Offer_NeedsLock(Share share)
    {
        if (share.IsListed || share.Waiting.Count == 0 || share.Taken >= placesPerKey) return;
        share.IsListed = true;
        _turns.Enqueue(share);
    }

    private void Admit_NeedsLock()
    {
        while (_taken < places && _turns.TryDequeue(out var next)) AdmitOne_NeedsLock(next);
    }

    private void AdmitOne_NeedsLock(Share share)
    {
        share.IsListed = false;
        while (share.Waiting.TryDequeue(out var waiter))
        {
            if (!waiter.TrySetResult()) continue; // gave up
            _taken++;
            share.Taken++;
            break;
        }

        Offer_NeedsLock(share);
        RemoveIfEmpty_NeedsLock(share);
    }

    private void RemoveIfEmpty_NeedsLock(Share share)
    {
        if (share is { Taken: 0, Waiting.Count: 0 }) _shares.Remove(share.Key);
    }

    private sealed class Share(string key)
    {
        public string Key { get; } = key;

        public Queue<TaskCompletionSource> Waiting { get; } = new();

        /// <summary>The pipelines of its calls that go on though they were cancelled, once for each call.</summary>
        public List<string> Stuck { get; } = [];

        /// <summary>How many of its calls go on, those that left their places among them.</summary>
        public int Taken { get; set; }

        public bool IsListed { get; set; }
    }
}
