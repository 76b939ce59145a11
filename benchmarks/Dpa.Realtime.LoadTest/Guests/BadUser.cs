using System.Net.WebSockets;
using System.Text;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>
/// The one user for whom the guest misbehaves: the same requests in each phase, whether or not it does.
/// </summary>
internal sealed class BadUser(Uri server) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private readonly HttpClient _http = new() { BaseAddress = server };
    private readonly ClientWebSocket _socket = new();

    public async Task RunAsync(CancellationToken stop)
    {
        await _socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/api/v1/ws/user-of-bad" }.Uri, stop);
        var reading = ReadAsync(stop);
        using var timer = new PeriodicTimer(Interval);
        for (var i = 0; await timer.WaitForNextTickAsync(stop); i++)
        {
            _ = GetAsync($"bad-{i % GuestServer.BadPipelines}", "calm", stop); // the authorizer
            _ = GetAsync($"bad-unknown-{i}", "calm", stop); // the archive
            _ = GetAsync("load-0", "bad", stop); // the selector
            var control = Encoding.UTF8.GetBytes("""{"type":"control","pipeline_id":"bad-ended","action":"retry"}""");
            if (i % 4 == 0)
                await _socket.SendAsync(control, WebSocketMessageType.Text, true, stop);
        }
        await reading;
    }

    public void Dispose()
    {
        _http.Dispose();
        _socket.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while ((await _socket.ReceiveAsync(buffer, stop)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    /// <summary>Whatever comes of it.</summary>
    private async Task GetAsync(string pipelineId, string userId, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/pipelines/{pipelineId}/progress")
        {
            Headers = { { "X-USER-ID", userId } },
        };
        try
        {
            using var answer = await _http.SendAsync(request, stop);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // It was refused, or the run is over.
        }
    }
}
