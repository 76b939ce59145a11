namespace Dpa.Realtime.Client;

/// <summary>
/// The parts of the client: the connection delivers frames, the book merges them, readers are notified. All except the
/// reads of <see cref="Book"/> run on the strand.
/// </summary>
internal sealed class ClientCore : IConnectionOwner
{
    private readonly ClientContext _context;
    private readonly Action<ConnectionSnapshot> _changed;
    private readonly Renewal _renewal;
    private readonly QueryPolling _lists;
    private readonly List<(TaskCompletionSource Path, bool SocketOnly)> _waiting = [];
    private RealtimeException? _refusal;
    private bool _wasStarted;
    private bool _isClosed;
    private long _receivedAt = -1;

    public ClientCore(ClientContext context, Action<ConnectionSnapshot> changed, Action<TransitionEventArgs> raise)
    {
        (_context, _changed) = (context, changed);
        Tally = new Tally(context.Metrics);
        Book = new SubscriptionBook(context.Strand, context.Options.UserId, Tally, raise);
        _lists = new QueryPolling(context, Book.Queries, state => Book.Apply(state, isPolled: true));
        Answers = new Answers(context.Strand, context.Options.AnswerTimeout);
        Link = new Connection(context, this);
        _renewal = new Renewal(context, AuthenticateAsync);
    }

    public SubscriptionBook Book { get; }

    public Connection Link { get; }

    public Tally Tally { get; }

    public Answers Answers { get; }

    public Strand Strand => _context.Strand;

    public TimeSpan? NewestFrameAge =>
        Interlocked.Read(ref _receivedAt) is >= 0 and var at ? _context.Strand.Now - TimeSpan.FromTicks(at) : null;

    bool IConnectionOwner.WantsUser => Book.Mine.IsWatched;

    void IConnectionOwner.PollAnswered() => Book.Mine.Complete();

    public void Start()
    {
        if (_isClosed) return; // requested by one thread while another thread disposed the client
        _wasStarted = true;
        _refusal = null;
        Link.Start();
        Link.Wake();
    }

    public void Watch(string id, StateWatcher watcher)
    {
        if (_refusal is not null || _isClosed) watcher.Reader.End(_refusal);
        else Book.Watch(id, watcher);
        if (!_wasStarted) Start();
    }

    public void Watch(Watcher<IReadOnlyList<PipelineState>> watcher)
    {
        if (_refusal is not null || _isClosed) watcher.End(_refusal);
        else Book.Mine.Watch(watcher);
        if (!_wasStarted) Start();
    }

    public LiveQuery? Watch(PipelineQuery query, Watcher<IReadOnlyList<PipelineState>> watcher)
    {
        LiveQuery? live = null;
        if (_refusal is not null || _isClosed) watcher.End(_refusal);
        else live = Book.Queries.Watch(query, watcher);
        if (!_wasStarted) Start();
        _lists.Added();
        return live;
    }

