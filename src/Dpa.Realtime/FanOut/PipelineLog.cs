using System.Collections.Immutable;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What this node knows of one subscribed pipeline: the newest state, the last changes, and the readers. Shared by all
/// its readers; each holds only a cursor. Nothing is encoded under its lock, so that no reader delays the publisher.
/// </summary>
/// <param name="pipelineId">The pipeline.</param>
/// <param name="pace">How often readers are woken for progress; null for each time.</param>
internal sealed class PipelineLog(string pipelineId, ProgressPace? pace = null) : IDelayed
{
    /// <summary>How many changes are kept; a reader that lacks more takes the full state.</summary>
    public const int Length = 64;

    private readonly Lock _lock = new();
    private readonly LogWindow _window = new();
    private readonly FrameBatches _batches = new(isV2: false);
    private readonly FrameBatches _batchesOfV2 = new(isV2: true);
    private volatile PipelineState? _head; // written under the lock
    private LazyFrame? _headFrame;
    private readonly BriefFrames _brief = new();
    private readonly ProvisionalFrames _provisional = new();
    private ImmutableArray<ILogReader> _readers = [];
    private long _paidUntil;
    private bool _isHeld; // progress waits for its turn
    private bool _isClosed;

    public string PipelineId { get; } = pipelineId;

    /// <summary>
    /// Set once by the hub: completes when the backplane's changes reach this log and its state has been read.
    /// </summary>
    public Task Attached { get; set; } = Task.CompletedTask;

    public PipelineState? Head => _head;

    long? IDelayed.WakesAt { get; set; }

    bool IDelayed.IsEnded => Volatile.Read(ref _isClosed);

