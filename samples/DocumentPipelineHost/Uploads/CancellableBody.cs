using System.Buffers;
using System.IO.Pipelines;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// A request's body whose reading can be cancelled so that the server can still read the rest: one that is cancelled by
/// a read's token counts as under way for ever, and costs the connection and a line of failure in the log.
/// </summary>
/// <param name="body">The request's.</param>
/// <param name="maxBytes">What may come; a read beyond it throws <see cref="TooLarge"/>.</param>
internal sealed class CancellableBody(PipeReader body, long maxBytes) : Stream
{
    private long _left = maxBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The answer is 413.</summary>
    public static BadHttpRequestException TooLarge() =>
        new("The request's body is too large.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>The present read, or else the next one, ends with <see cref="OperationCanceledException"/>.</summary>
    public void CancelRead() => body.CancelPendingRead();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await body.ReadAsync(cancellationToken);
        if (result.IsCanceled)
        {
            body.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("The reading was cancelled.");
        }

        var part = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        part.CopyTo(buffer.Span);
        var count = (int)part.Length;
        body.AdvanceTo(part.End);
        _left -= count;
        return _left < 0 ? throw TooLarge() : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
