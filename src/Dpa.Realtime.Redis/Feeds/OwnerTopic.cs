using System.Collections.Immutable;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Messages;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// Each owner's live top-level pipelines, and the notifications of those that start. The set is a hint that is checked
/// against the entries: a pipeline is added before its start and removed after its end.
/// </summary>
internal sealed class OwnerTopic(
    RedisLink link, ChannelTable channels, KeyNames keys, EntryStore store, SharedMarks marks, FeedContext context,
    FeedTable feeds, string node)
{
    private const int OwnersAtOnce = 16;
    private const int AtOnce = 500; // the time limit of a call applies to each part

    public async ValueTask AddAsync(string owner, string id) => await link.CallAsync(async database =>
    {
        var added = database.SetAddAsync(keys.Owner(owner), id);
        await Task.WhenAll(added, database.KeyExpireAsync(keys.Owner(owner), store.Unfinished)).ConfigureAwait(false);
        return await added.ConfigureAwait(false);
    }).ConfigureAwait(false);

    public async ValueTask RemoveAsync(string owner, string id) =>
        await link.CallAsync(database => database.SetRemoveAsync(keys.Owner(owner), id)).ConfigureAwait(false);

    /// <summary>
    /// Adds it once more: a node that checked between the first add and the write found nothing live, and removed it.
    /// </summary>
    public async ValueTask AnnounceAsync(string owner, string id)
    {
        await AddAsync(owner, id).ConfigureAwait(false);
        await PublishAsync(MessageKind.Started, owner, id).ConfigureAwait(false);
    }

    /// <summary>Lists that show statuses may change.</summary>
    public ValueTask NotifyOfStatusAsync(string owner, string id) =>
        PublishAsync(MessageKind.StatusChanged, owner, id);

    public ValueTask ListenAsync(string owner) => feeds.AddTopicAsync(Topics.Owner(owner), OnMessage);

    /// <summary>
    /// Subscribes first and reads second, so that nothing is missed in between: a caller reads when the subscription is
    /// active.
    /// </summary>
    public async ValueTask<ImmutableArray<string>> SubscribeAsync(string owner)
    {
        // A second call returns the list again, and adds no second subscription: one call ends it.
        await ListenAsync(owner).ConfigureAwait(false);
        return await LiveAsync(owner).ConfigureAwait(false);
    }

    public ValueTask UnsubscribeAsync(string owner) => feeds.RemoveAsync(Topics.Owner(owner));

    /// <summary>After an outage: the starts during the outage were not received.</summary>
    public async ValueTask NotifyAllAsync()
    {
        await Parallel
            .ForEachAsync(
                feeds.Owners(), new ParallelOptions { MaxDegreeOfParallelism = OwnersAtOnce },
                async (owner, _) =>
                {
                    foreach (var id in await LiveAsync(owner).ConfigureAwait(false))
                        context.Receiver.OnStarted(owner, id);
                })
            .ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<string>> LiveAsync(string owner)
    {
        var ids = await link.CallAsync(database => database.SetMembersAsync(keys.Owner(owner))).ConfigureAwait(false);
        var live = ImmutableArray.CreateBuilder<string>(ids.Length);
        foreach (var some in ids.Chunk(AtOnce))
        {
            var isLive = await AreLiveAsync(owner, some).ConfigureAwait(false);
            live.AddRange(isLive[true].Select(id => id.ToString()));
            if (isLive[false].ToArray() is not { Length: > 0 } others) continue;
            await link.CallAsync(database => database.SetRemoveAsync(keys.Owner(owner), others)).ConfigureAwait(false);
            // An entry that was written, and added again, between the check and the removal is added once more.
            foreach (var id in (await AreLiveAsync(owner, others).ConfigureAwait(false))[true])
            {
                await AddAsync(owner, id.ToString()).ConfigureAwait(false);
                live.Add(id.ToString());
            }
        }

        return live.DrainToImmutable();
    }

    private async ValueTask<ILookup<bool, RedisValue>> AreLiveAsync(string owner, RedisValue[] ids)
    {
        RedisValue[] fields = [EntryFields.Status, EntryFields.Owner];
        var read = await link.CallAsync(database =>
                Task.WhenAll(ids.Select(id => database.HashGetAsync(keys.Entry(id.ToString()), fields))))
            .ConfigureAwait(false);
        return ids.Zip(read, (id, values) => (Id: id, IsLive: IsLive(values, owner)))
            .ToLookup(r => r.IsLive, r => r.Id);
    }

    private static bool IsLive(RedisValue[] values, string owner) =>
        values[0].TryParse(out int status)
        && (PipelineStatus)status is not (PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled)
        && values[1] == owner;

    private async ValueTask PublishAsync(MessageKind kind, string owner, string id)
    {
        var channel = keys.Started(owner);
        var w = new ByteWriter();
        w.Text(owner);
        w.Text(id);
        var secret = await marks.SecretAsync().ConfigureAwait(false);
        await channels
            .PublishAsync(channel, Envelope.Seal(secret, channel, kind, node, w.ToArray()))
            .ConfigureAwait(false);
    }

    private void OnMessage(StoreMessage message)
    {
        var channel = keys.Started(Topics.OwnerOf(message.Topic)!);
        if (context.Open(channel, message.Content) is not { } envelope) return;
        if (envelope.Kind is not (MessageKind.Started or MessageKind.StatusChanged)) return;
        try
        {
            var reader = new ByteReader(envelope.Content.Span);
            var (owner, id) = (reader.Text(), reader.Text());
            if (envelope.Kind == MessageKind.Started) context.Receiver.OnStarted(owner, id);
            else context.Receiver.OnStatusChanged(owner, id);
        }
        catch (InvalidDataException)
        {
            context.Rejected(channel, "malformed");
        }
    }
}
