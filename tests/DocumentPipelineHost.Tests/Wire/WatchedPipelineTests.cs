using System.Text.Json.Nodes;
using DocumentEngine.Tests.Parsing;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>
/// What a subscriber sees of a document where other systems showed nothing, nonsense, or the end too early
/// (docs/complaints.md).
/// </summary>
public sealed class WatchedPipelineTests
{
    private const string User = HostAtWork.User;
    private static readonly (string, string)[] All = HostAtWork.All;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoPages_FollowOneDocumentAndOneIsClosed_TheOtherSeesItsEnd()
    {
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, Gates.Before("summary", async (_, ct) =>
        {
            reached.TrySetResult();
            await release.Task.WaitAsync(ct);
        }));
        var upload = await work.Client.UploadAsync(Texts.English, "both.md", All);
        await reached.Task.WaitAsync(Limit, Cancellation);
        var first = await FollowAsync(work, upload);
        await using var second = await FollowAsync(work, upload);
        await first.DisposeAsync();

        release.SetResult();

        Assert.Equal("completed", (await EndAsync(second, new ProgressWatch())).Last!.Status());
    }

    [Fact]
    public async Task Stranger_WhoSubscribesToAnothersPipeline_IsToldNothing()
    {
        var release = new TaskCompletionSource();
        var gate = Gates.Before("index", (_, ct) => release.Task.WaitAsync(ct));
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, gate);
        var upload = await work.Client.UploadAsync(Texts.English, "mine.md", All);
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await using var stranger = new V2Connection();
        await stranger.OpenAsync(work.Host.Address, "user-2", Cancellation);
        await stranger.SendAsync(new() { ["type"] = "subscribe_user" }, Cancellation);
        await stranger.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = id }, Cancellation);
        Assert.Equal("not_found", (string?)(await stranger.ReadAsync("error", Cancellation))["code"]);

        release.SetResult();
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());

        await stranger.SendAsync(new() { ["type"] = "get_status" }, Cancellation);
        JsonNode frame;
        do
        {
            frame = await stranger.ReadAsync(Cancellation);
            Assert.DoesNotContain(id, frame.ToJsonString(), StringComparison.Ordinal);
        }
        while ((string?)frame["type"] != "status");
    }

    [Fact]
    public async Task Connection_WithNothingToTell_GetsHeartbeats()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, static services =>
            services.Configure<DpaRealtimeOptions>(static options => options.HeartbeatInterval = Second));
        await using var socket = new V2Connection();
        await socket.OpenAsync(work.Host.Address, User, Cancellation);

        Assert.NotNull((await socket.ReadAsync("ping", Cancellation))["timestamp"]);
        Assert.NotNull((await socket.ReadAsync("ping", Cancellation))["timestamp"]);
    }

    [Fact]
    public async Task Stage_ThatReportsNothing_IsShownAsStalledUntilItGoesOn()
    {
        var release = new TaskCompletionSource();
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, services =>
        {
            Gates.Before("summary", (_, ct) => release.Task.WaitAsync(ct))(services);
            services.Configure<DpaRealtimeOptions>(static options => options.StallAfter = Second);
        });
        var upload = await work.Client.UploadAsync(Texts.English, "stalled.md", All);

        await Eventually.HoldsAsync(
            async () => (bool?)(await work.Client.StateAsync(upload))["stalled"] == true,
            "it is shown as stalled",
            Limit);
        release.SetResult();

        var ended = await work.Client.EndAsync(upload);
        Assert.Equal(("completed", false), (ended.Status(), (bool?)ended["stalled"] == true));
    }

    [Fact]
    public async Task Percents_OfALongDocument_MoveInStepsAndAre100OnlyOnceItIsCompleted()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, HostAtWork.EachPage);
        var upload = await work.Client.UploadAsync(Texts.Long(300), "long.txt", All);
        await using var socket = await FollowAsync(work, upload);
        var (index, watch) = (new HashSet<double>(), new ProgressWatch());
        while (!watch.Completed)
        {
            var frame = await socket.ReadAsync(Cancellation);
            watch.Take(frame);
            if ((double?)frame["overall_progress"] >= 100)
                Assert.Equal(("pipeline_progress", "completed"), ((string?)frame["type"], frame.Status()));
            if ((string?)frame["type"] == "pipeline_progress" && watch.Completed)
                Assert.All(frame["stages"]!.AsArray(), static stage =>
                    Assert.True(IsDone(stage!), stage!.ToJsonString()));
            if ((string?)frame["stage_type"] == "index")
                index.Add((double)frame["progress"]!);
        }

        Assert.Contains(index, static each => each is > 10 and < 100);

        static bool IsDone(JsonNode stage) => (double)stage["progress"]! >= 100 || stage.Status() == "skipped";
    }

    [Fact]
    public async Task Upload_OfUnknownLength_IsIndeterminateAndNoNumberIsNone()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var pipeline = Guid.NewGuid().ToString();
        using var file = new SlowFile(Texts.Long(20));
        using var form = new MultipartFormDataContent
        {
            { new StringContent(pipeline), "pipeline_id" }, { file, "file", "slow.txt" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/documents/upload") { Content = form };
        request.Headers.TransferEncodingChunked = true;
        var sending = work.Client.Http.SendAsync(request, Cancellation);

        var state = await work.Client.UntilAsync(pipeline, "processing");
        await Eventually.HoldsAsync(
            async () =>
            {
                state = await work.Client.UntilAsync(pipeline, "processing");
                return (bool?)state.Stage("upload")["indeterminate"] == true;
            },
            "it says that it does not know",
            Limit);

        Assert.Equal((0.0, 0.0), ((double)state["overall_progress"]!, (double)state.Stage("upload")["progress"]!));
        file.Release();
        using var answer = await sending;
        Assert.Equal(200, (int)answer.StatusCode);
    }

    /// <summary>A batch of which no file has come is at 0, and says how many are to come.</summary>
    [Fact]
    public async Task Batch_WithoutAnyFileYet_IsAtZero()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        using var form = new MultipartFormDataContent { { new StringContent("3"), "count" } };
        using var created = await work.Client.Http.PostAsync("/api/v2/batches", form, Cancellation);
        var batch = JsonNode.Parse(await created.Content.ReadAsStringAsync(Cancellation))!;

        Assert.Equal((0.0, 3), ((double)batch["state"]!["overall_progress"]!, (int)batch["counts"]!["total"]!));
    }

    [Fact]
    public async Task Document_WithPagesWithoutText_IsCompletedWithAWarningThatNamesThem()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var pdf = PdfSource.Of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>", PdfSource.Pages("3 0 R 4 0 R 5 0 R", 3),
            PdfSource.Page(6), PdfSource.Page(7), PdfSource.Page(8),
            PdfSource.Words("The first page has words."), PdfSource.Drawing("0 0 m 100 100 l S"),
            PdfSource.Words("The third page has words, too."),
        ]);
        var upload = await work.Client.UploadAsync(pdf, "scan.pdf", ("create_index", "true"));

        var ended = await work.Client.EndAsync(upload);

        Assert.Equal("completed", ended.Status());
        var messages = ended["transitions"]!.AsArray().Select(static each => (string?)each!["message"] ?? string.Empty);
        const string Warning = "1 of 3 pages have no text (pictures or blank): 2";
        Assert.Contains(messages, static each => each.Contains(Warning, StringComparison.Ordinal));
    }

    /// <summary>Read by its format: no piece of a PDF or of a ZIP is taken for text.</summary>
    [Theory]
    [InlineData("kitchen-garden.en.pdf", "compost")]
    [InlineData("garden-basics.en.docx", "soil")]
    public async Task Text_OfAPdfAndAWordFile_IsTheirWordsAndNotTheirBytes(string asset, string word)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var content = await File.ReadAllBytesAsync(Assets.Of(asset), Cancellation);
        var upload = await work.Client.UploadAsync(content, asset, ("create_index", "true"));
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());

        Assert.True((int)(await work.Client.GetAsync($"/api/v2/search?q={word}"))["total"]! > 0);
        foreach (var bytes in (string[])["\\%PDF-", "PK\u0003", "endstream", "\uFFFD"])
            Assert.Equal(0, work.Place.Count($@"pages WHERE text LIKE '%{bytes}%' ESCAPE '\'"));
    }

    [Fact]
    public async Task Messages_OfADocumentOfOnePage_CountNoSingleThingInThePlural()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var upload = await work.Client.UploadAsync(Texts.Unique("The harbour has one crane."), "one.md", All);

        var ended = await work.Client.EndAsync(upload);

        Assert.Equal("completed", ended.Status());
        Assert.DoesNotMatch(@"\b1 (pages|chunks|sentences|files)\b", ended.ToJsonString());
        Assert.Matches("Sections read: 1", ended.ToJsonString());
    }

    private static async Task<V2Connection> FollowAsync(HostAtWork work, JsonNode upload)
    {
        var socket = new V2Connection();
        await socket.OpenAsync(work.Host.Address, User, Cancellation);
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await socket.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = id }, Cancellation);
        await socket.ReadAsync("subscription_confirmed", Cancellation);
        return socket;
    }

    private static async Task<ProgressWatch> EndAsync(V2Connection socket, ProgressWatch watch)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (!watch.Completed)
            watch.Take(await socket.ReadAsync(limit.Token));
        return watch;
    }
}
