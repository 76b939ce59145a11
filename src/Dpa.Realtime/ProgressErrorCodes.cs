#if DPA_CLIENT
namespace Dpa.Realtime.Client;
#else
namespace Dpa.Realtime;
#endif

/// <summary>
/// The error codes of the protocol, of a refused producer and of a lost one, for comparisons without typing errors.
/// </summary>
/// <remarks>
/// The list is one for the server and for the .NET client. docs/reference.md describes when each is used. A later
/// server may send codes that are not among them.
/// </remarks>
public static class ProgressErrorCodes
{
    // What the server answers to a message or a request.

    /// <summary>The message is not one JSON object.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>A field is missing or wrong, or a ticket does not hold.</summary>
    public const string InvalidMessage = "invalid_message";

    /// <summary>The server does not know the message's type.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>There is no such pipeline, or the caller may not see it.</summary>
    public const string NotFound = "not_found";

    /// <summary>The text is not a pipeline id.</summary>
    public const string InvalidPipelineId = "invalid_pipeline_id";

    /// <summary>The connection has as many subscriptions as it may have.</summary>
    public const string TooManySubscriptions = "too_many_subscriptions";

    /// <summary>The client sends more than it may.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The pipeline does not offer that action now.</summary>
    public const string NotControllable = "not_controllable";

    /// <summary>The backplane does not answer; try again in a few seconds.</summary>
    public const string BackplaneUnavailable = "backplane_unavailable";

    /// <summary>The application does not answer whether the caller may see it; try again in a few seconds.</summary>
    public const string ApplicationUnavailable = "application_unavailable";

    /// <summary>The application failed at a control request.</summary>
    public const string ControlFailed = "control_failed";

    /// <summary>The request is no WebSocket upgrade.</summary>
    public const string NotAWebSocketRequest = "not_a_websocket_request";

    /// <summary>The WebSocket handshake is not as RFC 6455 has it.</summary>
    public const string BadHandshake = "bad_handshake";

    /// <summary>The page's origin may open no connection.</summary>
    public const string ForbiddenOrigin = "forbidden_origin";

    /// <summary>The caller has no identity, or one that has ended.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The user in the address is not the caller.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The node is shutting down; another one has the same state.</summary>
    public const string Draining = "draining";

    /// <summary>The user, or the node, has as many connections or held requests as it may have.</summary>
    public const string TooManyConnections = "too_many_connections";

    /// <summary>The request's body did not come in time.</summary>
    public const string RequestTimeout = "request_timeout";

    // Why an answer to a question is refused.

    /// <summary>Another answer to the question was first, and counts.</summary>
    public const string AlreadyAnswered = "already_answered";

    /// <summary>The pipeline does not ask that question, or not any more.</summary>
    public const string NoSuchQuestion = "no_such_question";

    /// <summary>The answer is none of the question's choices.</summary>
    public const string InvalidAnswer = "invalid_answer";

    // Why a producer's call is refused.

    /// <summary>A pipeline of this id is not at its end.</summary>
    public const string AlreadyLive = "already_live";

    /// <summary>The pipeline or stage cannot go to that status now.</summary>
    public const string IllegalTransition = "illegal_transition";

    /// <summary>Another producer took the pipeline over.</summary>
    public const string ProducerReplaced = "producer_replaced";

    /// <summary>Another producer changed the stage.</summary>
    public const string Conflict = "conflict";

    /// <summary>The pipeline's state would be larger than it may be.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Nobody answered the question before its time was over.</summary>
    public const string QuestionExpired = "question_expired";

    // Why a pipeline failed, where the library ended it.

    /// <summary>An exception left the work.</summary>
    public const string UnhandledError = "unhandled_error";

    /// <summary>The run was disposed before it ended.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>Nothing was received from the producer for longer than its lease.</summary>
    public const string ProducerLost = "producer_lost";

    /// <summary>No child of the pipeline was completed.</summary>
    public const string ChildrenFailed = "children_failed";

    // What a client finds out itself.

    /// <summary>A new token or ticket was refused too, or a socket was closed with 4401.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The pipeline did not start while the subscription waited for it.</summary>
    public const string Expired = "expired";

    /// <summary>There is no connection to carry the request.</summary>
    public const string NotConnected = "not_connected";

    /// <summary>There was no answer in time; the request may have been carried out.</summary>
    public const string Timeout = "timeout";

    /// <summary>The server cannot be reached.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server's name has no address.</summary>
    public const string NameNotResolved = "name_not_resolved";

    /// <summary>The connection cannot be secured: a certificate, most likely.</summary>
    public const string TlsError = "tls_error";

    /// <summary>The answer is not this protocol's: a sign-in page or a proxy's error, most likely.</summary>
    public const string NotJson = "not_json";

    /// <summary>The server speaks a newer protocol than this client.</summary>
    public const string UnsupportedProtocol = "unsupported_protocol";
}
