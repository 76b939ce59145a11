namespace Dpa.Realtime.Client.Protocol;

// The folder Protocol: the bytes on the wire and nothing else. Unreadable input is null, never an exception. Code that
// the server's package has too is linked from there.

/// <summary>The frames of a server that this client handles (docs/protocol.md#frames-from-the-server).</summary>
internal abstract record ServerFrame;

/// <summary><c>connection</c>: first on every connection.</summary>
internal sealed record GreetingFrame(
    long Protocol, TimeSpan? HeartbeatInterval, int? MaxSubscriptions, int? MaxMessageBytes) : ServerFrame;

/// <summary><c>pipeline_progress</c> in one of its forms.</summary>
internal sealed record PipelineFrame(
    PipelineState State, long TransitionsFrom, bool HasStages, bool ListsTransitions, bool IsPartial, bool IsReset)
    : ServerFrame;

/// <summary>
/// <c>stage_update</c>: absolute for its stage, but for its weight and what can be asked of it, which are not in the
/// frame.
/// </summary>
internal sealed record StageFrame(
    string PipelineId, PipelinePosition Position, long Transition, StageState Stage, string Change,
    PipelineStatus? From, string? FromWord, double OverallProgress, string? CurrentStage, DateTimeOffset Timestamp,
    bool IsProvisional
) : ServerFrame;

/// <summary><c>subscription_confirmed</c>; version 0 while it waits.</summary>
internal sealed record ConfirmedFrame(string PipelineId, PipelinePosition Position) : ServerFrame;

/// <summary><c>unsubscription_confirmed</c>.</summary>
internal sealed record UnsubscribedFrame(string PipelineId, string Reason) : ServerFrame;

/// <summary><c>query</c>: all that a live list has now, in order.</summary>
internal sealed record QueryFrame(string QueryId, IReadOnlyList<string> PipelineIds) : ServerFrame;

/// <summary><c>error</c>: the connection stays open.</summary>
internal sealed record ErrorFrame(string Code, string Message, string Suggestion, string? RequestId, string? PipelineId)
    : ServerFrame;

/// <summary><c>ping</c>, with the positions that were sent.</summary>
internal sealed record PingFrame(string? Timestamp, IReadOnlyList<KeyValuePair<string, PipelinePosition>> Marks)
    : ServerFrame;

/// <summary><c>status</c>: the ids of all that this connection is subscribed to.</summary>
internal sealed record StatusFrame(IReadOnlyList<string> Subscriptions) : ServerFrame;

/// <summary><c>pong</c>: our ping's timestamp.</summary>
internal sealed record PongFrame(string? Timestamp) : ServerFrame;

/// <summary><c>control_accepted</c>.</summary>
internal sealed record ControlAcceptedFrame(string? RequestId) : ServerFrame;

/// <summary><c>reconnect</c>: the server will close; reconnect after that time.</summary>
internal sealed record ReconnectFrame(TimeSpan After) : ServerFrame;
