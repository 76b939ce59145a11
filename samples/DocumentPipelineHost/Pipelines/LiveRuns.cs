using System.Collections.Concurrent;
using DocumentPipelineHost.Instances;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Hands a run on within this process, from the recovery to the job that goes on with it. A run that only waits is not
/// kept: a pending pipeline needs no producer, and what a person asks of it comes to
/// <see cref="IPipelineControlHandler"/>.
/// </summary>
public sealed class LiveRuns(IProgressNotifier progress, HostInstance instance)
{
    private readonly ConcurrentDictionary<string, LiveRun> _begun = new(StringComparer.Ordinal);

    /// <summary>
    /// Keeps a run for its job. Called before the row is queued, so that a job that starts at once finds it.
    /// </summary>
    public async ValueTask ParkAsync(LiveRun live)
    {
        ArgumentNullException.ThrowIfNull(live);
        if (instance.IsShared || !live.HasBegun)
            await live.Run.DisposeAsync();
        else
            _begun[live.Run.Id] = live;
    }

    /// <summary>Whether the pipeline's run waits here for its job.</summary>
    public bool IsKept(string id) => _begun.ContainsKey(id);

    /// <summary>The kept run, or the pipeline taken over from wherever it was.</summary>
    /// <exception cref="PipelineException"><c>not_found</c>: it was never shown. <c>backplane_unavailable</c>:
    /// retryable.</exception>
    public async ValueTask<LiveRun> TakeAsync(string id) =>
        (_begun.TryRemove(id, out var live) ? live : null) ?? new LiveRun(await progress.ResumeAsync(id));
}
