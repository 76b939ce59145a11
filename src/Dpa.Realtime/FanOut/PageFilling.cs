using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What goes into one page of a list, and whether another page follows. Nothing that may not be seen shows in either: a
/// page that is not full has a successor only where all that it looked at may be seen.
/// </summary>
/// <param name="query">What is asked for.</param>
/// <param name="isOwn">Whether it is the caller's own list, or the application's question: then a cursor may name a
/// pipeline that is gone.</param>
internal sealed class PageFilling(PipelineQuery query, bool isOwn)
{
    /// <summary>How many pipelines are looked at for one page.</summary>
    public const int MaxLooked = 1000;

    /// <summary>
    /// How many parts of a list are read for one page, where what is on the list does not exist any more.
    /// </summary>
    public const int MaxParts = 300;

    private int _taken;
    private int _looked;
    private int _parts;
    private string? _lastTaken;
    private string? _lastSeen;
    private bool _isAllSeen = true;

    /// <summary>The key below which the list is read next; null for its beginning.</summary>
    public string? Before { get; private set; } = query.Cursor is { } cursor ? PipelineQuery.KeyOf(cursor) : null;

    /// <summary>How many more pipelines may be looked at.</summary>
    public int Left => MaxLooked - _looked;

    public bool IsOver { get; private set; }

    /// <summary>Once it is over: the cursor of the next page, or null.</summary>
    public string? Next { get; private set; }

    /// <summary>
    /// Whether the next pipeline of the list belongs on this page. Changes nothing: until it is written, which may take
    /// a while, access to it may be revoked.
    /// </summary>
    public bool Wants(PipelineState state, bool isSeen) =>
        isSeen && _taken < query.Limit && query.Matches(state);

    /// <summary>
    /// The next pipeline of the list was looked at. It is on the page where it was wanted and may still be seen. Where
    /// the page is full, it shows that another one follows.
    /// </summary>
    public void Take(PipelineState state, bool isSeen)
    {
        if (!isSeen)
        {
            _isAllSeen = false;
            return;
        }

        _lastSeen = ListKey.Of(state);
        if (!query.Matches(state)) return;
        if (_taken == query.Limit)
        {
            End(_lastTaken);
            return;
        }

        _taken++;
        _lastTaken = _lastSeen;
    }

    /// <summary>All of a part was looked at.</summary>
    public void Passed(ListPart part)
    {
        if (IsOver) return;
        _looked += part.States.Length; // what is gone does not count
        _parts++;
        Before = part.Last;
        if (part.Last is null) End(null);
        // What was seen just now, or is on the page: access to anything else may have been revoked since.
        else if (_looked >= MaxLooked) End(Reached(part.Last, _lastSeen));
        else if (_parts >= MaxParts) End(Reached(part.Last, _lastTaken));
    }

    private string? Reached(string last, string? lastKnown)
    {
        if (!_isAllSeen) return null;
        return isOwn ? last : lastKnown;
    }

    private void End(string? key)
    {
        IsOver = true;
        Next = key is null ? null : PipelineQuery.CursorOf(key);
    }
}
