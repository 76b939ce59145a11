using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What goes into one page of a list, and whether another page follows. Nothing that may not be seen shows in either: a
/// page that is not full has a successor only where all that it looked at may be seen.
/// </summary>
/// <param name="query">What is asked for.</param>
internal sealed class PageFilling(PipelineQuery query)
{
    /// <summary>How many places of a list are looked at for one page.</summary>
    public const int MaxLooked = 1000;

    private int _taken;
    private int _looked;
    private string? _lastTaken;
    private string? _lastSeen;
    private bool _isAllSeen = true;

    /// <summary>The key below which the list is read next; null for its beginning.</summary>
    public string? Before { get; private set; } = query.Cursor is { } cursor ? PipelineQuery.KeyOf(cursor) : null;

    public bool IsOver { get; private set; }

    /// <summary>Once it is over: the cursor of the next page, or null.</summary>
    public string? Next { get; private set; }

    /// <summary>The next pipeline of the list.</summary>
    /// <returns>Whether it is on this page. Where that is full, it shows that another page follows.</returns>
    public bool Takes(PipelineState state, bool isSeen)
    {
        if (!isSeen)
        {
            _isAllSeen = false;
            return false;
        }

        _lastSeen = ListKey.Of(state);
        if (!query.Matches(state)) return false;
        if (_taken == query.Limit)
        {
            End(_lastTaken);
            return false;
        }

        _taken++;
        _lastTaken = _lastSeen;
        return true;
    }

    /// <summary>All of a part was offered.</summary>
    public void Passed(ListPart part)
    {
        if (IsOver) return;
        _looked += part.Looked;
        Before = part.Last;
        if (part.Last is null) End(null);
        else if (_looked >= MaxLooked) End(_isAllSeen ? _lastSeen : null);
    }

    private void End(string? key)
    {
        IsOver = true;
        Next = key is null ? null : PipelineQuery.CursorOf(key);
    }
}
