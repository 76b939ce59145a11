using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Dpa.Realtime.Backplane;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Engine;

// The Engine folder: one node's part of the cluster, over any store. It fulfils the contract of IBackplane: decisions
// are pure (Backplane), a store compares and sets, and everything else about pipelines is implemented here, once.

/// <summary>The backplane over a store.</summary>
internal sealed partial class PipelineEngine : IBackplane
{
    private readonly string _node = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly WatchedStore _store;
    private readonly DpaRealtimeOptions _options;
    private readonly StoreClock _clock;
    private readonly StoreFeeds _line;
    private readonly FeedTable _feeds;
    private readonly CommitLoop _loop;
    private readonly PipelineCommands _commands;
    private readonly Parents _parents;
    private readonly StoredTickets _stored;
    private readonly TicketBook _tickets;
    private readonly NodeCalls _calls;
    private readonly ControlRequests _controls;

    public PipelineEngine(
        IPipelineStore store, TimeProvider time, IOptions<DpaRealtimeOptions> options,
        ILogger<PipelineEngine>? logger = null)
    {
        IsLocal = store is InMemoryPipelineStore;
        (_store, _options) = (new WatchedStore(store), options.Value);
        var epochs = new EpochSource(time);
        _clock = new StoreClock(_store, time);
        _line = new StoreFeeds(_store, time, logger ?? NullLogger<PipelineEngine>.Instance);
        _feeds = new FeedTable(_line);
        var commits = new StoreCommits(_store, _clock, _options, _node, IsLocal);
        _loop = new CommitLoop(commits, _feeds, epochs, time);
        _commands = new PipelineCommands(_loop, epochs, _options);
        _parents = new Parents(_loop, _options);
        _stored = new StoredTickets(_store, _clock);
        _tickets = new TicketBook(_stored);
        _calls = new NodeCalls(_store, _line, _feeds, _stored, time, _node);
        _controls = new ControlRequests(commits, _calls, _node);
    }

    /// <summary>Whether the store is this process's own memory.</summary>
    public bool IsLocal { get; }

    public static PipelineEngine InMemory(TimeProvider time, DpaRealtimeOptions options) =>
        new(new InMemoryPipelineStore(time), time, Options.Create(options));

    /// <summary>Ends when the node receives the others' messages, or when subscribing to them failed.</summary>
    public Task Opened { get; private set; } = Task.CompletedTask;

    public void Attach(IBackplaneReceiver receiver)
    {
        _line.Receiver = receiver;
        Opened = OpenAsync();
    }

    public async ValueTask<ApplyResult> StartAsync(
        PipelineStart start, string producerToken, CancellationToken cancellationToken)
    {
        var traceParent = Activity.Current?.Id;
        await ReadyAsync().ConfigureAwait(false);
        var decision = await _commands.StartAsync(start, producerToken, traceParent).ConfigureAwait(false);
        return await WithParentsAsync(decision, traceParent).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ApplyAsync(PipelineChange change, CancellationToken cancellationToken)
    {
        await ReadyAsync().ConfigureAwait(false);
        var decision = await _commands.ApplyAsync(change).ConfigureAwait(false);
        return await WithParentsAsync(decision, change.TraceParent).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ResumeAsync(
        string pipelineId, string producerToken, bool exclusive, CancellationToken cancellationToken)
    {
        await ReadyAsync().ConfigureAwait(false);
        return (await _commands.ResumeAsync(pipelineId, producerToken, exclusive).ConfigureAwait(false)).Answer;
    }

    public async ValueTask<ImmutableArray<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        var found = await _store.ReadAsync(pipelineIds, [], cancellationToken).ConfigureAwait(false);
        var states = ImmutableArray.CreateBuilder<PipelineState>(found.Length);
        Exception? unreadable = null;
        foreach (var stored in found)
        {
            try
            {
                var state = stored.Record.State;
                _feeds.Seed(state);
                states.Add(state);
            }
            catch (InvalidDataException e)
            {
                unreadable = e; // it costs the others nothing
            }
        }

        if (unreadable is not null && states.Count == 0) throw CommitLoop.Unreadable(unreadable);
        return states.DrainToImmutable();
    }

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken) =>
        _store.ReadPositionsAsync(pipelineIds, cancellationToken);

    public async ValueTask ProbeAsync(CancellationToken cancellationToken) =>
        await _store.ProbeAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// A call that comes before the store was reached for the first time waits for it, or for its failure.
    /// </summary>
    private async ValueTask ReadyAsync()
    {
        if (!Opened.IsCompleted) await Opened.ConfigureAwait(false);
        if (!_clock.IsRead) await _clock.ReadAsync(default).ConfigureAwait(false);
    }

    private async Task OpenAsync()
    {
        try
        {
            await _clock.ReadAsync(default).ConfigureAwait(false);
            await _calls.OpenAsync().ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // Unavailable: calls are refused, and the sweep tries again.
        }
    }

    /// <summary>
    /// The answer, once its parents have counted an accepted change; a repeated one, too: it is not known whether they
    /// have, and nothing is counted twice.
    /// </summary>
    private ValueTask<ApplyResult> WithParentsAsync(Decision decision, string? traceParent)
    {
        var answer = decision.Answer;
        return answer.Status != ApplyStatus.Applied || answer.State?.ParentId is null
            ? new(answer)
            : _parents.CountAsync(answer, traceParent);
    }
}
