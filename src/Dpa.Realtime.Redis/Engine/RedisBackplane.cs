using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Loss;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Redis.Engine;

// The folder Engine: what one node contributes to the backplane that all nodes form. It guarantees the contract of
// IBackplane by compare and set: the node merges, and Redis accepts the result if the entry is still the one that was
// merged from. Nothing here waits for a client, and nothing waits for an unavailable server.

/// <summary>The backplane on Redis.</summary>
internal sealed partial class RedisBackplane : IBackplane, IAsyncDisposable, IDisposable
{
    private const int ChildrenAtOnce = 1000; // as many as one script call takes without blocking the server

    private readonly string _node = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly RedisLink _link;
    private readonly EntryStore _store;
    private readonly SlotTable _slots;
    private readonly FeedTable _feeds;
    private readonly FeedContext _context;
    private readonly CommitLoop _loop;
    private readonly PipelineCommands _commands;
    private readonly Parents _parents;
    private readonly WatchList _watch;
    private readonly OwnerTopic _owners;
    private readonly OwnerList _list;
    private readonly Announcements _announcements;
    private readonly ControlRequests _controls;
    private readonly TicketBook _tickets;
    private readonly AccessNotices _notices;
    private readonly LossAlarm _alarm = new();
    private readonly HeldStates _held;
    private readonly Restorer _restorer;
    private readonly Leases _leases;
    private readonly Recovery _recovery;
    private readonly Several _several;
    private readonly TimeProvider _time;
    private readonly ClockSteps _steps = new();

    public RedisBackplane(
        ConnectionSource source, FailureLog failures, RedisMetrics metrics, TimeProvider time,
        IOptions<DpaRealtimeOptions> options, IOptions<RedisBackplaneOptions> redis, ILogger<RedisBackplane> logger)
    {
        var lease = options.Value.ProducerLease;
        _time = time;
        _several = new Several(options.Value.MaxCommitsInFlight);
        var epochs = new EpochSource(time);
        var keys = new KeyNames(redis.Value.KeyPrefix);
        _link = new RedisLink(source, failures, metrics, time);
        var channels = new ChannelTable(_link, redis.Value.ShardedPubSub, time);
        var marks = new SharedMarks(_link, keys, redis.Value.UnfinishedRetention, _node, _alarm);
        var generations = new Generations(_alarm, time);
        _store = new EntryStore(_link, channels, keys, redis.Value, options.Value, _node);
        _slots = new SlotTable(time, lease);
        _context = new FeedContext(_store, channels, marks, keys, metrics, time, logger, _node);
        _feeds = new FeedTable(_context);
        _held = new HeldStates(_slots, _feeds, redis.Value.Retention, time);
        _watch = new WatchList(_link, keys, _store, lease);
        var commits = new RedisCommits(_store, _slots, _watch, marks, generations, keys, metrics, time, _node);
        _loop = new CommitLoop(commits, _feeds, epochs, time);
        _commands = new PipelineCommands(_loop, epochs, options.Value);
        _parents = new Parents(_loop, options.Value, ChildrenAtOnce, metrics.RollUpsLate);
        _owners = new OwnerTopic(_link, channels, keys, _store, marks, _context, _feeds, _node);
        _list = new OwnerList(_link, keys, _store, _slots, time);
        _announcements = new Announcements(_owners, _list, _parents);
        _tickets = new TicketBook(new RedisTickets(_link, keys));
        _notices = new AccessNotices(
            _link, channels, keys, marks, _context, time, redis.Value.TimeShift, logger, _node);
        var barrier = new OfferBarrier(_link, keys, marks, generations, _alarm, time, _node);
        var inbox = new NodeInbox(_link, channels, keys, marks, _context, _notices, barrier, time, logger, _node);
        _controls = new ControlRequests(commits, inbox, _node);
        _restorer = new Restorer(_commands, _watch, _owners, _announcements, _context, metrics);
        _leases = new Leases(_link, keys, _store, _slots, _watch, _list, _restorer, _several, _node);
        var comparison = new Comparison(
            _held, _slots, marks, generations, new Offers(_link, keys), barrier, _restorer, _leases, inbox, _owners,
            _watch, _several, time, logger);
        _recovery = new Recovery(
            _link, channels, marks, _alarm, barrier, comparison, inbox, _notices, _context, time, lease, logger);
        metrics.Observe(() => _slots.Count, () => channels.Count, () => _parents.Waiting);
    }

    /// <summary>Completes when the first attempt to reach Redis has succeeded or failed.</summary>
    public Task Tried => _recovery.Tried;

    public void Attach(IBackplaneReceiver receiver)
    {
        _context.Receiver = receiver;
        _recovery.Start();
        _notices.Start();
    }

    public async ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken)
    {
        var traceParent = Activity.Current?.Id;
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var watched = _watch.SetAsync([start.Id]).AsTask();
        await Task.WhenAll(
                watched, start.ParentId is null ? _owners.AddAsync(start.Owner, start.Id).AsTask() : Task.CompletedTask)
            .ConfigureAwait(false);
        var held = _slots.Find(start.Id)?.Held?.Position.Epoch;
        var decision = await _commands.StartAsync(start, producerToken, traceParent, held).ConfigureAwait(false);
        return await _announcements.AnnouncedAsync(decision, isNew: true).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var decision = await _commands.ApplyAsync(change).ConfigureAwait(false);
        return await _announcements.AnnouncedAsync(decision, isNew: false).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _watch.SetAsync([pipelineId]).ConfigureAwait(false);
        var (decision, isFinal) = await _recovery.ReadAsync(
            () => _commands.ResumeAsync(pipelineId, producerToken, exclusive),
            static decision => decision.Answer.Status != ApplyStatus.NotFound).ConfigureAwait(false);
        return isFinal ? decision.Answer : throw Recovery.NotRestored();
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
                ?? (isFinal || reading.IsUnreadable ? null : _held.Of(id) ?? throw Recovery.NotRestored());
            if (reading.Entry is not null)
                _feeds.Seed(state!);
            if (state is not null)
                states.Add(state);
        }

        return states.DrainToImmutable();
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
        _recovery.Dispose();
        _notices.Dispose();
        return _link.DisposeAsync();
    }

    /// <summary>For containers that dispose without waiting.</summary>
    public void Dispose()
    {
        _recovery.Dispose();
        _notices.Dispose();
        _link.Dispose();
    }

    /// <summary>A call before the first connection waits for it, or for its failure.</summary>
    private ValueTask ReadyAsync(CancellationToken cancellationToken) =>
        Tried.IsCompleted ? default : new ValueTask(Tried.WaitAsync(cancellationToken));
}
