using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Reads stages in states, and waits for them.</summary>
internal static class Stages
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static JsonNode Stage(this JsonNode state, string type) =>
        state["stages"]!.AsArray().Single(stage => (string?)stage!["id"] == type)!;

    public static string Status(this JsonNode state) => (string)state["status"]!;

    /// <summary>Asks as fast as it can until the stage is that far, or the pipeline is at its end.</summary>
    public static async Task<JsonNode> UntilStageAsync(
        this HostClient client, JsonNode upload, string stage, double progress)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var state = await client.StateAsync(upload);
            if (
                (double)state.Stage(stage)["progress"]! >= progress
                || state.Status() is "completed" or "failed" or "cancelled")
                return state;
        }
    }
}
