using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Redis.Nodes;

// The folder Nodes: what one node contributes to the backplane that all nodes form. It guarantees the contract of
// IBackplane by compare and set: the node merges, and Redis accepts the result if the entry is still the one that was
// merged from. Nothing here waits for a client, and nothing waits for an unavailable server.

/// <summary>The backplane on Redis.</summary>
internal sealed partial class RedisBackplane : IBackplane, IAsyncDisposable, IDisposable
{
    private readonly string _node = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly DpaRealtimeOptions _options;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _time;
    private readonly RedisMetrics _metrics;
    private readonly ILogger _logger;
    private readonly EpochSource _epochs;
    private readonly KeyNames _keys;
    private readonly RedisLink _link;
    private readonly EntryStore _store;
    private readonly SlotTable _slots;
    private readonly FeedTable _feeds;
    private readonly FeedContext _context;
    private readonly Transactions _transactions;
    private readonly RollUps _rollUps;
    private readonly WatchList _watch;
    private readonly OwnerTopic _owners;
    private readonly NodeInbox _inbox;
    private readonly RedisTickets _stored;
    private readonly TicketBook _tickets;
    private readonly AccessNotices _notices;
    private readonly SharedMarks _marks;
    private readonly Generations _generations;
    private readonly OfferBarrier _barrier;
    private readonly Offers _offers;
    private readonly Recovery _recovery;
    private readonly ParallelOptions _several;
    // starts and ends that are still missing in the lists of their owners
    private readonly ConcurrentDictionary<string, PipelineState> _unannounced = new(StringComparer.Ordinal);

