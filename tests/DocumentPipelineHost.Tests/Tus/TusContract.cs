using System.Security.Cryptography;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>The protocol's own rules (https://tus.io/protocols/resumable-upload), on the wire.</summary>
public abstract class TusContract(SharedHost host)
{
    private readonly HostClient _client = host.Host.As($"tus-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_WithoutAnIdentity_SayWhatIsSpoken()
    {
        using var nobody = new HostClient(host.Host.Address, null);

        using var answer = await nobody.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, TusRequest.Path), Cancellation);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal("1.0.0", Header(answer, "Tus-Version"));
        Assert.Equal("creation,creation-with-upload,termination,checksum,expiration", Header(answer, "Tus-Extension"));
        Assert.Equal(TusRequest.Number(SharedHost.MaxBytes), Header(answer, "Tus-Max-Size"));
        Assert.Equal("sha1,sha256,md5", Header(answer, "Tus-Checksum-Algorithm"));
    }

    [Fact]
    public async Task Upload_InTwoPieces_BecomesADocument()
    {
        var url = await CreateAsync(Texts.English.Length, ("filename", "cranes.md"), ("project_id", "p"), ("create_index", "true"));

        using var first = await SendAsync(TusRequest.Patch(url, 0, Texts.English[..100]));
        using var head = await SendAsync(TusRequest.Head(url));
        using var last = await SendAsync(TusRequest.Patch(url, 100, Texts.English[100..]));

        Assert.Equal((204, "100"), ((int)first.StatusCode, Header(first, "Upload-Offset")));
        Assert.Equal((200, "100", TusRequest.Number(Texts.English.Length)), ((int)head.StatusCode, Header(head, "Upload-Offset"), Header(head, "Upload-Length")));
        Assert.Equal("no-store", Header(head, "Cache-Control"));
        Assert.Contains("filename Y3JhbmVzLm1k", Header(head, "Upload-Metadata"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.Parse(Header(head, "Upload-Expires")!, System.Globalization.CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.AddHours(23));
        Assert.Equal((204, TusRequest.Number(Texts.English.Length)), ((int)last.StatusCode, Header(last, "Upload-Offset")));
        var state = await _client.EndAsync(Header(last, "Dpa-Document-Id")!, Header(last, "Dpa-Pipeline-Id")!);
        Assert.Equal("completed", (string?)state["status"]);
        var bytes = await _client.Http.GetByteArrayAsync($"/api/v2/documents/{Header(last, "Dpa-Document-Id")}/content", Cancellation);
        Assert.Equal(Texts.English, bytes);
        Assert.Equal("p", (string?)(await _client.GetAsync("/api/v2/documents"))["items"]![0]!["project_id"]);
        Assert.Empty(PiecesOf(url));
    }

    [Fact]
    public async Task Head_AfterTheEnd_StillAnswersWithTheDocument()
    {
        var url = await CreateAsync(Texts.English.Length, ("filename", "cranes.md"));
        using var last = await SendAsync(TusRequest.Patch(url, 0, Texts.English));

        using var head = await SendAsync(TusRequest.Head(url));
        var data = await _client.GetAsync(url);

        Assert.Equal(Header(last, "Dpa-Document-Id"), Header(head, "Dpa-Document-Id"));
        Assert.Equal(("stored", Header(last, "Dpa-Document-Id")), ((string?)data["status"], (string?)data["result"]!["document_id"]));
    }

    [Fact]
    public async Task Create_WithItsWholeFile_StoresItAtOnce()
    {
        var request = TusRequest.Create(Texts.English.Length, ("filename", "whole.md"));
        request.Content = new ByteArrayContent(Texts.English);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");

        using var answer = await SendAsync(request);

        Assert.Equal((201, TusRequest.Number(Texts.English.Length)), ((int)answer.StatusCode, Header(answer, "Upload-Offset")));
        Assert.NotNull(answer.Headers.Location);
        Assert.Equal("whole.md", (string?)(await _client.GetAsync($"/api/v1/documents/{Header(answer, "Dpa-Document-Id")}"))["filename"]);
    }

    [Fact]
    public async Task Patch_ThroughMethodOverride_CountsAsPatch()
    {
        var url = await CreateAsync(Texts.English.Length);
        var request = TusRequest.Patch(url, 0, Texts.English, ("X-HTTP-Method-Override", "PATCH"));
        request.Method = HttpMethod.Post;

        using var answer = await SendAsync(request);

        Assert.Equal(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Delete_OfAnUpload_RemovesItsBytes()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await CreateAsync(1000, ("pipeline_id", pipeline));
        using var piece = await SendAsync(TusRequest.Patch(url, 0, new byte[10]));
        Assert.Single(PiecesOf(url));

        using var deleted = await SendAsync(TusRequest.Delete(url));
        using var head = await SendAsync(TusRequest.Head(url));

        Assert.Equal((204, 404), ((int)deleted.StatusCode, (int)head.StatusCode));
        Assert.Empty(PiecesOf(url));
        await _client.UntilAsync(pipeline, "cancelled");
    }

    [Theory]
    [InlineData("sha1", true)]
    [InlineData("sha256", true)]
    [InlineData("md5", true)]
    [InlineData("sha256", false)]
    public async Task Patch_WithAChecksum_KeepsAllOrNothing(string algorithm, bool matches)
    {
        var url = await CreateAsync(1000);
        var piece = new byte[500];
        Random.Shared.NextBytes(piece);
        var hash = CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), piece);
        if (!matches)
            piece[0]++;

        using var answer = await SendAsync(TusRequest.Patch(url, 0, piece, ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash)}")));
        using var head = await SendAsync(TusRequest.Head(url));

        Assert.Equal(matches ? 204 : 460, (int)answer.StatusCode);
        Assert.Equal(matches ? "500" : "0", Header(head, "Upload-Offset"));
        Assert.Equal(matches ? 1 : 0, PiecesOf(url).Count);
    }

    /// <summary>What is refused, and how.</summary>
    [Theory]
    [InlineData("no version", 412, "tus_version")]
    [InlineData("another version", 412, "tus_version")]
    [InlineData("no length", 400, "invalid_header")]
    [InlineData("negative length", 400, "invalid_header")]
    [InlineData("deferred length", 400, "invalid_header")]
    [InlineData("too long", 413, "too_large")]
    [InlineData("empty file", 400, "empty")]
    [InlineData("metadata that is no base64", 400, "invalid_header")]
    [InlineData("an option that is none", 400, "invalid_parameter")]
    [InlineData("a conflict of options", 400, "option_conflict")]
    [InlineData("a pipeline id that can be guessed", 400, "invalid_pipeline_id")]
    public async Task Create_OfWhatCannotBe_IsRefused(string what, int status, string code)
    {
        var request = what switch
        {
            "no version" => TusRequest.With(TusRequest.Create(10), ("Tus-Resumable", "")),
            "another version" => TusRequest.With(TusRequest.Create(10), ("Tus-Resumable", "0.2.2")),
            "no length" => TusRequest.With(TusRequest.Create(10), ("Upload-Length", "")),
            "negative length" => TusRequest.With(TusRequest.Create(10), ("Upload-Length", "-1")),
            "deferred length" => TusRequest.With(TusRequest.Create(10), ("Upload-Length", ""), ("Upload-Defer-Length", "1")),
            "too long" => TusRequest.Create(SharedHost.MaxBytes + 1),
            "empty file" => TusRequest.Create(0),
            "metadata that is no base64" => TusRequest.With(TusRequest.Create(10), ("Upload-Metadata", "filename !!!")),
            "an option that is none" => TusRequest.Create(10, ("create_index", "perhaps")),
            "a conflict of options" => TusRequest.Create(10, ("deep_analysis", "true"), ("strict", "true")),
            _ => TusRequest.Create(10, ("pipeline_id", "guess")),
        };

        using var answer = await SendAsync(request);

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Equal("1.0.0", Header(answer, "Tus-Resumable"));
        if (status == 412)
            Assert.Equal("1.0.0", Header(answer, "Tus-Version"));
    }

    [Theory]
    [InlineData("before", 409, "offset_conflict")]
    [InlineData("beyond", 409, "offset_conflict")]
    [InlineData("no offset", 400, "invalid_header")]
    [InlineData("too much", 413, "too_large")]
    [InlineData("another type", 415, "unsupported_media_type")]
    [InlineData("an unknown checksum", 400, "invalid_header")]
    [InlineData("no version", 412, "tus_version")]
    [InlineData("no such upload", 404, "upload_not_found")]
    [InlineData("a stranger", 404, "upload_not_found")]
    public async Task Patch_OfWhatCannotBe_IsRefusedAndKeepsNothing(string what, int status, string code)
    {
        var url = await CreateAsync(100);
        using var first = await SendAsync(TusRequest.Patch(url, 0, new byte[20]));
        var request = what switch
        {
            "before" => TusRequest.Patch(url, 10, new byte[10]),
            "beyond" => TusRequest.Patch(url, 30, new byte[10]),
            "no offset" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("Upload-Offset", "")),
            "too much" => TusRequest.Patch(url, 20, new byte[81]),
            "an unknown checksum" => TusRequest.Patch(url, 20, new byte[10], ("Upload-Checksum", "crc32 AAAA")),
            "no version" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("Tus-Resumable", "")),
            "no such upload" => TusRequest.Patch(TusRequest.Path + "/none", 20, new byte[10]),
            "a stranger" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("X-USER-ID", "stranger")),
            _ => TusRequest.Patch(url, 20, new byte[10]),
        };
        if (what == "another type")
            request.Content!.Headers.Remove("Content-Type");

        using var answer = await SendAsync(request);
        using var head = await SendAsync(TusRequest.Head(url));

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Equal("20", Header(head, "Upload-Offset"));
        Assert.Single(PiecesOf(url));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task AnotherUsersUpload_IsNotFound(string method)
    {
        var url = await CreateAsync(100);

        using var answer = await SendAsync(TusRequest.With(new HttpRequestMessage(new HttpMethod(method), url), ("X-USER-ID", "stranger")));

        Assert.Equal(404, (int)answer.StatusCode);
        using var head = await SendAsync(TusRequest.Head(url));
        Assert.Equal(200, (int)head.StatusCode);
    }

    [Fact]
    public async Task LastPiece_OfUnsupportedContent_IsRefusedAndRemoved()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await CreateAsync(Texts.Png.Length, ("filename", "picture.pdf"), ("pipeline_id", pipeline));

        using var answer = await SendAsync(TusRequest.Patch(url, 0, Texts.Png));

        Assert.Equal((415, "unsupported_type"), await HostClient.ProblemAsync(answer));
        Assert.Equal("failed", (string?)(await _client.GetAsync(url))["status"]);
        Assert.Equal("unsupported_type", (string?)(await _client.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        Assert.Empty(PiecesOf(url));
    }

    [Fact]
    public async Task Upload_UnderAPipelineId_IsShownFromItsFirstByte()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await CreateAsync(
            Texts.English.Length, ("filename", "watched.md"), ("pipeline_id", pipeline), ("create_index", "true"), ("generate_summary", "false"), ("deep_analysis", "false"));
        using var half = await SendAsync(TusRequest.Patch(url, 0, Texts.English[..^1]));
        var shown = await _client.UntilAsync(pipeline, "processing");
        Assert.Equal(["upload", "parse", "index"], shown["stages"]!.AsArray().Select(static stage => (string)stage!["id"]!));

        using var last = await SendAsync(TusRequest.Patch(url, Texts.English.Length - 1, Texts.English[^1..]));

        Assert.Equal(pipeline, Header(last, "Dpa-Pipeline-Id"));
        var state = await _client.UntilEndAsync(pipeline);
        Assert.Equal(("completed", Header(last, "Dpa-Document-Id"), 1), ((string?)state["status"], (string?)state["document_id"], (int)state["attempt"]!));
    }

    [Fact]
    public async Task Patch_BrokenOffInTheMiddle_KeepsWhatCame()
    {
        const int Sent = 900_000;
        const int ReadAhead = (256 + 64) * 1024;
        var url = await CreateAsync(1_000_000);
        var locks = host.Host.Services.GetRequiredService<TusLocks>();
        var id = url[(url.LastIndexOf('/') + 1)..];
        using (await BeginPatchAsync(url, Sent))
            await Eventually.HoldsAsync(() => locks.IsHeld(id), "the request has it", TimeSpan.FromSeconds(30));

        await Eventually.HoldsAsync(() => !locks.IsHeld(id), "the request has ended", TimeSpan.FromSeconds(30));
        using var head = await SendAsync(TusRequest.Head(url));
        // The server drops what it had read ahead when it sees the end; the rest must be kept.
        Assert.InRange(long.Parse(Header(head, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture), Sent - ReadAhead, Sent);
    }

    [Fact]
    public async Task Patch_WhileAnOlderRequestHangs_TakesItsPlace()
    {
        var url = await CreateAsync(1_000_000);
        using var socket = await BeginPatchAsync(url, 1000);
        var locks = host.Host.Services.GetRequiredService<TusLocks>();
        await Eventually.HoldsAsync(() => locks.IsHeld(url[(url.LastIndexOf('/') + 1)..]), "the first request has it", TimeSpan.FromSeconds(30));

        // It sends no more and does not end; the client has come back on another connection.
        await Eventually.HoldsAsync(
            async () =>
            {
                using var asked = await SendAsync(TusRequest.Head(url));
                using var next = await SendAsync(TusRequest.Patch(url, long.Parse(Header(asked, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture), new byte[10]));
                return (int)next.StatusCode == 204;
            },
            "the newer request goes on",
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Patch_AfterItsPipelineWasCancelled_IsRefusedAndRemoved()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await CreateAsync(Texts.English.Length, ("pipeline_id", pipeline));
        using var first = await SendAsync(TusRequest.Patch(url, 0, Texts.English[..100]));
        var document = (string)(await _client.UntilAsync(pipeline, "processing"))["document_id"]!;
        using var cancelled = await _client.Http.PostAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/cancel", null, Cancellation);
        Assert.True(cancelled.IsSuccessStatusCode, await cancelled.Content.ReadAsStringAsync(Cancellation));

        using var next = await SendAsync(TusRequest.Patch(url, 100, Texts.English[100..]));

        Assert.Equal("upload_cancelled", (await HostClient.ProblemAsync(next)).Code);
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(PiecesOf(url));
        Assert.Equal("cancelled", (string?)(await _client.UntilEndAsync(pipeline))["status"]);
    }

    [Fact]
    public async Task Upload_OfKnownBytes_IsTheDocumentThatIsThere()
    {
        var known = await _client.UploadAsync(Texts.English, "known.md");
        var url = await CreateAsync(Texts.English.Length, ("filename", "again.md"));

        using var answer = await SendAsync(TusRequest.Patch(url, 0, Texts.English));

        Assert.Equal((string?)known["document_id"], Header(answer, "Dpa-Document-Id"));
        Assert.Equal("exists", (string?)(await _client.GetAsync(url))["result"]!["status"]);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values.Single() : null;

    /// <summary>Sends the beginning of a piece of a million bytes.</summary>
    private async Task<System.Net.Sockets.TcpClient> BeginPatchAsync(string url, int bytes)
    {
        var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port, Cancellation);
        var head = $"PATCH {url} HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: {_client.Http.DefaultRequestHeaders.GetValues("X-USER-ID").Single()}\r\n" +
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 1000000\r\n\r\n";
        await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(head + new string('x', bytes)), Cancellation);
        return socket;
    }

    private async Task<string> CreateAsync(long length, params (string Key, string Value)[] metadata)
    {
        using var answer = await SendAsync(TusRequest.Create(length, metadata));
        Assert.True((int)answer.StatusCode == 201, await answer.Content.ReadAsStringAsync(Cancellation));
        return answer.Headers.Location!.ToString();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await _client.Http.SendAsync(request, Cancellation);
    }

    private List<string> PiecesOf(string url) =>
        [.. host.Folder.Files("uploads").Where(file => Path.GetFileName(file).StartsWith(url[(url.LastIndexOf('/') + 1)..], StringComparison.Ordinal))];
}
