using System.Net;

namespace DocumentPipelineHost.Buckets;

/// <summary>A local file as a request's body. Each piece that is sent is reported to the call's stall watch.</summary>
internal sealed class WatchedFile(FileStream file, StallWatch watch) : HttpContent
{
    private const int PieceBytes = 64 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        int read;
        while ((read = await file.ReadAsync(piece, cancellationToken)) > 0)
        {
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            watch.Moved();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }
}
