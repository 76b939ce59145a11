using System.Net.WebSockets;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Instances;

/// <summary>
/// A page: it follows pipelines over a socket, goes to the next address where its host dies, and fails where a progress
/// goes back.
/// </summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);
    private readonly Dictionary<string, ProgressWatch> _watches;
    private readonly string _user;
    private readonly string? _cookie;
    private readonly Task _following;

    public Follower(string user, IEnumerable<string> pipelines, params Uri[] hosts) : this(user, null, pipelines, hosts)
    {
    }

    /// <summary>With the cookie of a signed-in browser.</summary>
    public Follower(string user, string? cookie, IEnumerable<string> pipelines, params Uri[] hosts)
    {
        (_user, _cookie) = (user, cookie);
        _watches = pipelines.ToDictionary(static id => id, static _ => new ProgressWatch());
        _following = FollowAsync(hosts);
    }

    /// <summary>Ends when all have, and throws what went wrong.</summary>
    public Task EndAsync(TimeSpan limit) => _following.WaitAsync(limit, TestContext.Current.CancellationToken);

    /// <summary>The last full frame of a pipeline.</summary>
    public JsonNode Last(string pipeline) => _watches[pipeline].Last!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync(Uri[] hosts)
    {
        foreach (var host in hosts)
        {
            try
            {
                await FollowAsync(host);
                return;
            }
            catch (Exception exception) when (exception is WebSocketException or IOException)
            {
                // This host has gone.
            }
        }

        throw new InvalidOperationException("All hosts have gone.");
    }

    private async Task FollowAsync(Uri host)
    {
        await using var socket = new V2Connection();
        await socket.OpenAsync(host, _user, _stop.Token, _cookie);
        foreach (
            var pipeline in _watches.Where(static watch => !watch.Value.Completed).Select(static watch => watch.Key))
            await socket.SendAsync(new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = pipeline }, _stop.Token);
        while (_watches.Values.Any(static watch => !watch.Completed))
        {
            var frame = await socket.ReadAsync(_stop.Token);
            if ((string?)frame["pipeline_id"] is { } id && _watches.TryGetValue(id, out var watch))
                watch.Take(frame);
        }
    }
}
