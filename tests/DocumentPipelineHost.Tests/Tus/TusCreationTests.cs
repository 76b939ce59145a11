using System.Globalization;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Resumable uploads that are created with their first piece, and under a key.</summary>
public sealed class TusCreationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("checksum", 460, "checksum_mismatch")]
    [InlineData("too much", 413, "too_large")]
    [InlineData("content", 415, "unsupported_type")]
    public async Task Create_WithAPieceThatFails_LeavesNoUnfinishedUpload(string what, int status, string code)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        var pipeline = Guid.NewGuid().ToString();
        var length = what == "content" ? Texts.Png.Length : 100;
        var request = TusRequest.WithPiece(
            TusRequest.Create(length, ("filename", "a.txt"), ("pipeline_id", pipeline)),
            what switch { "content" => Texts.Png, "too much" => new byte[101], _ => new byte[50] });
        if (what == "checksum")
            TusRequest.With(request, ("Upload-Checksum", "md5 " + Convert.ToBase64String(new byte[16])));

        using var answer = await client.SendAsync(request);

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Null(answer.Headers.Location);
        Assert.Equal(0, place.Count("uploads WHERE answer IS NULL AND error IS NULL"));
        Assert.Equal(code, (string?)(await client.UntilEndAsync(pipeline))["error_info"]!["code"]);
        Assert.Empty(place.Folder.Files("uploads"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_RepeatedUnderItsKey_IsTheSameUpload(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "resumable");

        using var first = await client.SendAsync(Creation());
        using var again = await client.SendAsync(Creation());
        using var another = await client.SendAsync(TusRequest.Create(Texts.English.Length + 1, ("filename", "a.md")));
        using var whole = await client.SendAsync(TusRequest.WithPiece(Creation(), Texts.English));
        using var late = await client.SendAsync(TusRequest.WithPiece(Creation(), Texts.English));

        Assert.Equal(
            (201, 201, 201, 201),
            ((int)first.StatusCode, (int)again.StatusCode, (int)whole.StatusCode, (int)late.StatusCode));
        Assert.Single(
            new[] { first, again, whole, late }.Select(static each => each.Headers.Location!.ToString()).Distinct());
        Assert.Equal((422, "idempotency_key_reused"), await HostClient.ProblemAsync(another));
        Assert.Equal("0", TusClient.Header(again, "Upload-Offset"));
        Assert.Equal(
            (TusRequest.Number(Texts.English.Length), TusClient.Header(whole, "Dpa-Document-Id")),
            (TusClient.Header(late, "Upload-Offset"), TusClient.Header(late, "Dpa-Document-Id")));
        Assert.Equal((1, 1), (place.Count("uploads"), place.Count("documents")));

        static HttpRequestMessage Creation() => TusRequest.Create(Texts.English.Length, ("filename", "a.md"));
    }

    [Fact]
    public async Task Create_RepeatedUnderItsKeyAfterADelete_IsGone()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "resumable");
        var url = await client.CreateUploadAsync(100);
        using var deleted = await client.SendAsync(TusRequest.Delete(url));

        using var again = await client.SendAsync(TusRequest.Create(100));

        Assert.Equal((410, "idempotency_result_deleted"), await HostClient.ProblemAsync(again));
        Assert.Equal(0, place.Count("uploads"));
    }

    /// <summary>Its row outlives the document, and an upload that failed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_RepeatedUnderItsKeyWithoutItsDocument_IsGone(bool isDeleted)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        var file = isDeleted ? Texts.English : Texts.Png;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "resumable");
        var url = await client.CreateUploadAsync(file.Length, ("filename", "a.md"));
        using var last = await client.SendAsync(TusRequest.Patch(url, 0, file));
        Assert.Equal(isDeleted ? 204 : 415, (int)last.StatusCode);
        if (isDeleted)
        {
            using var deleted = await client.Http.DeleteAsync(
                $"/api/v1/documents/{TusClient.Header(last, "Dpa-Document-Id")}",
                TestContext.Current.CancellationToken);
            Assert.True(deleted.IsSuccessStatusCode, $"{deleted.StatusCode}");
        }

        using var again = await client.SendAsync(TusRequest.Create(file.Length, ("filename", "a.md")));

        Assert.Equal((410, "idempotency_result_deleted"), await HostClient.ProblemAsync(again));
        Assert.Equal((1, 0), (place.Count("uploads"), place.Count("documents")));
    }

    /// <summary>
    /// A client that comes back on another network: its first connection still looks alive to the host.
    /// </summary>
    [Fact]
    public async Task Create_RepeatedUnderItsKeyWhileTheFirstPieceHangs_GoesOnWithTheSameUpload()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var (place, client) = work;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "resumable");
        using var piece = new SlowFile(Texts.English);
        piece.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");
        using var creation = Creation();
        creation.Content = piece;
        var first = client.Http.SendAsync(creation, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => place.Count("uploads") == 1, "the upload is there", Limit);
        HttpResponseMessage? again = null;

        await Eventually.HoldsAsync(
            async () =>
            {
                again?.Dispose();
                again = await client.SendAsync(Creation());
                return (int)again.StatusCode == 201;
            },
            "the repeat gets its address", Limit);

        var offset = int.Parse(TusClient.Header(again!, "Upload-Offset")!, CultureInfo.InvariantCulture);
        using var last = await client.PatchAsync(
            again!.Headers.Location!.ToString(), offset, Texts.English[offset..]);
        again.Dispose();
        var document = TusClient.Header(last, "Dpa-Document-Id");
        Assert.Equal(
            Texts.English, await client.Http.GetByteArrayAsync(
                $"/api/v2/documents/{document}/content", TestContext.Current.CancellationToken));
        Assert.Equal((1, 1), (place.Count("uploads"), place.Count("documents")));
        piece.Release();
        try
        {
            using var answer = await first;
            Assert.Equal((400, "upload_aborted"), await HostClient.ProblemAsync(answer));
        }
        catch (HttpRequestException)
        {
            // The server closed the connection before it read all of the piece.
        }

        static HttpRequestMessage Creation() => TusRequest.Create(Texts.English.Length, ("filename", "a.md"));
    }

    [Fact]
    public async Task Create_FailedUnderAKey_MayBeRepeatedUnderIt()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var client = work.Client;
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "resumable");
        using var failed = await client.SendAsync(TusRequest.WithPiece(TusRequest.Create(100), new byte[101]));

        using var again = await client.SendAsync(TusRequest.Create(100));

        Assert.Equal((413, 201), ((int)failed.StatusCode, (int)again.StatusCode));
        Assert.Equal(1, work.Place.Count("uploads"));
    }
}
