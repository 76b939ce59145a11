using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>What a client told of one pipeline.</summary>
/// <param name="First">The count of transitions of the first state; undefined until there was one.</param>
/// <param name="States">How many states the listener got.</param>
/// <param name="Transitions">Each that was raised, in order.</param>
/// <param name="Skipped">Transitions that were reported as too old to be told.</param>
/// <param name="WentBack">States with a smaller version than the one before.</param>
/// <param name="State">The newest.</param>
internal sealed record ToldPipeline(
    long? First, int States, IReadOnlyList<JsonObject> Transitions, int Skipped, int WentBack, JsonObject? State)
{
    // What a frame says of itself, not of the pipeline.
    private static readonly string[] OfTheFrame = ["type", "partial", "reset"];

    /// <summary>
    /// Its state is the server's, and each transition since the first state was raised once, in order.
    /// </summary>
    public void ExpectToBe(JsonObject truth)
    {
        var expected = (JsonObject)WithoutNulls(truth)!;
        foreach (var field in OfTheFrame)
            expected.Remove(field);
        Assert.True(
            JsonNode.DeepEquals(expected, State),
            $"The server holds\n{expected.ToJsonString()}\nand the client\n{State?.ToJsonString()}");
        Assert.Equal(0, Skipped);
        Assert.Equal(0, WentBack);

        var last = (long)truth["transition"]!;
        Assert.Equal(
            Enumerable.Range((int)First! + 1, (int)(last - First.Value)).Select(n => (long)n),
            Transitions.Select(t => (long)t["transition"]!));
        var listed = ((JsonArray)expected["transitions"]!).ToDictionary(t => (long)t!["transition"]!, t => t!);
        Assert.All(Transitions.Where(t => listed.ContainsKey((long)t["transition"]!)), t =>
            Assert.Equal((string?)listed[(long)t["transition"]!]["to"], (string?)t["to"]));
    }

    public override string ToString() => State is null
        ? $"{States} states, nothing is held"
        : $"{States} states, {Transitions.Count} transitions since {First}; newest: {State["status"]}, " +
          $"stage {State["current_stage"]}, {State["overall_progress"]} %, version {State["version"]}";

    private static JsonNode? WithoutNulls(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, WithoutNulls(p.Value)))),
            JsonArray a => new JsonArray([.. a.Select(WithoutNulls)]),
            _ => node?.DeepClone(),
        };
}
