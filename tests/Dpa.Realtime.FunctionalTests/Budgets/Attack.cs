using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>What one signed-in user can do to a node with its connections: the same message over and over, as fast as it is taken, and everything that comes is read.</summary>
internal static class Attack
{
    public const string User = "greedy";
    public const int Pipelines = 20;
    private const int Connections = 10;

    private static readonly string[] Held = [.. Enumerable.Range(0, Pipelines).Select(i => $"large{i}")];

    /// <summary>By name, each message at most 64 KB, as many bytes as a client may send.</summary>
    public static IReadOnlyDictionary<string, string> Messages { get; } = new Dictionary<string, string>
    {
        ["ids"] = Naming("\"type\":\"subscribe_pipeline\"", Enumerable.Range(0, 8_000).Select(i => $"x{i:x}")),
        ["invalid ids"] = Naming("\"type\":\"subscribe_pipeline\"", Enumerable.Repeat("", 20_000)),
        ["waiting"] = Naming("\"type\":\"subscribe_pipeline\",\"wait\":true", Enumerable.Range(0, 8_000).Select(i => $"w{i:x}")),
        ["subscribing again"] = Naming("\"type\":\"subscribe_pipeline\"", Held),
        ["unsubscribing"] = Naming("\"type\":\"unsubscribe_pipeline\"", Enumerable.Range(0, 8_000).Select(i => $"x{i:x}")),
        ["control"] = Naming("\"type\":\"control\",\"action\":\"cancel\"", [.. Held, .. Enumerable.Range(0, 8_000).Select(i => $"x{i:x}")]),
        ["its own"] = "{\"type\":\"subscribe_user\"}",
        ["status"] = "{\"type\":\"get_status\"}",
    };

    public static Task RunAsync(RealtimeServer server, string message, TimeSpan duration) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ConnectionAsync(server, Encoding.UTF8.GetBytes(message), duration)));

    private static async Task ConnectionAsync(RealtimeServer server, byte[] message, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            using var socket = new ClientWebSocket();
            using var limit = new CancellationTokenSource(duration - clock.Elapsed + TimeSpan.FromSeconds(1));
            try
            {
                await socket.ConnectAsync(new Uri(server.WebSocket, $"/api/v1/ws/{User}"), limit.Token);
                var reading = ReadAsync(socket, limit.Token);
                while (clock.Elapsed < duration && !reading.IsCompleted) await socket.SendAsync(message, WebSocketMessageType.Text, true, limit.Token);
                socket.Abort();
                await reading;
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Closed with 4008, or its time is over: it comes again.
            }
        }
    }

    private static async Task ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of it.
        }
    }

    private static string Naming(string fields, IEnumerable<string> ids)
    {
        var message = new StringBuilder($"{{{fields},\"pipeline_ids\":[");
        foreach (var id in ids)
        {
            if (message.Length + id.Length > 64_000) break;
            message.Append('"').Append(id).Append("\",");
        }

        message.Length--;
        return message.Append("]}").ToString();
    }
}
