using System.Collections.Concurrent;
using DocumentPipelineHost.Instances;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Hands a run on within this process: from the upload, a retry or the recovery to the job that goes on with it. Where there may be other
/// instances the job may run on any of them, so nothing is kept here: a pending pipeline needs no producer.
/// </summary>
public sealed class LiveRuns(IProgressNotifier progress, HostInstance instance)
{
    private readonly ConcurrentDictionary<string, LiveRun> _waiting = new(StringComparer.Ordinal);

    /// <summary>Leaves a pending run to its job. Before the row is queued, so that a job that comes at once finds it.</summary>
    public async ValueTask ParkAsync(LiveRun live)
    {
        ArgumentNullException.ThrowIfNull(live);
        if (instance.IsShared)
            await live.Run.DisposeAsync();
        else
            _waiting[live.Run.Id] = live;
    }

    /// <summary>The waiting run, or the pipeline taken over from wherever it was.</summary>
    public async ValueTask<LiveRun> TakeAsync(string id) => (_waiting.TryRemove(id, out var live) ? live : null) ?? new LiveRun(await progress.ResumeAsync(id));
}
