using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Control;

/// <summary>
/// Every ten seconds: shows interrupts that a process decided and did not live to show, and carries out what was asked
/// for while a worker kept the row.
/// </summary>
internal sealed class ControlSweepLoop(
    PipelineStore pipelines, ShownPipelines shown, LateDecisions late, TimeProvider time,
    ILogger<ControlSweepLoop> logger
) : PeriodicService(TimeSpan.FromSeconds(10), isAtOnce: false, time)
{
    private HashSet<string> _suspects = [];

    /// <summary>A row must be seen so twice: the instance that decided it usually shows it at once.</summary>
    protected override async Task RoundAsync(CancellationToken ct)
    {
        await late.SweepAsync(ct);
        var unshown = pipelines.Unshown();
        foreach (var row in unshown.Where(row => _suspects.Contains(row.Id)))
            await shown.ShowAsync(row.Id);
        _suspects = [.. unshown.Select(static row => row.Id)];
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogError(failure, "Show interrupts: the round failed; it is tried again in {Interval}", Interval);
}
