using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>One file of docs/protocol/vectors.</summary>
internal sealed class VectorFile(string name)
{
    private readonly JsonObject _file = JsonNode
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", name)))!
        .AsObject();

    public JsonObject Base => _file["base"]!.AsObject();

    public IEnumerable<JsonObject> Cases => _file["cases"]!.AsArray().Select(c => c!.AsObject());

    public TheoryData<string> Names => [.. Cases.Select(c => (string)c["name"]!)];

    public JsonObject this[string name] => Cases.First(c => (string)c["name"]! == name);

    /// <summary>
    /// The base of its type, with the fields given in place of the base's own; so too each stage and transition.
    /// </summary>
    public JsonObject Complete(JsonObject given)
    {
        var frame = Over(Base[(string)given["type"]!], given);
        foreach (var (list, element) in new[] { ("stages", "stage"), ("transitions", "transition") })
            if (frame[list] is JsonArray elements)
                frame[list] = new JsonArray([.. elements.Select(e => Over(Base[element], e!.AsObject()))]);
        return frame;
    }

    private static JsonObject Over(JsonNode? basis, JsonObject given)
    {
        var frame = (JsonObject?)basis?.DeepClone() ?? [];
        foreach (var (field, value) in given) frame[field] = value?.DeepClone();
        return frame;
    }
}
