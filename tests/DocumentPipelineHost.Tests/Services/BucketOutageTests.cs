using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tests.Tus;
using static DocumentPipelineHost.Tests.Services.Outage;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>S3 is gone or falls silent: what needs it is refused in time, and goes on with the same bytes.</summary>
public sealed class BucketOutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>S3 goes in the middle of a resumable upload and comes back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bucket_AwayInTheMiddleOfAResumableUpload_Is503AndGoesOnWithTheSameBytes(bool isSilent)
    {
        await using var host = await HostBehindProxy.StartAsync(
            (await SharedSwift.Server).Port,
            static proxy =>
            [
                .. SharedSwift.Settings(proxy.Address).Select(static each => $"--{each.Key}={each.Value}"),
                "--Upload:SegmentBytes=65536",
            ]);
        var client = host.Client;
        var text = Texts.Unique(
            string.Join(' ', Enumerable.Repeat("The gantry crane lifts containers.", 12_000))); // some segments
        var half = text.Length / 2;
        var pipeline = Guid.NewGuid().ToString();
        var before = await client.UploadAsync(Texts.English, "before.md", ("create_index", "true"));
        await client.EndAsync(before);
        var url = await client.CreateUploadAsync(
            text.Length, ("filename", "long.txt"), ("pipeline_id", pipeline), ("upload_only", "true"));
        (await client.PatchAsync(url, 0, text[..half])).Dispose();

        if (isSilent)
            host.FallSilent();
        else
            host.GoAway();

        await AssertRefusedAsync(
            () => client.SendAsync(TusRequest.Patch(url, half, text[half..])), "storage_unavailable");
        await AssertReadAsync(client, "/api/v2/documents");
        await AssertReadAsync(client, $"/api/v1/documents/{before["document_id"]}");
        await AssertRefusedAsync(() => client.PostAsync(Texts.Unique("Not now."), "later.md"), "storage_unavailable");
        await AssertRefusedAsync(
            () => client.Http.GetAsync($"/api/v2/documents/{before["document_id"]}/content", Cancellation),
            "storage_unavailable");
        using (var head = await client.SendAsync(TusRequest.Head(url)).WaitAsync(AnswerLimit, Cancellation))
            Assert.Equal($"{half}", TusClient.Header(head, "Upload-Offset"));

        host.ComeBack();
        using var last = await client.PatchAsync(url, half, text[half..]);
        var document = TusClient.Header(last, "Dpa-Document-Id")!;
        Assert.Equal(text, await client.Http.GetByteArrayAsync($"/api/v2/documents/{document}/content", Cancellation));
        Assert.Equal("completed", (string?)(await client.UntilEndAsync(pipeline))["status"]);
    }
}
