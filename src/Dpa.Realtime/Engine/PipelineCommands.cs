using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>What producers, nodes and time ask of one pipeline: each a decision that the loop commits.</summary>
internal sealed class PipelineCommands(CommitLoop loop, EpochSource epochs, DpaRealtimeOptions options)
{
    // as leases are compared with the store's clock in whole milliseconds
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <param name="start">What starts.</param>
    /// <param name="producerToken">Whose it is.</param>
    /// <param name="traceParent">The trace of the start.</param>
    /// <param name="heldEpoch">The epoch in which this node knew the id, where the store may have lost it.</param>
    public ValueTask<Decision> StartAsync(
        PipelineStart start, string producerToken, string? traceParent, string? heldEpoch = null) =>
        loop.RunAsync(start.Id, 0, (stored, _, at) =>
        {
            var epoch = epochs.After(stored?.Record.State.Position.Epoch ?? heldEpoch);
            return Starting.Decide(stored?.Record.Entry, start, producerToken, epoch, traceParent, at);
        });

    public ValueTask<Decision> ApplyAsync(PipelineChange change) => loop.RunAsync(
        change.PipelineId,
        (Change: change, Kept: options.TransitionsKept),
        static (stored, a, at) => Applying.Decide(stored?.Record.Entry, a.Change, a.Kept, at));

    public ValueTask<Decision> ResumeAsync(string id, string producerToken, bool exclusive) => loop.RunAsync(
        id,
        (producerToken, exclusive),
        static (stored, a, _) => Admitting.Decide(stored?.Record.Entry, a.producerToken, a.exclusive));

    public ValueTask<Decision> RenewAsync(string id, string producerToken) => loop.RunAsync(
        id, producerToken, static (stored, token, _) => Leasing.Renew(stored?.Record.Entry, token));

    public ValueTask<Decision> ReleaseAsync(string id, string producerToken) => loop.RunAsync(
        id,
        producerToken,
        static (stored, token, _) => Leasing.Release(
            stored?.Record.Entry, token, stored?.Record.OrphanedAt is not null));

    /// <summary>What is held goes on where the store knows less.</summary>
    /// <param name="held">What is held.</param>
    /// <param name="token">Of a producer that is admitted again, or null.</param>
    /// <param name="producers">How far each producer of what is held had counted, where that is known.</param>
    /// <returns>
    /// The decision; and the older copy, where it had accepted something that is not in what goes on now.
    /// </returns>
    public async ValueTask<(Decision Decision, PipelineState? Older)> RestoreAsync(
        PipelineState held, string? token, ProducerTable? producers = null)
    {
        PipelineState? older = null;
        var decision = await loop.RunAsync(
            held.Id,
            0,
            (stored, _, at) =>
            {
                var (entry, epoch) = (stored?.Record.Entry, epochs.After(held.Position.Epoch));
                older = null;
                if (token is null && Restoring.IsSucceeded(entry, held))
                    return Restoring.Continue(entry!, epoch, stored!.Children, at) with { Restores = held.Position };
                older = Restoring.LeavesOut(entry, held, options.TransitionsKept, at) ? entry!.State : null;
                return Restoring.Decide(
                    entry, held, token, epoch, producers, stored is null ? [] : stored.Children, at);
            },
            CommitLoop.AllParts).ConfigureAwait(false);
        return (decision, decision.IsNewEpoch ? older : null);
    }

    /// <summary>What only this copy had accepted is applied again. It has been answered before.</summary>
    public ValueTask<Decision> RepublishAsync(PipelineState accepted) => loop.RunAsync(
        accepted.Id,
        (Accepted: accepted, Kept: options.TransitionsKept),
        static (stored, a, at) => Restoring.Republish(stored?.Record.Entry, a.Accepted, a.Kept, at));

    /// <summary>Removes producers whose lease is over, and ends a pipeline that was lost with the last.</summary>
    /// <returns>The decision, and after which time it must be evaluated again; null for never.</returns>
    public async ValueTask<(Decision Decision, TimeSpan? Again)> ExpireAsync(string id, TimeSpan now)
    {
        TimeSpan? again = null;
        var decision = await loop.RunAsync(
            id,
            0,
            (stored, _, at) =>
            {
                again = null;
                if (stored?.Record is not { } record) return Decision.Only(ApplyStatus.NotFound, null);
                var lease = Leasing.Decide(record.Entry, record.Expired(now), now - record.OrphanedAt, options, at);
                again = record.LastLease > now ? record.LastLease - now + Tick : lease.Again;
                return lease.Decision;
            },
            isFresh: true).ConfigureAwait(false);
        return (decision, again);
    }
}
