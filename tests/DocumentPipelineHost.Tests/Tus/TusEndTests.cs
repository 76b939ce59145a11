using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Pieces at the end of an upload that is stored.</summary>
public sealed class TusEndTests(EmbeddedHost host) : TusHostTest(host), IClassFixture<EmbeddedHost>
{
    [Fact]
    public async Task Patch_AtTheEndOfAStoredUpload_TakesNothingMore()
    {
        var url = await Client.CreateUploadAsync(Texts.English.Length, ("filename", "end.md"));
        using var last = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English));

        using var empty = await Client.SendAsync(TusRequest.Patch(url, Texts.English.Length, []));
        using var more = await Client.SendAsync(TusRequest.Patch(url, Texts.English.Length, new byte[1]));
        using var earlier = await Client.SendAsync(TusRequest.Patch(url, 0, []));

        Assert.Equal(
            (204, TusRequest.Number(Texts.English.Length), TusClient.Header(last, "Dpa-Document-Id")),
            (
                (int)empty.StatusCode, TusClient.Header(empty, "Upload-Offset"),
                TusClient.Header(empty, "Dpa-Document-Id")));
        Assert.Equal((413, "too_large"), await HostClient.ProblemAsync(more));
        Assert.Equal((409, "offset_conflict"), await HostClient.ProblemAsync(earlier));
    }
}
