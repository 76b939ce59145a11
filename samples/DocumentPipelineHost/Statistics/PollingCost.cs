using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// Adds up what polling would cost: every two seconds, for each page that receives progress, one request and its user's
/// unfinished states as they are kept. As a page of DPA V2 polled, and as this one does where nothing else gets
/// through.
/// </summary>
internal sealed class PollingCost(
    Traffic traffic, HostDatabase database, TimeProvider time, ILogger<PollingCost> logger)
    : PeriodicService(TimeSpan.FromSeconds(2), isAtOnce: false, time)
{
    /// <summary>The head of this host's answer to a poll, as a browser gets it.</summary>
    private const long AnswerHeadBytes = 400;

    protected override Task RoundAsync(CancellationToken ct)
    {
        if (traffic.Pages is { Count: > 0 } pages)
            Add(pages);
        return Task.CompletedTask;
    }

    /// <summary>A database that is unavailable answers no polls either.</summary>
    protected override void LogFailure(Exception failure)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            logger.LogDebug(failure, "What polling would cost could not be read.");
    }

    private void Add(IReadOnlyCollection<Traffic.Page> pages)
    {
        var states = database
            .Read(static connection =>
                connection.Query<(string Owner, long Bytes)>(
                    "SELECT owner, CAST(SUM(COALESCE(LENGTH(state), 0)) AS BIGINT) FROM pipelines WHERE ended_at IS "
                        + "NULL GROUP BY owner"))
            .ToDictionary(static row => row.Owner, static row => row.Bytes, StringComparer.Ordinal);
        traffic.WouldBePolled(
            pages.Sum(page => page.HeadBytes + AnswerHeadBytes + states.GetValueOrDefault(page.User)));
    }
}
