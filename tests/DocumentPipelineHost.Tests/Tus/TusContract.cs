using System.Security.Cryptography;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>The protocol's own rules (https://tus.io/protocols/resumable-upload), on the wire.</summary>
public abstract class TusContract(SharedHost host) : TusHostTest(host)
{
    [Fact]
    public async Task Options_WithoutAnIdentity_SayWhatIsSpoken()
    {
        using var nobody = new HostClient(Host.Address, null);

        using var answer = await nobody.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Options, TusRequest.Path), Cancellation);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Version"));
        Assert.Equal(
            "creation,creation-with-upload,termination,checksum,expiration", TusClient.Header(answer, "Tus-Extension"));
        Assert.Equal(TusRequest.Number(SharedHost.MaxBytes), TusClient.Header(answer, "Tus-Max-Size"));
        Assert.Equal("sha1,sha256,md5", TusClient.Header(answer, "Tus-Checksum-Algorithm"));
    }

    [Fact]
    public async Task Upload_InTwoPieces_BecomesADocument()
    {
        var url = await Client.CreateUploadAsync(
            Texts.English.Length, ("filename", "cranes.md"), ("project_id", "p"), ("create_index", "true"));

        using var first = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English[..100]));
        using var head = await Client.SendAsync(TusRequest.Head(url));
        using var last = await Client.SendAsync(TusRequest.Patch(url, 100, Texts.English[100..]));

        Assert.Equal((204, "100"), ((int)first.StatusCode, TusClient.Header(first, "Upload-Offset")));
        Assert.Equal(
            (200, "100", TusRequest.Number(Texts.English.Length)),
            ((int)head.StatusCode, TusClient.Header(head, "Upload-Offset"), TusClient.Header(head, "Upload-Length")));
        Assert.Equal("no-store", TusClient.Header(head, "Cache-Control"));
        Assert.Contains("filename Y3JhbmVzLm1k", TusClient.Header(head, "Upload-Metadata"), StringComparison.Ordinal);
        Assert.True(
            DateTimeOffset.Parse(
                TusClient.Header(head, "Upload-Expires")!, System.Globalization.CultureInfo.InvariantCulture
            ) > DateTimeOffset.UtcNow.AddHours(23));
        Assert.Equal(
            (204, TusRequest.Number(Texts.English.Length)),
            ((int)last.StatusCode, TusClient.Header(last, "Upload-Offset")));
        var state = await Client.EndAsync(
            TusClient.Header(last, "Dpa-Document-Id")!, TusClient.Header(last, "Dpa-Pipeline-Id")!);
        Assert.Equal("completed", (string?)state["status"]);
        var bytes = await Client.Http.GetByteArrayAsync(
            $"/api/v2/documents/{TusClient.Header(last, "Dpa-Document-Id")}/content", Cancellation);
        Assert.Equal(Texts.English, bytes);
        Assert.Equal("p", (string?)(await Client.GetAsync("/api/v2/documents"))["items"]![0]!["project_id"]);
        Assert.Empty(PiecesOf(url));
    }

    [Fact]
    public async Task Head_AfterTheEnd_StillAnswersWithTheDocument()
    {
        var url = await Client.CreateUploadAsync(Texts.English.Length, ("filename", "cranes.md"));
        using var last = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English));

        using var head = await Client.SendAsync(TusRequest.Head(url));
        var data = await Client.GetAsync(url);

        Assert.Equal(TusClient.Header(last, "Dpa-Document-Id"), TusClient.Header(head, "Dpa-Document-Id"));
        Assert.Equal(
            ("stored", TusClient.Header(last, "Dpa-Document-Id")),
            ((string?)data["status"], (string?)data["result"]!["document_id"]));
    }

    [Fact]
    public async Task Create_WithItsWholeFile_StoresItAtOnce()
    {
        using var answer = await Client.SendAsync(
            TusRequest.WithPiece(TusRequest.Create(Texts.English.Length, ("filename", "whole.md")), Texts.English));

        Assert.Equal(
            (201, TusRequest.Number(Texts.English.Length)),
            ((int)answer.StatusCode, TusClient.Header(answer, "Upload-Offset")));
        Assert.NotNull(answer.Headers.Location);
        Assert.Equal(
            "whole.md", (string?)
                (await Client.GetAsync($"/api/v1/documents/{TusClient.Header(answer, "Dpa-Document-Id")}"))["filename"]
        );
    }

    [Fact]
    public async Task Patch_ThroughMethodOverride_CountsAsPatch()
    {
        var url = await Client.CreateUploadAsync(Texts.English.Length);
        var request = TusRequest.Patch(url, 0, Texts.English, ("X-HTTP-Method-Override", "PATCH"));
        request.Method = HttpMethod.Post;

        using var answer = await Client.SendAsync(request);

        Assert.Equal(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Delete_OfAnUpload_RemovesItsBytes()
    {
        var pipeline = Guid.NewGuid().ToString();
        var url = await Client.CreateUploadAsync(1000, ("pipeline_id", pipeline));
        using var piece = await Client.SendAsync(TusRequest.Patch(url, 0, new byte[10]));
        Assert.Single(PiecesOf(url));

        using var deleted = await Client.SendAsync(TusRequest.Delete(url));
        using var head = await Client.SendAsync(TusRequest.Head(url));

        Assert.Equal((204, 404), ((int)deleted.StatusCode, (int)head.StatusCode));
        Assert.Empty(PiecesOf(url));
        await Client.UntilAsync(pipeline, "cancelled");
    }

    [Theory]
    [InlineData("sha1", true)]
    [InlineData("sha256", true)]
    [InlineData("md5", true)]
    [InlineData("sha256", false)]
    public async Task Patch_WithAChecksum_KeepsAllOrNothing(string algorithm, bool matches)
    {
        var url = await Client.CreateUploadAsync(1000);
        var piece = new byte[500];
        Random.Shared.NextBytes(piece);
        var hash = CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), piece);
        if (!matches)
            piece[0]++;

        using var answer = await Client.SendAsync(
            TusRequest.Patch(url, 0, piece, ("Upload-Checksum", $"{algorithm} {Convert.ToBase64String(hash)}")));
        using var head = await Client.SendAsync(TusRequest.Head(url));

        Assert.Equal(matches ? 204 : 460, (int)answer.StatusCode);
        Assert.Equal(matches ? "500" : "0", TusClient.Header(head, "Upload-Offset"));
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
            "deferred length" => TusRequest.With(
                TusRequest.Create(10), ("Upload-Length", ""), ("Upload-Defer-Length", "1")),
            "too long" => TusRequest.Create(SharedHost.MaxBytes + 1),
            "empty file" => TusRequest.Create(0),
            "metadata that is no base64" => TusRequest.With(TusRequest.Create(10), ("Upload-Metadata", "filename !!!")),
            "an option that is none" => TusRequest.Create(10, ("create_index", "perhaps")),
            "a conflict of options" => TusRequest.Create(10, ("deep_analysis", "true"), ("strict", "true")),
            _ => TusRequest.Create(10, ("pipeline_id", "guess")),
        };

        using var answer = await Client.SendAsync(request);

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Resumable"));
        if (status == 412)
            Assert.Equal("1.0.0", TusClient.Header(answer, "Tus-Version"));
    }

    [Theory]
    [InlineData("before", 409, "offset_conflict")]
    [InlineData("beyond", 409, "offset_conflict")]
    [InlineData("no offset", 400, "invalid_header")]
    [InlineData("too much", 413, "too_large")]
    [InlineData("more than the whole file", 413, "too_large")]
    [InlineData("more than the whole file, its length not stated", 413, "too_large")]
    [InlineData("another type", 415, "unsupported_media_type")]
    [InlineData("an unknown checksum", 400, "invalid_header")]
    [InlineData("no version", 412, "tus_version")]
    [InlineData("no such upload", 404, "upload_not_found")]
    [InlineData("a stranger", 404, "upload_not_found")]
    public async Task Patch_OfWhatCannotBe_IsRefusedAndKeepsNothing(string what, int status, string code)
    {
        var url = await Client.CreateUploadAsync(100);
        using var first = await Client.SendAsync(TusRequest.Patch(url, 0, new byte[20]));
        var request = what switch
        {
            "before" => TusRequest.Patch(url, 10, new byte[10]),
            "beyond" => TusRequest.Patch(url, 30, new byte[10]),
            "no offset" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("Upload-Offset", "")),
            "too much" => TusRequest.Patch(url, 20, new byte[81]),
            "more than the whole file" => TusRequest.Patch(url, 20, new byte[5_000]),
            "more than the whole file, its length not stated" => Chunked(TusRequest.Patch(url, 20, new byte[5_000])),
            "an unknown checksum" => TusRequest.Patch(url, 20, new byte[10], ("Upload-Checksum", "crc32 AAAA")),
            "no version" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("Tus-Resumable", "")),
            "no such upload" => TusRequest.Patch(TusRequest.Path + "/none", 20, new byte[10]),
            "a stranger" => TusRequest.With(TusRequest.Patch(url, 20, new byte[10]), ("X-USER-ID", "stranger")),
            _ => TusRequest.Patch(url, 20, new byte[10]),
        };
        if (what == "another type")
            request.Content!.Headers.Remove("Content-Type");

        using var answer = await Client.SendAsync(request);
        using var head = await Client.SendAsync(TusRequest.Head(url));

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Equal("20", TusClient.Header(head, "Upload-Offset"));
        Assert.Single(PiecesOf(url));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(5_000)]
    public async Task Create_WithMoreThanItAnnounces_IsTooLarge(int bytes)
    {
        using var answer = await Client.SendAsync(TusRequest.WithPiece(TusRequest.Create(5), new byte[bytes]));

        Assert.Equal((413, "too_large"), await HostClient.ProblemAsync(answer));
    }

    private static HttpRequestMessage Chunked(HttpRequestMessage request)
    {
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task AnotherUsersUpload_IsNotFound(string method)
    {
        var url = await Client.CreateUploadAsync(100);

        using var answer = await Client.SendAsync(
            TusRequest.With(new HttpRequestMessage(new HttpMethod(method), url), ("X-USER-ID", "stranger")));

        Assert.Equal(404, (int)answer.StatusCode);
        using var head = await Client.SendAsync(TusRequest.Head(url));
        Assert.Equal(200, (int)head.StatusCode);
    }
}