    /// <returns>False when the log was given up meanwhile; the caller asks the hub for a new one.</returns>
    public bool Add(ILogReader reader)
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            _readers = _readers.Add(reader);
            return true;
        }
    }

    /// <returns>Whether that was the last one and the log is closed now.</returns>
    public bool Remove(ILogReader reader)
    {
        lock (_lock)
        {
            _readers = _readers.Remove(reader);
            return _isClosed = _isClosed || _readers.IsEmpty;
        }
    }

    /// <summary>
    /// Takes a change from the backplane. Anything at or below the head is old news. Progress wakes the readers in its
    /// turn, everything else at once.
    /// </summary>
    public void Append(AcceptedChange change)
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (_head is not null && change.State.Position <= _head.Position) return;
            var isProgress = change.Transitions.IsEmpty && Follows(change.State);
            if (!Follows(change.State)) Restart(change.State.Position.Version);
            _window.Append(new LogEntry(change, IndexOf(change)));
            SetHead(change.State);
            if (isProgress && IsHeld()) return;
            readers = TakeReaders();
        }

        foreach (var reader in readers) reader.OnAppended();
    }

    /// <summary>Takes a state that was read; a gap in the log makes readers take the full state.</summary>
    public void Seed(PipelineState state)
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (_head is not null && state.Position <= _head.Position) return;
            Restart(state.Position.Version + 1);
            SetHead(state);
            readers = TakeReaders();
        }

        foreach (var reader in readers) reader.OnAppended();
    }

    /// <summary>Shows what a run on this node has reported and the backplane has not taken.</summary>
    public void Show(PipelineState provisional, string? stage)
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (
                _head is null
                || _head.Position != provisional.Position
                || !_provisional.Take(_head, provisional, stage))
                return;
            readers = TakeReaders();
        }

        foreach (var reader in readers) reader.OnAppended();
    }

    /// <summary>It is the turn of the progress that waits, unless something else has taken it along.</summary>
    void IDelayed.Wake()
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (!_isHeld || !pace!.TryTake(this, ref _paidUntil)) return;
            readers = TakeReaders();
        }

        foreach (var reader in readers) reader.OnAppended();
    }

    /// <summary>The provisional frames that a reader has not been handed yet.
    /// Nothing where the head is of another epoch than the one that the reader may see.</summary>
    public void ReadProvisional(ref long seen, string authorizedEpoch, List<TextFrames> frames)
    {
        lock (_lock)
        {
            // Between this and the read of the changes another run may have begun, of another owner.
            if (_head is not null && string.Equals(authorizedEpoch, _head.Position.Epoch, StringComparison.Ordinal))
                _provisional.Read(ref seen, frames);
        }
    }

    /// <summary>
    /// Hands a cursor what it lacks; see <see cref="LogReading"/>. Nothing where the head is of another epoch than the
    /// one that the reader may see.
    /// </summary>
    public LogReading Read(
        ref Cursor cursor, string authorizedEpoch, SubscriptionDetail detail, List<TextFrames> frames,
        DeliveryMeasure? measure = null, bool isV2 = false)
    {
        FrameBatch? batch = null;
        LazyFrame? state;
        SentChange? newest = null;
        LogReading reading;
        lock (_lock)
        {
            if (_head is null || cursor.Position == _head.Position || !IsOf(authorizedEpoch)) return default;
            if (detail != SubscriptionDetail.Stages) reading = ReadBrief(cursor, detail, isV2, out state);
            else reading = ReadStages(cursor, isV2 ? _batchesOfV2 : _batches, out batch, out state);
            if (state is not null && measure is not null) newest = Newest()?.Sent;
            cursor = new Cursor(_head.Position, _head.Transition, _head.OverallProgress);
        }

        // Outside the lock: what is encoded here delays other readers of the same place and nobody else.
        if (batch is not null) frames.Add(batch.Frames);
        else if (state is not null) frames.Add(state.Frame);
        if (measure is null) return reading;
        batch?.MeasureBy(measure);
        if (newest is { } change) measure.Take(change);
        return reading;
    }

    /// <summary>
    /// Whether anything but progress lies between the cursor and the head; for a summary, which has no stages: of the
    /// pipeline itself.
    /// </summary>
    public bool HasTransitionAfter(in Cursor cursor, SubscriptionDetail detail = SubscriptionDetail.Stages)
    {
        lock (_lock)
        {
            return _head is not null
                && (
                    (detail == SubscriptionDetail.Summary
                        ? BriefFrames.HasOwnTransitionAfter(_head, cursor.Transition)
                        : _head.Transition != cursor.Transition)
                    || !string.Equals(_head.Position.Epoch, cursor.Position.Epoch, StringComparison.Ordinal));
        }
    }

    /// <summary>The head's full state as a shared frame.</summary>
    public (TextFrames Frame, PipelineState State)? ReadHead()
    {
        PipelineState head;
        LazyFrame frame;
        lock (_lock)
        {
            if (_head is null) return null;
            (head, frame) = (_head, HeadFrame());
        }

        return (frame.Frame, head);
    }

    private LogReading ReadStages(
        in Cursor cursor, FrameBatches batches, out FrameBatch? batch, out LazyFrame? state)
    {
        (batch, state) = (null, null);
        if (
            !string.Equals(cursor.Position.Epoch, _head!.Position.Epoch, StringComparison.Ordinal)
            || cursor.Position.Version + 1 < _window.Tail)
        {
            state = HeadFrame();
            return new LogReading(1, 0, 1, false);
        }

        batch = batches.Get(_window, cursor.Position.Version + 1, _head.Position.Version);
        return batch.Reading;
    }

    /// <summary>
    /// One small frame: the pipeline's own fields, with the transitions since the cursor; nothing where only stages
    /// moved.
    /// </summary>
    private LogReading ReadBrief(
        in Cursor cursor, SubscriptionDetail detail, bool isV2, out LazyFrame? state)
    {
        state = null;
        var sameEpoch = string.Equals(cursor.Position.Epoch, _head!.Position.Epoch, StringComparison.Ordinal);
        var isSame = _head.Transition == cursor.Transition && _head.OverallProgress == cursor.OverallProgress;
        if (sameEpoch && isSame && !WholeAfter(cursor)) return new LogReading(0, 1, 0, false);
        state = _brief.Get(_head, cursor, detail, isV2);
        return new LogReading(1, 0, 0, false);
    }

    private bool WholeAfter(in Cursor cursor)
    {
        if (cursor.Position.Version + 1 < _window.Tail) return true;
        foreach (var entry in _window.From(cursor.Position.Version + 1))
            if (entry.IsWhole) return true;
        return false;
    }

    private bool IsOf(string epoch) => string.Equals(epoch, _head!.Position.Epoch, StringComparison.Ordinal);

    private bool Follows(PipelineState state) =>
        _head is not null && IsOf(state.Position.Epoch!) && state.Position.Version == _head.Position.Version + 1;

    private void Restart(long tail) => _window.Restart(tail);

    /// <summary>Whether progress waits: it is sent in its turn, with whatever has come meanwhile.</summary>
    private bool IsHeld() => _isHeld = _isHeld || (pace is not null && !pace.TryTake(this, ref _paidUntil));

    /// <summary>Those to be woken now. They take along whatever waited.</summary>
    private ImmutableArray<ILogReader> TakeReaders()
    {
        _isHeld = false;
        return _readers;
    }

    private void SetHead(PipelineState state)
    {
        _brief.Moved(_head, state);
        _head = state;
        _headFrame = null;
        _batches.Clear();
        _batchesOfV2.Clear();
        _provisional.Clear();
    }

    /// <summary>The change that made the head, where it came as one.</summary>
    private LogEntry? Newest() =>
        _window.Newest is { } newest && newest.Version == _head!.Position.Version ? newest : null;

    private LazyFrame HeadFrame() => _headFrame ??= Whole(_head!);

    private static LazyFrame Whole(PipelineState state) => new(() => PipelineStateCodec.Encode(state));

    private static int IndexOf(AcceptedChange change) =>
        change.Stage is null ? -1 : change.State.StageList.IndexOf(change.Stage);
}
