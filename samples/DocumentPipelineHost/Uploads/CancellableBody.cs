using System.Buffers;
using System.IO.Pipelines;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// A request's body whose reading can be cancelled so that the server can still read the rest: one that is cancelled by
/// a read's token counts as under way for ever, and costs the connection and a line of failure in the log.
/// </summary>
internal sealed class CancellableBody(PipeReader body) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

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
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
