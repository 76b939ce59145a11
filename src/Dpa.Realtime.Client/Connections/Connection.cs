namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Keeps the client connected: carries out the decisions of <see cref="Supervisor"/> with sockets, timers and the HTTP
/// fallback. Runs on the strand, except <see cref="Snapshot"/>.
/// </summary>
internal sealed class Connection : ISessionOwner, IFallbackOwner
{
    /// <summary>How many pipelines go into one poll if no server has sent another limit.</summary>
    private const int DefaultMaxIds = 500;

    private readonly ClientContext _context;
    private readonly IConnectionOwner _owner;
    private readonly HttpFallback _fallback;
    private readonly HashSet<SocketSession> _sessions = [];
    private volatile ConnectionSnapshot _snapshot = new();
    private Supervision _state = Supervision.Idle;
    private SocketSession? _session;
    private IDisposable? _due;
    private TimeSpan? _latency;
    private int _maxIds = DefaultMaxIds;

    public Connection(ClientContext context, IConnectionOwner owner)
    {
        (_context, _owner) = (context, owner);
        _fallback = new HttpFallback(context, this);
    }

    public ConnectionSnapshot Snapshot => _snapshot;

    public bool IsUp => _state.Phase == Phase.Up;

    public void Start() => Step(new SupervisionEvent.Start());

    /// <summary>Makes the next attempt now.</summary>
    public void Wake() => Step(new SupervisionEvent.Wake());

    /// <summary>Disconnects; the task completes when nothing is left.</summary>
    public Task CloseAsync()
    {
        Step(new SupervisionEvent.Close());
        _fallback.Close();
        return Task.WhenAll([.. _sessions.Select(s => s.Completion), _fallback.Completion]);
    }

    public void Send(byte[] message) => _session?.Send(message);

    /// <summary>The server will close: reconnect after that time.</summary>
    public void ReconnectAfter(TimeSpan after) =>
        Step(new SupervisionEvent.Reconnect(_context.Strand.Now, _context.Jitter(), after));

    void ISessionOwner.Up(GreetingFrame greeting)
    {
        Step(new SupervisionEvent.Up(_context.Strand.Now));
        _maxIds = Math.Max(1, greeting.MaxSubscriptions ?? DefaultMaxIds);
        _owner.Up(new SocketSink(Send, greeting));
    }

    void ISessionOwner.Frame(ServerFrame? frame) => _owner.Frame(frame);

    void ISessionOwner.Latency(TimeSpan roundTrip)
    {
        _latency = roundTrip;
        Publish();
    }

    void ISessionOwner.Down(Failure failure)
    {
        _context.Metrics.Failed(failure.Reason);
        _context.Logger.AttemptFailed(_context.Host, failure.Reason);
        Step(new SupervisionEvent.Down(_context.Strand.Now, _context.Jitter(), failure));
    }

    void IFallbackOwner.Up(ISubscriptionSink sink) => _owner.Up(sink);

    void IFallbackOwner.Down() => _owner.Down();

    void IFallbackOwner.Opening() => _owner.Opening();

    void IFallbackOwner.Frame(ServerFrame? frame) => _owner.Frame(frame);

    void IFallbackOwner.Changed() => Publish();

    List<KeyValuePair<string, PipelinePosition?>> IFallbackOwner.Positions(bool withStages) =>
        _owner.Positions(withStages);

    List<Wanted> IFallbackOwner.Wants() => _owner.Wants();

    bool IFallbackOwner.WantsUser => _owner.WantsUser;

    int IFallbackOwner.MaxIds => _maxIds;

    void IFallbackOwner.Reached(bool isReached) => Step(new SupervisionEvent.Reached(isReached));

    void IFallbackOwner.PollAnswered() => _owner.PollAnswered();

    void IFallbackOwner.Polled(IReadOnlyList<PipelineFrame> states, IReadOnlyList<string> absent)
    {
        if (_state.Phase != Phase.Idle) _owner.Polled(states, absent);
    }

    void IFallbackOwner.Refused(Failure failure) => Step(new SupervisionEvent.Refused(failure));

    private void Step(SupervisionEvent happened)
    {
        var before = _state;
        var after = _state = Supervisor.Next(before, happened, _context.Rules);
        if (ReferenceEquals(after, before)) return;
        if (before.Phase == Phase.Up && after.Phase != Phase.Up) _owner.Down();
        if (after.Phase != Phase.Up || after.Dials != before.Dials) HangUp();
        if (after.DueAt != before.DueAt) Arm(after.DueAt);
        if (before.IsFallback && !after.IsFallback) _fallback.Stop();
        if (after.IsFallback && !before.IsFallback) 
            _fallback.Start(withStream: after.Failure is not ({ Code: 4409 } or { Reason: Failure.ForbiddenOrigin }));
        if (after.Dials != before.Dials) Dial(after.IsRenewed && !before.IsRenewed);
        Publish();
        if (after.IsOver && !before.IsOver) _owner.Refused(after.Failure!);
    }

    private void Arm(TimeSpan? dueAt)
    {
        _due?.Dispose();
        _due = dueAt is { } at
            ? _context.Strand.After(at - _context.Strand.Now, () => Step(new SupervisionEvent.Due()))
            : null;
    }

    private void Dial(bool renew)
    {
        _sessions.RemoveWhere(s => s.Completion.IsCompleted);
        _sessions.Add(_session = new SocketSession(_context, renew, this));
    }

    private void HangUp()
    {
        _session?.End();
        (_session, _latency) = (null, null);
    }

    private void Publish()
    {
        var status = Supervisor.StatusOf(_state, _fallback.Status);
        var failure = status == ConnectionStatus.Live ? null : _fallback.Failure ?? _state.Failure;
        var next = new ConnectionSnapshot
        {
            Status = status,
            Reason = failure?.Reason,
            Message = failure?.Message,
            Latency = _latency,
            Reconnects = Math.Max(0, _state.Ups - 1),
            Attempt = status == ConnectionStatus.Live ? 0 : _state.Failures,
        };
        if (next == _snapshot) return;
        var old = _snapshot;
        _snapshot = next;
        _context.Metrics.Moved(old.Status, status);
        ConnectionLog.Write(_context, old, next);
        _owner.Changed(next);
    }
}
