namespace Dpa.Realtime.Tests.Connections;

/// <summary>
/// The server's end of a line whose client says one thing and then nothing more; what is written is looked through for
/// confirmations and is gone.
/// </summary>
internal sealed class SilentStream(byte[] says, Task gone) : Stream
{
    private int _said;
    private int _confirmed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many subscriptions were confirmed.</summary>
    public int Confirmed => Volatile.Read(ref _confirmed);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_said == says.Length) return WaitAsync();
        var taken = Math.Min(buffer.Length, says.Length - _said);
        says.AsSpan(_said, taken).CopyTo(buffer.Span);
        _said += taken;
        return new(taken);
    }

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = buffer.Span.Count("\"subscription_confirmed\""u8);
        if (count > 0) Interlocked.Add(ref _confirmed, count);
        return default;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> WaitAsync()
    {
        await gone.ConfigureAwait(false);
        return 0;
    }
}
