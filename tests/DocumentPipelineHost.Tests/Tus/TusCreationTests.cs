using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Resumable uploads that are created with their first piece, and under a key.</summary>
public sealed class TusCreationTests
{
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
}
