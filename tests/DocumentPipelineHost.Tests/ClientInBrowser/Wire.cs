using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>What went over the WebSockets of a page.</summary>
internal sealed class Wire
{
    private readonly ConcurrentQueue<JsonNode> _sent = new();
    private readonly ConcurrentQueue<JsonNode> _received = new();

    public Wire(IPage page) => page.WebSocket += (_, socket) =>
    {
        socket.FrameSent += (_, frame) => Take(_sent, frame.Text);
        socket.FrameReceived += (_, frame) => Take(_received, frame.Text);
    };

    public IReadOnlyList<JsonNode> Sent => [.. _sent];

    public int ReceivedOf(string pipeline) => _received.Count(frame => (string?)frame["pipeline_id"] == pipeline);

    /// <summary>The rate of the newest request to watch something; null for all that comes.</summary>
    public double? AskedHz =>
        (double?)Sent.LastOrDefault(frame => (string?)frame["type"] == "subscribe_pipeline")?["max_hz"];

    private static void Take(ConcurrentQueue<JsonNode> frames, string? text)
    {
        if (text is not null) frames.Enqueue(JsonNode.Parse(text)!);
    }
}
