using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Endpoints;

/// <summary>What may be wrong with a request, with its fixed texts.</summary>
internal sealed record BadRequest(string Code, string Title, string Suggestion, int Status = 400)
{
    public static readonly BadRequest SlowBody = new(
        ProgressErrorCodes.RequestTimeout, "The request's body did not come in time.",
        "Send the whole body within 30 seconds.", 408);
    public static readonly BadRequest PipelineId = new(
        ErrorCode.InvalidPipelineId.Name, ErrorCode.InvalidPipelineId.Message, ErrorCode.InvalidPipelineId.Suggestion);
    public static readonly BadRequest Ids = Field(
        "'ids' must name 1 to 50 pipelines, separated by commas.", "Send more with POST to the same address.");
    public static readonly BadRequest Positions = Field(
        "The body must be {\"positions\":{pipeline_id:{\"epoch\":…,\"version\":…}|null}}, no more of them than a "
            + "connection may watch."
    );
    public static readonly BadRequest WaitSeconds = Field("'wait' must be a whole number of seconds from 0 to 60.");
    public static readonly BadRequest Wait = Field("'wait' must be true or false.");
    public static readonly BadRequest Detail = Field(
        "'detail' must be \"stages\", \"pipeline\" or \"summary\".");
    public static readonly BadRequest MaxHz = Field("'max_hz' must be a number from 0.1 to 60.");
    public static readonly BadRequest User = Field(
        "'user' must be \"me\".", "Leave it out, or send user=me for the caller's own pipelines.");

    public static readonly BadRequest List = Field("'list' must be true.", "Leave it out for a stream without a list.");
    public static readonly BadRequest LiveList = Field(
        "A live list has no 'since' and no 'cursor'.", "Leave both out, or request the list with GET.");
    public static readonly BadRequest ListOwner = Field(
        "'owner' must be a user id of 1 to 256 characters.", "Leave it out for the caller's own pipelines.");
    public static readonly BadRequest ListKind = Field("'kind' must have at most 128 characters.");
    public static readonly BadRequest ListCursor = Field(
        "'cursor' must be the 'next' of an answer.", "Leave it out to begin with the newest pipelines.");
    public static readonly BadRequest ListLimit = Field(
        "'limit' must be a whole number from 1 to 200.", "Ask for at most 200, and for the next page with 'next'.");
    public static readonly BadRequest ListSince = Field(
        "'since' must be a time such as 2026-01-31T08:00:00Z.", "Write the time in ISO 8601, in UTC with a Z.");
    public static readonly BadRequest ListStatus = Field(
        "'status' must be one or more statuses of a pipeline, separated by commas.",
        "Use pending, processing, waiting, interrupted, cancelling, completed, failed and cancelled.");

    public static BadRequest Control(string? wrong) => Field(
        wrong ?? "The body must be a control request as one JSON object.",
        "Send {\"action\":…}, with \"question_id\" and \"answer\" for the action \"answer\".");

    private static BadRequest Field(string title, string? suggestion = null) =>
        new(
            ErrorCode.InvalidMessage.Name, title,
            suggestion ?? "Compare the request with docs/protocol.md#the-same-state-over-http.");
}
