using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FanOut;

// The FanOut folder: delivers a change to all readers of its pipeline on this node. It guarantees that publishing never
// waits for a reader, that a reader that falls behind costs a cursor and no queue, and that what a reader receives
// always brings it to the newest state.

/// <summary>The node's receiver at the backplane, and its table of subscribed pipelines.</summary>
internal sealed class PipelineHub : IBackplaneReceiver, IProvisionalSink
{
    private readonly ConcurrentDictionary<string, PipelineLog> _logs = new(StringComparer.Ordinal);
    private readonly IBackplane _backplane;
    private readonly ArchiveLookup _archive;
    private readonly RunRegistry _runs;
    private readonly TransitionDispatcher _transitions;
    private readonly OwnerTopics _owners;
    private readonly HubHealing _healing;
    private readonly RealtimeMetrics _metrics;
    private readonly ILogger<PipelineHub> _logger;
    private readonly ProgressPace? _pace;

    public PipelineHub(
        IBackplane backplane, ArchiveLookup archive, RunRegistry runs, TransitionDispatcher transitions,
        RealtimeMetrics metrics, ILogger<PipelineHub> logger, ProgressPace? pace = null)
    {
        _backplane = backplane;
        _archive = archive;
        _runs = runs;
        _transitions = transitions;
        _metrics = metrics;
        _logger = logger;
        _pace = pace;
        _owners = new OwnerTopics(backplane);
        _healing = new HubHealing(
            _logs, backplane, runs, transitions, () => Reconnected?.Invoke(), metrics, logger);
        metrics.ObserveWatchedPipelines(() => _logs.Count);
        backplane.Attach(this);
    }

    /// <summary>
    /// Called with (user, pipeline) when access must be evaluated again. Set once, by the connections.
    /// </summary>
    public Action<string, string>? Revoked { get; set; }

    /// <summary>
    /// Called with (user, reason) when a user's connections are to be closed. Set once, by the connections.
    /// </summary>
    public Action<string, string>? UserClosed { get; set; }

    /// <summary>
    /// Called with (user, reason) when those are to be closed that came during a closing. Set once, by the connections.
    /// </summary>
    public Action<string, string>? UserClosedMeanwhile { get; set; }

    /// <summary>Called when messages about access may have been missed. Set once, by the connections.</summary>
    public Action? AccessMissed { get; set; }

    /// <summary>Called when the backplane is reachable again after an outage. Set once, by the connections.</summary>
    public Action? Reconnected { get; set; }

    public OwnerTopics Owners => _owners;

    public int WatchedPipelines => _logs.Count;

    /// <summary>
    /// Adds a reader to each pipeline's log, then waits until all logs receive changes from the backplane and hold
    /// their state, read in one call.
    /// </summary>
    public async ValueTask<PipelineLog[]> AttachAsync(
        IReadOnlyList<(string PipelineId, ILogReader Reader)> readers, CancellationToken cancellationToken)
    {
        var logs = new PipelineLog[readers.Count];
        var fresh = new List<(PipelineLog Log, TaskCompletionSource Attached)>();
        for (var i = 0; i < readers.Count; i++) logs[i] = Join(readers[i].PipelineId, readers[i].Reader, fresh);
        try
        {
            if (fresh.Count > 0) await AttachFreshAsync(fresh).ConfigureAwait(false);
            foreach (var log in logs) await log.Attached.WaitAsync(cancellationToken).ConfigureAwait(false);
            return logs;
        }
        catch
        {
            for (var i = 0; i < readers.Count; i++) Detach(logs[i], readers[i].Reader);
            throw;
        }
    }

    public void Detach(PipelineLog log, ILogReader reader)
    {
        if (log.Remove(reader)) RemoveClosed(log);
    }

    /// <summary>
    /// Several callers may remove the same log; only the one that takes it out of the table ends its subscription.
    /// </summary>
    private void RemoveClosed(PipelineLog log)
    {
        if (_logs.TryRemove(new(log.PipelineId, log))) _ = UnsubscribeAsync(log.PipelineId);
    }

    /// <summary>
    /// Looks a pipeline up again where its log holds nothing yet: in the backplane, then in the archive.
    /// </summary>
    public async ValueTask<PipelineState?> FindAsync(PipelineLog log, CancellationToken cancellationToken)
    {
        if (log.Head is { } head)
            return head;
        if (await _archive.FindAndRestoreAsync(log.PipelineId, cancellationToken).ConfigureAwait(false) is { } state)
            log.Seed(state);
        return log.Head;
    }

    /// <summary>Restores what the archive holds and shows it to the log's readers.</summary>
    public async ValueTask RestoreAsync(PipelineLog log, PipelineState held, CancellationToken cancellationToken)
    {
        if (await _archive.RestoreAsync(held, cancellationToken).ConfigureAwait(false) is { } state) log.Seed(state);
    }

