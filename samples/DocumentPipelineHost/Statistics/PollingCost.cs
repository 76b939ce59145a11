using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// Adds up what polling would cost: every two seconds, for each page that receives progress, one request and its user's
/// unfinished states as they are kept.
/// </summary>
internal sealed class PollingCost(
    Traffic traffic, HostDatabase database, TimeProvider time, ILogger<PollingCost> logger) : BackgroundService
{
    /// <summary>As a page of DPA V2 polled, and as this one does where nothing else gets through.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The head of this host's answer to a poll, as a browser gets it.</summary>
    private const long AnswerHeadBytes = 400;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (traffic.Pages is { Count: > 0 } pages)
                    Add(pages);
            }
        }
        catch (OperationCanceledException)
        {
            // It stops with the host.
        }
    }

    private void Add(IReadOnlyCollection<Traffic.Page> pages)
    {
        try
        {
            var states = database
                .Read(static connection =>
                    connection.Query<(string Owner, long Bytes)>(
                        "SELECT owner, CAST(SUM(COALESCE(LENGTH(state), 0)) AS BIGINT) FROM pipelines WHERE ended_at "
                            + "IS NULL GROUP BY owner"
                    ))
                .ToDictionary(static row => row.Owner, static row => row.Bytes, StringComparer.Ordinal);
            traffic.WouldBePolled(
                pages.Sum(page => page.HeadBytes + AnswerHeadBytes + states.GetValueOrDefault(page.User)));
        }
        catch (Exception exception)
        {
            // A database that is unavailable answers no polls either.
            if (logger.IsEnabled(LogLevel.Debug))
                logger.LogDebug(exception, "What polling would cost could not be read.");
        }
    }
}
