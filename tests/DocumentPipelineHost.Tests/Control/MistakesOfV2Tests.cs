using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>What the first DPA V2, and others before, got wrong about stopping and going on.</summary>
public sealed class MistakesOfV2Tests
{
    private const string User = HostAtWork.User;
    private static readonly string[] EachPage = HostAtWork.EachPage;
    private static readonly (string, string)[] All = HostAtWork.All;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_TheRunningStageThenEnds_StaysInterrupted(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await place.StartAsync(Gates.Before("summary", async (_, _) =>
        {
            reached.TrySetResult();
            await release.Task; // deaf to its token
        }));
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "flag.md", All);
        await reached.Task.WaitAsync(Limit, Cancellation);
        Assert.Equal(202, (await client.ControlAsync(upload, "interrupt")).Status);

        release.SetResult();

        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE instance IS NULL") == 1,
            "the worker let go", Limit);
        Assert.Equal(("interrupted", 0), ((await client.StateAsync(upload)).Status(), place.Count("summaries")));
        Assert.Equal(1, place.Count("pipelines WHERE status = 'interrupted' AND ended_at IS NULL"));
        Assert.Equal(200, (await client.ControlAsync(upload, "resume")).Status);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Resume_AtWhateverPercent_DoesNotFallBack(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", All);
        var (stage, overall) = (0.0, 0.0);
        foreach (var progress in (double[])[5, 30, 60])
        {
            await client.UntilStageAsync(upload, "parse", progress);
            if ((await client.ControlAsync(upload, "interrupt")).Status != 200)
                break; // at its end already
            var held = await client.StateAsync(upload);
            Assert.True((double)held.Stage("parse")["progress"]! >= Math.Max(progress, stage));
            Assert.True((double)held["overall_progress"]! >= overall);
            (stage, overall) = ((double)held.Stage("parse")["progress"]!, (double)held["overall_progress"]!);
            var (_, resumed) = await client.ControlAsync(upload, "resume");
            Assert.True(
                (double)resumed["state"]!.Stage("parse")["progress"]! >= stage
                    && (double)resumed["state"]!["overall_progress"]! >= overall);
        }

        var ended = await client.EndAsync(upload);
        Assert.Equal(("completed", 1), (ended.Status(), (int)ended.Stage("parse")["attempt"]!));
        Assert.Equal(400, place.Count("pages"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Restart_WithOneWaitingOneRunningOneInterrupted_LeavesNoneProcessingForEver(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        JsonNode running, waiting, interrupted;
        await using (var host = await place.StartChildAsync([.. EachPage, "--Pipeline:Workers", "1"]))
        {
            using var client = host.As(User);
            running = await client.UploadAsync(Texts.Long(), "running.txt", All);
            await client.UntilStageAsync(running, "parse", 2);
            waiting = await client.UploadAsync(Texts.Long(20), "waiting.txt", All);
            interrupted = await client.UploadAsync(Texts.Long(20), "interrupted.txt", All);
            Assert.Equal(200, (await client.ControlAsync(interrupted, "interrupt")).Status);
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var user = next.As(User);
        Assert.Equal(
            ("completed", "completed"),
            ((await user.EndAsync(running)).Status(), (await user.EndAsync(waiting)).Status()));
        Assert.Equal("interrupted", (await user.StateAsync(interrupted)).Status());
        Assert.Equal(200, (await user.ControlAsync(interrupted, "resume")).Status);
        Assert.Equal("completed", (await user.EndAsync(interrupted)).Status());
    }

    /// <summary>C5: cancel, then run again, broke, and blocked all later files.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task CancelThenRetry_AgainAndAgain_BlocksNoLaterFile(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, [.. EachPage, "--Pipeline:Workers", "1"]);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(200), "again.txt", All);
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await client.UntilStageAsync(upload, "parse", 1);
            Assert.Equal(200, (await client.ControlAsync(upload, "cancel")).Status);
            var (status, body) = await client.ControlAsync(upload, "retry");
            Assert.Equal((200, attempt + 1), (status, (int)body["state"]!["attempt"]!));
        }

        var later = await client.UploadAsync(Texts.Unique("later"), "later.md", All);
        Assert.Equal(
            ("completed", "completed"),
            ((await client.EndAsync(upload)).Status(), (await client.EndAsync(later)).Status()));
        Assert.Equal(2, place.Count("summaries"));
    }

    /// <summary>C8, C9: a failed file was reported as in progress, and a damaged one retried endlessly.</summary>
    [Theory]
    [InlineData("corrupt.pdf", "corrupt")]
    [InlineData("encrypted.pdf", "encrypted")]
    [InlineData("image-only.pdf", "no_text")]
    public async Task Failure_ThatDoesNotPass_IsShownWithItsStageAndTriedOnce(string asset, string code)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, "--Pipeline:RetryDelay", "00:00:00.05");
        var (place, client) = work;
        var upload = await client.UploadAsync(await File.ReadAllBytesAsync(Assets.Of(asset), Cancellation), asset, All);

        var ended = await client.EndAsync(upload);

        Assert.Equal(("failed", code), (ended.Status(), (string?)ended["error_info"]!["code"]));
        Assert.Equal(
            ("failed", 1, "pending"),
            (ended.Stage("parse").Status(), (int)ended.Stage("parse")["attempt"]!, ended.Stage("index").Status()));
        Assert.Equal(0, place.Scalar("SELECT retries FROM pipelines"));
        Assert.True((bool)ended["can_retry"]!); // by hand
    }
}
