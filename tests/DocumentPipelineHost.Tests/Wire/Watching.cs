using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>
/// A page that follows pipelines on one host while that lives; what it saw stays for the next host. Disposing throws
/// where a progress went back.
/// </summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);
    private readonly SemaphoreSlim _sends = new(1);
    private readonly V2Connection _socket = new();
    private readonly IDictionary<string, ProgressWatch> _watches;
    private readonly Task _opening;
    private readonly Task _following;

    private Watching(Uri host, string user, IDictionary<string, ProgressWatch> watches)
    {
        _watches = watches;
        _opening = _socket.OpenAsync(host, user, _stop.Token);
        _following = FollowAsync();
    }

    /// <summary>Follows what is added, on this host alone.</summary>
    public static Watching Of(Uri host, string user) =>
        Of(host, user, new ConcurrentDictionary<string, ProgressWatch>());

    /// <summary>Follows these pipelines; the watches hold what earlier hosts showed.</summary>
    public static Watching Of(Uri host, string user, IDictionary<string, ProgressWatch> watches) =>
        new(host, user, watches);

    /// <summary>Follows these too; where the host was killed the next one's page does.</summary>
    public async Task AddAsync(IReadOnlyCollection<string> pipelines)
    {
        foreach (var id in pipelines)
            _watches.TryAdd(id, new ProgressWatch());
        try
        {
            await _opening;
            await SubscribeAsync(pipelines);
        }
        catch (Exception exception) when (IsTheEnd(exception))
        {
            // Disposing waits for what went wrong otherwise.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _following;
        }
        catch (Exception exception) when (IsTheEnd(exception))
        {
            // Stopped, or its host was killed.
        }

        await _socket.DisposeAsync();
        _sends.Dispose();
        _stop.Dispose();
    }

    private static bool IsTheEnd(Exception exception) =>
        exception is OperationCanceledException or WebSocketException or IOException;

    private async Task FollowAsync()
    {
        await _opening;
        var live = _watches.Where(static watch => !watch.Value.Completed);
        await SubscribeAsync([.. live.Select(static watch => watch.Key)]);
        while (true)
        {
            var frame = await _socket.ReadAsync(_stop.Token);
            if ((string?)frame["pipeline_id"] is { } id && _watches.TryGetValue(id, out var watch))
                watch.Take(frame);
        }
    }

    private async Task SubscribeAsync(IReadOnlyCollection<string> pipelines)
    {
        if (pipelines.Count == 0)
            return;
        await _sends.WaitAsync(_stop.Token);
        try
        {
            var ids = new JsonArray([.. pipelines.Select(static id => JsonValue.Create(id))]);
            await _socket.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_ids"] = ids }, _stop.Token);
        }
        finally
        {
            _sends.Release();
        }
    }
}
