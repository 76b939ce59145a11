using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>Batches whose creation or whose files fail.</summary>
public sealed class BatchFailureTests
{
    private const string User = HostAtWork.User;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly (string, string)[] All = HostAtWork.All;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_ProgressServiceAway_Is503AndNothingIsLeft()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Shared);
        var (place, client) = work;
        await place.Redis.KillAsync();

        var (status, problem) = await client.CreateBatchAsync(BatchClient.Files(2), All).WaitAsync(Limit, Cancellation);

        Assert.Equal((503, "backplane_unavailable"), (status, (string?)problem["code"]));
        Assert.Equal(
            (0, 0, 0),
            (place.Count("batches"), place.Count("documents"), place.Count("pipelines WHERE ended_at IS NULL")));
        await place.Redis.RestartAsync();
        await Eventually.HoldsAsync(
            async () => (await client.CreateBatchAsync(BatchClient.Files(2), All)).Status == 202,
            "one is created", Limit);
    }

    /// <summary>Its document is stored: the batch goes on with the other files, and the work begins later.</summary>
    [Fact]
    public async Task Create_RowsFailAfterAFileIsStored_KeepsTheBatch()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        await ExecuteAsync(
            work, "CREATE TRIGGER hand_over BEFORE UPDATE OF instance ON pipelines WHEN NEW.instance IS NULL AND "
                + "NEW.stages <> '' BEGIN SELECT RAISE(ABORT, 'not now'); END");

        var (status, batch) = await client.CreateBatchAsync(BatchClient.Files(2), All);

        Assert.True(status == 202, batch.ToString());
        Assert.Equal((2, 2), (place.Count("documents"), place.Count("pipelines WHERE ended_at IS NULL")));
        await ExecuteAsync(work, "DROP TRIGGER hand_over");
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(("completed", 2), (ended.Status(), (int)ended["counts"]!["completed"]!));
    }

    private static Task ExecuteAsync(HostAtWork work, string sql) =>
        work.Host.Services.GetRequiredService<HostDatabase>().WriteAsync(
            transaction => transaction.Connection!.Execute(sql, transaction: transaction));

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task RetryOfOneFile_OfAFailedBatch_EndsTheBatchAnew(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var broken = 2;
        await using var host = await place.StartAsync(
            Gates.Before("index", (_, _) =>
                Interlocked.Decrement(ref broken) >= 0
                    ? throw new InvalidOperationException("once")
                    : Task.CompletedTask));
        using var client = host.As(User);
        var id = (await client.CreateBatchAsync(BatchClient.Files(2), All)).Body.Id();
        var failed = await client.EndBatchAsync(id);
        Assert.Equal(("failed", 2), (failed.Status(), (int)failed["counts"]!["failed"]!));
        var file = failed["documents"]![0]!;

        var (status, _) = await client.PostAsync(
            $"/api/v2/documents/{file["document_id"]}/pipeline/{file["pipeline_id"]}/retry");

        Assert.Equal(200, status);
        await client.UntilAsync((string)file["pipeline_id"]!, "completed");
        await Eventually.HoldsAsync(
            async () => (await client.BatchAsync(id)).Status() == "completed",
            "the batch is completed", Limit);
        var ended = await client.EndBatchAsync(id);
        Assert.Equal((1, 1), ((int)ended["counts"]!["completed"]!, (int)ended["counts"]!["failed"]!));
        Assert.Equal("completed", (string?)ended["state"]!["status"]);
    }

    /// <summary>Its bytes count for the batch's own limit, and for the key's fingerprint.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_WithAFileThatIsTooLarge_FailsThatOneAlone(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(
            rows, "--Upload:MaxBytes", "100000", "--Batch:MaxBytes", "1000000");
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "one-too-large");
        (string, byte[])[] files =
        [
            ("first.txt", Texts.Long(2)), ("huge.txt", new byte[100_001]), ("last.txt", Texts.Long(3)),
        ];

        var (status, batch) = await client.CreateBatchAsync(files, All);
        var (again, repeated) = await client.CreateBatchAsync(files, All);

        Assert.Equal((202, 202, batch.Id()), (status, again, repeated.Id()));
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(
            ["first.txt completed ", "huge.txt failed too_large", "last.txt completed "],
            ended["documents"]!
                .AsArray()
                .Select(static file => $"{file!["filename"]} {file["status"]} {file["code"]}"));
        Assert.Equal(2, place.Count("documents"));
        Assert.Empty(place.Folder.Files("incoming"));
        client.Http.DefaultRequestHeaders.Remove("Idempotency-Key");
        var (refused, problem) = await client.CreateBatchAsync([("huge.txt", new byte[1_000_001])], All);
        Assert.Equal((413, "too_large"), (refused, (string?)problem["code"]));
    }

    /// <summary>The first one's limit is the repeat's, however large a single file may be.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_RepeatedWithMoreBytesThanAFileMayHave_AnswersTheSame(Rows rows)
    {
        const string MaxBytes = "1000000";
        await using var work = await HostAtWork.StartAsync(rows, "--Upload:MaxBytes", MaxBytes);
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "large");
        var files = Enumerable.Range(0, 4).Select(static i => ($"{i}.txt", Texts.Long(5_500))).ToList();
        Assert.InRange(files.Sum(static file => file.Item2.Length), 2_200_000, 4_000_000);

        var (first, created) = await client.CreateBatchAsync(files, ("upload_only", "true"));
        var (second, repeated) = await client.CreateBatchAsync(files, ("upload_only", "true"));

        Assert.Equal((202, 202), (first, second));
        Assert.Equal(created.Id(), repeated.Id());
        Assert.Equal((1, 4), (place.Count("batches"), place.Count("documents")));
    }

    /// <summary>A larger limit of another call is none of this one's.</summary>
    [Fact]
    public async Task Upload_RepeatedWithMoreThanItMayHave_IsTooLarge()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Upload:MaxBytes", "1000000");
        using var client = host.As(User);
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "small");
        await client.UploadAsync(Texts.English, "first.md");

        using var answer = await client.PostAsync(Texts.Long(30_000), "first.md");

        Assert.Equal((413, "too_large"), await HostClient.ProblemAsync(answer));
    }
}
