using System.Collections.Immutable;
using System.Diagnostics;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// What a run knows: its pipeline's newest state, what its own calls have asked for, and what waits to be sent. What
/// ends in <c>_NeedsLock</c> is called under <see cref="Lock"/>, which is the loop's and the transitions'.
/// </summary>
internal sealed partial class RunState
{
    private readonly PublishingContext _context;
    private readonly UnacceptedChanges _changes = new();
    private OwnAttributes? _ownAttributes; // made for the first change of them
    private PipelineState _state;
    private PipelineStatus? _asked; // the status that waiting transitions will bring
    private long _lastReport;
    private volatile bool _isClosed; // the run's last transition was asked for: later reports are late
    private volatile bool _isReplaced;

    public RunState(PublishingContext context, PipelineState state, string token, bool isJoined)
    {
        (_context, _state, Token, IsJoined) = (context, state, token, isJoined);
        _lastReport = context.Time.GetTimestamp();
    }

    public Lock Lock { get; } = new();

    public string PipelineId => _state.Id;

    public string Token { get; }

    /// <summary>Whether it produces beside others.</summary>
    public bool IsJoined { get; }

    public StageSlots Slots { get; } = new();

    /// <summary>The newest state that the backplane answered with.</summary>
    public PipelineState State => Volatile.Read(ref _state);

    /// <summary>The status as this run's calls have made it, those that still wait included.</summary>
    public PipelineStatus Status
    {
        get { lock (Lock) return _asked ?? _state.Status; }
    }

    /// <summary>Whether its last transition was asked for.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Whether another producer fenced this one off.</summary>
    public bool IsReplaced => _isReplaced;

    /// <summary>Whether the run was disposed.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>A report was put into a slot. Needs no lock.</summary>
    public void Reported() => Volatile.Write(ref _lastReport, _context.Time.GetTimestamp());

    public bool HasWork()
    {
        lock (Lock) return _changes.HasWork || Slots.HasReports;
    }

    /// <summary>The next change to send, if there is one, with the transition that it carries.</summary>
    public (PipelineChange Change, PendingTransition? Pending)? Next()
    {
        lock (Lock)
        {
            if (!_changes.TryTake(out var change, out var pending))
            {
                if (!Slots.TryTake_NeedsLock(out var slot)) return null;
                change = NewChange() with { Stages = [slot.Take(new StageChange { Id = slot.Id }, Ticks())] };
            }

            return (_changes.Send(change, _state.Stalled), pending);
        }
    }

    /// <summary>The backplane's answer to the change in flight.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isRefused">Whether it was refused.</param>
    /// <param name="newest">The state that came with the answer.</param>
    public void Answered_NeedsLock(PipelineChange change, bool isRefused, PipelineState? newest)
    {
        if (isRefused) _changes.Answered(); // the newest state does not have it
        else if (change.Attributes is { } set) (_ownAttributes ??= new()).Add(set, (newest ?? _state).Attributes);
        if (newest is not null)
        {
            NoticeClosed_NeedsLock(newest);
            Adopt_NeedsLock(newest);
        }

        _changes.Answered();
        if (_changes.HasTransitions) return;
        _asked = null;
        // After a refusal the run's own picture follows the backplane's.
        if (!isRefused || (change.Status is null && change.Stages is not [{ Status: not null }, ..])) return;
        _isClosed = _state.IsEnded || _state.Status == PipelineStatus.Interrupted;
        Slots.Follow_NeedsLock(_state);
    }

    /// <summary>Takes over a newer state.</summary>
    public void Adopt_NeedsLock(PipelineState newest)
    {
        if (newest.Position <= _state.Position) return;
        NoteLost_NeedsLock(newest);
        Volatile.Write(ref _state, newest);
    }

    /// <summary>
    /// Compares with the pipeline's current state. A run that has nothing to report would otherwise never detect that
    /// its last reports were lost.
    /// </summary>
    /// <returns>Whether there is something to send.</returns>
    public bool Compare(PipelineState newest)
    {
        lock (Lock)
        {
            if (_isReplaced || IsLeft) return false;
            if (newest.Position > _state.Position) Question?.Notify();
            NoteLost_NeedsLock(newest);
            return _changes.Lost is not null;
        }
    }

    /// <returns>False where that is known already.</returns>
    public bool TryReplace()
    {
        lock (Lock)
        {
            if (_isReplaced) return false;
            return _isReplaced = true;
        }
    }

    /// <summary>The run is disposed; it withdraws what it still asks.</summary>
    /// <returns>Whether there is something to send.</returns>
    public bool Leave()
    {
        lock (Lock)
        {
            var isWithdrawn = !IsLeft && WithdrawOpen_NeedsLock();
            IsLeft = true;
            return isWithdrawn;
        }
    }

    /// <summary>Marks a run that reports nothing any more.</summary>
    public bool TryMarkStalled_NeedsLock()
    {
        if (IsLeft || _isClosed || _isReplaced || _state.Stalled || _state.Status != PipelineStatus.Processing)
            return false;
        if (_context.Time.GetElapsedTime(_lastReport) < _context.Options.StallAfter || IsCarriedByOthers_NeedsLock())
            return false;
        var since = _lastReport;
        Enqueue_NeedsLock(NewChange() with { Stalled = true });
        _lastReport = since; // the flag is no report
        return true;
    }

    /// <inheritdoc cref="UnacceptedChanges.Transitions"/>
    public int Transitions_NeedsLock => _changes.Transitions;

    /// <summary>All that the backplane has not accepted yet, in the order in which it is sent.</summary>
    public List<PipelineChange> Unaccepted_NeedsLock() =>
    [
        .. _changes.InOrder(),
        .. Slots.PeekAll_NeedsLock(Ticks()).Select(s => NewChange() with { Stages = [s] }),
    ];

    public PipelineChange NewChange() => new()
    {
        PipelineId = PipelineId, ProducerToken = Token, Sequence = 0, TraceParent = Activity.Current?.Id,
    };

    /// <summary>
    /// After a loss: what the restored state lacks is reported again. Called before that state is taken over.
    /// </summary>
    private void NoteLost_NeedsLock(PipelineState newest)
    {
        if (!LostWork.IsRestored(newest, _state)) return;
        _changes.Lost = LostWork.Of(
            NewChange() with { Attributes = LostAttributes(newest) }, _state, newest,
            Slots.Own_NeedsLock.Select(s => s.Id), MayClose_NeedsLock(newest));
    }

    private ImmutableSortedDictionary<string, string?>? LostAttributes(PipelineState newest)
    {
        if (newest.IsEnded) return null;
        // Producers beside this one may have changed those that are there, and added some.
        if (IsJoined) return AttributeMerge.Lacking(newest.Attributes, KnownAttributes);
        return AttributeMerge.Between(newest.Attributes, KnownAttributes) is { } changes
            ? AttributeMerge.WithRemovalsWhere(name => _ownAttributes?.Contains(name) == true, changes)
            : null;
    }

    /// <summary>What is on its way is in the newest state already, or comes to it.</summary>
    private ImmutableSortedDictionary<string, string> KnownAttributes =>
        AttributeMerge.After(_state.Attributes, _changes.InFlight?.Attributes);

    /// <summary>
    /// Whether silence of this run is no sign of a stall: a parent's progress comes from its children, and a run that
    /// joined another reports its own stages only.
    /// </summary>
    private bool IsCarriedByOthers_NeedsLock() =>
        !_state.Children.IsEmpty || _state.ExpectedChildren is not null || (IsJoined && Slots.AreClosed_NeedsLock);

    public long Ticks() => _context.Time.GetElapsedTime(0).Ticks;
}
