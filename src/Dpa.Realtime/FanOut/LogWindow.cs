namespace Dpa.Realtime.FanOut;

/// <summary>
/// The changes of a log that a reader may still lack, oldest first: transitions, full states, and the newest progress
/// of each stage. Progress that a later change of its stage supersedes is dropped at once, so a reader that is any
/// number of reports behind lacks one frame a stage. Guarded by its log's lock.
/// </summary>
internal sealed class LogWindow
{
    private LogEntry[] _entries = [];
    private int _count;

    /// <summary>The first version from which on nothing is missing here that is still to be sent.</summary>
    public long Tail { get; private set; }

    public LogEntry? Newest => _count == 0 ? null : _entries[_count - 1];

    /// <summary>Everything from a version on.</summary>
    public ReadOnlySpan<LogEntry> From(long version)
    {
        var first = _count;
        while (first > 0 && _entries[first - 1].Version >= version) first--;
        return _entries.AsSpan(first.._count);
    }

    public void Append(LogEntry entry)
    {
        if (!entry.IsWhole) DropSupersededBy(entry);
        if (_count == PipelineLog.Length)
        {
            Tail = _entries[0].Version + 1;
            RemoveAt(0);
        }

        if (_count == _entries.Length) Array.Resize(ref _entries, Math.Clamp(2 * _count, 4, PipelineLog.Length));
        _entries[_count++] = entry;
    }

    /// <summary>Nothing before this version is known.</summary>
    public void Restart(long tail)
    {
        Array.Clear(_entries);
        _count = 0;
        Tail = tail;
    }

    /// <summary>The last change of its stage before this one; earlier ones were superseded by that.</summary>
    private void DropSupersededBy(LogEntry entry)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_entries[i].StageIndex != entry.StageIndex) continue;
            if (!_entries[i].HasTransition) RemoveAt(i);
            return;
        }
    }

    private void RemoveAt(int index)
    {
        _entries.AsSpan((index + 1).._count).CopyTo(_entries.AsSpan(index));
        _entries[--_count] = null!;
    }
}
