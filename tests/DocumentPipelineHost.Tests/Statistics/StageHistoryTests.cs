using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Estimates;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Statistics;

/// <summary>How far back an estimate looks: it must not read the whole history of a stage.</summary>
public sealed class StageHistoryTests
{
    private const int Read = 2000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Of_ATypeThatIsNotAmongTheNewest2000OfTheStage_HasNoSamples(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var history = work.Host.Services.GetRequiredService<StageHistory>();
        await DoneAsync(work, "old.txt", "The old text.", 1);
        var newer = await DoneAsync(work, "newer.html", "<!doctype html><html><body><p>The newer text.</p>", 2);

        await AddAsync(work, newer, from: 2, to: Read - 1); // with its own: one less than are read
        var last = history.Of("index", TypeOf(work, "old.txt"));
        await AddAsync(work, newer, from: Read, to: Read);
        var none = history.Of("index", TypeOf(work, "old.txt"));

        Assert.Single(last);
        Assert.Empty(none);
        Assert.Equal(StageHistory.Most, history.Of("index", TypeOf(work, "newer.html")).Count);
    }

    private static async Task<string> DoneAsync(HostAtWork work, string name, string text, int count)
    {
        var upload = await work.Client.UploadAsync(Texts.Unique(text), name, ("create_index", "true"));
        await work.Client.EndAsync(upload);
        await Eventually.HoldsAsync(
            () => work.Place.Count("stage_times WHERE stage = 'index'") == count, "its time is kept");
        return (string)upload["processing_pipeline"]!["pipeline_id"]!;
    }

    /// <summary>As if the pipeline had made its index so many times more, later than all before.</summary>
    private static Task AddAsync(HostAtWork work, string pipeline, int from, int to) =>
        work.Host.Services.GetRequiredService<HostDatabase>().WriteAsync(
            transaction =>
            {
                for (var attempt = from; attempt <= to; attempt++)
                {
                    transaction.Connection!.Execute(
                        "INSERT INTO stage_times (pipeline_id, stage, attempt, ended_at, milliseconds) " +
                        "VALUES (@pipeline, 'index', @attempt, @ended, 10)",
                        new { pipeline, attempt, ended = TimeProvider.System.GetUtcNow() },
                        transaction);
                }

                return true;
            },
            Cancellation);

    private static string TypeOf(HostAtWork work, string name) =>
        work.Host.Services.GetRequiredService<HostDatabase>().Read(connection => connection.ExecuteScalar<string>(
            "SELECT content_type FROM documents WHERE filename = @name", new { name }))!;
}
