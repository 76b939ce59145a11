namespace Dpa.Realtime.Client.Fallback;

// The folder Fallback: what stands in for the socket while it cannot be had. The same state over HTTP
// (docs/protocol.md#the-same-state-over-http); server-sent events where they get through, polling where not.

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
    /// <see cref="ConnectionStatus.Connecting"/> before anything of it got through: it polls from the first answer on.
    /// </summary>
    public ConnectionStatus Status =>
        _way == ConnectionStatus.Polling && !_polling.IsAnswered ? ConnectionStatus.Connecting : _way;

    /// <summary>Why polling fails; null where it does not.</summary>
    public Failure? Failure => _polling.Failure;

    public Task Completion => Task.WhenAll(_stream.Completion, _polling.Completion);

    /// <param name="withStream">False where the server takes no more connections of this user: a stream is one.</param>
    public void Start(bool withStream)
    {
        _way = withStream ? ConnectionStatus.Connecting : ConnectionStatus.Polling;
        if (withStream) _stream.Start();
        else _polling.Start();
    }

    /// <summary>Starts nothing new; a poll under way is still taken, so that there is no gap.</summary>
    public void Stop()
    {
        _retry?.Dispose();
        _polling.Stop();
        _stream.Stop();
        _way = ConnectionStatus.Connecting;
    }

    /// <summary>Nobody wants anything of it any more.</summary>
    public void Close()
    {
        Stop();
        _polling.Close();
    }

    private void Change(StreamChange to)
    {
        if (to == StreamChange.Greeted) _polling.Stop();
        if (to == StreamChange.Failed)
        {
            _polling.Start();
            // Polling goes on until a stream has shown that it gets through.
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
