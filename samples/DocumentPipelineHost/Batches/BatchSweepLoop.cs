using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// Every ten seconds: keeps the batches' states, closes those whose files do not come, and shows what a process decided
/// and did not live to show.
/// </summary>
internal sealed class BatchSweepLoop(
    BatchStore batches, ShownBatches shown, IProgressReader progress, IOptions<BatchOptions> options, TimeProvider time,
    ILogger<BatchSweepLoop> logger) : PeriodicService(TimeSpan.FromSeconds(10), isAtOnce: false, time)
{
    private readonly TimeProvider _time = time;
    private HashSet<string> _suspects = [];

    protected override async Task RoundAsync(CancellationToken ct)
    {
        await batches.CloseIdleAsync(_time.GetUtcNow() - options.Value.JoinTimeout);
        HashSet<string> unshown = [];
        foreach (var batch in batches.Unsettled())
        {
            if (await progress.GetAsync(batch.Id, ct) is { } state)
                await batches.KeepStateAsync(state);
            if (!IsUnshown(batch))
                continue;
            unshown.Add(batch.Id);
            if (_suspects.Contains(batch.Id)) // the instance that decided it usually shows it at once
                await shown.ShowAsync(batch.Id);
        }

        _suspects = unshown;
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogError(failure, "Sweep batches: the round failed; it is tried again in {Interval}", Interval);

    private static bool IsUnshown(BatchRecord batch) =>
        batch.Status != batch.StateStatus
        && !(batch.Status == StatusNames.Processing && batch.StateStatus is StatusNames.Pending or "");
}
