using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>What a client wrote down (<c>Pages/record.js</c>), wherever it runs.</summary>
internal sealed record Told(
    string Status, string? Reason, bool Shared, IReadOnlyList<string> Statuses, JsonObject Counters,
    IReadOnlyDictionary<string, ToldPipeline> Pipelines)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public ToldPipeline Of(string pipeline) => Pipelines[pipeline];

    public static Told Parse(string report) => JsonSerializer.Deserialize<Told>(report, Web)!;

    /// <summary>
    /// Waits until the client holds exactly what the server holds of an ended pipeline, and every transition since the
    /// client's first state was told once, in order, none skipped.
    /// </summary>
    public static async Task ExpectTruthAsync(Func<Task<Told>> told, JsonObject truth, int withinSeconds = 30)
    {
        var pipeline = (string)truth["pipeline_id"]!;
        Told last = null!;
        await Eventually.HoldsAsync(
            async () =>
                (last = await told()).Of(pipeline).State is { } state
                && JsonNode.DeepEquals(state["version"], truth["version"]),
            $"version {truth["version"]}", TimeSpan.FromSeconds(withinSeconds));
        last.Of(pipeline).ExpectToBe(truth);
    }

    public override string ToString() => string.Join('\n',
    [
        JsonSerializer.Serialize(new { Status, Reason, Shared, Statuses, Counters }, Web),
        .. Pipelines.Select(static one => $"{one.Key}: {one.Value}"),
    ]);
}
