using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>Every frame that the page's own WebSockets received, across reloads.</summary>
internal sealed class SocketFrames
{
    private readonly ConcurrentQueue<JsonNode> _frames = new();
    private int _sockets;

    public SocketFrames(IPage page) => page.WebSocket += (_, socket) =>
    {
        Interlocked.Increment(ref _sockets);
        socket.FrameReceived += (_, frame) => _frames.Enqueue(JsonNode.Parse(frame.Text!)!);
    };

    public int Sockets => Volatile.Read(ref _sockets);

    /// <summary>What the frames said of this stage, in order: its own updates, and its part of full states.</summary>
    public IReadOnlyList<(string Status, double Progress)> StagesOf(string stage) =>
        [
            .. _frames
                .SelectMany(frame =>
                    (string?)frame["type"] switch
                    {
                        "stage_update" when (string?)frame["stage_type"] == stage => [frame],
                        "progress" when (int)frame["stage"]! == IndexOf(stage) => [frame],
                        "pipeline_progress" when frame["stages"] is JsonArray stages => stages.Where(s =>
                            (string?)s!["id"] == stage),
                        _ => [],
                    })
                .Select(s => ((string?)s!["status"] ?? "processing", (double)s["progress"]!)),
        ];

    /// <summary>How long the stage took, as its last frame with a duration has it; zero where there is none.</summary>
    public TimeSpan LengthOf(string stage) =>
        TimeSpan.FromSeconds(
            _frames
                .SelectMany(frame =>
                    (string?)frame["type"] switch
                    {
                        "stage_update" when (string?)frame["stage_type"] == stage => [frame],
                        "pipeline_progress" when frame["stages"] is JsonArray stages =>
                            stages.Where(s => (string?)s!["id"] == stage),
                        _ => Enumerable.Empty<JsonNode?>(),
                    })
                .Select(static s => (double?)s!["duration"])
                .LastOrDefault(static duration => duration is not null)
            ?? 0);

    private int IndexOf(string stage) =>
        _frames
            .Select(static frame => frame["stages"])
            .OfType<JsonArray>()
            .Select(stages => stages.Select(s => (string?)s!["id"]).ToList().IndexOf(stage))
            .FirstOrDefault(-1);
}
