using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>What a worker that was stopped, or stops by itself, can still do.</summary>
public sealed class StoppedWorkTests
{
    private const string User = HostAtWork.User;
    private static readonly (string, string)[] All = HostAtWork.All;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite, "interrupt")]
    [InlineData(Rows.Sqlite, "cancel")]
    [InlineData(Rows.Shared, "interrupt")]
    [InlineData(Rows.Shared, "cancel")]
    public async Task Control_OfAWorkerThatDoesNotListen_ItsLateResultIsRefused(Rows rows, string action)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var runs = 0;
        await using var host = await place.StartAsync(Gates.Before("summary", async (_, _) =>
        {
            if (Interlocked.Increment(ref runs) > 1)
                return;
            reached.SetResult();
            await release.Task; // deaf to its token
        }));
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "deaf.md", All);
        await reached.Task.WaitAsync(Limit, Cancellation);

        var (status, body) = await client.ControlAsync(upload, action);

        // An interrupt waits for the worker, and not for ever; a cancel is decided.
        Assert.Equal(
            action == "interrupt" ? (202, "interrupted") : (200, "cancelled"),
            (status, (string?)body["state"]!["status"]));
        Assert.Equal(200, (await client.ControlAsync(upload, action == "interrupt" ? "resume" : "retry")).Status);
        var ended = await client.EndAsync(upload);
        Assert.Equal(("completed", 1), (ended.Status(), place.Count("summaries")));
        var stored = place.Scalar("SELECT summarized_at FROM documents");
        release.SetResult();
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref runs) == 2 && place.Count("pipelines WHERE status = 'completed'") == 1,
            "the late worker ended", Limit);
        using (var next = host.As(User)) // the freed worker takes other documents
            Assert.Equal(
                "completed",
                (await next.EndAsync(await next.UploadAsync(Texts.Unique("next"), "next.md", All))).Status());
        Assert.Equal(stored, place.Scalar("SELECT MIN(summarized_at) FROM documents"));
        Assert.Equal("completed", (await client.StateAsync(upload)).Status());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Stage_ThrowsACancellationThatNobodyAskedFor_IsAFailureAndNotCancelled(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var runs = 0;
        await using var host = await place.StartAsync(
            Gates.Before("index", (_, _) =>
                Interlocked.Increment(ref runs) == 1
                    ? throw new OperationCanceledException("of a library's own")
                    : Task.CompletedTask));
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "unrelated.md", All);

        var ended = await client.EndAsync(upload);

        Assert.Equal(
            ("failed", "internal_error", "failed"),
            (ended.Status(), (string?)ended["error_info"]!["code"], ended.Stage("index").Status()));
        Assert.Equal(200, (await client.ControlAsync(upload, "retry")).Status);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Stage_LongerThanItsLimit_FailsWithTimeoutAndFreesTheWorker(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var runs = 0;
        await using var host = await place.StartAsync(
            Gates.Before("index", (_, ct) =>
                Interlocked.Increment(ref runs) == 1 ? Task.Delay(Timeout.Infinite, ct) : Task.CompletedTask),
            "--Pipeline:Workers", "1", "--Pipeline:StageTimeout", "00:00:03");
        using var client = host.As(User);
        var slow = await client.UploadAsync(Texts.English, "slow.md", All);
        var next = await client.UploadAsync(Texts.Unique("behind it"), "next.md", All);

        var ended = await client.EndAsync(slow);

        Assert.Equal(
            ("failed", "timeout", true),
            (ended.Status(), (string?)ended["error_info"]!["code"], (bool)ended["error_info"]!["retryable"]!));
        Assert.Equal("completed", (await client.EndAsync(next)).Status());
        Assert.Equal(200, (await client.ControlAsync(slow, "retry")).Status);
        Assert.Equal("completed", (await client.EndAsync(slow)).Status());
    }
}
