using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// Reads statistics from the rows, so that they add up with them after any crash and on any instance.
/// </summary>
internal sealed class StatisticsReader(
    HostDatabase database, LiveConnections connections, ConnectionRows rows, Traffic traffic, PollingPages polling,
    TimeProvider time)
{
    /// <summary>Enough for percentiles; the newest ones count.</summary>
    private const int MostTimes = 100_000;

    private const string Owned = "(@owner IS NULL OR p.owner = @owner)";
    private const string InTime = $"p.ended_at > @since AND p.ended_at <= @until AND {Owned}";

    /// <param name="range">The time.</param>
    /// <param name="owner">Whose pipelines; null for everybody's.</param>
    public StatisticsAnswer Read(StatisticsRange range, string? owner)
    {
        var until = time.GetUtcNow();
        var values = new { owner = new DbString { Value = owner }, since = until - range.Length, until };
        return database.Read(connection =>
        {
            var buckets = Buckets(connection, range, values, values.since);
            var stages = Stages(connection, values);
            var ended = new EndedCounts(
                buckets.Sum(static b => b.Completed),
                buckets.Sum(static b => b.Failed),
                buckets.Sum(static b => b.Cancelled));
            return new StatisticsAnswer(
                range.Name, owner is null ? "all" : "own", values.since, until, ended,
                ended.Completed / range.Length.TotalHours, buckets,
                stages.FindAll(static stage => stage.Stage != StageTimes.QueueWait),
                WaitOf(stages), Failures(connection, values), Queue(connection, values),
                rows.Add(connection, connections.Count()) with { Polling = polling.Count() }, traffic.Read());
        });
    }

    private static List<StatisticsBucket> Buckets(
        DbConnection connection, StatisticsRange range, object values, DateTimeOffset since)
    {
        var width = (long)range.Length.TotalMilliseconds / range.Parts;
        var parameters = new DynamicParameters(values);
        parameters.Add("width", width);
        // Greater than the begin: so the last part holds its end too.
        var rows = connection
            .Query<(long Part, string Status, long Count, long Pages)>(
                "SELECT (p.ended_at - @since - 1) / @width AS part, p.status, COUNT(*), "
                    + "CAST(COALESCE(SUM(d.page_count), 0) AS BIGINT) "
                    + $"FROM pipelines p LEFT JOIN documents d ON d.id = p.document_id WHERE {InTime} GROUP BY 1, 2",
                parameters)
            .ToLookup(static row => row.Part);
        return
        [
            .. Enumerable
                .Range(0, range.Parts)
                .Select(part => new StatisticsBucket(
                    since.AddMilliseconds(part * width), Of(part, StatusNames.Completed), Of(part, StatusNames.Failed),
                    Of(part, StatusNames.Cancelled), (int)
                        rows[part].Where(static row => row.Status == StatusNames.Completed).Sum(static row => row.Pages)
                )),
        ];

        int Of(int part, string status) =>
            (int)rows[part].Where(row => row.Status == status).Sum(static row => row.Count);
    }

    private static List<StageFigures> Stages(DbConnection connection, object values) =>
        [
            .. connection
                .Query<(string Stage, long Took)>(
                    "SELECT t.stage, t.milliseconds FROM stage_times t JOIN pipelines p ON p.id = t.pipeline_id "
                        + $"WHERE t.ended_at > @since AND t.ended_at <= @until AND {Owned} ORDER BY t.ended_at DESC "
                        + $"LIMIT {MostTimes}",
                    values)
                .GroupBy(static row => row.Stage, static row => row.Took)
                .OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(static group => Figures(group.Key, [.. group.Order()])),
        ];

    private static WaitFigures WaitOf(List<StageFigures> stages) =>
        stages.Find(static stage => stage.Stage == StageTimes.QueueWait) is { } wait
            ? new(wait.Count, wait.P50Ms, wait.P95Ms)
            : new(0, 0, 0);

    private static StageFigures Figures(string stage, long[] sorted) =>
        new(stage, sorted.Length, Percentile(sorted, 50), Percentile(sorted, 95));

    private static long Percentile(long[] sorted, int percent) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];

    private static List<FailureCount> Failures(DbConnection connection, object values) =>
        [
            .. connection
                .Query<(string? Error, long Count)>(
                    $"SELECT p.error, COUNT(*) FROM pipelines p WHERE {InTime} AND p.status = '{StatusNames.Failed}' "
                        + $"GROUP BY p.error",
                    values)
                .GroupBy(static row => CodeOf(row.Error), static row => row.Count, StringComparer.Ordinal)
                .Select(static group => new FailureCount(group.Key, (int)group.Sum()))
                .OrderByDescending(static failure => failure.Count)
                .ThenBy(static failure => failure.Code, StringComparer.Ordinal),
        ];

    private static QueueDepth Queue(DbConnection connection, object values)
    {
        var rows = connection
            .Query<(string Status, long Count)>(
                $"SELECT p.status, COUNT(*) FROM pipelines p WHERE p.ended_at IS NULL AND {Owned} GROUP BY p.status",
                values)
            .ToDictionary(static row => row.Status, static row => (int)row.Count, StringComparer.Ordinal);
        return new QueueDepth(
            Of(StatusNames.Uploading), Of(StatusNames.Pending), Of(StatusNames.Processing), Of(StatusNames.Interrupted),
            Of(StatusNames.Waiting)
        );

        int Of(string status) => rows.GetValueOrDefault(status);
    }

    private static string CodeOf(string? error)
    {
        if (error is null)
            return "unknown";
        using var document = JsonDocument.Parse(error);
        return document.RootElement.TryGetProperty("code", out var code) ? code.GetString()! : "unknown";
    }
}
