using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults.Postgres;
using static DocumentPipelineHost.Tests.Services.Outage;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>PostgreSQL falls silent under a call that nobody spares: it meets the silence itself.</summary>
public sealed class PostgresSilenceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Nobody has a silent server found out for them: the first call of each kind meets the silence itself.
    /// </summary>
    [Theory]
    [InlineData("read")]
    [InlineData("upload")]
    [InlineData("keyed")]
    [InlineData("tus")]
    public async Task Postgres_FallsSilentUnderTheFirstCall_IsAnsweredInTime(string kind)
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var host = await HostBehindProxy.StartAsync(
            postgres.Port, proxy => ["--ConnectionStrings:Postgres", ThroughProxy(postgres, proxy)]);
        var client = host.Client;
        var text = Texts.English;
        var url = await client.CreateUploadAsync(
            text.Length, ("filename", "half.md"), ("pipeline_id", Guid.NewGuid().ToString()));
        using var keyed = new MultipartFormDataContent { { new ByteArrayContent(text), "file", "keyed.md" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/documents/upload")
        {
            Content = keyed, Headers = { { "Idempotency-Key", "one" } },
        };
        host.FallSilent();

        await AssertRefusedAsync(
            () => kind switch
            {
                "read" => client.Http.GetAsync("/api/v2/documents", Cancellation),
                "upload" => client.PostAsync(text, "later.md", ("pipeline_id", Guid.NewGuid().ToString())),
                "keyed" => client.SendAsync(request),
                _ => client.SendAsync(TusRequest.Patch(url, 0, text)),
            },
            "storage_unavailable");
        host.ComeBack();

        await UntilReadyAsync(client);
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }
}
