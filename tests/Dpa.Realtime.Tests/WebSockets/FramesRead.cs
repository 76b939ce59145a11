using System.Text.Json.Nodes;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.WebSockets;

/// <summary>What a client makes of ready-made frames.</summary>
internal static class FramesRead
{
    public static List<byte[]> Payloads(this IEnumerable<TextFrames> batches)
    {
        var payloads = new List<byte[]>();
        foreach (var batch in batches)
            foreach (var payload in batch) payloads.Add(payload.ToArray());
        return payloads;
    }

    public static List<JsonObject> Parse(this IEnumerable<TextFrames> batches) =>
        [.. batches.Payloads().Select(p => JsonNode.Parse(p)!.AsObject())];
}
