using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>One file of docs/protocol/vectors: its cases by name.</summary>
internal sealed class VectorFile
{
    private readonly Dictionary<string, JsonObject> _cases;

    public VectorFile(string name) =>
        _cases = JsonNode
            .Parse(File.ReadAllBytes(Path.Combine(Folder(), name)))!
            .AsArray()
            .ToDictionary(c => (string)c!["name"]!, c => c!.AsObject(), StringComparer.Ordinal);

    public JsonObject this[string name] => _cases[name];

    public TheoryData<string> Names(Func<JsonObject, bool>? where = null) =>
        [.. _cases.Where(c => where is null || where(c.Value)).Select(c => c.Key)];

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/protocol/vectors"));
}
