using DocumentPipelineHost.Tests.Tus;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>
/// Whoever sends more than a call takes is answered, a client too that looks for the answer only once all is sent.
/// </summary>
public sealed class RefusedBodyTests
{
    /// <summary>More than any of these calls takes, than Kestrel takes by itself, and than any buffer holds.</summary>
    private const int Filling = 40_000_000;

    private const string Boundary = "----refused";
    private const string FileStart =
        $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n";

    private const string FormEnd = $"\r\n--{Boundary}--\r\n";

    private static readonly string[] Settings = ["--Upload:MaxBytes", "1000000", "--Batch:MaxBytes", "2000000"];

    [Theory]
    [InlineData("POST /api/v2/documents/upload", false)]
    [InlineData("POST /api/v2/documents/upload", true)]
    [InlineData("POST /api/v2/batches", false)]
    [InlineData("POST /api/v2/batches", true)]
    public async Task Form_LargerThanTheCallTakes_IsAnswered(string call, bool isChunked)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, Settings);

        Assert.Equal((413, "too_large"), await SendFormAsync(host, call, isChunked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Form_RepeatedUnderItsKeyAndLarger_IsAnswered(bool isChunked)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, Settings);
        using var client = host.As("user-1");
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "small");
        await client.UploadAsync(Texts.English, "a.txt");

        Assert.Equal(
            (413, "too_large"),
            await SendFormAsync(host, "POST /api/v2/documents/upload", isChunked, "Idempotency-Key: small"));
    }

    [Theory]
    [InlineData("POST /api/v1/session", false, 403)] // of no page
    [InlineData("PUT /api/v2/notifications", false, 413)]
    [InlineData("POST /api/v1/documents/none/operations/start", false, 413)]
    [InlineData("POST /api/v1/documents/none/operations/start", true, 413)]
    public async Task Json_LargerThanTheCallTakes_IsAnswered(string call, bool isChunked, int status)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, Settings);

        var (answered, _) = await WholeBodySender.SendAsync(
            host.Address, call,
            ["X-USER-ID: user-1", "Content-Type: application/json", "Idempotency-Key: large"],
            "{\"stage\":\"", Filling, "\"}", isChunked);

        Assert.Equal(status, answered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Piece_LargerThanItsUpload_IsAnswered(bool isChunked)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, Settings);
        using var client = host.As("user-1");
        var url = new Uri(host.Address, await client.CreateUploadAsync(500_000, ("filename", "a.txt")));
        string[] headers =
        [
            "X-USER-ID: user-1", "Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream",
        ];

        var piece = await WholeBodySender.SendAsync(
            host.Address, $"PATCH {url.AbsolutePath}", [.. headers, "Upload-Offset: 0"], "", Filling, "", isChunked);
        var first = await WholeBodySender.SendAsync(
            host.Address, "POST /api/v2/uploads", [.. headers, "Upload-Length: 500000"], "", Filling, "", isChunked);

        Assert.Equal((413, 413), (piece.Status, first.Status));
    }

    /// <summary>Refused for something else, before anybody looked at the body.</summary>
    [Fact]
    public async Task Form_BeyondTheRateLimit_IsAnswered()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(
            folder, [.. Settings, "--RateLimit:WriteBurst", "1", "--RateLimit:WritesPerSecond", "0.01"]);
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "a.txt");

        Assert.Equal(429, (await SendFormAsync(host, "POST /api/v2/documents/upload", isChunked: false)).Status);
    }

    private static Task<(int Status, string? Code)> SendFormAsync(
        TestHost host, string call, bool isChunked, params string[] headers) =>
        WholeBodySender.SendAsync(
            host.Address, call,
            ["X-USER-ID: user-1", $"Content-Type: multipart/form-data; boundary={Boundary}", .. headers],
            FileStart, Filling, FormEnd, isChunked);
}
