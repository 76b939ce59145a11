using System.Text.Json.Nodes;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>
/// Completes the frames of <c>merge-steps.json</c> and compares what is held with what is expected, as its README says.
/// </summary>
internal static class VectorFrames
{
    /// <summary>
    /// The base of its type, with the fields given in place of the base's own; so too each stage and transition.
    /// </summary>
    public static JsonObject Complete(JsonObject bases, JsonObject given)
    {
        var frame = Over(bases[(string)given["type"]!], given);
        foreach (var (list, element) in new[] { ("stages", "stage"), ("transitions", "transition") })
            if (frame[list] is JsonArray elements)
                frame[list] = new JsonArray([.. elements.Select(e => Over(bases[element], e!.AsObject()))]);
        return frame;
    }

    /// <summary>
    /// Objects are compared by the fields that are expected, null being the same as absent; lists by their length and
    /// element by element.
    /// </summary>
    public static void Same(JsonNode? expected, JsonNode? actual, string path)
    {
        if (expected is JsonObject fields)
        {
            Assert.True(actual is JsonObject, $"{path} is {Say(actual)}.");
            foreach (var (field, value) in fields) Same(value, actual![field], $"{path}.{field}");
        }
        else if (expected is JsonArray elements)
        {
            Assert.True(
                actual is JsonArray found && found.Count == elements.Count,
                $"{path} is {Say(actual)}, {elements.Count} were expected.");
            for (var i = 0; i < elements.Count; i++)
                Same(elements[i], actual![i], $"{path}[{i}]");
        }
        else
        {
            Assert.True(
                JsonNode.DeepEquals(expected, actual), $"{path} is {Say(actual)}, {Say(expected)} was expected.");
        }
    }

    private static JsonObject Over(JsonNode? basis, JsonObject given)
    {
        var frame = (JsonObject?)basis?.DeepClone() ?? [];
        foreach (var (field, value) in given) frame[field] = value?.DeepClone();
        return frame;
    }

    private static string Say(JsonNode? node) => node?.ToJsonString() ?? "absent";
}
