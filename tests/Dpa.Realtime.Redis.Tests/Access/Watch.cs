using System.Net.WebSockets;
using System.Text;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>A socket of <c>user-2</c> that watches pipelines, and notes when it last heard of each.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private Task _reading = Task.CompletedTask;

    /// <summary>The timestamp of the newest state or change of it.</summary>
    public long LastOf(string pipelineId)
    {
        lock (_heard) return _heard.GetValueOrDefault(pipelineId);
    }

    public static async Task<Watch> OpenAsync(Uri http, params string[] pipelineIds)
    {
        using var limit = new CancellationTokenSource(Limit);
        var watch = new Watch();
        watch._socket.Options.AddSubProtocol("dpa.realtime.v1");
        await watch._socket.ConnectAsync(
            new UriBuilder(http) { Scheme = "ws", Path = "/api/v1/ws/user-2" }.Uri,
            limit.Token
        );
        var subscribe =
            $$"""{"type":"subscribe_pipeline","pipeline_ids":[{{string.Join(",", pipelineIds.Select(i => $"\"{i}\""))}}]}""";
        await watch._socket.SendAsync(Encoding.UTF8.GetBytes(subscribe), WebSocketMessageType.Text, true, limit.Token);
        watch._reading = Task.Run(watch.ReadAsync);
        await Dpa.Realtime.Faults.Eventually.HoldsAsync(
            () => pipelineIds.All(i => watch.LastOf(i) > 0),
            "a state of each");
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            if (received.MessageType == WebSocketMessageType.Close) return;
            var frame = System.Text.Json.Nodes.JsonNode.Parse(buffer.AsSpan(0, length))!;
            if ((string?)frame["type"] is not ("pipeline_progress" or "progress" or "stage_update")) continue;
            lock (_heard) _heard[(string)frame["pipeline_id"]!] = TimeProvider.System.GetTimestamp();
        }
    }
}
