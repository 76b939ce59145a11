using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <content>Turns of writing on the drain workers, and the close that ends them.</content>
internal sealed partial class Connection : IDrainable
{
    [ThreadStatic]
    private static List<TextFrames>? t_frames;

    private const int MaxBytesAWrite = 256 * 1024;

    private int _isScheduled;
    private int _isPingDue;
    private long _pongsBeforeWrite; // how many pongs had come before the write that is under way; the turn's alone

    /// <summary>One turn of writing: everything that waits in one write. At most one turn is under way.</summary>
    void IDrainable.Drain()
    {
        try
        {
            var frames = t_frames ??= [];
            frames.Clear();
            _outbox.Drain(frames, MaxBytesAWrite, _all);
            if (frames.Count == 0 && (!_transport.IsPongDue || _close is not null))
            {
                EndTurn();
                return;
            }

            // The list is read before the write begins, so that it can serve the next connection.
            var write = SendAsync(frames);
            frames.Clear(); // a thread that has nothing to do holds nobody's frames
            if (write.IsCompletedSuccessfully) Wrote(write.Result);
            else _ = AwaitAsync(write);
        }
        catch (Exception e)
        {
            // One connection's failure must not end the worker, which serves all.
            Failed(e);
        }
    }

    private async Task AwaitAsync(ValueTask<bool> write)
    {
        try
        {
            Wrote(await write.ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Failed(e); // nobody awaits a turn: an exception here would leave the connection open for ever
        }
    }

    private void Failed(Exception exception)
    {
        _context.Logger.ConnectionFailed(Id, exception);
        Close(CloseCode.InternalError, "an unexpected error");
        _ = EndOutputAsync();
    }

    private void Wrote(bool isWritten)
    {
        if (isWritten)
        {
            // A ping in a write that does not end was never put to the peer: that is the send timeout's matter.
            if (_pongsBeforeWrite >= 0) Volatile.Write(ref _pongsAtPing, _pongsBeforeWrite);
            _outbox.Written();
            EndTurn();
            return;
        }

        if (_transport.IsStalled)
        {
            _context.Metrics.SlowConsumers.Add(1);
            Close(CloseCode.SlowConsumer, "nothing could be written");
        }
        else
        {
            Close(CloseCode.Normal, "the client has gone");
        }

        _ = EndOutputAsync();
    }

    private void EndTurn()
    {
        if (_close is not null && !_outbox.HasItems)
        {
            _ = EndOutputAsync(); // the turn is never released: nothing is written after the close
            return;
        }

        Volatile.Write(ref _isScheduled, 0);
        // What was put in after the drain and before the flag fell has woken nobody.
        if (_outbox.HasItems || _transport.IsPongDue || _close is not null) Wake();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0) _context.Drains.Schedule(this);
    }

    private async Task EndOutputAsync()
    {
        var close = _close!;
        try
        {
            if (!await _transport.CloseOutputAsync(close.Code, close.Reason).ConfigureAwait(false))
                _transport.Abort();
        }
        catch (Exception e)
        {
            _context.Logger.ConnectionFailed(Id, e);
            _transport.Abort();
        }

        close.Sent();
        await close.AbortUnlessAnsweredAsync(_transport).ConfigureAwait(false);
    }

    private ValueTask<bool> SendAsync(List<TextFrames> frames)
    {
        var withPing = Interlocked.Exchange(ref _isPingDue, 0) == 1;
        _pongsBeforeWrite = withPing ? _transport.Pongs : -1;
        if (_context.Metrics.CountsSent)
            _context.Metrics.Sent(RealtimeMetrics.WebSocket, frames.Sum(static frame => (long)frame.Length));
        return _transport.SendAsync(frames, withPing);
    }
}
