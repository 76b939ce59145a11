using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// The newest transitions of a pipeline, oldest first; never changes. Each one that follows shares the buffer of the
/// one before it: a transition takes a place in it, and only a full buffer is copied.
/// </summary>
internal sealed class TransitionHistory : IEquatable<TransitionHistory>
{
    private const int Spare = 4; // at least so many places are free in a new buffer

    // What is in front of or behind the own places belongs to others that share it. Null where the array given was.
    private readonly PipelineTransition[]? _buffer;
    private readonly int _start;
    private int _jsonBytes; // -1 until it is asked for
    private PipelineTransition[]? _array; // made when it is asked for

    private TransitionHistory(PipelineTransition[]? buffer, int start, int count, int jsonBytes)
    {
        (_buffer, _start, Count, _jsonBytes) = (buffer, start, count, jsonBytes);
    }

    public static TransitionHistory Empty { get; } = new([], 0, 0, 0);

    public int Count { get; }

    public ReadOnlySpan<PipelineTransition> Span => _buffer.AsSpan(_start, Count);

    /// <summary>How many bytes they take in a full state at most: a sum that goes along with each.</summary>
    public int JsonBytes => _jsonBytes >= 0 ? _jsonBytes : (_jsonBytes = StateSize.Of(Span));

    public static TransitionHistory Of(ImmutableArray<PipelineTransition> transitions) => transitions switch
    {
        { IsDefault: true } => new TransitionHistory(null, 0, 0, 0),
        [] => Empty,
        _ => new TransitionHistory(ImmutableCollectionsMarshal.AsArray(transitions), 0, transitions.Length, -1),
    };

    /// <summary>With further ones behind them, the newest of all.</summary>
    public TransitionHistory Append(ImmutableArray<PipelineTransition> further, int kept)
    {
        var added = further.AsSpan()[Math.Max(0, further.Length - kept)..];
        if (added.IsEmpty) return this;
        var dropped = Math.Max(0, Count + added.Length - kept);
        var start = _start + dropped;
        var held = Span[dropped..];
        var bytes = JsonBytes - StateSize.Of(Span[..dropped]) + StateSize.Of(added);
        var count = held.Length + added.Length;
        if (TryExtend(added)) return new TransitionHistory(_buffer, start, count, bytes);
        var buffer = new PipelineTransition[count + Math.Max(Spare, count / 4)];
        held.CopyTo(buffer);
        added.CopyTo(buffer.AsSpan(held.Length));
        return new TransitionHistory(buffer, 0, count, bytes);
    }

    /// <summary>At most so many, the newest.</summary>
    public TransitionHistory Newest(int most)
    {
        var dropped = Count - most;
        if (dropped <= 0) return this;
        return new TransitionHistory(_buffer, _start + dropped, most, JsonBytes - StateSize.Of(Span[..dropped]));
    }

    /// <summary>The same array each time.</summary>
    public ImmutableArray<PipelineTransition> ToImmutableArray() =>
        _buffer is null
            ? default
            : ImmutableCollectionsMarshal.AsImmutableArray(Volatile.Read(ref _array) ?? MakeArray());

    public bool Equals(TransitionHistory? other) =>
        other is not null && _buffer == other._buffer && _start == other._start && Count == other.Count;

    public override bool Equals(object? obj) => Equals(obj as TransitionHistory);

    public override int GetHashCode() => HashCode.Combine(_buffer, _start, Count);

    private PipelineTransition[] MakeArray()
    {
        var made = Count == _buffer!.Length ? _buffer : Span.ToArray();
        return Interlocked.CompareExchange(ref _array, made, null) ?? made;
    }

    /// <summary>
    /// The first caller takes the next free place of the shared buffer: a second one that continues from the same
    /// transitions copies them.
    /// </summary>
    private bool TryExtend(ReadOnlySpan<PipelineTransition> added)
    {
        var end = _start + Count;
        if (_buffer is null || end + added.Length > _buffer.Length) return false;
        if (Interlocked.CompareExchange(ref _buffer[end], added[0], null!) is not null) return false;
        added[1..].CopyTo(_buffer.AsSpan(end + 1));
        return true;
    }
}
