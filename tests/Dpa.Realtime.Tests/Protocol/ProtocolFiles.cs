using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Tests.Protocol;

/// <summary>The golden vectors beside the protocol page, as they stand in <c>docs/protocol/vectors</c>.</summary>
internal static class ProtocolFiles
{
    public static JsonObject Vectors(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "vectors", name)))!.AsObject();

    /// <summary>The cases of a file by their names.</summary>
    public static Dictionary<string, JsonObject> Cases(string name) =>
        Vectors(name)["cases"]!
            .AsArray()
            .ToDictionary(c => (string)c!["name"]!, c => c!.AsObject(), StringComparer.Ordinal);

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/protocol"));
}
