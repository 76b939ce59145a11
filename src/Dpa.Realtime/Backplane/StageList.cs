using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// The stages of a state: an array that it shares with the states before, and the two stages that have changed last
/// since. So reports of one stage, or of two in turn, copy nothing, however many stages there are. Never changes; the
/// array with the changes in it is made when all stages are asked for.
/// </summary>
internal struct StageList : IEquatable<StageList>
{
    private StageState[]? _array;
    private readonly StageState? _changed;
    private readonly StageState? _before; // changed earlier, another one than the last
    private readonly int _index;
    private readonly int _beforeIndex;

    public StageList(ImmutableArray<StageState> stages) => _array = ImmutableCollectionsMarshal.AsArray(stages);

    private StageList(
        StageState[] array, StageState changed, int index, StageState? before = null, int beforeIndex = 0) =>
        (_array, _changed, _index, _before, _beforeIndex) = (array, changed, index, before, beforeIndex);

    public readonly int Count => _array?.Length ?? 0;

    public readonly bool IsDefault => _array is null;

    public readonly StageState this[int index] =>
        index == _index && _changed is not null ? _changed
        : index == _beforeIndex && _before is not null ? _before
        : _array![index];

    /// <summary>Its place, or −1. Those that changed last are compared first.</summary>
    public readonly int IndexOf(string id)
    {
        if (_changed is not null && string.Equals(_changed.Id, id, StringComparison.Ordinal)) return _index;
        if (_before is not null && string.Equals(_before.Id, id, StringComparison.Ordinal)) return _beforeIndex;
        for (var i = 0; i < Count; i++)
            if (string.Equals(_array![i].Id, id, StringComparison.Ordinal)) return i;
        return -1;
    }

    /// <summary>With another stage in that place.</summary>
    /// <param name="index">The place.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="own">
    /// Of one merge: the array that it has made and nobody else has seen, so that it is made once however many stages
    /// change. A merge that passes it on goes on from its newest list alone.
    /// </param>
    public readonly StageList With(int index, StageState stage, ref StageState[]? own)
    {
        if (_changed is null || _index == index || ReferenceEquals(_array![_index], _changed))
            return _beforeIndex == index
                ? new StageList(_array!, stage, index)
                : new StageList(_array!, stage, index, _before, _beforeIndex);
        if (_before is null || _beforeIndex == index || ReferenceEquals(_array[_beforeIndex], _before))
            return new StageList(_array, stage, index, _changed, _index);
        if (own is null || !ReferenceEquals(own, _array)) own = _array.AsSpan().ToArray();
        Write(own);
        return new StageList(own, stage, index);
    }

    /// <summary>With a further stage at the end.</summary>
    public StageList With(StageState further) => new(ToImmutableArray().Add(further));

    /// <summary>The whole; the same array each time.</summary>
    public ImmutableArray<StageState> ToImmutableArray()
    {
        var array = Volatile.Read(ref _array);
        if (array is null || IsWritten(array)) return ImmutableCollectionsMarshal.AsImmutableArray(array);
        var written = array.AsSpan().ToArray();
        Write(written);
        // Whoever comes first writes it; reading in the meantime is right with either array.
        var found = Interlocked.CompareExchange(ref _array, written, array);
        return ImmutableCollectionsMarshal.AsImmutableArray(ReferenceEquals(found, array) ? written : found);
    }

    /// <summary>Whether it is the same array with the same change, as with an immutable array.</summary>
    public readonly bool Equals(StageList other) =>
        ReferenceEquals(_changed, other._changed) && _index == other._index
        && (IsMadeAs(other) || (_changed is not null && IsSame(other)));

    public override readonly bool Equals(object? obj) => obj is StageList other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Count, _index, _changed);

    private readonly bool IsWritten(StageState[] array) =>
        (_changed is null || ReferenceEquals(array[_index], _changed))
        && (_before is null || ReferenceEquals(array[_beforeIndex], _before));

    private readonly void Write(StageState[] array)
    {
        if (_before is not null) array[_beforeIndex] = _before;
        if (_changed is not null) array[_index] = _changed;
    }

    private readonly bool IsMadeAs(StageList other) =>
        ReferenceEquals(_array, other._array) && ReferenceEquals(_before, other._before)
        && _beforeIndex == other._beforeIndex;

    /// <summary>One of the arrays may have been made since.</summary>
    private readonly bool IsSame(StageList other)
    {
        if (Count != other.Count) return false;
        for (var i = 0; i < Count; i++)
            if (!ReferenceEquals(this[i], other[i])) return false;
        return true;
    }
}
