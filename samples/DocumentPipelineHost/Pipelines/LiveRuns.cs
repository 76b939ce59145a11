using System.Collections.Concurrent;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Hands a run on within this process: from the upload, a retry or the recovery to the job that goes on with it. A run that waits here
/// keeps its producer's lease, so nobody takes its work for lost.
/// </summary>
public sealed class LiveRuns(IProgressNotifier progress)
{
    private readonly ConcurrentDictionary<string, PipelineRun> _waiting = new(StringComparer.Ordinal);

    public void Put(PipelineRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _waiting[run.Id] = run;
    }

    public PipelineRun? Find(string id) => _waiting.TryRemove(id, out var run) ? run : null;

    /// <summary>The waiting run, or the pipeline taken over from wherever it was.</summary>
    public async ValueTask<PipelineRun> TakeAsync(string id) => Find(id) ?? await progress.ResumeAsync(id);
}
