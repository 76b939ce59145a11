namespace Dpa.Realtime.Protocol;

/// <summary>The codes of docs/protocol.md#error-codes, each with its fixed texts.</summary>
internal sealed record ErrorCode(string Name, string Message, string Suggestion)
{
    public static readonly ErrorCode InvalidJson = new(
        ProgressErrorCodes.InvalidJson, "The message is not one JSON object.",
        "Send one JSON object a message, in UTF-8, at most 8 levels deep and without repeated keys.");
    public static readonly ErrorCode InvalidMessage = new(
        ProgressErrorCodes.InvalidMessage, "A field is missing or wrong.",
        "Compare the message with docs/protocol.md#messages-from-the-client.");
    public static readonly ErrorCode UnknownType = new(
        ProgressErrorCodes.UnknownType, "The message's type is not known.",
        "Use subscribe_pipeline, unsubscribe_pipeline, subscribe_user, unsubscribe_user, subscribe_query, "
            + "unsubscribe_query, get_status, control, authenticate, ping or pong."
    );
    public static readonly ErrorCode NotFound = new(
        ProgressErrorCodes.NotFound, "There is no such pipeline, or you may not see it.",
        "Check the pipeline's id and the user; subscribe with wait:true to wait for one that has not started.");
    public static readonly ErrorCode InvalidPipelineId = new(
        ProgressErrorCodes.InvalidPipelineId, "The pipeline's id is not valid.",
        "Use 1 to 128 characters of A-Z a-z 0-9 . _ : -");
    public static readonly ErrorCode TooManySubscriptions = new(
        ProgressErrorCodes.TooManySubscriptions, "This connection watches as many pipelines as it may.",
        "Unsubscribe from pipelines that are no longer shown, or watch a parent pipeline.");
    public static readonly ErrorCode RateLimited = new(
        ProgressErrorCodes.RateLimited, "Too many messages.",
        "Send fewer messages; subscribe to many pipelines with one pipeline_ids message.");
    public static readonly ErrorCode NotControllable = new(
        ProgressErrorCodes.NotControllable, "The pipeline does not offer that now.",
        "Look at can_cancel, can_interrupt, can_resume and can_retry of its state.");
    public static readonly ErrorCode BackplaneUnavailable = new(
        ProgressErrorCodes.BackplaneUnavailable, "The state cannot be read at the moment.",
        "Try again in a few seconds.");
    public static readonly ErrorCode ApplicationUnavailable = new(
        ProgressErrorCodes.ApplicationUnavailable, "The application cannot say at the moment whether you may see this.",
        "Try again in a few seconds.");
    public static readonly ErrorCode ControlFailed = new(
        ProgressErrorCodes.ControlFailed, "The application could not carry the request out.",
        "Look at the pipeline's state, and ask again if it has not changed.");
    public static readonly ErrorCode AlreadyAnswered = new(
        ProgressErrorCodes.AlreadyAnswered, "The question was answered before; the first answer counts.",
        "Look at the pipeline's state: the work goes on.");
    public static readonly ErrorCode NoSuchQuestion = new(
        ProgressErrorCodes.NoSuchQuestion, "The pipeline does not ask that question, or not any more.",
        "Look at question in the pipeline's state; it may have been withdrawn, or its time be over.");
    public static readonly ErrorCode InvalidAnswer = new(
        ProgressErrorCodes.InvalidAnswer, "The answer is none of the question's choices.",
        "Send one of the question's choices as a text, exactly as it is written there.");
    public static readonly ErrorCode InvalidTicket = new(
        ProgressErrorCodes.InvalidMessage, "The ticket is unknown, used or expired.",
        "Ask for a new ticket and send it once.");
}
