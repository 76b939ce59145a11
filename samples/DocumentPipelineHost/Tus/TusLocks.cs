using System.Collections.Concurrent;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// One request at a time works on an upload. A newer one ends the older: a client that comes back has given its old
/// connection up, which may look alive here for minutes.
/// </summary>
internal sealed class TusLocks
{
    private readonly ConcurrentDictionary<string, Hold> _holds = new(StringComparer.Ordinal);

    public bool IsHeld(string uploadId) => _holds.ContainsKey(uploadId);

    /// <summary>Waits until the request that had it has kept what it received and ended.</summary>
    public async Task<Hold> TakeAsync(string uploadId, CancellationToken ct)
    {
        var own = new Hold(this, uploadId);
        while (true)
        {
            if (_holds.TryAdd(uploadId, own))
                return own;
            if (!_holds.TryGetValue(uploadId, out var older))
                continue;
            older.GiveUp();
            await older.Ended.WaitAsync(ct);
        }
    }

    /// <summary>An upload held by a request.</summary>
    public sealed class Hold(TusLocks locks, string uploadId) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _superseded = new();

        /// <summary>Cancelled when a newer request wants it.</summary>
        public CancellationToken Superseded => _superseded.Token;

        internal Task Ended => _ended.Task;

        internal void GiveUp() => _superseded.Cancel();

        public void Dispose()
        {
            locks._holds.TryRemove(new KeyValuePair<string, Hold>(uploadId, this));
            _ended.TrySetResult();
        }
    }
}
