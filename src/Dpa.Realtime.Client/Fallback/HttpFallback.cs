namespace Dpa.Realtime.Client.Fallback;

// The folder Fallback: what replaces the socket while it is unavailable. The same state over HTTP
// (docs/protocol.md#the-same-state-over-http): server-sent events if they get through, polling otherwise.

/// <summary>Server-sent events, else polling (docs/protocol.md#what-a-client-library-does).</summary>
internal sealed class HttpFallback
{
    private readonly ClientContext _context;
    private readonly IFallbackOwner _owner;
    private readonly StreamTransport _stream;
    private readonly PollingTransport _polling;
    private IDisposable? _retry;
    private ConnectionStatus _way = ConnectionStatus.Connecting;

    public HttpFallback(ClientContext context, IFallbackOwner owner)
    {
        (_context, _owner) = (context, owner);
        _polling = new PollingTransport(context, owner);
        _stream = new StreamTransport(context, owner, Change);
    }

    /// <summary>
    /// <see cref="ConnectionStatus.Connecting"/> until anything gets through; from the first answer on it polls.
    /// </summary>
    public ConnectionStatus Status =>
        _way == ConnectionStatus.Polling && !_polling.IsAnswered ? ConnectionStatus.Connecting : _way;

    /// <summary>Why polling fails; null if it does not.</summary>
    public Failure? Failure => _polling.Failure;

    public Task Completion => Task.WhenAll(_stream.Completion, _polling.Completion);

    /// <param name="withStream">False if the server accepts no more connections of this user: a stream is one.</param>
    public void Start(bool withStream)
    {
        _way = withStream ? ConnectionStatus.Connecting : ConnectionStatus.Polling;
        if (withStream) _stream.Start();
        else _polling.Start();
    }

    /// <summary>Starts nothing new; the answer to a poll under way is still processed, so that there is no
    /// gap.</summary>
    public void Stop()
    {
        _retry?.Dispose();
        _polling.Stop();
        _stream.Stop();
        _way = ConnectionStatus.Connecting;
    }

    /// <summary>Stops for good.</summary>
    public void Close()
    {
        Stop();
        _polling.Close();
    }

    private void Change(StreamChange to)
    {
        if (to == StreamChange.Greeted)
        {
            _polling.Stop();
            _owner.Reached(true);
        }

        if (to == StreamChange.Failed)
        {
            _polling.Start();
            // Polling continues until a stream has got through.
            _retry?.Dispose();
            _retry = _context.Strand.After(_context.Options.ProbeInterval, _stream.Start);
        }

        _way = to switch
        {
            StreamChange.Greeted => ConnectionStatus.Streaming,
            StreamChange.Failed => ConnectionStatus.Polling,
            _ => ConnectionStatus.Reconnecting,
        };
        _owner.Changed();
    }
}
