using System.Net;
using System.Net.Http.Headers;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>The whole host on a bucket, with a faulty network in between.</summary>
public sealed class BucketHostTests : IAsyncLifetime
{
    private const string User = "user-1";

    private readonly DataFolderOfTest _folder = new();
    private FaultProxy _proxy = null!;
    private string[] _settings = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Start((await SharedSwift.Server).Port);
        _settings =
        [
            .. SharedSwift
                .Settings(_proxy.Address, ("Minio:StallTimeout", "00:00:05"), ("Pipeline:RetryDelay", "00:00:00.2"))
                .Select(static each => $"--{each.Key}={each.Value}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Document_FromUploadToDelete_IsInTheBucketAndThenNot()
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);

        var upload = await client.UploadAsync(
            pdf, "garden.pdf", ("create_index", "true"), ("generate_summary", "true"));

        Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
        Assert.NotEmpty((string)(await client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary"))["text"]!);
        Assert.Equal((string?)upload["document_id"], OriginalKeys.DocumentId(Assert.Single(await KeysAsync(host))));
        Assert.Empty(_folder.Files("incoming"));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "originals")));

        using var deleted = await client.Http.DeleteAsync($"/api/v1/documents/{upload["document_id"]}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await KeysAsync(host));
    }

    [Fact]
    public async Task Content_Ranges_AreThoseParts()
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var path = $"/api/v2/documents/{(await client.UploadAsync(pdf, "garden.pdf"))["document_id"]}/content";

        Assert.Equal(pdf, await client.Http.GetByteArrayAsync(path, Cancellation));
        foreach (
            var (range, expected) in new[]
            {
                (new RangeHeaderValue(1_000, 1_999), pdf[1_000..2_000]), (new RangeHeaderValue(null, 10), pdf[^10..]),
                (new RangeHeaderValue(5, null), pdf[5..]),
            })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Range = range;
            using var answer = await client.Http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Upload_SameBytesTwice_IsOneObject()
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);

        await client.UploadAsync(Texts.English, "one.md");
        Assert.Equal("exists", (string?)(await client.UploadAsync(Texts.English, "two.md"))["status"]);

        Assert.Single(await KeysAsync(host));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_ServerAway_IsRefusedUntilItIsBack(bool isSilent)
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);
        var pipeline = Guid.NewGuid().ToString();
        GoAway(isSilent);

        using (var refused = await PostAsync(client, pipeline))
        {
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)),
                (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
            Assert.Contains(
                "\"storage_unavailable\"", await refused.Content.ReadAsStringAsync(Cancellation),
                StringComparison.Ordinal);
        }

        Assert.Equal(
            "storage_unavailable", (string?)(await client.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(client));

        _proxy.Resume();
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(client));
        var upload = await client.UploadAsync(Texts.English, "again.md", ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
        Assert.Single(await KeysAsync(host));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_ServerAway_TheHostRunsAndIsNotReady(bool isSilent)
    {
        GoAway(isSilent);
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync("/healthz/live", Cancellation)).StatusCode);

        _proxy.Resume();
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(client)); // made the bucket
        await client.UploadAsync(Texts.English, "now.md");
    }

    [Fact]
    public async Task Parse_ServerAwayForAWhile_IsTriedAgain()
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);
        await client.UploadAsync(Texts.English, "stored.md");
        GoAway(isSilent: false);
        // its bytes are there: nothing is put
        var upload = await client.UploadAsync(Texts.English, "known.md", ("create_index", "true"));
        var pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await Eventually.HoldsAsync(
            async () => (int)(await client.GetAsync($"/api/v1/pipelines/{pipeline}/progress"))["attempt"]! > 1,
            "a second attempt");
        _proxy.Resume();

        Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
    }

    [Fact]
    public async Task Delete_ServerAway_TakesTheDocumentAndLeavesTheObjectToTheSweep()
    {
        await using var host = await TestHost.StartAsync(_folder, _settings);
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.English, "gone.md");
        GoAway(isSilent: false);

        using var deleted = await client.Http.DeleteAsync($"/api/v1/documents/{upload["document_id"]}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        _proxy.Resume();
        Assert.Single(await KeysAsync(host));
    }

    [Fact]
    public async Task Kill_WhileTheFileIsPut_LeavesNoDocument()
    {
        var pipeline = Guid.NewGuid().ToString();
        await using (var killed = await ChildHost.StartAsync(_folder, _settings))
        {
            using var client = killed.As(User);
            _proxy.Rules = new FaultRules { ToServer = new FlowRules { Mode = FlowMode.Hold } };
            var posting = PostAsync(client, pipeline);
            await Eventually.HoldsAsync(
                () => _folder.Files("incoming") is [var file] && new FileInfo(file).Length == Texts.English.Length,
                "the whole file");
            await client.UntilAsync(pipeline, "processing");
            await killed.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => posting);
        }

        _proxy.Resume();
        await using var next = await ChildHost.StartAsync(_folder, _settings);
        using var again = next.As(User);
        Assert.Equal("upload_aborted", (string?)(await again.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty((await again.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(_folder.Files("incoming"));
        Assert.Equal("uploaded", (string?)(await again.UploadAsync(Texts.English, "again.md"))["status"]);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(TestHost host) =>
        await host
            .Services.GetRequiredService<IOriginalStore>()
            .ListAsync(Cancellation)
            .Select(static file => file.Key)
            .ToListAsync(Cancellation);

    private static async Task<HttpResponseMessage> PostAsync(HostClient client, string pipeline)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(pipeline), "pipeline_id" },
            { new ByteArrayContent(Texts.English), "file", "away.md" },
        };
        return await client.Http.PostAsync("/api/v2/documents/upload", form, Cancellation);
    }

    private static async Task<HttpStatusCode> ReadyAsync(HostClient client)
    {
        using var answer = await client.Http.GetAsync("/healthz/ready", Cancellation);
        return answer.StatusCode;
    }

    private void GoAway(bool isSilent)
    {
        if (isSilent)
        {
            _proxy.Rules = FaultRules.HalfOpen;
            return;
        }

        _proxy.Refuse();
        _proxy.ResetAll();
    }
}
