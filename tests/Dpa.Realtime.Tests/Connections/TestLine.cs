using System.IO.Pipelines;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>
/// The two ends of a line in memory: the server's is a stream, whose writes wait once <paramref name="takes"/> bytes
/// lie unread. Continuations run inline, so that a test under a fake clock is told in order.
/// </summary>
internal sealed class TestLine(int takes) : Stream
{
    private readonly Pipe _toServer = new(Inline(0));
    private readonly Pipe _toClient = new(Inline(takes));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The client sends.</summary>
    public async Task ClientSendsAsync(params byte[] bytes) => await _toServer.Writer.WriteAsync(bytes);

    /// <summary>The client reads all that has been written.</summary>
    public byte[] ClientReads()
    {
        var all = new List<byte>();
        while (_toClient.Reader.TryRead(out var read))
        {
            foreach (var segment in read.Buffer) all.AddRange(segment.Span);
            _toClient.Reader.AdvanceTo(read.Buffer.End);
        }

        return [.. all];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _toServer.Reader.ReadAsync(cancellationToken);
        var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, buffer.Length));
        var at = 0;
        foreach (var segment in taken)
        {
            segment.CopyTo(buffer[at..]);
            at += segment.Length;
        }

        _toServer.Reader.AdvanceTo(taken.End);
        return at;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default
    ) => await _toClient.Writer.WriteAsync(buffer, cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static PipeOptions Inline(int takes) =>
        new(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: takes,
            resumeWriterThreshold: takes / 2, useSynchronizationContext: false);
}
