using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;
using static DocumentPipelineHost.Tests.Services.Outage;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>Redis is stopped or silent: reads go on from the rows, and what must be shown is refused in time.</summary>
public sealed class RedisOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_Away_ReadsGoOnAndWhatMustBeShownIs503()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var host = await place.StartAsync();
        using var client = host.As(HostAtWork.User);
        var before = await client.UploadAsync(
            Texts.English, "before.md", ("create_index", "true"), ("generate_summary", "true"));
        await client.EndAsync(before);
        var document = (string)before["document_id"]!;
        var pipeline = Guid.NewGuid().ToString();
        await place.Redis.KillAsync();

        // A row keeps the last state a moment after it was shown; that needs no Redis.
        await Eventually.HoldsAsync(
            async () => (string?)(await client.StateAsync(before))["status"] == "completed",
            "the row has the end", Limit);
        string[] paths =
        [
            "/api/v2/documents", $"/api/v1/documents/{document}",
            $"/api/v2/documents/{document}/summary", $"/api/v2/documents/{document}/content",
        ];
        foreach (var path in paths)
            await AssertReadAsync(client, path);
        await AssertRefusedAsync(
            () => client.PostAsync(Texts.Unique("To be watched."), "watched.md", ("pipeline_id", pipeline)),
            "backplane_unavailable");
        await AssertRefusedAsync(
            () => client.SendAsync(TusRequest.Create(10, ("pipeline_id", pipeline))), "backplane_unavailable");
        await AssertRefusedAsync(
            () => client.Http.PostAsync(
                $"/api/v1/documents/{document}/operations/analysis/execute", null, Cancellation),
            "backplane_unavailable");
        Assert.Equal((1, 1, 0), (place.Count("documents"), place.Count("pipelines"), place.Count("uploads")));
        Assert.NotEqual("Healthy", await ReadyAsync(client));
        var taken = await client.UploadAsync(Texts.Unique("Not to be watched."), "taken.md", ("create_index", "true"));

        await place.Redis.RestartAsync();
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE status = 'completed'") == 2, "what was taken is done", Limit);
        var end = await client.UntilEndAsync((string)taken["processing_pipeline"]!["pipeline_id"]!);
        Assert.Equal("completed", (string?)end["status"]);
        var again = await client.UploadAsync(
            Texts.Unique("To be watched."), "watched.md", ("pipeline_id", pipeline), ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(again))["status"]);
    }

    [Fact]
    public async Task Redis_Silent_ReadsGoOnAndWhatMustBeShownIs503InTime()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var host = await HostBehindProxy.StartAsync(
            place.Redis.Port, proxy => [.. place.Settings, "--ConnectionStrings:Redis", proxy.Address]);
        var client = host.Client;
        var before = await client.UploadAsync(
            Texts.English, "before.md", ("create_index", "true"), ("generate_summary", "true"));
        await client.EndAsync(before);
        var document = (string)before["document_id"]!;
        var pipeline = Guid.NewGuid().ToString();
        host.FallSilent();

        var (one, two) = ($"/api/v1/documents/{document}", $"/api/v2/documents/{document}");
        foreach (var path in (string[])["/api/v2/documents", one, $"{two}/summary", $"{two}/content"])
            await AssertReadAsync(client, path);
        await AssertReadAsync(client, $"{two}/pipeline/{before["processing_pipeline"]!["pipeline_id"]}/progress");
        await AssertRefusedAsync(
            () => client.PostAsync(Texts.Unique("To be watched."), "watched.md", ("pipeline_id", pipeline)),
            "backplane_unavailable");
        await AssertRefusedAsync(
            () => client.SendAsync(TusRequest.Create(10, ("pipeline_id", pipeline))), "backplane_unavailable");
        await AssertRefusedAsync(
            () => client.Http.PostAsync($"{one}/operations/analysis/execute", null, Cancellation),
            "backplane_unavailable");
        Assert.Equal((1, 1, 0), (place.Count("documents"), place.Count("pipelines"), place.Count("uploads")));
        var taking = client.PostAsync(Texts.Unique("Not to be watched."), "taken.md", ("create_index", "true"));
        using (var taken = await taking.WaitAsync(AnswerLimit, Cancellation))
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        host.ComeBack();
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE status = 'completed'") == 2, "what was taken is done", Limit);
    }
}
