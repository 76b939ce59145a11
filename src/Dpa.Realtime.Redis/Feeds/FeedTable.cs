using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>The pipelines that this node is subscribed to.</summary>
internal sealed class FeedTable(ChannelTable channels, KeyNames keys, FeedContext context) : IDelivery
{
    private readonly ConcurrentDictionary<string, (PipelineFeed Feed, int Users)> _feeds = new(StringComparer.Ordinal);

    public async ValueTask AddAsync(string id)
    {
        var channel = keys.Changes(id);
        _feeds.AddOrUpdate(
            id,
            static (id, context) => (new PipelineFeed(id, context), 1),
            static (_, old, _) => (old.Feed, old.Users + 1),
            context);
        try
        {
            // Looked up with each message: the channel may outlive the feed of an earlier user.
            await channels
                .AddAsync(channel, raw => Of(id)?.OnMessage(context.OpenChange(channel, raw)))
                .ConfigureAwait(false);
        }
        catch
        {
            Release(id);
            throw;
        }
    }

    public async ValueTask RemoveAsync(string id)
    {
        if (!Release(id)) return;
        await channels.RemoveAsync(keys.Changes(id)).ConfigureAwait(false);
    }

    public void Deliver(string id, PipelineState? before, ImmutableArray<AcceptedChange> changes)
    {
        if (changes.IsEmpty || Of(id) is not { } feed) return;
        foreach (var change in changes)
        {
            // not the time of the merge: the change is accepted only now
            feed.Deliver(before, change with { AcceptedTimestamp = context.Timestamp });
            before = change.State;
        }
    }

    /// <summary>The newest state that this node has received, if it has subscribed.</summary>
    public PipelineState? Held(string id) => Of(id)?.Held;

    /// <summary>All of them.</summary>
    public IReadOnlyList<PipelineState> Held() => [.. _feeds.Values.Select(f => f.Feed.Held).OfType<PipelineState>()];

    public void Seed(PipelineState state) => Of(state.Id)?.Seed(state);

    private PipelineFeed? Of(string id) => _feeds.TryGetValue(id, out var held) ? held.Feed : null;

    /// <returns>Whether it had been added.</returns>
    private bool Release(string id)
    {
        while (_feeds.TryGetValue(id, out var held))
        {
            if (
                held.Users == 1
                    ? _feeds.TryRemove(new(id, held))
                    : _feeds.TryUpdate(id, (held.Feed, held.Users - 1), held))
                return true;
        }

        return false;
    }
}
