using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Engine;

/// <summary>The pipelines and owners that this node has subscribed.</summary>
internal sealed class FeedTable(IPipelineStore store, TimeProvider time, ILogger logger) : IFeedSource, IDelivery
{
    private readonly ConcurrentDictionary<string, Subscribed> _subscribed = new(StringComparer.Ordinal);

    private readonly SpacedLines _malformed = new(time);
    private readonly SpacedLines _failed = new(time);

    public IBackplaneReceiver Receiver
    {
        get => field ?? throw new InvalidOperationException("The backplane was used before Attach.");
        set;
    }

    /// <summary>Subscribes a pipeline; each call is ended by one of <see cref="RemoveAsync"/>.</summary>
    public ValueTask AddAsync(string pipelineId)
    {
        var feed = new PipelineFeed(pipelineId, this);
        return AddAsync(pipelineId, feed, message => OnMessage(feed, message), isCounted: true);
    }

    /// <summary>Subscribes another topic, once, however often it is called.</summary>
    public ValueTask AddTopicAsync(string topic, Action<StoreMessage> handler) =>
        AddAsync(topic, null, handler, isCounted: false);

    public async ValueTask RemoveAsync(string topic)
    {
        while (_subscribed.TryGetValue(topic, out var held))
        {
            if (held.Users > 1)
            {
                if (_subscribed.TryUpdate(topic, held with { Users = held.Users - 1 }, held)) return;
                continue;
            }

            if (!_subscribed.TryRemove(new(topic, held))) continue;
            await (await held.Subscription.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return;
        }
    }

    /// <summary>The owners that are subscribed.</summary>
    public IEnumerable<string> Owners() =>
        _subscribed.Keys.Select(Topics.OwnerOf).OfType<string>();

    public void Deliver(string pipelineId, PipelineState? before, ImmutableArray<AcceptedChange> changes)
    {
        if (changes.IsEmpty || FeedOf(pipelineId) is not { } feed) return;
        foreach (var change in changes)
        {
            feed.Deliver(before, change);
            before = change.State;
        }
    }

    public void Seed(PipelineState state) => FeedOf(state.Id)?.Seed(state);

    ValueTask<PipelineState?> IFeedSource.ReadAsync(string pipelineId) => ReadAsync(pipelineId);

    void IFeedSource.OnReread()
    {
    }

    void IFeedSource.OnMalformed(string pipelineId) => OnMalformed(pipelineId);

    void IFeedSource.OnReadFailed(Exception exception)
    {
        if (_failed.IsDue(out var others)) logger.FeedReadFailed(others, exception);
    }

    private void OnMalformed(string topic)
    {
        if (_malformed.IsDue(out var others)) logger.StoreMessageMalformed(topic, others);
    }

    private void OnMessage(PipelineFeed feed, StoreMessage message)
    {
        if (message.Change is { } change) feed.OnChange(change);
        else feed.OnMessage(Decode(message));
    }

    private ChangeMessage? Decode(StoreMessage message)
    {
        try
        {
            return ChangeMessageCodec.Decode(message.Content.Span);
        }
        catch (InvalidDataException)
        {
            OnMalformed(message.Topic);
            return null; // of another version, or not ours: the pipeline itself is the truth
        }
    }

    private async ValueTask<PipelineState?> ReadAsync(string pipelineId)
    {
        var found = await store.ReadAsync([pipelineId], [], default).ConfigureAwait(false);
        return found.IsEmpty ? null : StateOf(found[0]);
    }

    /// <summary>Null where another version wrote it: it is read again with the next message.</summary>
    private static PipelineState? StateOf(StoredPipeline stored)
    {
        try
        {
            return stored.Record.State;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private PipelineFeed? FeedOf(string pipelineId) =>
        _subscribed.TryGetValue(pipelineId, out var held) ? held.Feed : null;

    private async ValueTask AddAsync(string topic, PipelineFeed? feed, Action<StoreMessage> handler, bool isCounted)
    {
        var fresh = new Subscribed(feed, 1, new(() => store.SubscribeAsync(topic, handler, default).AsTask()));
        var held = _subscribed.AddOrUpdate(
            topic,
            static (_, a) => a.fresh,
            static (_, old, a) => a.isCounted ? old with { Users = old.Users + 1 } : old,
            (fresh, isCounted));
        try
        {
            await held.Subscription.Value.ConfigureAwait(false);
        }
        catch
        {
            while (_subscribed.TryGetValue(topic, out var failed) && failed.Subscription == held.Subscription)
                if (_subscribed.TryRemove(new(topic, failed))) break;
            throw;
        }
    }

    private sealed record Subscribed(PipelineFeed? Feed, int Users, Lazy<Task<IAsyncDisposable>> Subscription);
}
