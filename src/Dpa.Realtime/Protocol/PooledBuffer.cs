using System.Buffers;

namespace Dpa.Realtime.Protocol;

/// <summary>
/// A buffer to write into, from the shared pool. One that has grown large goes back to it after use: each thread keeps
/// one of these, and would keep its largest for ever.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int First = 4096;
    private const int Kept = 64 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>How much memory it holds.</summary>
    public int Capacity => _bytes.Length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > Kept) Replace([]);
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _length >= Math.Max(sizeHint, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(First, Math.Max(_length + sizeHint, 2 * _length)));
        Written.CopyTo(larger);
        Replace(larger);
    }

    private void Replace(byte[] next)
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = next;
    }
}
