using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>Its client is gone, which the server does not know: the next one is served at once.</summary>
    [Fact]
    public async Task Head_WhileAnEmptyPieceDoesNotEnd_IsAnswered()
    {
        var url = await Client.CreateUploadAsync(Texts.English.Length, ("filename", "open.md"));
        using var last = await Client.SendAsync(TusRequest.Patch(url, 0, Texts.English));
        using var piece = new EndlessPiece();
        using var request = TusRequest.With(
            new HttpRequestMessage(HttpMethod.Patch, url) { Content = piece },
            ("Upload-Offset", TusRequest.Number(Texts.English.Length)));
        var endless = Client.Http.SendAsync(request, Cancellation);
        var locks = Host.Services.GetRequiredService<TusLocks>();
        await Eventually.HoldsAsync(
            () => locks.IsHeld(TusClient.IdOf(url)), "the piece has it", TimeSpan.FromSeconds(30));

        using var head = await Client.SendAsync(TusRequest.Head(url));

        Assert.Equal(
            (200, TusClient.Header(last, "Dpa-Document-Id")),
            ((int)head.StatusCode, TusClient.Header(head, "Dpa-Document-Id")));
        piece.End();
        try
        {
            using var answer = await endless;
            Assert.Equal((400, "upload_aborted"), await HostClient.ProblemAsync(answer));
        }
        catch (HttpRequestException)
        {
            // The server closed the connection before it read the piece's end.
        }
    }

    /// <summary>A body without a byte, of no stated length, that ends when the test says so.</summary>
    private sealed class EndlessPiece : HttpContent
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndlessPiece() => Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
