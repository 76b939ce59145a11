using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Protocol;

/// <summary>A client whose every message and every frame is judged by its schema.</summary>
internal sealed class RecordingClient(WireClient client, FrameSchemas schemas) : IAsyncDisposable
{
    public List<JsonObject> Frames { get; } = [];

    public static async Task<RecordingClient> ConnectAsync(
        RealtimeServer server, FrameSchemas schemas, string? subProtocol = "dpa.realtime.v1"
    ) => new(await WireClient.ConnectAsync(server, subProtocol: subProtocol, greet: false), schemas);

    public Task SendAsync(object message)
    {
        var json = JsonSerializer.SerializeToNode(message)!.AsObject();
        Assert.Empty(schemas.ErrorsOfClient(json));
        return client.SendTextAsync(json.ToJsonString());
    }

    /// <summary>A message that is wrong, as it is.</summary>
    public Task SendWrongAsync(string text) => client.SendTextAsync(text);

    /// <summary>Reads on to the first frame that fits.</summary>
    public async Task<JsonObject> UntilAsync(
        Func<JsonObject, bool> fits,
        [CallerArgumentExpression(nameof(fits))] string what = "")
    {
        using var wait = new Wait($"a frame that fits {what}");
        while (await client.ReceiveAsync(wait) is { } frame)
        {
            Judge(frame);
            if (fits(frame)) return frame;
        }

        throw wait.Ended($"The server closed ({client.CloseStatus})");
    }

    public Task<JsonObject> UntilAsync(string type) => UntilAsync(f => (string?)f["type"] == type, $"type = {type}");

    public Task<JsonObject> UntilErrorAsync(string code) =>
        UntilAsync(f => (string?)f["code"] == code, $"code = {code}");

    public async Task ToEndAsync()
    {
        using var wait = new Wait("the server's close");
        while (await client.ReceiveAsync(wait) is { } frame) Judge(frame);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private void Judge(JsonObject frame)
    {
        Assert.Empty(schemas.ErrorsOfServer(frame));
        Frames.Add(frame);
    }
}
