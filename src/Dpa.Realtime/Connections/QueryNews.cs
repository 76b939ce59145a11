using System.Collections.Immutable;

namespace Dpa.Realtime.Connections;

/// <summary>What a live query has to look at again. It is its own lock: there is one for each query.</summary>
internal sealed class QueryNews
{
    private const int MaxIds = 500; // beyond that the list is read from its beginning

    private readonly HashSet<string> _questioned = new(StringComparer.Ordinal); // revoked, and not taken since
    private readonly HashSet<string> _looking = new(StringComparer.Ordinal); // those of the turn that is under way
    private HashSet<string> _ids = new(StringComparer.Ordinal);
    private ImmutableArray<string> _list = []; // the newest that was read
    private ImmutableArray<string> _sent; // the last that was written
    private bool _isAll;
    private bool _isLookingAtAll;
    private bool _isTurning;
    private bool _isQueued;
    private bool _isSilent;
    private bool _isOver;

    public bool IsOver
    {
        get { lock (this) return _isOver; }
    }

    /// <returns>Whether a turn has to begin.</returns>
    public bool Add(string id, bool isRevoked)
    {
        lock (this)
        {
            if (isRevoked) _questioned.Add(id);
            _ids.Add(id);
            return Wake_NeedsLock();
        }
    }

    /// <returns>Whether a turn has to begin.</returns>
    public bool AddAll()
    {
        lock (this)
        {
            _isAll = true;
            return Wake_NeedsLock();
        }
    }

    /// <summary>What a turn looks at; it begins again with what comes meanwhile.</summary>
    /// <param name="news">What there is.</param>
    /// <param name="isOver">Whether it has ended: then what is left to do at the end is this turn's.</param>
    /// <returns>False where there is nothing: the turn has ended.</returns>
    public bool TryTake(out NewsOfQuery news, out bool isOver)
    {
        lock (this)
        {
            news = new(_ids, _isAll);
            isOver = _isOver;
            _isTurning = !_isOver && (_isAll || _ids.Count > 0);
            if (!_isTurning) return false;
            _isLookingAtAll = _isAll;
            _looking.UnionWith(_questioned.Intersect(_ids));
            if (_isAll) _questioned.Clear();
            else _questioned.ExceptWith(_ids);
            _ids = new(StringComparer.Ordinal);
            _isAll = false;
            return true;
        }
    }

    /// <summary>A turn failed: it was not looked at.</summary>
    public void PutBack(NewsOfQuery news)
    {
        lock (this)
        {
            _isAll |= news.IsAll;
            _ids.UnionWith(news.Ids);
            // Unauthorized until the next turn: of these some may have been revoked.
            _questioned.UnionWith(news.Ids);
            LookedAt_NeedsLock();
        }
    }

    /// <summary>A turn has read the list: it is what is to be written next.</summary>
    /// <param name="ids">What it read.</param>
    /// <param name="isNew">Whether a frame has to be queued: none waits, and the client was sent another list.</param>
    /// <returns>Those that were not revoked since they were read; null once it is over.</returns>
    public ImmutableArray<string>? Listed(IEnumerable<string> ids, out bool isNew)
    {
        lock (this)
        {
            isNew = false;
            if (_isOver) return null;
            LookedAt_NeedsLock();
            _list = [.. ids.Where(id => !_questioned.Contains(id))];
            isNew = !_isQueued && !IsSent_NeedsLock(_list);
            _isQueued |= isNew;
            return _list;
        }
    }

    /// <summary>
    /// What the frame that was queued has to name, as it is written: nothing that was revoked meanwhile.
    /// </summary>
    /// <param name="isFirst">Whether it is the first.</param>
    /// <returns>Null where nothing is to be written now.</returns>
    public ImmutableArray<string>? Send(out bool isFirst)
    {
        lock (this)
        {
            (_isQueued, isFirst) = (false, _sent.IsDefault);
            if (_isOver || _isSilent || _isAll || _isLookingAtAll) return null; // the turn queues it again
            ImmutableArray<string> list =
                [.. _list.Where(id => !_questioned.Contains(id) && !_looking.Contains(id))];
            if (IsSent_NeedsLock(list)) return null;
            return _sent = list;
        }
    }

    /// <summary>Nothing is written after this.</summary>
    public void Silence()
    {
        lock (this) _isSilent = true;
    }

    /// <summary>Nothing is taken after this.</summary>
    /// <returns>Whether it is the first end, and no turn is under way, which would do what is left to do.</returns>
    public bool End()
    {
        lock (this)
        {
            var isFirst = !_isOver;
            _isOver = true;
            return isFirst && !_isTurning;
        }
    }

    private bool IsSent_NeedsLock(ImmutableArray<string> list) => !_sent.IsDefault && _sent.SequenceEqual(list);

    private void LookedAt_NeedsLock()
    {
        _looking.Clear();
        _isLookingAtAll = false;
    }

    private bool Wake_NeedsLock()
    {
        if (_ids.Count > MaxIds)
        {
            _isAll = true;
            _ids.Clear();
        }

        if (_isTurning || _isOver) return false;
        return _isTurning = true;
    }
}

/// <summary>What one turn looks at.</summary>
/// <param name="Ids">These pipelines.</param>
/// <param name="IsAll">The whole list, and these with it.</param>
internal readonly record struct NewsOfQuery(IReadOnlyCollection<string> Ids, bool IsAll);
