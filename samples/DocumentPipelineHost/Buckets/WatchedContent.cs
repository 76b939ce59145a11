using System.Net;

namespace DocumentPipelineHost.Buckets;

/// <summary>A request's body that is sent piece by piece, each of which is told to the watch.</summary>
internal sealed class WatchedContent : HttpContent
{
    private const int PieceBytes = 64 * 1024;

    private readonly HttpContent _inner;
    private readonly StallWatch _watch;

    public WatchedContent(HttpContent inner, StallWatch watch)
    {
        (_inner, _watch) = (inner, watch);
        foreach (var (name, values) in inner.Headers)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await _inner.ReadAsByteArrayAsync(cancellationToken); // the library has it in memory, and reads it again afterwards
        while (!body.IsEmpty)
        {
            var piece = body[..Math.Min(body.Length, PieceBytes)];
            await stream.WriteAsync(piece, cancellationToken);
            _watch.Moved();
            body = body[piece.Length..];
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