    /// <summary>Reads the backplane again for pipelines of which this node may be behind.</summary>
    public async ValueTask RefreshAsync(IReadOnlyCollection<PipelineLog> logs, CancellationToken cancellationToken)
    {
        var byId = logs.ToDictionary(l => l.PipelineId, StringComparer.Ordinal);
        foreach (var state in await _backplane.ReadAsync(byId.Keys, cancellationToken).ConfigureAwait(false))
            byId[state.Id].Seed(state);
    }

    /// <summary>
    /// The newest state of each, from the backplane or the archive, whoever asks; unknown ones are left out.
    /// </summary>
    public async ValueTask<List<PipelineState>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, CancellationToken cancellationToken)
    {
        List<PipelineState> states =
        [
            .. await _backplane.ReadAsync(pipelineIds, cancellationToken).ConfigureAwait(false),
        ];
        if (states.Count == pipelineIds.Count)
            return states;
        foreach (var id in pipelineIds.Except(states.Select(s => s.Id)).ToArray())
            if (await _archive.FindAndRestoreAsync(id, cancellationToken).ConfigureAwait(false) is { } state)
                states.Add(state);
        return states;
    }

    public void OnChange(AcceptedChange change)
    {
        if (!_logs.TryGetValue(change.State.Id, out var log)) return;
        _metrics.Changes.Add(1);
        log.Append(change);
        // The notice of it may be lost: lists on this node look at it all the same.
        if (change.State.ParentId is null && Decision.ChangesStatus(change.Transitions))
            _owners.OnStatusChanged(change.State.Owner, change.State.Id);
    }

    public void OnProvisional(PipelineState state, string? stage)
    {
        if (_logs.TryGetValue(state.Id, out var log)) log.Show(state, stage);
    }

    public void OnStarted(string owner, string pipelineId) => _owners.OnStarted(owner, pipelineId);

    public void OnStatusChanged(string owner, string pipelineId) => _owners.OnStatusChanged(owner, pipelineId);

    public bool OnControl(string pipelineId, PipelineControls action, string? reason) =>
        _runs.Raise(pipelineId, action);

    public void OnRevoked(string userId, string pipelineId) => Revoked?.Invoke(userId, pipelineId);

    public void OnUserClosed(string userId, string reason) => UserClosed?.Invoke(userId, reason);

    public void OnUserClosedMeanwhile(string userId, string reason) => UserClosedMeanwhile?.Invoke(userId, reason);

    public void OnAccessMissed() => AccessMissed?.Invoke();

    public void OnProducerLost(AcceptedChange change) =>
        _transitions.Enqueue(new ApplyResult(ApplyStatus.Applied, change.State, change.Transitions));

    public void OnReconnected() => _healing.Reconnect();

    /// <inheritdoc cref="HubHealing.HealAsync"/>
    public Task HealAsync(bool wasUnavailable = false) => _healing.HealAsync(wasUnavailable);

    private PipelineLog Join(
        string pipelineId, ILogReader reader, List<(PipelineLog Log, TaskCompletionSource Attached)> fresh)
    {
        while (true)
        {
            if (_logs.TryGetValue(pipelineId, out var log))
            {
                if (log.Add(reader)) return log;
                RemoveClosed(log); // by its last reader, which is about to do so too
                continue;
            }

            var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            log = new PipelineLog(pipelineId, _pace) { Attached = attached.Task };
            log.Add(reader);
            if (!_logs.TryAdd(pipelineId, log)) continue;
            fresh.Add((log, attached));
            return log;
        }
    }

    private async Task AttachFreshAsync(List<(PipelineLog Log, TaskCompletionSource Attached)> fresh)
    {
        var subscribing = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            // Subscribe first, read second: what is published in between is newer than what is read, and the log keeps
            // the newer.
            foreach (var (log, _) in fresh)
                subscribing[log.PipelineId] = _backplane
                    .SubscribeAsync(log.PipelineId, CancellationToken.None)
                    .AsTask();
            await Task.WhenAll(subscribing.Values).ConfigureAwait(false);
            var byId = fresh.ToDictionary(f => f.Log.PipelineId, f => f.Log, StringComparer.Ordinal);
            foreach (var state in await _backplane.ReadAsync(byId.Keys, CancellationToken.None).ConfigureAwait(false))
                byId[state.Id].Seed(state);
            foreach (var (_, attached) in fresh)
                attached.TrySetResult();
        }
        catch (Exception e)
        {
            foreach (var (log, attached) in fresh)
            {
                // The next reader tries again. One that left meanwhile has taken it out, and ended the subscription.
                var isTakenOut = _logs.TryRemove(new(log.PipelineId, log));
                if (isTakenOut && subscribing.TryGetValue(log.PipelineId, out var task) && task.IsCompletedSuccessfully)
                    _ = UnsubscribeAsync(log.PipelineId);
                attached.TrySetException(e);
            }
        }
    }

    private async Task UnsubscribeAsync(string pipelineId)
    {
        try
        {
            await _backplane.UnsubscribeAsync(pipelineId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            _logger.LoopFailed("unsubscribing", e);
        }
    }
}