    public RedisBackplane(
        ConnectionSource source, FailureLog failures, RedisMetrics metrics, TimeProvider time,
        IOptions<DpaRealtimeOptions> options, IOptions<RedisBackplaneOptions> redis, ILogger<RedisBackplane> logger)
    {
        (_options, _time, _metrics, _logger) = (options.Value, time, metrics, logger);
        _retention = redis.Value.Retention;
        _several = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxCommitsInFlight };
        _epochs = new EpochSource(time);
        _keys = new KeyNames(redis.Value.KeyPrefix);
        _link = new RedisLink(source, failures, metrics, time);
        var channels = new ChannelTable(_link, redis.Value.ShardedPubSub, time);
        var marks = _marks = new SharedMarks(_link, _keys, redis.Value.UnfinishedRetention, _node);
        _generations = new Generations(time);
        _store = new EntryStore(_link, channels, _keys, redis.Value, _options, _node);
        _slots = new SlotTable(time, _options.ProducerLease);
        _context = new FeedContext(_store, marks, _keys, metrics, time, logger, _node);
        _feeds = new FeedTable(channels, _keys, _context);
        _transactions = new Transactions(_store, _slots, _feeds, marks, _generations, _keys, metrics, time, _node)
        {
            Continue = ContinueAsync,
        };
        _watch = new WatchList(_link, _keys, _store);
        _rollUps = new RollUps(_transactions, _store, _watch, _options, metrics, time);
        _owners = new OwnerTopic(_link, channels, _keys, _store, marks, _context, _node);
        _stored = new RedisTickets(_link, _keys);
        _tickets = new TicketBook(_stored);
        _notices = new AccessNotices(
            _link, channels, _keys, marks, _context, time, redis.Value.TimeShift, logger, _node);
        _inbox = new NodeInbox(_link, channels, _keys, marks, _context, _notices, time, logger, _node);
        _offers = new Offers(_link, _keys);
        _barrier = new OfferBarrier(_link, _keys, marks, time, _node);
        _recovery = new Recovery(
            _link, channels, marks, _inbox.OpenAsync, CompareAsync, _notices.CatchUpAsync, _barrier.IsAnyAwaitedAsync,
            _context, time, _options.ProducerLease, logger);
        marks.News = _recovery.OnNews;
        _inbox.Lost = OnLost;
        _generations.Suspect = _recovery.Suspect;
        metrics.Observe(() => _slots.Count, () => channels.Count, () => _rollUps.Waiting);
    }

    /// <summary>Completes when the first attempt to reach Redis has succeeded or failed.</summary>
    public Task Tried => _recovery.Tried;

    public void Attach(IBackplaneReceiver receiver)
    {
        _context.Receiver = receiver;
        _link.Restored += _recovery.Trigger;
        _link.Answered += _recovery.OnAnswered;
        _recovery.Trigger();
        _notices.Start();
    }

    public async ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken)
    {
        var traceParent = Activity.Current?.Id;
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var watched = _watch.SetAsync([start.Id], _options.ProducerLease).AsTask();
        await Task.WhenAll(
                watched, start.ParentId is null ? _owners.AddAsync(start.Owner, start.Id).AsTask() : Task.CompletedTask)
            .ConfigureAwait(false);
        var result = await _transactions
            .RunAsync(start.Id, (entry, slot) =>
            {
                var epoch = _epochs.After((entry?.State ?? slot.Held)?.Position.Epoch);
                return new(Starting.Decide(entry?.Entry, start, producerToken, epoch, traceParent, Now));
            })
            .ConfigureAwait(false);
        return result.Status == ApplyStatus.Applied
            ? await AnnouncedAsync(result, isNew: true).ConfigureAwait(false)
            : result;
    }

    public async ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var result = await _transactions
            .RunAsync(change.PipelineId, entry => Applying.Decide(entry?.Entry, change, _options.TransitionsKept, Now))
            .ConfigureAwait(false);
        return result.Status == ApplyStatus.Applied
            ? await AnnouncedAsync(result, isNew: false).ConfigureAwait(false)
            : result;
    }

    public async ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _watch.SetAsync([pipelineId], _options.ProducerLease).ConfigureAwait(false);
        var (result, isFinal) = await _recovery.ReadAsync(
            () => _transactions.RunAsync(pipelineId, entry => Admitting.Decide(entry?.Entry, producerToken, exclusive)),
            static result => result.Status != ApplyStatus.NotFound).ConfigureAwait(false);
        return isFinal ? result : throw Recovery.NotRestored();
    }

    public async ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var (readings, isFinal) = await _recovery
            .ReadAsync(
                () => _store.ReadAsync(pipelineIds),
                static all => all.TrueForAll(r => r.Entry is not null || r.IsUnreadable))
            .ConfigureAwait(false);
        var states = ImmutableArray.CreateBuilder<PipelineState>(readings.Count);
        foreach (var (id, reading) in pipelineIds.Zip(readings))
        {
            // Missing data is not an answer while lost data is being restored. If this node holds the state, that is
            // the answer; otherwise there is none yet.
            var state = reading.Entry?.State
                ?? (isFinal || reading.IsUnreadable ? null : Held(id) ?? throw Recovery.NotRestored());
            if (reading.Entry is not null)
                _feeds.Seed(state!);
            if (state is not null)
                states.Add(state);
        }

        return states.DrainToImmutable();
    }

    private PipelineState? Held(string id)
    {
        var (written, heard) = (_slots.Find(id)?.Held, _feeds.Held(id));
        return written is null || heard?.Position > written.Position ? heard : written;
    }

    public async ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _store.ReadPositionsAsync(pipelineIds).ConfigureAwait(false);
    }

    /// <summary>Checks by a write: a full server, or a replica, still answers reads.</summary>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _recovery.ProbeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _link.Restored -= _recovery.Trigger;
        _link.Answered -= _recovery.OnAnswered;
        _notices.Dispose();
        return _link.DisposeAsync();
    }

    /// <summary>For containers that dispose without waiting.</summary>
    public void Dispose()
    {
        _link.Restored -= _recovery.Trigger;
        _link.Answered -= _recovery.OnAnswered;
        _notices.Dispose();
        _link.Dispose();
    }

    /// <summary>A call before the first connection waits for it, or for its failure.</summary>
    private ValueTask ReadyAsync(CancellationToken cancellationToken) =>
        Tried.IsCompleted ? default : new ValueTask(Tried.WaitAsync(cancellationToken));

    /// <summary>Deliveries are measured from the commit, not from the decision.</summary>
    private Moment Now => new(_time.GetUtcNow(), 0);

    /// <summary>
    /// Applies the effects of an accepted change beside its own entry: the owner's index and notifications, and the
    /// parent. A repetition changes nothing.
    /// </summary>
    private async ValueTask<ApplyResult> AnnouncedAsync(ApplyResult result, bool isNew)
    {
        var state = result.State!;
        if (state.ParentId is null)
            await AnnounceAsync(state, isNew || Decision.ReachesOrLeavesEnd(result.Transitions)).ConfigureAwait(false);
        else if (await _rollUps.TellAsync(state).ConfigureAwait(false) is { IsEmpty: false } parents)
            return result with { Parents = parents };
        return result;
    }

    /// <summary>The change is already accepted. The sweep repeats what fails.</summary>
    private async ValueTask AnnounceAsync(PipelineState state, bool isNews)
    {
        if (!isNews) return;
        _unannounced.TryRemove(state.Id, out _);
        try
        {
            if (state.IsEnded) await _owners.RemoveAsync(state.Owner, state.Id).ConfigureAwait(false);
            else await _owners.AnnounceAsync(state.Owner, state.Id).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            _unannounced[state.Id] = state; // counted and logged by the link
        }
    }

    private async ValueTask AnnounceAgainAsync()
    {
        foreach (var (_, state) in _unannounced) await AnnounceAsync(state, isNews: true).ConfigureAwait(false);
    }
}
