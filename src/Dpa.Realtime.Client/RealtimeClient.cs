using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Client;

/// <summary>
/// Live progress of pipelines over one connection: a WebSocket that reconnects by itself, or server-sent events or
/// polling while it is unavailable.
/// Every reader ends with the final state, whatever was lost in between. Thread-safe; an application should share one
/// client.
/// </summary>
public sealed partial class RealtimeClient : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly ClientContext _context;
    private readonly ClientCore _core;
    private readonly HttpMessageInvoker? _ownHttp;
    private int _isDisposed;

    /// <summary>Creates a client; it connects with the first watch or request, or by <see cref="Start"/>.</summary>
    /// <param name="options">The server's address, and the identity of the caller.</param>
    /// <param name="logger">Where changes of the connection are logged; none by default.</param>
    /// <param name="meterFactory">Makes the meter <c>Dpa.Realtime.Client</c>; by default the client has one of its
    /// own.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range; the message names it and its valid
    /// values.</exception>
    public RealtimeClient(
        RealtimeClientOptions options, ILogger<RealtimeClient>? logger = null, IMeterFactory? meterFactory = null)
        : this(options, null, logger, meterFactory) { }

    internal RealtimeClient(
        RealtimeClientOptions options, ISocketConnector? sockets, ILogger<RealtimeClient>? logger = null,
        IMeterFactory? meterFactory = null)
    {
        OptionsCheck.Check(options);
        _logger = logger ?? NullLogger<RealtimeClient>.Instance;
        var http = options.Http ?? (_ownHttp = OwnHttp.Create(options));
        var requests = new Requests(options, http);
        sockets ??= options.SocketFactory is { } factory
            ? new FactorySocketConnector(factory)
            : OperatingSystem.IsBrowser() ? new BrowserSocketConnector(requests)
            : new ClientSocketConnector(http, options.TimeProvider);
        var strand = new Strand(options.TimeProvider, _logger.TurnFailed);
        var metrics = new ClientMetrics(meterFactory);
        _context = new ClientContext(
            options, strand, requests, sockets, options.Jitter ?? new Random().NextDouble, metrics,
            _logger);
        _core = new ClientCore(
            _context,
            s => Handlers.Raise(ConnectionChanged, this, s, _logger),
            t => Handlers.Raise(TransitionRaised, this, t, _logger));
    }

    /// <summary>
    /// Raised with each change of <see cref="Connection"/>, in order. A handler holds up the client while it runs: it
    /// must not block.
    /// </summary>
    public event EventHandler<ConnectionSnapshot>? ConnectionChanged;

    /// <summary>
    /// Raised exactly once for each transition of each watched pipeline after its first state, in order.
    /// Transitions that are too old to be reported one by one are raised once, with their number. A handler holds up
    /// the client while it runs: it must not block.
    /// </summary>
    public event EventHandler<TransitionEventArgs>? TransitionRaised;

    /// <summary>How the client is connected at the moment.</summary>
    public ConnectionSnapshot Connection => _core.Link.Snapshot;

    /// <summary>Counts of what has happened so far.</summary>
    public RealtimeCounters Counters => _core.Tally.Read(Connection.Reconnects, _core.NewestFrameAge);

    /// <summary>
    /// Connects, and stays connected. While it waits for its next attempt, it tries at once. After a permanent refusal,
    /// it tries again.
    /// </summary>
    public void Start()
    {
        ThrowIfDisposed();
        _core.Strand.Post(_core.Start);
    }

    /// <summary>What is known of a watched pipeline; null for one that is not watched, or not known yet.</summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <returns>The state as its readers see it.</returns>
    public PipelineState? GetState(string pipelineId) => _core.Book.StateOf(pipelineId);

    /// <summary>Ends all readers, disconnects, and waits until nothing of the client is left.</summary>
    /// <returns>A task for the disposal.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        var left = Task.CompletedTask;
        await _core.Strand.RunAsync(() => left = _core.CloseAsync()).ConfigureAwait(false);
        await left.ConfigureAwait(false);
        _ownHttp?.Dispose();
        _context.Metrics.Dispose();
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) == 1, this);
}
