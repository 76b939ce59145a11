using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults.Postgres;
using static DocumentPipelineHost.Tests.Services.Outage;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>PostgreSQL is stopped or falls silent: each call is refused in time, and nothing is half done.</summary>
public sealed class PostgresOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, ";SSL Mode=Disable")]
    public async Task Postgres_Away_EachCallIs503InTimeAndWorkGoesOnAfterwards(bool isSilent, string more)
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var host = await HostBehindProxy.StartAsync(
            postgres.Port, proxy => ["--ConnectionStrings:Postgres", ThroughProxy(postgres, proxy) + more]);
        var client = host.Client;
        var before = await client.UploadAsync(Texts.English, "before.md", ("create_index", "true"));
        await client.EndAsync(before);
        var url = await client.CreateUploadAsync(
            Texts.Chinese.Length, ("filename", "half.md"), ("create_index", "true"));
        (await client.PatchAsync(url, 0, Texts.Chinese[..100])).Dispose();

        if (isSilent)
            host.FallSilent();
        else
            await postgres.StopAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            AssertRefusedAsync(() => client.Http.GetAsync("/api/v2/documents", Cancellation), "storage_unavailable")));
        await AssertRefusedAsync(
            () => client.Http.GetAsync($"/api/v1/documents/{before["document_id"]}", Cancellation),
            "storage_unavailable");
        await AssertRefusedAsync(() => client.PostAsync(Texts.Unique("Not now."), "later.md"), "storage_unavailable");
        await AssertRefusedAsync(
            () => client.PostAsync(Texts.Unique("Not now."), "shown.md", ("pipeline_id", Guid.NewGuid().ToString())),
            "storage_unavailable");
        await AssertRefusedAsync(() => client.SendAsync(TusRequest.Create(10)), "storage_unavailable");
        await AssertRefusedAsync(
            () => client.SendAsync(TusRequest.Patch(url, 100, Texts.Chinese[100..])), "storage_unavailable");
        await AssertRefusedAsync(
            () => client.Http.PostAsync(
                $"/api/v1/documents/{before["document_id"]}/operations/analysis/execute", null, Cancellation),
            "storage_unavailable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(client, "/healthz/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/healthz/live")).Status);
        Assert.Empty(host.Folder.Files("incoming"));

        if (isSilent)
            host.ComeBack();
        else
            await postgres.RestartAsync();

        await UntilReadyAsync(client);
        Assert.Single((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        using var last = await client.PatchAsync(url, 100, Texts.Chinese[100..]);
        var state = await client.EndAsync(
            TusClient.Header(last, "Dpa-Document-Id")!, TusClient.Header(last, "Dpa-Pipeline-Id")!);
        Assert.Equal("completed", (string?)state["status"]);
    }
}
