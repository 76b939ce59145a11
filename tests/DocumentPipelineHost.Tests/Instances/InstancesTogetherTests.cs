using System.Net;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>Two instances in this process: any call may come to either.</summary>
public sealed class InstancesTogetherTests
{
    private const string User = "user-1";
    private const string CutAll =
        "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            + "pg_backend_pid()";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_SameBytesToBothAtOnce_IsOneDocumentAndEachPipelineEnds()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync();
        await using var two = await place.StartAsync();
        using var first = one.As(User);
        using var second = two.As(User);
        var ids = Enumerable.Range(0, 8).Select(static _ => Guid.NewGuid().ToString()).ToList();

        var uploads = await Task.WhenAll(
            ids.Select(
                (id, i) =>
                    (i % 2 == 0 ? first : second).UploadAsync(
                        Texts.English, "same.md", ("pipeline_id", id), ("create_index", "true"),
                        ("generate_summary", "true"))));

        Assert.Single(uploads, static upload => (string?)upload["status"] == "uploaded");
        Assert.Single(uploads.Select(static upload => (string?)upload["document_id"]).Distinct());
        foreach (var id in ids)
            await second.UntilAsync(id, "completed");
        foreach (var upload in uploads.Where(static upload => upload["processing_pipeline"] is not null))
            Assert.Equal("completed", (string?)(await first.EndAsync(upload))["status"]);
        Assert.Single(place.Folder.Files("originals"));
        Assert.Equal(place.Scalar("SELECT MAX(ordinal) + 1 FROM chunks"), place.Count("chunks"));
    }

    [Fact]
    public async Task Delete_OnTheOther_EndsWhatIsProcessedAndWhatWaits()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync("--Pipeline:Workers", "1", "--Pipeline:PagesPerCheckpoint", "1");
        using var first = one.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var uploads = new List<System.Text.Json.Nodes.JsonNode>();
        foreach (var project in (string[])["a", "b", "c"])
            uploads.Add(
                await first.UploadAsync(
                    pdf, "gone.pdf", ("project_id", project), ("create_index", "true"), ("generate_summary", "true")));
        await using var two = await place.StartAsync("--Pipeline:Workers", "1");
        using var second = two.As(User);

        foreach (var upload in uploads)
        {
            using var deleted = await second.Http.DeleteAsync(
                $"/api/v1/documents/{upload["document_id"]}", Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        foreach (var upload in uploads)
            Assert.Contains((string?)(await EndAsync(second, upload))["status"], (string[])["cancelled", "completed"]);
        Assert.Equal((0, 0, 0), (place.Count("documents"), place.Count("pipelines"), place.Count("chunks")));
        Assert.Empty(place.Folder.Files("originals"));
    }

    [Fact]
    public async Task Stop_InOrderWithWorkUnderWay_TheOtherEndsIt()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var two = await place.StartAsync("--Pipeline:Workers", "1");
        using var second = two.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var uploads = new List<System.Text.Json.Nodes.JsonNode>();
        await using (var one = await place.StartAsync("--Pipeline:Workers", "2", "--Pipeline:PagesPerCheckpoint", "1"))
        {
            using var first = one.As(User);
            for (var i = 0; i < 4; i++)
                uploads.Add(
                    await first.UploadAsync(
                        pdf, "moved.pdf", ("project_id", $"{i}"), ("create_index", "true"), ("generate_summary", "true")
                    ));
        }

        foreach (var upload in uploads)
            Assert.Equal("completed", (string?)(await second.EndAsync(upload))["status"]);
        Assert.Equal((200, 4), (place.Count("pages"), place.Count("summaries")));
    }

    [Fact]
    public async Task Jobs_AllFromOne_AreDoneByBoth()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync("--Pipeline:Workers", "1", "--Pipeline:PagesPerCheckpoint", "1");
        await using var two = await place.StartAsync("--Pipeline:Workers", "1", "--Pipeline:PagesPerCheckpoint", "1");
        using var first = one.As(User);
        using var second = two.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        // As many as it takes until the other, which looks once a second, has done one.
        for (
            var i = 0;
            place.Count("(SELECT DISTINCT instance FROM pipelines WHERE status = 'completed') worked") < 2;
            i++)
        {
            var upload = await first.UploadAsync(
                pdf, "shared.pdf", ("project_id", $"{i}"), ("create_index", "true"), ("generate_summary", "true"));
            if (i % 4 == 3)
                Assert.Equal("completed", (string?)(await second.EndAsync(upload))["status"]);
        }

        Assert.Equal(2, place.Count("instances"));
    }

    [Fact]
    public async Task SignIn_AtOne_HoldsAtTheOther()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync();
        await using var two = await place.StartAsync();
        using var page = new HttpClient { DefaultRequestHeaders = { { "Accept", "text/html" } } };
        using var signedIn = await page.GetAsync(one.Address, Cancellation); // the page signs the default user in
        var cookie = signedIn
            .Headers.GetValues("Set-Cookie")
            .Single(static value => value.StartsWith("dpa-session", StringComparison.Ordinal))
            .Split(';')[0];

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(two.Address, "/api/v2/documents"))
        {
            Headers = { { "Cookie", cookie } },
        };
        using var answer = await page.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Postgres_CutsAllConnectionsAgainAndAgain_EachDocumentEndsOnce()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync(
            "--Pipeline:PagesPerCheckpoint", "1", "--Pipeline:RetryDelay", "00:00:00.2");
        using var client = one.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var uploads = new List<System.Text.Json.Nodes.JsonNode>();
        for (var i = 0; i < 4; i++)
            uploads.Add(
                await client.UploadAsync(
                    pdf, "cut.pdf", ("project_id", $"{i}"), ("create_index", "true"), ("generate_summary", "true")));
        for (var cut = 0; cut < 3; cut++)
            await Eventually.HoldsAsync(() => place.Scalar(CutAll) > 0, "connections to cut");

        foreach (var upload in uploads)
            Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
        Assert.Equal(
            (200, 4, 4),
            (place.Count("pages"), place.Count("summaries"), place.Count("pipelines WHERE status = 'completed'")));
    }

    private static Task<System.Text.Json.Nodes.JsonNode> EndAsync(
        HostClient client, System.Text.Json.Nodes.JsonNode upload
    ) => client.UntilEndAsync((string)upload["processing_pipeline"]!["pipeline_id"]!);
}
