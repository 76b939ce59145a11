using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>
/// The first tab of a browser over its debugging socket and nothing else: Playwright asks to be told of every frame of
/// a WebSocket, which costs a page more than the frame itself.
/// </summary>
internal sealed class DevToolsPage : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private int _commands;

    public static async Task<DevToolsPage> OpenAsync(Uri devTools)
    {
        using var http = new HttpClient();
        var targets = await http.GetFromJsonAsync<JsonArray>(
            $"http://{devTools.Authority}/json/list",
            TestContext.Current.CancellationToken);
        var tab = targets!.First(target => (string?)target!["type"] == "page")!;
        var page = new DevToolsPage();
        await page._socket.ConnectAsync(
            new Uri((string)tab["webSocketDebuggerUrl"]!), TestContext.Current.CancellationToken);
        return page;
    }

    /// <summary>One command at a time: what comes is its answer, or an event, which is left.</summary>
    public async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        var command = new JsonObject
        {
            ["id"] = ++_commands,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true,
            TestContext.Current.CancellationToken);
        JsonNode answer;
        do answer = await ReceiveAsync();
        while (answer["id"] is null);
        Assert.Equal(_commands, (int)answer["id"]!);
        return answer["error"] is { } error
            ? throw new InvalidOperationException($"{method}: {error}")
            : answer["result"]!;
    }

    public async Task<T> EvaluateAsync<T>(string expression)
    {
        var answer = await SendAsync(
            "Runtime.evaluate", new()
            {
                ["expression"] = expression,
                ["returnByValue"] = true,
                ["awaitPromise"] = true,
            });
        if (answer["exceptionDetails"] is { } thrown)
            throw new InvalidOperationException($"{expression}: {thrown["exception"]?["description"]}");
        return answer["result"]!["value"].Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        message.Position = 0;
        return JsonNode.Parse(message)!;
    }
}
