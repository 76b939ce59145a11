using System.Diagnostics.CodeAnalysis;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What waits in one outbox, in order; many put in, one takes. An empty one holds nothing: most connections are idle
/// nearly always, and a channel for each would be half a kilobyte of empty places. It is its own lock for the same
/// reason.
/// </summary>
internal sealed class OutboxQueue
{
    private const int KeptPlaces = 4; // of one that becomes empty; a larger array is given up

    private OutboxItem[]? _items; // a ring
    private int _first;
    private int _count;
    private bool _isComplete;
    private TaskCompletionSource<bool>? _waiter;

    public bool IsEmpty
    {
        get { lock (this) return _count == 0; }
    }

    /// <returns>False once it is complete.</returns>
    public bool TryPut(in OutboxItem item)
    {
        TaskCompletionSource<bool>? waiter;
        lock (this)
        {
            if (_isComplete) return false;
            if (_items is null || _count == _items.Length) Grow();
            _items[(_first + _count++) % _items.Length] = item;
            waiter = TakeWaiter();
        }

        waiter?.TrySetResult(true);
        return true;
    }

    public bool TryTake(out OutboxItem item)
    {
        lock (this)
        {
            item = default;
            if (_count == 0) return false;
            item = _items![_first];
            _items[_first] = default;
            _first = (_first + 1) % _items.Length;
            if (--_count == 0 && _items.Length > KeptPlaces) _items = null;
            if (_count == 0) _first = 0;
            return true;
        }
    }

    /// <summary>Nothing more is taken in; what waits can still be taken out.</summary>
    public void Complete()
    {
        TaskCompletionSource<bool>? waiter;
        lock (this)
        {
            _isComplete = true;
            waiter = TakeWaiter();
        }

        waiter?.TrySetResult(false);
    }

    /// <summary>Ends with true when there is something to take, with false when there never will be.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        Task<bool> waiting;
        lock (this)
        {
            if (_count > 0) return new(true);
            if (_isComplete) return new(false);
            _waiter ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiter.Task;
        }

        return new(waiting.WaitAsync(cancellationToken));
    }

    private TaskCompletionSource<bool>? TakeWaiter()
    {
        var waiter = _waiter;
        _waiter = null;
        return waiter;
    }

    [MemberNotNull(nameof(_items))]
    private void Grow()
    {
        var larger = new OutboxItem[_items is null ? KeptPlaces : 2 * _items.Length];
        for (var i = 0; i < _count; i++) larger[i] = _items![(_first + i) % _items.Length];
        (_items, _first) = (larger, 0);
    }
}
