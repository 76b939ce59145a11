using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Loops;

/// <summary>
/// Repeats the same work while the host runs. A round that fails is reported, and the next round follows nevertheless.
/// </summary>
/// <param name="interval">From the end of one round to the next, as far as the rounds are shorter.</param>
/// <param name="isAtOnce">Whether the first round comes at the start, not one interval later.</param>
/// <param name="time">The clock.</param>
internal abstract class PeriodicService(TimeSpan interval, bool isAtOnce, TimeProvider time) : BackgroundService
{
    protected TimeSpan Interval => interval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        if (isAtOnce)
            await TryRoundAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryRoundAsync(stoppingToken);
    }

    protected abstract Task RoundAsync(CancellationToken ct);

    protected abstract void LogFailure(Exception failure);

    [SuppressMessage("Design", "CA1031", Justification = "One failed round must not end the loop.")]
    protected async Task TryRoundAsync(CancellationToken ct)
    {
        try
        {
            await DatabaseThreads.Shared.RunAsync(() => RoundAsync(ct));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailure(exception);
        }
    }
}
