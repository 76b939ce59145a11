using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Postgres;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>A service of the host is stopped: what can be read is read, what cannot be done is 503 in time, and nothing is half done.</summary>
public sealed class OutageTests
{
    private const string User = "user-1";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_Away_ReadsGoOnAndWhatMustBeShownIs503()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        var before = await client.UploadAsync(Texts.English, "before.md", ("create_index", "true"), ("generate_summary", "true"));
        await client.EndAsync(before);
        var document = (string)before["document_id"]!;
        var pipeline = Guid.NewGuid().ToString();
        await place.Redis.KillAsync();

        Assert.Equal("completed", (string?)(await client.StateAsync(before))["status"]);
        foreach (var path in (string[])["/api/v2/documents", $"/api/v1/documents/{document}", $"/api/v2/documents/{document}/summary", $"/api/v2/documents/{document}/content"])
            await AssertReadAsync(client, path);
        await AssertRefusedAsync(() => client.PostAsync(Texts.Unique("To be watched."), "watched.md", ("pipeline_id", pipeline)), "backplane_unavailable");
        await AssertRefusedAsync(() => client.SendAsync(TusRequest.Create(10, ("pipeline_id", pipeline))), "backplane_unavailable");
        await AssertRefusedAsync(
            () => client.Http.PostAsync($"/api/v1/documents/{document}/operations/analysis/execute", null, Cancellation), "backplane_unavailable");
        Assert.Equal((1, 1, 0), (place.Count("documents"), place.Count("pipelines"), place.Count("uploads")));
        Assert.NotEqual("Healthy", await ReadyAsync(client));
        var taken = await client.UploadAsync(Texts.Unique("Not to be watched."), "taken.md", ("create_index", "true"));

        await place.Redis.RestartAsync();
        await Eventually.HoldsAsync(() => place.Count("pipelines WHERE status = 'completed'") == 2, "what was taken is done", Limit);
        Assert.Equal("completed", (string?)(await client.UntilEndAsync((string)taken["processing_pipeline"]!["pipeline_id"]!))["status"]);
        var again = await client.UploadAsync(Texts.Unique("To be watched."), "watched.md", ("pipeline_id", pipeline), ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(again))["status"]);
    }

    [Fact]
    public async Task Postgres_Away_EachCallIs503InTimeAndWorkGoesOnAfterwards()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--ConnectionStrings:Postgres", postgres.ConnectionString("postgres"));
        using var client = host.As(User);
        var before = await client.UploadAsync(Texts.English, "before.md", ("create_index", "true"));
        await client.EndAsync(before);
        var url = await client.CreateUploadAsync(Texts.Chinese.Length, ("filename", "half.md"), ("create_index", "true"));
        (await client.PatchAsync(url, 0, Texts.Chinese[..100])).Dispose();

        await postgres.StopAsync();
        await AssertRefusedAsync(() => client.Http.GetAsync("/api/v2/documents", Cancellation), "storage_unavailable");
        await AssertRefusedAsync(() => client.PostAsync(Texts.Unique("Not now."), "later.md"), "storage_unavailable");
        await AssertRefusedAsync(() => client.SendAsync(TusRequest.Patch(url, 100, Texts.Chinese[100..])), "storage_unavailable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(client, "/healthz/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/healthz/live")).Status);
        Assert.Empty(folder.Files("incoming"));

        await postgres.RestartAsync();

        await Eventually.HoldsAsync(async () => (await GetAsync(client, "/healthz/ready")).Status == HttpStatusCode.OK, "it is ready", Limit);
        Assert.Single((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        using var last = await client.PatchAsync(url, 100, Texts.Chinese[100..]);
        var state = await client.EndAsync(TusClient.Header(last, "Dpa-Document-Id")!, TusClient.Header(last, "Dpa-Pipeline-Id")!);
        Assert.Equal("completed", (string?)state["status"]);
    }

    private static async Task AssertReadAsync(HostClient client, string path)
    {
        using var answer = await client.Http.GetAsync(path, Cancellation).WaitAsync(AnswerLimit, Cancellation);
        Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
    }

    private static async Task AssertRefusedAsync(Func<Task<HttpResponseMessage>> call, string code)
    {
        using var answer = await call().WaitAsync(AnswerLimit, Cancellation);
        Assert.Equal((503, code), await HostClient.ProblemAsync(answer));
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    private static async Task<string> ReadyAsync(HostClient client) => (await GetAsync(client, "/healthz/ready")).Body;

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HostClient client, string path)
    {
        using var answer = await client.Http.GetAsync(path, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
