using System.Text.Json.Nodes;
using NJsonSchema;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>The JSON Schemas of <c>docs/protocol/schemas</c>, by direction and type.</summary>
internal sealed class FrameSchemas
{
    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    private FrameSchemas()
    {
    }

    public IReadOnlyCollection<string> Names => _schemas.Keys;

    public static async Task<FrameSchemas> LoadAsync()
    {
        var schemas = new FrameSchemas();
        foreach (var file in Directory.EnumerateFiles(ProtocolFiles.PathOf("schemas"), "*.*.json"))
            schemas._schemas[Path.GetFileNameWithoutExtension(file)] = await JsonSchema.FromFileAsync(file);
        return schemas;
    }

    /// <summary>What is wrong with a frame of the server; empty where nothing is.</summary>
    public IReadOnlyList<string> ErrorsOfServer(JsonObject frame) => Errors("server", frame);

    public IReadOnlyList<string> ErrorsOfClient(JsonObject message) => Errors("client", message);

    private List<string> Errors(string side, JsonObject json)
    {
        if (!_schemas.TryGetValue($"{side}.{(string?)json["type"]}", out var schema))
            return [$"There is no schema of '{json["type"]}'."];
        return [.. schema.Validate(json.ToJsonString()).Select(e => $"{e.Path}: {e.Kind} in {json.ToJsonString()}")];
    }
}
