namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>Why a pipeline cannot be watched, in words.</summary>
internal static class Absence
{
    public static RealtimeException Of(string id, string code, string? message, string? suggestion) =>
        code switch
        {
            ProgressErrorCodes.NotFound => new(
                code, message ?? $"There is no pipeline '{id}' that this user may see.",
                suggestion ?? "Check the id and the user; watch with Wait to wait for one that has not started."),
            ProgressErrorCodes.Forbidden => new(
                code, message ?? $"Access to pipeline '{id}' was taken away.", suggestion ?? "Ask its owner."),
            ProgressErrorCodes.Expired => new(
                code, message ?? $"Pipeline '{id}' did not start in the time that the server waits.",
                suggestion ?? "Watch it again."),
            _ => new(code, message ?? code, suggestion ?? ""),
        };
}
