namespace Dpa.Realtime.Guests;

/// <summary>
/// The places for calls of one kind of guest. One key (a user) takes a part of them at most, and keys that wait take turns, so that a
/// guest that hangs for one user stops nobody else.
/// </summary>
internal sealed class GuestGate(int places, int placesPerKey)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private readonly Queue<Share> _turns = new(); // each share that waits and may have one more, at most once
    private int _taken;

    /// <summary>Takes a place, or stands in line for one until <paramref name="limit"/> is over or the caller has gone.</summary>
    public async ValueTask<bool> EnterAsync(string key, TimeSpan limit, TimeProvider time, CancellationToken callerGone)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_shares.TryGetValue(key, out var share)) _shares[key] = share = new Share(key);
            if (_taken < places && share.Taken < placesPerKey)
            {
                _taken++;
                share.Taken++;
                return true;
            }

            share.Waiting.Enqueue(waiter);
            Offer_NeedsLock(share);
        }

        await waiter.Task.WaitAsync(limit, time, callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiter.Task.IsCompletedSuccessfully && !callerGone.IsCancellationRequested) return true;
        if (!waiter.TrySetCanceled(CancellationToken.None)) Leave(key); // it came in the last moment
        return false;
    }

    /// <summary>Gives the place to whose turn it is.</summary>
    public void Leave(string key)
    {
        lock (_lock)
        {
            var share = _shares[key];
            _taken--;
            share.Taken--;
            Offer_NeedsLock(share);
            while (_taken < places && _turns.TryDequeue(out var next)) Admit_NeedsLock(next);
            if (share is { Taken: 0, Waiting.Count: 0 }) _shares.Remove(key);
        }
    }

    private void Offer_NeedsLock(Share share)
    {
        if (share.IsListed || share.Waiting.Count == 0 || share.Taken >= placesPerKey) return;
        share.IsListed = true;
        _turns.Enqueue(share);
    }

    private void Admit_NeedsLock(Share share)
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
        if (share is { Taken: 0, Waiting.Count: 0 }) _shares.Remove(share.Key);
    }

    private sealed class Share(string key)
    {
        public string Key { get; } = key;

        public Queue<TaskCompletionSource> Waiting { get; } = new();

        public int Taken { get; set; }

        public bool IsListed { get; set; }
    }
}
