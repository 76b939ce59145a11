namespace Dpa.Realtime.Client.Fallback;

/// <summary>
/// Server-sent events in place of the socket. They are one-way, so every change of the subscriptions opens the stream
/// again, from the held positions.
/// </summary>
internal sealed class StreamTransport(ClientContext context, IFallbackOwner owner, Action<StreamChange> changed)
    : ISubscriptionSink,
        IStreamOwner
{
    /// <summary>Changes of what is watched within this time open one stream.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<StreamSession> _sessions = [];
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);
    private StreamSession? _session;
    private IDisposable? _next;
    private TimeSpan? _upAt;
    private bool _isActive;
    private bool _isPlanned;

    public Task Completion => Task.WhenAll(_sessions.Select(s => s.Completion));

    private bool IsStable => _upAt is { } since && context.Strand.Now - since >= context.Rules.StableAfter;

    public void Start()
    {
        if (_isActive) return;
        _isActive = true;
        _upAt = null;
        Begin();
    }

    public void Stop()
    {
        if (!_isActive) return;
        _isActive = false;
        Next(null, default);
        Leave();
    }

    public void Subscribe(IReadOnlyList<Ask> asks)
    {
        foreach (var ask in asks)
            if (ask.Since is null) _whole.Add(ask.Id);
        Reopen();
    }

    public void Unsubscribe(IReadOnlyList<string> ids) => Reopen();

    public void User(bool wanted) => Reopen();

    void IStreamOwner.Frame(StreamSession session, ServerFrame? frame)
    {
        if (session != _session) return;
        if (frame is GreetingFrame)
        {
            _upAt ??= context.Strand.Now;
            changed(StreamChange.Greeted);
        }

        if (frame is ReconnectFrame reconnect)
        {
            _isPlanned = true;
            Next(Begin, Backoff.Planned(reconnect.After, IsStable, context.Jitter(), context.Rules));
        }

        owner.Frame(frame);
    }

    /// <summary>A stream that lasted is opened again; one that did not last, or delivers nothing, is given
    /// up.</summary>
    void IStreamOwner.Down(StreamSession session, Failure failure, bool isSilent)
    {
        if (session != _session) return;
        context.Metrics.Failed(failure.Reason);
        // An answer of 500 to 599 may be that of a proxy that takes no streams, and one that was greeted reached it.
        if (_upAt is null && failure is { Code: 0, IsReached: false }) owner.Reached(false);
        var isStable = IsStable;
        Leave();
        _upAt = null;
        if (_isPlanned)
        {
            changed(StreamChange.Waiting);
        }
        else if (isStable && !isSilent)
        {
            Next(Begin, Backoff.Delay(0, context.Jitter(), context.Rules));
            changed(StreamChange.Waiting);
        }
        else
        {
            _isActive = false;
            Next(null, default);
            changed(StreamChange.Failed);
        }
    }

    private void Begin()
    {
        Leave();
        _isPlanned = false;
        _whole.Clear();
        owner.Up(this); // passes all subscriptions, which are what the stream is about to request
        Open();
    }

    private void Reopen()
    {
        if (_session is not null && _next is null) Next(Open, Gather);
    }

    private void Open()
    {
        Next(null, default);
        _session?.End();
        owner.Opening();
        var wants = owner.Wants();
        var body = ClientMessages.Positions([
            .. owner
                .Positions(StreamQuery.HasStages(wants, owner.WantsUser))
                .Select(p => _whole.Contains(p.Key) ? KeyValuePair.Create(p.Key, (PipelinePosition?)null) : p),
        ]);
        _whole.Clear();
        _sessions.RemoveWhere(s => s.Completion.IsCompleted);
        _sessions.Add(
            _session = new StreamSession(context, StreamQuery.Of(wants, owner.WantsUser), body, this));
    }

    private void Leave()
    {
        if (_session is null) return;
        _session.End();
        _session = null;
        owner.Down();
    }

    private void Next(Action? then, TimeSpan delay)
    {
        _next?.Dispose();
        _next = null;
        if (then is null) return;
        _next = context.Strand.After(delay, () =>
        {
            _next = null;
            then();
        });
    }
}
