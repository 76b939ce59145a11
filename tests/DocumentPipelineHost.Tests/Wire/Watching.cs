using System.Net.WebSockets;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>A page that follows pipelines on one host while that lives; what it saw stays for the next host. Disposing throws where a progress went back.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Task _following;

    private Watching(Uri host, string user, IDictionary<string, ProgressWatch> watches) => _following = FollowAsync(host, user, watches);

    /// <summary>Follows these pipelines; the watches hold what earlier hosts showed.</summary>
    public static Watching Of(Uri host, string user, IDictionary<string, ProgressWatch> watches) => new(host, user, watches);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _following;
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // Stopped, or its host was killed.
        }

        _stop.Dispose();
    }

    private async Task FollowAsync(Uri host, string user, IDictionary<string, ProgressWatch> watches)
    {
        await using var socket = new V2Connection();
        await socket.OpenAsync(host, user, _stop.Token);
        foreach (var pipeline in watches.Keys.ToList())
            await socket.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = pipeline }, _stop.Token);
        while (true)
        {
            var frame = await socket.ReadAsync(_stop.Token);
            if ((string?)frame["pipeline_id"] is { } id && watches.TryGetValue(id, out var watch))
                watch.Take(frame);
        }
    }
}
