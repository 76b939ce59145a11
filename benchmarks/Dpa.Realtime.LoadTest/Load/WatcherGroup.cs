using System.Diagnostics;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>All subscribers of one run, connected and subscribed.</summary>
internal sealed class WatcherGroup : IDisposable
{
    // A thousand upgrades at once would measure the listen queue.
    private const int ConnectingAtOnce = 50;

    private readonly Watcher[] _watchers;
    private readonly CancellationTokenSource _reading;

    private WatcherGroup(Watcher[] watchers, CancellationToken cancellation)
    {
        _watchers = watchers;
        _reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    public IEnumerable<Watcher> Healthy => _watchers.Where(w => !w.IsStalled);

    public TimeSpan Connecting { get; private set; }

    /// <summary>Ends with the first reader that ends, which invalidates the run.</summary>
    public Task<Task> Readers { get; private set; } = Task.FromResult(Task.CompletedTask);

    public long Bytes => _watchers.Sum(w => w.Bytes);

    public static async Task<WatcherGroup> ConnectAsync(
        LoadTestOptions options, LatencyRecorder recorder, CancellationToken cancellation)
    {
        var peer = KnownPeers.Get(options.Peers[0]);
        // The stalled ones are spread over the pipelines like the others.
        var watchers = Enumerable
            .Range(0, options.Connections)
            .Select(i => new Watcher(peer, i % options.Pipelines, recorder)
            {
                IsStalled =
                    (long)(i + 1) * options.Stalled / options.Connections
                    > (long)i * options.Stalled / options.Connections,
            })
            .ToArray();
        var group = new WatcherGroup(watchers, cancellation);
        try
        {
            await group.ConnectAsync(options, cancellation);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _reading.Cancel();
        foreach (var watcher in _watchers)
            watcher.Dispose();
        _reading.Dispose();
    }

    private async Task ConnectAsync(LoadTestOptions options, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            _watchers.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellation },
            async (watcher, token) =>
                await watcher.Item.SubscribeAsync(options.ServerOf(options.NodeOf(watcher.Index)), token));
        Readers = Task.WhenAny(_watchers.Select(w => w.ReadAsync(_reading.Token)));
        await Task.WhenAll(_watchers.Select(w => w.Subscribed)).WaitAsync(cancellation);
        Connecting = Stopwatch.GetElapsedTime(begin);
    }
}
