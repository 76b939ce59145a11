using System.Net;

namespace Dpa.Realtime.Http;

/// <summary>A request's or a response's body, with its headers, whose bytes are reported as they pass.</summary>
internal sealed class ProgressContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly StageRun _stage;

    public ProgressContent(HttpContent inner, StageRun stage)
    {
        (_inner, _stage) = (inner, stage);
        foreach (var header in inner.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    // A body that is sent again (a redirect, a retry) is counted again from its beginning.
    private ByteCount Count => new(_stage, _inner.Headers.ContentLength);

    protected override void SerializeToStream(
        Stream stream, TransportContext? context, CancellationToken cancellationToken
    ) => _inner.CopyTo(new ProgressStream(stream, Count), context, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken
    ) => _inner.CopyToAsync(new ProgressStream(stream, Count), context, cancellationToken);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new ProgressStream(_inner.ReadAsStream(cancellationToken), Count);

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new ProgressStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Count);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
