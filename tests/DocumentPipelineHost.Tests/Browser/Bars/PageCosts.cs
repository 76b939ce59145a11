using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>What a page's bytes are of: frames by their type, answers by their address.</summary>
internal sealed class PageCosts
{
    private readonly ConcurrentDictionary<string, (int Count, long Bytes)> _costs = new(StringComparer.Ordinal);

    public PageCosts(IPage page)
    {
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => Add(KindOf(JsonNode.Parse(frame.Text!)!), frame.Text!.Length);
            socket.FrameSent += (_, frame) =>
                Add($"sent: {(string)JsonNode.Parse(frame.Text!)!["type"]!}", frame.Text!.Length);
        };
        page.RequestFinished += async (_, request) =>
        {
            try
            {
                var sizes = await request.SizesAsync();
                Add(
                    $"{request.Method} {PathOf(new Uri(request.Url))}",
                    sizes.RequestHeadersSize
                        + sizes.RequestBodySize
                        + sizes.ResponseHeadersSize
                        + sizes.ResponseBodySize);
            }
            catch (PlaywrightException)
            {
                // The page has gone.
            }
        };
    }

    /// <summary>How many there were of that kind.</summary>
    public int CountOf(string kind) => _costs.TryGetValue(kind, out var cost) ? cost.Count : 0;

    public string InWords =>
        string.Join(
            '\n', _costs
                .OrderByDescending(static cost => cost.Value.Bytes)
                .Select(static cost =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{cost.Value.Bytes, 9:N0} bytes, {cost.Value.Count, 5}: {cost.Key}")));

    /// <summary>Without the ids in it.</summary>
    private static string PathOf(Uri address) =>
        string.Join('/', address.AbsolutePath.Split('/').Select(static part => part.Length > 20 ? "{id}" : part));

    private static string KindOf(JsonNode frame) =>
        (string)frame["type"]! switch
        {
            "pipeline_progress" =>
                $"pipeline_progress{(frame["stages"] is null ? " without stages" : "")}{((string?)frame["kind"] == "batch" ? " of the batch" : "")}",
            "stage_update" => $"stage_update, {(string)frame["change"]!}",
            var type => type,
        };

    private void Add(string kind, long bytes) =>
        _costs.AddOrUpdate(kind, (1, bytes), (_, cost) => (cost.Count + 1, cost.Bytes + bytes));
}
