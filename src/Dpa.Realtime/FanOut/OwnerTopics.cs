using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>The readers on this node that receive each owner's new pipelines.</summary>
internal sealed class OwnerTopics(IBackplane backplane)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ImmutableArray<IOwnerReader>> _readers = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a reader and returns the owner's live pipelines. The reader is notified of every later start, so nothing is
    /// missed in between.
    /// </summary>
    public async ValueTask<ImmutableArray<string>> AddAsync(
        string owner, IOwnerReader reader, CancellationToken cancellationToken)
    {
        Add(owner, reader);
        return await backplane.SubscribeOwnerAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a reader, which is notified of every later start and change of a status.</summary>
    public ValueTask ListenAsync(string owner, IOwnerReader reader, CancellationToken cancellationToken)
    {
        Add(owner, reader);
        return backplane.ListenOwnerAsync(owner, cancellationToken);
    }

    /// <summary>The owner's live pipelines, for callers that poll.</summary>
    public ValueTask<ImmutableArray<string>> ReadAsync(string owner, CancellationToken cancellationToken) =>
        backplane.ReadOwnerAsync(owner, cancellationToken);

    /// <summary>The newest of an owner's pipelines: an epoch begins with the time when its run began.</summary>
    /// <param name="live">The owner's pipelines.</param>
    /// <param name="max">How many are wanted.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>At most <paramref name="max"/> of them, the newest first where any were left out, and how many
    /// were.</returns>
    public async ValueTask<(ImmutableArray<string> Newest, int Left)> NewestAsync(
        ImmutableArray<string> live, int max, CancellationToken cancellationToken)
    {
        if (live.Length <= max) return (live, 0);
        var positions = await backplane.ReadPositionsAsync(live, cancellationToken).ConfigureAwait(false);
        ImmutableArray<string> newest =
        [
            .. positions.OrderByDescending(p => p.Value.Epoch, StringComparer.Ordinal).Take(max).Select(p => p.Key),
        ];
        return (newest, positions.Count - newest.Length);
    }

    public async ValueTask RemoveAsync(string owner, IOwnerReader reader)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(owner, out var readers)) return;
            readers = readers.Remove(reader);
            if (!readers.IsEmpty)
            {
                _readers[owner] = readers;
                return;
            }

            _readers.Remove(owner);
        }

        await backplane.UnsubscribeOwnerAsync(owner, CancellationToken.None).ConfigureAwait(false);
        bool cameAgain;
        lock (_lock) cameAgain = _readers.ContainsKey(owner);
        if (!cameAgain) return;
        // Somebody subscribed while the last one left, and the two calls may have passed each other.
        foreach (var id in await backplane.SubscribeOwnerAsync(owner, CancellationToken.None).ConfigureAwait(false))
            OnStarted(owner, id);
        foreach (var newcomer in Of(owner)) newcomer.Missed();
    }

    public void OnStarted(string owner, string pipelineId)
    {
        foreach (var reader in Of(owner)) reader.OnStarted(pipelineId);
    }

    public void OnStatusChanged(string owner, string pipelineId)
    {
        foreach (var reader in Of(owner)) reader.OnStatusChanged(pipelineId);
    }

    private void Add(string owner, IOwnerReader reader)
    {
        lock (_lock) _readers[owner] = _readers.GetValueOrDefault(owner, []).Add(reader);
    }

    private ImmutableArray<IOwnerReader> Of(string owner)
    {
        lock (_lock) return _readers.GetValueOrDefault(owner, []);
    }
}
