using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Interrupt, resume, cancel and retry over HTTP.</summary>
public sealed class ControlTests
{
    private const string User = HostAtWork.User;
    private static readonly string[] EachPage = HostAtWork.EachPage;
    private static readonly (string, string)[] All = HostAtWork.All;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_WhileItRuns_StopsAtACheckpointAndResumeGoesOnThere(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", All);
        await client.UntilStageAsync(upload, "parse", 5);

        var (status, body) = await client.ControlAsync(upload, "interrupt");

        Assert.Equal((200, "interrupted"), (status, (string?)body["state"]!["status"]));
        var held = (double)body["state"]!["overall_progress"]!;
        var pages = place.Count("pages");
        Assert.InRange(pages, 1, 399);
        Assert.Equal(0, place.Count("pipelines WHERE instance IS NOT NULL"));
        Assert.Equal(pages, place.Scalar("SELECT done FROM checkpoints WHERE stage = 'parse'"));

        var (resumed, after) = await client.ControlAsync(upload, "resume");

        Assert.Equal(200, resumed);
        Assert.True((double)after["state"]!["overall_progress"]! >= held);
        var ended = await client.EndAsync(upload);
        Assert.Equal(
            ("completed", 1, 1), (ended.Status(), (int)ended["attempt"]!, (int)ended.Stage("parse")["attempt"]!));
        // a page that is parsed twice breaks its key
        Assert.Equal((400, 1), (place.Count("pages"), place.Count("summaries")));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_WhileItWaits_IsStartedByNoSweepAndNoRestart(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        JsonNode running, waiting;
        await using (var host = await place.StartAsync([.. EachPage, "--Pipeline:Workers", "1"]))
        {
            using var client = host.As(User);
            running = await client.UploadAsync(Texts.Long(), "running.txt", All);
            await client.UntilStageAsync(running, "parse", 1);
            waiting = await client.UploadAsync(Texts.Long(40), "waiting.txt", All);
            Assert.Equal(200, (await client.ControlAsync(waiting, "interrupt")).Status);
            Assert.Equal("completed", (await client.EndAsync(running)).Status());
        }

        await using (var host = await place.StartAsync(EachPage))
        {
            using var client = host.As(User);
            var other = await client.UploadAsync(Texts.Long(5), "other.txt", All);
            Assert.Equal("completed", (await client.EndAsync(other)).Status());
            Assert.Equal(
                ("interrupted", 0),
                (
                    (await client.StateAsync(waiting)).Status(),
                    (int)(await client.StateAsync(waiting)).Stage("parse")["attempt"]!));
            Assert.Equal(200, (await client.ControlAsync(waiting, "resume")).Status);
            Assert.Equal("completed", (await client.EndAsync(waiting)).Status());
        }
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Interrupt_InTheMiddleThenRestart_GoesOnAfterTheCheckpointWhenResumed(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        JsonNode upload;
        long pages;
        await using (var host = await place.StartAsync(EachPage))
        {
            using var client = host.As(User);
            upload = await client.UploadAsync(Texts.Long(), "long.txt", All);
            await client.UntilStageAsync(upload, "parse", 5);
            Assert.Equal(200, (await client.ControlAsync(upload, "interrupt")).Status);
            pages = place.Count("pages");
        }

        await using (var host = await place.StartAsync(EachPage))
        {
            using var client = host.As(User);
            Assert.Equal("interrupted", (await client.StateAsync(upload)).Status());
            Assert.Equal(pages, place.Count("pages"));
            Assert.Equal(200, (await client.ControlAsync(upload, "resume")).Status);
            Assert.Equal("completed", (await client.EndAsync(upload)).Status());
            Assert.Equal(400, place.Count("pages"));
        }
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_WhileItRuns_KeepsTheOriginalAndNoPartialResultAndRetryBeginsAgain(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", All);
        var seen = await client.UntilStageAsync(upload, "parse", 5);

        var (status, body) = await client.ControlAsync(upload, "cancel");

        Assert.Equal((200, "cancelled"), (status, (string?)body["state"]!["status"]));
        Assert.Equal((0, 0, 0), (place.Count("pages"), place.Count("checkpoints"), place.Count("chunks")));
        Assert.Single(place.Folder.Files("originals"));
        Assert.Equal(1, place.Count("pipelines WHERE status = 'cancelled' AND ended_at IS NOT NULL"));
        Assert.Equal((409, "pipeline_ended"), await ConflictAsync(client, upload, "interrupt"));
        Assert.Equal((409, "pipeline_ended"), await ConflictAsync(client, upload, "cancel"));

        var (retried, after) = await client.ControlAsync(upload, "retry");

        Assert.Equal((200, 2), (retried, (int)after["state"]!["attempt"]!));
        Assert.True((double)after["state"]!["overall_progress"]! >= (double)seen["overall_progress"]!);
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
        Assert.Equal(400, place.Count("pages"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_OfAnInterruptedOne_RemovesWhatItsCheckpointsKept(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (place, client) = work;
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", All);
        await client.UntilStageAsync(upload, "parse", 5);
        Assert.Equal(200, (await client.ControlAsync(upload, "interrupt")).Status);

        var (status, body) = await client.ControlAsync(upload, "cancel");

        Assert.Equal((200, "cancelled", 0), (status, (string?)body["state"]!["status"], place.Count("pages")));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Retry_AfterAFailure_GoesOnWithANewAttempt(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        await client.UploadAsync(Texts.English, "moved.md");
        var original = place.Folder.Files("originals").Single();
        File.Move(original, original + ".away");
        var upload = await client.UploadAsync(Texts.English, "moved.md", All);
        Assert.Equal("failed", (await client.EndAsync(upload)).Status());
        Assert.Equal(
            (409, "stage_unknown"),
            await ConflictAsync(client, upload, "retry", new JsonObject { ["stage"] = "analysis" }));
        File.Move(original + ".away", original);

        var (status, body) = await client.ControlAsync(upload, "retry", new JsonObject { ["stage"] = "parse" });

        Assert.Equal((200, 2), (status, (int)body["state"]!["attempt"]!));
        var ended = await client.EndAsync(upload);
        Assert.Equal(
            ("completed", 2, 1),
            (ended.Status(), (int)ended.Stage("parse")["attempt"]!, (int)ended.Stage("index")["attempt"]!));
        Assert.Equal((409, "nothing_to_retry"), await ConflictAsync(client, upload, "retry"));
        Assert.Equal((409, "pipeline_ended"), await ConflictAsync(client, upload, "resume"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Control_OfAnotherUser_IsNotFound(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        using var stranger = host.As("user-2");
        var upload = await client.UploadAsync(Texts.English, "mine.md", All);

        foreach (var action in (string[])["interrupt", "resume", "cancel", "retry"])
            Assert.Equal((404, "not_found"), await ConflictAsync(stranger, upload, action));
        Assert.Equal("completed", (await client.EndAsync(upload)).Status());
    }

    private static async Task<(int, string?)> ConflictAsync(
        HostClient client, JsonNode upload, string action, JsonNode? request = null)
    {
        var (status, body) = await client.ControlAsync(upload, action, request);
        Assert.False(string.IsNullOrWhiteSpace((string?)body["suggestion"]));
        return (status, (string?)body["code"]);
    }
}
