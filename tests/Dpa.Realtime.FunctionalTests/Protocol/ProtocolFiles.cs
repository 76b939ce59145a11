using System.Text.Json.Nodes;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>The files beside the protocol page, as they stand in <c>docs/protocol</c>.</summary>
internal static class ProtocolFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "protocol");

    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static JsonObject Vectors(string name) =>
        JsonNode.Parse(File.ReadAllText(PathOf("vectors", name)))!.AsObject();
}
