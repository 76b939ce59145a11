using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>Of two instances one is killed in the middle of its work.</summary>
public sealed class InstanceKillTests
{
    private const string User = "user-1";
    private const int DocumentsEach = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_InTheMiddleOfDocumentsOfBoth_TheOtherEndsEachOnceAndPagesOfBothSeeIt()
    {
        await using var hosts = await TwoInstances.StartAsync(
            "--Pipeline:Workers", "1", "--Pipeline:PagesPerCheckpoint", "1");
        using var first = hosts.First.As(User);
        using var second = hosts.Second.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var ofFirst = await UploadAsync(first, pdf, "first");
        var ofSecond = await UploadAsync(second, pdf, "second");
        // Each document is followed on the host that it was not uploaded to.
        await using var onSecond = new Follower(User, ofFirst.Select(static one => one.Pipeline), hosts.Second.Address);
        await using var onFirst = new Follower(
            User,
            ofSecond.Select(static one => one.Pipeline),
            hosts.First.Address, hosts.Second.Address);
        await Eventually.HoldsAsync(() => hosts.WorkOfTheFirst > 0, "the first works", Limit);

        await hosts.First.KillAsync();

        await onSecond.EndAsync(Limit);
        await onFirst.EndAsync(Limit);
        foreach (var (document, pipeline) in ofFirst.Concat(ofSecond))
        {
            var state = await second.GetAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/progress");
            var seen = (ofFirst.Contains((document, pipeline)) ? onSecond : onFirst).Last(pipeline);
            Assert.Equal(("completed", 100.0), ((string?)state["status"], (double)state["overall_progress"]!));
            Assert.True(
                JsonNode.DeepEquals(state["stages"], seen["stages"]),
                $"the page ended with {seen["stages"]}, the server has {state["stages"]}");
        }

        const int Documents = 2 * DocumentsEach;
        var place = hosts.Place;
        Assert.Equal(Documents, place.Count("pipelines WHERE status = 'completed' AND ended_at IS NOT NULL"));
        Assert.Equal(50 * Documents, place.Count("pages"));
        Assert.Equal(Documents, place.Count("summaries"));
        Assert.Equal(
            Documents,
            place.Count("(SELECT 1 FROM chunks GROUP BY document_id HAVING COUNT(*) = MAX(ordinal) + 1) whole"));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
        Assert.Equal(1, place.Count("instances"));
    }

    [Fact]
    public async Task Kill_WhileAFileComesIn_TheOtherTellsItsEndAndGivesItsKeyBack()
    {
        await using var hosts = await TwoInstances.StartAsync();
        using var first = hosts.First.As(User);
        using var second = hosts.Second.As(User);
        var pipeline = Guid.NewGuid().ToString();
        using var socket = new TcpClient();
        await socket.ConnectAsync(hosts.First.Address.Host, hosts.First.Address.Port, Cancellation);
        await socket.GetStream().WriteAsync(BrokenUpload.Half(pipeline, User, idempotencyKey: "once"), Cancellation);
        await second.UntilAsync(pipeline, "processing");
        second.Http.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        using (var busy = await second.PostAsync(Texts.English, "again.md", ("pipeline_id", pipeline)))
            Assert.Equal((409, "idempotency_in_progress"), await HostClient.ProblemAsync(busy));

        await hosts.First.KillAsync();

        Assert.Equal("upload_aborted", (string?)(await second.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        var again = await second.UploadAsync(
            Texts.English, "again.md", ("pipeline_id", pipeline), ("create_index", "true"));
        Assert.Equal("completed", (string?)(await second.EndAsync(again))["status"]);
    }

    private static async Task<List<(string Document, string Pipeline)>> UploadAsync(
        HostClient client, byte[] pdf, string name)
    {
        var accepted = new List<(string, string)>();
        for (var i = 0; i < DocumentsEach; i++)
        {
            var upload = await client.UploadAsync(
                pdf, $"{name}-{i}.pdf", ("project_id", $"{name}-{i}"), ("create_index", "true"),
                ("generate_summary", "true"));
            accepted.Add(((string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!));
        }

        return accepted;
    }
}
