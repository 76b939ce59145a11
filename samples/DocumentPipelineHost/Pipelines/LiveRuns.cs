using System.Collections.Concurrent;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Hands a run on within this process: from the upload, a retry or the recovery to the job that goes on with it. A run that waits here
/// keeps its producer's lease, so nobody takes its work for lost.
/// </summary>
public sealed class LiveRuns(IProgressNotifier progress)
{
    private readonly ConcurrentDictionary<string, LiveRun> _waiting = new(StringComparer.Ordinal);

    public void Put(LiveRun live)
    {
        ArgumentNullException.ThrowIfNull(live);
        _waiting[live.Run.Id] = live;
    }

    /// <summary>Takes the run out, if it waits here.</summary>
    public LiveRun? Remove(string id) => _waiting.TryRemove(id, out var live) ? live : null;

    /// <summary>The waiting run, or the pipeline taken over from wherever it was.</summary>
    public async ValueTask<LiveRun> TakeAsync(string id) => Remove(id) ?? new LiveRun(await progress.ResumeAsync(id));
}