    /// <summary>
    /// Sends a control request over what gets through, once something does: the socket, or HTTP in its place.
    /// </summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="message">Makes the message with its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task ControlAsync(
        string pipelineId, Func<string, byte[]> message, CancellationToken cancellationToken)
    {
        Task? answer = null;
        await WaitForPathAsync(socketOnly: false, cancellationToken).ConfigureAwait(false);
        await Strand.RunAsync(() => answer =
            Link.IsUp ? Answers.AskAsync("control", id => Link.Send(message(id)))
            : StandsIn(Link.Snapshot) ? null
            : Task.FromException(Answers.NotConnected())).ConfigureAwait(false);
        answer ??= SingleRequest.ControlAsync(_context, pipelineId, message("control"), cancellationToken);
        await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        await WaitForPathAsync(socketOnly: true, cancellationToken).ConfigureAwait(false);
        var ticket = await _context.Requests.TicketAsync(cancellationToken).ConfigureAwait(false);
        // Success has no answer of its own. Messages are read in order, so the pong of a ping sent after it shows that
        // there was no error.
        await AskAsync("authenticate", id =>
        {
            Link.Send(ClientMessages.Authenticate(ticket, id));
            Link.Send(ClientMessages.Ping(id));
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends all readers and disconnects; the task completes when nothing is left.</summary>
    public Task CloseAsync()
    {
        (_wasStarted, _isClosed) = (true, true);
        Book.End(null);
        _renewal.End();
        _lists.Dispose();
        var left = Link.CloseAsync();
        Book.Dispose();
        Release();
        return Task.WhenAll(left, _renewal.Completion);
    }

    void IConnectionOwner.Changed(ConnectionSnapshot snapshot)
    {
        if (snapshot.Status == ConnectionStatus.Live || StandsIn(snapshot))
            Release(withSocketOnly: snapshot.Status == ConnectionStatus.Live);
        _lists.Run(StandsIn(snapshot) && !_isClosed);
        _changed(snapshot);
    }

    void IConnectionOwner.Up(ISubscriptionSink sink)
    {
        Book.Connected(sink);
        if (Link.IsUp) _renewal.Start();
    }

    void IConnectionOwner.Down()
    {
        _renewal.Stop();
        Book.Disconnected();
        Answers.Abandon();
    }

    void IConnectionOwner.Opening() => Book.Mine.Forget();

    void IConnectionOwner.Frame(ServerFrame? frame)
    {
        NoteReceived();
        switch (frame)
        {
            case null:
                Tally.Ignored();
                break;
            case PipelineFrame state:
                Book.Apply(state);
                break;
            case StageFrame stage:
                Book.Apply(stage);
                break;
            case ProgressFrame progress:
                Book.Apply(progress);
                break;
            case UpdateFrame update:
                Book.Apply(update);
                break;
            case ConfirmedFrame confirmed:
                Book.Confirmed(confirmed);
                break;
            case QueryFrame query:
                Book.Listed(query);
                break;
            case UnsubscribedFrame { Reason: "left" } left:
                Book.Left(left.PipelineId);
                break;
            case UnsubscribedFrame { Reason: not "requested" } ended:
                Book.Lost(ended.PipelineId, ended.Reason);
                break;
            case UnsubscribedFrame released:
                Book.Mine.IsReleased(released.PipelineId);
                break;
            case PingFrame ping:
                Book.Marked(ping.Marks);
                Book.Mine.Beat();
                break;
            case StatusFrame status:
                Book.Mine.Confirmed(status.Subscriptions);
                break;
            case PongFrame pong:
                Answers.Settle(pong.Timestamp);
                break;
            case ControlAcceptedFrame accepted:
                Answers.Settle(accepted.RequestId);
                break;
            case ErrorFrame error
                when !Answers.Settle(
                    error.RequestId, new RealtimeException(error.Code, error.Message, error.Suggestion)):
                Book.Refused(error);
                break;
            case ReconnectFrame reconnect when Link.IsUp:
                Link.ReconnectAfter(reconnect.After);
                break;
            default:
                break;
        }
    }

    List<KeyValuePair<string, PipelinePosition?>> IConnectionOwner.Positions(bool withStages) =>
        Book.Positions(withStages);

    List<Wanted> IConnectionOwner.Wants() => Book.Wants();

    void IConnectionOwner.Polled(IReadOnlyList<PipelineFrame> states, IReadOnlyList<string> absent)
    {
        if (states.Count > 0) NoteReceived();
        foreach (var state in states) Book.Apply(state, isPolled: true);
        foreach (var id in absent) Book.Lost(id, ProgressErrorCodes.NotFound);
    }

    void IConnectionOwner.Refused(Failure failure)
    {
        _refusal = new RealtimeException(failure.Reason, failure.Message, "");
        Book.End(_refusal);
        Release();
    }

    private void NoteReceived()
    {
        Interlocked.Exchange(ref _receivedAt, _context.Strand.Now.Ticks);
        _context.Metrics.Frames.Add(1);
    }

    /// <summary>Sends a request over the socket once there is one.</summary>
    private async Task AskAsync(string kind, Action<string> send, CancellationToken cancellationToken)
    {
        Task? answer = null;
        await WaitForPathAsync(socketOnly: true, cancellationToken).ConfigureAwait(false);
        await Strand
            .RunAsync(() =>
                answer = Link.IsUp ? Answers.AskAsync(kind, send) : Task.FromException(Answers.NotConnected()))
            .ConfigureAwait(false);
        await answer!.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WaitForPathAsync(bool socketOnly, CancellationToken cancellationToken)
    {
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Strand.RunAsync(() =>
        {
            if (!_wasStarted) Start();
            var isThere = Link.IsUp || (!socketOnly && StandsIn(Link.Snapshot));
            if (isThere || _refusal is not null || Link.Snapshot.Status == ConnectionStatus.Closed) live.SetResult();
            else _waiting.Add((live, socketOnly));
        }).ConfigureAwait(false);
        try
        {
            await live
                .Task.WaitAsync(_context.Options.AnswerTimeout, Strand.Time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Answers.NotConnected();
        }
        finally
        {
            Strand.Post(() => _waiting.Remove((live, socketOnly)));
        }
    }

    private void Release(bool withSocketOnly = true)
    {
        foreach (var (path, socketOnly) in _waiting)
            if (withSocketOnly || !socketOnly) path.TrySetResult();
        if (withSocketOnly) _waiting.Clear();
    }

    private static bool StandsIn(ConnectionSnapshot snapshot) =>
        snapshot.Status is ConnectionStatus.Streaming or ConnectionStatus.Polling;
}
