using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>What becomes of an upload, and who sees it: its document, its pipeline, its pieces.</summary>
public abstract class TusUploadContract(SharedHost host) : TusHostTest(host)
{
    [Fact]
    public async Task LastPiece_OfUnsupportedContent_IsRefusedAndRemoved()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await Client.CreateUploadAsync(
            Texts.Png.Length, ("filename", "picture.pdf"), ("pipeline_id", pipeline));

        using var answer = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.Png));

        Assert.Equal((415, "unsupported_type"), await HostClient.ProblemAsync(answer));
        Assert.Equal("failed", (string?)(await Client.GetAsync(url))["status"]);
        Assert.Equal("unsupported_type", (string?)(await Client.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty(PiecesOf(url));
    }

    [Fact]
    public async Task Upload_UnderAPipelineId_IsShownFromItsFirstByte()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await Client.CreateUploadAsync(
            Texts.English.Length, ("filename", "watched.md"), ("pipeline_id", pipeline), ("create_index", "true"),
            ("generate_summary", "false"), ("deep_analysis", "false"));
        using var half = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English[..^1]));
        var shown = await Client.UntilAsync(pipeline, "processing");
        Assert.Equal(
            ["upload", "parse", "index"],
            shown["stages"]!.AsArray().Select(static stage => (string)stage!["id"]!));

        using var last = await Client.SendAsync(TusRequest.Patch(url, Texts.English.Length - 1, Texts.English[^1..]));

        Assert.Equal(pipeline, TusClient.Header(last, "Dpa-Pipeline-Id"));
        var state = await Client.UntilEndAsync(pipeline);
        Assert.Equal(
            ("completed", TusClient.Header(last, "Dpa-Document-Id"), 1),
            ((string?)state["status"], (string?)state["document_id"], (int)state["attempt"]!));
    }

    [Fact]
    public async Task Patch_BrokenOffInTheMiddle_KeepsWhatCame()
    {
        const int Sent = 900_000;
        const int ReadAhead = (256 + 64) * 1024;
        var url = await Client.CreateUploadAsync(1_000_000);
        var locks = Host.Services.GetRequiredService<TusLocks>();
        var id = url[(url.LastIndexOf('/') + 1)..];
        using (await BeginPatchAsync(url, Sent))
            await Eventually.HoldsAsync(() => locks.IsHeld(id), "the request has it", TimeSpan.FromSeconds(30));

        await Eventually.HoldsAsync(() => !locks.IsHeld(id), "the request has ended", TimeSpan.FromSeconds(30));
        using var head = await Client.SendAsync(TusRequest.Head(url));
        // The server drops what it had read ahead when it sees the end; the rest must be kept.
        Assert.InRange(
            long.Parse(TusClient.Header(head, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture),
            Sent - ReadAhead, Sent);
    }

    [Fact]
    public async Task Patch_WhileAnOlderRequestHangs_TakesItsPlace()
    {
        var url = await Client.CreateUploadAsync(1_000_000);
        using var socket = await BeginPatchAsync(url, 1000);
        var locks = Host.Services.GetRequiredService<TusLocks>();
        await Eventually.HoldsAsync(
            () => locks.IsHeld(url[(url.LastIndexOf('/') + 1)..]),
            "the first request has it", TimeSpan.FromSeconds(30));

        // It sends no more and does not end; the client has come back on another connection.
        await Eventually.HoldsAsync(
            async () =>
            {
                using var asked = await Client.SendAsync(TusRequest.Head(url));
                using var next = await Client.SendAsync(
                    TusRequest.Patch(
                        url,
                        long.Parse(
                            TusClient.Header(asked, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture
                        ),
                        new byte[10]));
                return (int)next.StatusCode == 204;
            },
            "the newer request goes on",
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Patch_AfterItsPipelineWasCancelled_IsRefusedAndRemoved()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await Client.CreateUploadAsync(Texts.English.Length, ("pipeline_id", pipeline));
        using var first = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English[..100]));
        var document = (string)(await Client.UntilAsync(pipeline, "processing"))["document_id"]!;
        using var cancelled = await Client.Http.PostAsync(
            $"/api/v2/documents/{document}/pipeline/{pipeline}/cancel", null, Cancellation);
        Assert.True(cancelled.IsSuccessStatusCode, await cancelled.Content.ReadAsStringAsync(Cancellation));

        using var next = await Client.SendAsync(TusRequest.Patch(url, 100, Texts.English[100..]));

        Assert.Equal("upload_cancelled", (await HostClient.ProblemAsync(next)).Code);
        Assert.Empty((await Client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(PiecesOf(url));
        Assert.Equal("cancelled", (string?)(await Client.UntilEndAsync(pipeline))["status"]);
    }

    [Fact]
    public async Task Upload_OfKnownBytes_IsTheDocumentThatIsThere()
    {
        var known = await Client.UploadAsync(Texts.English, "known.md");
        var url = await Client.CreateUploadAsync(Texts.English.Length, ("filename", "again.md"));

        using var answer = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English));

        Assert.Equal((string?)known["document_id"], TusClient.Header(answer, "Dpa-Document-Id"));
        Assert.Equal("exists", (string?)(await Client.GetAsync(url))["result"]!["status"]);
    }

    /// <summary>Sends the beginning of a piece of a million bytes.</summary>
    private async Task<System.Net.Sockets.TcpClient> BeginPatchAsync(string url, int bytes)
    {
        var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(Host.Address.Host, Host.Address.Port, Cancellation);
        var head =
            $"PATCH {url} HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: "
                + $"{Client.Http.DefaultRequestHeaders.GetValues("X-USER-ID").Single()}\r\n"
            + "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: "
            + "application/offset+octet-stream\r\nContent-Length: 1000000\r\n\r\n";
        await socket
            .GetStream()
            .WriteAsync(System.Text.Encoding.ASCII.GetBytes(head + new string('x', bytes)), Cancellation);
        return socket;
    }
}
