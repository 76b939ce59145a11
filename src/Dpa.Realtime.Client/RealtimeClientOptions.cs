using System.Net;
using System.Net.WebSockets;

namespace Dpa.Realtime.Client;

/// <summary>
/// How to reach the server, and as which user. Read once, when the client is created. All times are above 0 and at most
/// a day.
/// </summary>
public sealed class RealtimeClientOptions
{
    /// <summary>
    /// Where the server is, for example <c>https://host/app</c>; <c>http</c> or <c>https</c>, without query. Required.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The prefix given to <c>MapDpaWebSocket</c> on the server.</summary>
    /// <value>Default: <c>/api/v1/ws</c>.</value>
    public string SocketPrefix { get; set; } = "/api/v1/ws";

    /// <summary>The prefix given to <c>MapDpaProgress</c> on the server.</summary>
    /// <value>Default: <c>/api/v1/pipelines</c>.</value>
    public string ProgressPrefix { get; set; } = "/api/v1/pipelines";

    /// <summary>Whose socket this is: the caller's own user id, 1–256 characters. Required.</summary>
    public string UserId { get; set; } = "";

    /// <summary>
    /// Returns the bearer token of each request and each socket. It is called each time, so it may cache. Its first
    /// argument is true once after a refusal: the cached token is no longer valid.
    /// </summary>
    /// <value>Default: null, no token.</value>
    public Func<bool, CancellationToken, ValueTask<string?>>? AccessTokenProvider { get; set; }

    /// <summary>
    /// Returns a fresh single-use ticket (<c>POST /api/v1/ws/ticket</c>) for each request and each socket, or null for
    /// none.
    /// It is sent as the header <c>Authorization: DpaTicket …</c>. Not called if there already is an
    /// <c>Authorization</c>, by <see cref="AccessTokenProvider"/> or in <see cref="Headers"/>.
    /// </summary>
    /// <value>Default: null, no ticket.</value>
    public Func<CancellationToken, ValueTask<string?>>? TicketProvider { get; set; }

    /// <summary>
    /// Cookies of each request and each socket. Not used if <see cref="Http"/> is set: its own handler has them.
    /// </summary>
    /// <value>Default: null, no cookies.</value>
    public CookieContainer? Cookies { get; set; }

    /// <summary>Further headers of each request and each socket.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, string> Headers { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What sends the requests and opens the sockets: an <see cref="HttpClient"/>, or an
    /// <see cref="HttpMessageInvoker"/> around a handler. The client does not dispose it.
    /// </summary>
    /// <value>Default: null, a handler of the client's own.</value>
    public HttpMessageInvoker? Http { get; set; }

    /// <summary>
    /// Opens a socket in place of <see cref="ClientWebSocket"/>: gets the address, and the headers with the token or
    /// the ticket; offers the sub-protocol <c>dpa.realtime.v1</c>.
    /// </summary>
    /// <value>Default: null.</value>
    public Func<
        Uri, IReadOnlyDictionary<string, string>, CancellationToken,
        ValueTask<WebSocket>
    >? SocketFactory { get; set; }

    /// <summary>
    /// How often the identity of an open socket is renewed in-band, by a fresh ticket; for identities that end. More
    /// than 1 s, at most a day.
    /// </summary>
    /// <value>Default: null, 30 s before the end of a bearer token that states it (a JSON web token's
    /// <c>exp</c>).</value>
    public TimeSpan? AuthenticateInterval { get; set; }

    /// <summary>
    /// Upper bound of the first delay between attempts; it doubles with each failure, and the delay is anywhere below
    /// it (full jitter).
    /// </summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Upper bound of every delay between attempts.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan BackoffCap { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of failures in a row after which server-sent events, then polling, replace the socket. At least 1.
    /// </summary>
    /// <value>Default: 5.</value>
    public int Attempts { get; set; } = 5;

    /// <summary>A connection that lasted this long resets the count of failures.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The interval between polls.</summary>
    /// <value>Default: 2 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often the socket is tried while a fallback replaces it, and the stream is tried while polling is in use.
    /// </summary>
    /// <value>Default: 60 s.</value>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an attempt may take up to the server's greeting.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan GreetingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer to a request may take.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock and its timers.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets each message of the server as it came, over any transport, before it is read; for recordings. Its bytes are
    /// valid during the call, which must not throw.
    /// </summary>
    internal Action<ReadOnlyMemory<byte>>? FrameReceived { get; set; }

    /// <summary>Returns the jitter: a number from 0 up to but not including 1.</summary>
    /// <value>Default: a <see cref="System.Random"/> of the client's own.</value>
    public Func<double>? Jitter { get; set; }
}
