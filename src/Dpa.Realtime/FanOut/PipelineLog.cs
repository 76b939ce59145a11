using System.Collections.Immutable;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// What this node knows of one watched pipeline: the newest state, the last changes as ready-made frames, and who follows. Shared by all its readers; each holds only a cursor.
/// </summary>
internal sealed class PipelineLog(string pipelineId)
{
    /// <summary>How many changes are kept; a reader further behind takes the full state.</summary>
    public const int Length = 64;

    private readonly Lock _lock = new();
    private readonly LogEntry?[] _entries = new LogEntry?[Length];
    private readonly FrameBatches _batches = new();
    private volatile PipelineState? _head; // written under the lock
    private long _tail; // the oldest version in the ring; the head's version + 1 when the ring is empty
    private TextFrames? _headFrame;
    private (long Version, long From, TextFrames Frame)? _brief;
    private readonly ProvisionalFrames _provisional = new();
    private ImmutableArray<ILogReader> _readers = [];
    private bool _isClosed;

    public string PipelineId { get; } = pipelineId;

    /// <summary>Set once by the hub: completes when the backplane's changes reach this log and its state has been read.</summary>
    public Task Attached { get; set; } = Task.CompletedTask;

    public PipelineState? Head => _head;

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

    /// <summary>Takes a change from the backplane. Anything at or below the head is old news.</summary>
    public void Append(AcceptedChange change)
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (_head is not null && change.State.Position <= _head.Position) return;
            if (!Follows(change.State)) Restart(change.State.Position.Version);
            var entry = new LogEntry(change, IndexOf(change));
            _entries[change.State.Position.Version % Length] = entry;
            _tail = Math.Max(_tail, change.State.Position.Version - Length + 1);
            if (!entry.IsWhole) SupersedeBefore(change.State.Position.Version, entry.StageIndex);
            SetHead(change.State);
            readers = _readers;
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
            readers = _readers;
        }

        foreach (var reader in readers) reader.OnAppended();
    }

    /// <summary>Shows what a run on this node has reported and the backplane has not taken.</summary>
    public void Show(PipelineState provisional, string? stage)
    {
        ImmutableArray<ILogReader> readers;
        lock (_lock)
        {
            if (_head is null || _head.Position != provisional.Position || !_provisional.Take(_head, provisional, stage)) return;
            readers = _readers;
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
            if (_head is not null && string.Equals(authorizedEpoch, _head.Position.Epoch, StringComparison.Ordinal)) _provisional.Read(ref seen, frames);
        }
    }

    /// <summary>Hands a cursor what it lacks; see <see cref="LogReading"/>. Nothing where the head is of another epoch than the one that the reader may see.</summary>
    public LogReading Read(ref Cursor cursor, string authorizedEpoch, SubscriptionDetail detail, List<TextFrames> frames, DeliveryMeasure? measure = null)
    {
        lock (_lock)
        {
            if (_head is null || cursor.Position == _head.Position || !string.Equals(authorizedEpoch, _head.Position.Epoch, StringComparison.Ordinal)) return default;
            var reading = detail == SubscriptionDetail.Pipeline ? ReadBrief(cursor, frames, measure) : ReadStages(cursor, frames, measure);
            cursor = new Cursor(_head.Position, _head.Transition, _head.OverallProgress);
            return reading;
        }
    }

    /// <summary>Whether anything but progress lies between the cursor and the head.</summary>
    public bool HasTransitionAfter(in Cursor cursor)
    {
        lock (_lock) return _head is not null && (_head.Transition != cursor.Transition || !string.Equals(_head.Position.Epoch, cursor.Position.Epoch, StringComparison.Ordinal));
    }

    /// <summary>The head's full state as a shared frame.</summary>
    public (TextFrames Frame, PipelineState State)? ReadHead()
    {
        lock (_lock) return _head is null ? null : (HeadFrame(), _head);
    }

    private LogReading ReadStages(in Cursor cursor, List<TextFrames> frames, DeliveryMeasure? measure)
    {
        if (!string.Equals(cursor.Position.Epoch, _head!.Position.Epoch, StringComparison.Ordinal) || cursor.Position.Version + 1 < _tail)
        {
            frames.Add(HeadFrame());
            measure?.Take(Newest());
            return new LogReading(1, 0, 1, false);
        }

        var batch = _batches.Get(_entries, cursor.Position.Version + 1, _head.Position.Version);
        frames.Add(batch.Frames);
        measure?.Take(batch.Changes);
        return batch.Reading;
    }

    /// <summary>One small frame: the pipeline's own fields, with the transitions since the cursor; nothing where only stages moved.</summary>
    private LogReading ReadBrief(in Cursor cursor, List<TextFrames> frames, DeliveryMeasure? measure)
    {
        var sameEpoch = string.Equals(cursor.Position.Epoch, _head!.Position.Epoch, StringComparison.Ordinal);
        if (sameEpoch && _head.Transition == cursor.Transition && _head.OverallProgress == cursor.OverallProgress && !WholeAfter(cursor)) return new LogReading(0, 1, 0, false);
        // A continuing epoch may have been restored from an older copy: it counts on from where that one was.
        var from = sameEpoch || string.Equals(_head.Continues, cursor.Position.Epoch, StringComparison.Ordinal) ? Math.Min(cursor.Transition, _head.Transition) : 0;
        if (_brief is not { } brief || brief.Version != _head.Position.Version || brief.From != from)
            _brief = brief = (_head.Position.Version, from, TextFrames.Of(PipelineStateCodec.Encode(_head, new FullStateShape(false, false, -1, from, false))));
        frames.Add(brief.Frame);
        measure?.Take(Newest());
        return new LogReading(1, 0, 0, false);
    }

    private bool WholeAfter(in Cursor cursor)
    {
        if (cursor.Position.Version + 1 < _tail) return true;
        for (var v = cursor.Position.Version + 1; v <= _head!.Position.Version; v++)
            if (_entries[v % Length]!.IsWhole) return true;
        return false;
    }

    /// <summary>The last change of the stage before this one; earlier ones were superseded by it.</summary>
    private void SupersedeBefore(long version, int stage)
    {
        for (var v = version - 1; v >= _tail; v--)
        {
            if (_entries[v % Length]!.StageIndex != stage) continue;
            _entries[v % Length]!.Supersede();
            return;
        }
    }

    private bool Follows(PipelineState state) =>
        _head is not null && string.Equals(_head.Position.Epoch, state.Position.Epoch, StringComparison.Ordinal) && state.Position.Version == _head.Position.Version + 1;

    private void Restart(long tail)
    {
        Array.Clear(_entries);
        _tail = tail;
    }

    private void SetHead(PipelineState state)
    {
        _head = state;
        _headFrame = null;
        _brief = null;
        _batches.Clear();
        _provisional.Clear();
    }

    /// <summary>The change that made the head, where it came as one.</summary>
    private AcceptedChange? Newest() => _entries[_head!.Position.Version % Length]?.Change;

    private TextFrames HeadFrame() => _headFrame ??= TextFrames.Of(PipelineStateCodec.Encode(_head!));

    private static int IndexOf(AcceptedChange change)
    {
        if (change.Stage is null) return -1;
        for (var i = 0; i < change.State.Stages.Length; i++)
            if (string.Equals(change.State.Stages[i].Id, change.Stage, StringComparison.Ordinal)) return i;
        return -1;
    }
}
