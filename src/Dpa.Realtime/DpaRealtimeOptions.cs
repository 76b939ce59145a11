using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime;

/// <summary>
/// The settings of <c>AddDpaRealtime</c>, in code or from the configuration
/// (<c>AddOptions&lt;DpaRealtimeOptions&gt;().BindConfiguration("DpaRealtime")</c>). Validated when the application
/// starts: a wrong value stops it with a message that names the setting, its range and the value.
/// </summary>
public sealed class DpaRealtimeOptions
{
    /// <summary>
    /// How many changes of this node's runs are at the backplane at once, and as many starts; further runs wait for
    /// their turn and keep their newest values meanwhile. 1 to 10,000. <value>256</value>
    /// </summary>
    public int MaxCommitsInFlight { get; set; } = 256;

    /// <summary>
    /// How often the server sends a ping on each connection; also how long a client may stay without an answer. 1 s to
    /// 10 min. <value>15 s</value>
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a connection may take until its request's headers have come, a WebSocket's handshake among them; then
    /// it is answered 408. It applies to the whole of Kestrel, as its <c>RequestHeadersTimeout</c>, and only where the
    /// application kept Kestrel's default of 30 s. 1 s to 10 min, or <see cref="Timeout.InfiniteTimeSpan"/> to keep
    /// Kestrel's setting. <value>10 s</value>
    /// </summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A connection to which nothing could be written for so long is closed with 4001. Up to 1 day, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>. <value>15 s</value>
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The largest message a client may send, in bytes of UTF-8; 1 KiB to 1 MiB. <value>65,536</value>
    /// </summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How many pipelines a connection may watch; 1 to 100,000. <value>1,000</value></summary>
    public int MaxSubscriptionsPerConnection { get; set; } = 1000;

    /// <summary>
    /// How many connections a user may have; a further one is closed with 4409. Also how many it may open a second,
    /// four times as many at once: further ones are answered 429. What the messages of a user may cost this node, and
    /// how many bytes of states it is sent in answer, grows with it above 10. At least 1. <value>10</value>
    /// </summary>
    public int MaxConnectionsPerUser { get; set; } = 10;

    /// <summary>
    /// How many connections this node takes; a further one is answered 503 with Retry-After. At least 1.
    /// <value>100,000</value>
    /// </summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>How many messages a second a client may send on average. At least 1. <value>50</value></summary>
    public int MaxMessagesPerSecond { get; set; } = 50;

    /// <summary>How many messages a client may send at once. At least 1. <value>200</value></summary>
    public int MessageBurst { get; set; } = 200;

    /// <summary>
    /// How many requests a second a user may make over HTTP on this node, on average; further ones are answered 429
    /// <c>rate_limited</c>. At least 1. <value>100</value>
    /// </summary>
    public int MaxRequestsPerSecond { get; set; } = 100;

    /// <summary>How many requests a user may make over HTTP at once. At least 1. <value>400</value></summary>
    public int RequestBurst { get; set; } = 400;

    /// <summary>
    /// How many long polls of a user this node holds, those of many pipelines included while their body is read and
    /// their answer is taken, and large answers about one; a further one is answered 429 <c>too_many_connections</c>.
    /// At least 1. <value>100</value>
    /// </summary>
    public int MaxHeldRequestsPerUser { get; set; } = 100;

    /// <summary>
    /// How many tickets a minute a user may ask this node for; a further request is answered 429 <c>rate_limited</c>.
    /// At least 1. <value>120</value>
    /// </summary>
    public int MaxTicketsPerMinute { get; set; } = 120;

    /// <summary>How many transitions a full state carries; 1 to 64. <value>64</value></summary>
    public int TransitionsKept { get; set; } = 64;

    /// <summary>
    /// After so long without a report a running pipeline carries <c>stalled</c>. Greater than 0. <value>30 s</value>
    /// </summary>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a producer may send nothing before it is lost. 3 s to 1 day. <value>60 s</value></summary>
    public TimeSpan ProducerLease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The status of a pipeline whose producer was lost: <see cref="PipelineStatus.Failed"/> with <c>producer_lost</c>,
    /// or <see cref="PipelineStatus.Interrupted"/> where a durable job will go on. <value>Failed</value>
    /// </summary>
    public PipelineStatus LostProducerStatus { get; set; } = PipelineStatus.Failed;

    /// <summary>
    /// How long an ended pipeline is kept by the in-memory backplane. Up to 3,650 days. <value>1 h</value>
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a subscription may wait for a pipeline that is not there. Up to 1 day. <value>10 min</value>
    /// </summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a ticket may be redeemed. Up to 5 min. <value>30 s</value></summary>
    public TimeSpan TicketLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Over how long a shutdown spreads the closing of its connections. 0 to 1 h; the host's own <c>ShutdownTimeout</c>
    /// (30 s unless set) cuts it short. <value>20 s</value>
    /// </summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Serves callers without an identity as the user in the route or in the header <c>X-USER-ID</c>. For
    /// demonstrations only: outside Development a warning is logged at the start. Development serves them anyway, with
    /// a warning. <value>false</value>
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// Origins allowed besides the server's own, for example <c>https://app.example.com</c>: exactly as a browser sends
    /// them, without a path, a slash at the end or a default port. Checked where a browser sends an <c>Origin</c>.
    /// <value>none</value>
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// How long the library waits for one call of the application's code (authorizer, archive, control handler, user id
    /// selector, callbacks on a run's tokens), and for a free place to call it. 10 ms to 10 min. Without an answer in
    /// time the client gets <c>application_unavailable</c> and nothing is shown. <value>5 s</value>
    /// </summary>
    public TimeSpan CallbackTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many calls of the application's code run at the same time, for each kind of it; one user takes a quarter of
    /// them at most, so does one pipeline (4 until one of its calls was answered), and calls about many pipelines take
    /// half. An eighth is kept for users and pipelines that were answered lately. A call that goes on after
    /// <see cref="CallbackTimeout"/> is a part of its user's and its pipeline's quarter until it ends, and where one is
    /// used up (or 4 such calls go on for the pipeline), further calls for this user or pipeline are refused; only with
    /// 1 that is everybody. 1 to 10,000. <value>64</value>
    /// </summary>
    public int MaxConcurrentCallbacks { get; set; } = 64;

    /// <summary>
    /// How long one call of an <see cref="IPipelineTransitionHandler"/> may take. 10 ms to 1 h. <value>30 s</value>
    /// </summary>
    public TimeSpan TransitionHandlerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many transitions may wait for the <see cref="IPipelineTransitionHandler"/>s on this node, and a quarter of
    /// that of one pipeline; further ones are dropped, counted and logged. 1 to 10,000,000. <value>50,000</value>
    /// </summary>
    public int MaxQueuedTransitions { get; set; } = 50_000;

    /// <summary>
    /// How the caller's user id is found. <value>the claim <c>sub</c>, then the name identifier, then the identity's
    /// name</value>
    /// </summary>
    public Func<HttpContext, string?>? UserIdSelector { get; set; }

    /// <summary>
    /// Whether frames are sent directly on the socket where that is possible (plain HTTP/1.1), instead of through the
    /// server's output pipe. <value>true</value>
    /// </summary>
    internal bool SendsDirectly { get; set; } = true;
}
