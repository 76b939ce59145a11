using System.Globalization;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Codecs;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>Reads and commits entries.</summary>
internal sealed class EntryStore(
    RedisLink link, ChannelTable channels, KeyNames keys, RedisBackplaneOptions options, DpaRealtimeOptions realtime,
    string node)
{
    private const int AtOnce = 500; // the time limit of a call applies to each part

    private long _tags;

    /// <summary>Unique across all nodes.</summary>
    private string NewTag() =>
        string.Create(CultureInfo.InvariantCulture, $"{node}.{Interlocked.Increment(ref _tags):x}");

    public RedisValue Shift => (long)options.TimeShift().TotalMilliseconds;

    public RedisValue LeaseMilliseconds => (long)realtime.ProducerLease.TotalMilliseconds;

    // Answers are decoded inside the call: data that another version wrote is a failure like any other.

    public ValueTask<StoredEntry?> ReadAsync(string id) =>
        link.CallAsync(async database =>
            EntryReader.Read(id, await database.HashGetAllAsync(keys.Entry(id)).ConfigureAwait(false)));

    /// <summary>
    /// The reads are sent one after the other without waiting, so that many cost one round trip for each server. An
    /// entry that cannot be read does not affect the others.
    /// </summary>
    /// <exception cref="PipelineException">None of them can be read.</exception>
    public async ValueTask<List<EntryReading>> ReadAsync(IReadOnlyCollection<string> ids)
    {
        var readings = new List<EntryReading>(ids.Count);
        Exception? error = null;
        foreach (var some in ids.Chunk(AtOnce))
        {
            var hashes = await link.CallAsync(database =>
                    Task.WhenAll(some.Select(id => database.HashGetAllAsync(keys.Entry(id)))))
                .ConfigureAwait(false);
            foreach (var (id, hash) in some.Zip(hashes))
            {
                try
                {
                    readings.Add(new EntryReading(EntryReader.Read(id, hash)));
                }
                catch (InvalidDataException e)
                {
                    error = link.Unavailable(e);
                    readings.Add(new EntryReading(null, IsUnreadable: true));
                }
            }
        }

        return error is null || readings.Exists(r => !r.IsUnreadable) ? readings : throw error;
    }

    public async ValueTask<Dictionary<string, PipelinePosition>> ReadPositionsAsync(IReadOnlyCollection<string> ids)
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(AtOnce))
        {
            var texts = await link.CallAsync(database =>
                    Task.WhenAll(some.Select(id => database.HashGetAsync(keys.Entry(id), EntryFields.Position))))
                .ConfigureAwait(false);
            foreach (var (id, text) in some.Zip(texts))
                if (PipelinePosition.TryParse(text, out var position)) positions[id] = position;
        }

        return positions;
    }

    public ValueTask<Dictionary<string, ChildContribution>> ReadChildrenAsync(
        string id, IReadOnlyCollection<string> children) =>
        link.CallAsync(async database =>
        {
            var values = await database
                .HashGetAsync(keys.Children(id), [.. children.Select(c => (RedisValue)c)])
                .ConfigureAwait(false);
            return children
                .Zip(values)
                .Where(c => !c.Second.IsNull)
                .ToDictionary(c => c.First, c => SumsCodec.DecodeChild((byte[])c.Second!), StringComparer.Ordinal);
        });

    public ValueTask<Dictionary<string, ChildContribution>> ReadAllChildrenAsync(string id) =>
        link.CallAsync(async database =>
        {
            var all = await database.HashGetAllAsync(keys.Children(id)).ConfigureAwait(false);
            return all.ToDictionary(
                c => c.Name.ToString(),
                c => SumsCodec.DecodeChild((byte[])c.Value!),
                StringComparer.Ordinal);
        });

    /// <summary>
    /// Reads the entry as a write sees it: never from a replica, and only after the nodes have compared.
    /// </summary>
    /// <returns>A conflict with the newest entry, or what prevents a write.</returns>
    public ValueTask<CommitAnswer> CheckAsync(string id, string? primary) =>
        CommitAsync(id, null, default, _ =>
            ["?", "", "", Shift, node, "", "", "", "", "", "", primary ?? "", ""]);

    /// <summary>
    /// Without the primary under which the nodes have compared nothing is written over an entry that another primary
    /// wrote.
    /// </summary>
    public ValueTask<CommitAnswer> CommitAsync(
        string id, StoredEntry? before, Decision decision, IReadOnlyCollection<byte[]> messages, string? primary,
        bool wantsTurn) =>
        CommitAsync(id, before, decision, publish =>
            Values(before, decision, messages, primary ?? "", wantsTurn ? "1" : "", publish));

    private ValueTask<CommitAnswer> CommitAsync(
        string id, StoredEntry? before, Decision decision, Func<string, RedisValue[]> values) =>
        link.UseAsync(async connection =>
        {
            var sent = values(channels.PublishCommand(connection));
            var answer = (RedisResult[])
                (
                    await RedisScript
                        .Commit.RunAsync(
                            connection.GetDatabase(),
                            [keys.Entry(id), keys.Changes(id), keys.Children(id), keys.Offer(id)],
                            sent)
                        .ConfigureAwait(false))!;
            return (int)answer[0] switch
            {
                1 => new CommitAnswer(
                    CommitStatus.Written,
                    Written(before, decision, sent[1].ToString(), (long)answer[1], answer[2].ToString()),
                    TimeSpan.Zero),
                0 => new CommitAnswer(
                    CommitStatus.Conflict, EntryReader.Read(id, (RedisValue[])answer[2]!),
                    TimeSpan.FromMilliseconds((double)answer[1])),
                3 => new CommitAnswer(CommitStatus.Stale, null, TimeSpan.Zero, answer[1].ToString()),
                4 => new CommitAnswer(CommitStatus.Outdone, null, TimeSpan.Zero),
                _ => new CommitAnswer(CommitStatus.Wait, before, TimeSpan.FromMilliseconds((double)answer[1])),
            };
        });

    /// <summary>
    /// The entry as it is in Redis now, with what the script itself wrote: the next decision is made from it.
    /// </summary>
    private StoredEntry Written(
        StoredEntry? before, Decision decision, string tag, long now, string primary) => new()
    {
        Tag = tag,
        Record = PipelineRecord.After(
            before?.Record, decision, node, TimeSpan.FromMilliseconds(now), realtime.ProducerLease),
        Primary = primary,
    };

    private RedisValue[] Values(
        StoredEntry? before, Decision decision, IReadOnlyCollection<byte[]> messages, string primary, string wantsTurn,
        string publish)
    {
        var writes = EntryWrites.Between(before?.Entry, decision.Next!);
        List<RedisValue> values =
        [
            before?.Tag ?? "", NewTag(), TimeToLive(decision.Next!, decision.IsCounted), Shift, node,
            wantsTurn, decision.LeaseToken ?? "", LeaseMilliseconds, decision.Orphan switch
            {
                OrphanMark.Now => "now",
                OrphanMark.Clear => "no",
                _ => "",
            },
            decision.IsNewEpoch ? "1" : "", publish, primary,
            decision.Restores is { } given ? OfferText.Of(given) : "",
        ];
        Add(values, messages.Count, messages.Select(m => (RedisValue)m));
        Add(values, writes.Delete.Count, writes.Delete);
        Add(
            values, decision.Children.Count,
            decision.Children.SelectMany(c => new RedisValue[] { c.Key, SumsCodec.Encode(c.Value) }));
        Add(values, writes.Set.Count / 2, writes.Set);
        return [.. values];
    }

    private static void Add(List<RedisValue> values, int count, IEnumerable<RedisValue> items)
    {
        values.Add(count);
        values.AddRange(items);
    }

    /// <summary>Everything expires: an ended pipeline after the retention; a live one is renewed long before.</summary>
    private long TimeToLive(Entry entry, bool isCounted) =>
        (long)(entry.State.IsEnded
            ? Leasing.Ended(
                options.Retention, realtime.ProducerLease, !entry.Producers.IsEmpty,
                !isCounted && entry.State.ParentId is not null)
            : Unfinished).TotalMilliseconds;

    /// <summary>
    /// How long its place on the owner's list is kept, in milliseconds: longer than the entry, which renewals of the
    /// lease may have renewed since the place was.
    /// </summary>
    public long ListedFor(PipelineState state) =>
        (long)((state.IsEnded ? options.Retention : Unfinished + PlaceRenewal)
            + (2 * realtime.ProducerLease)).TotalMilliseconds;

    /// <summary>How often a live pipeline's place is renewed.</summary>
    public TimeSpan PlaceRenewal => Unfinished / 4;

    public TimeSpan Unfinished => Leasing.Unfinished(options.UnfinishedRetention, realtime.ProducerLease);
}
