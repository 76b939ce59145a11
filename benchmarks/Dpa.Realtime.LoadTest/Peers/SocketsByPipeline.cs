using System.Collections.Concurrent;
using System.Globalization;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>Who watches which pipeline, for the peers that are written by hand.</summary>
internal sealed class SocketsByPipeline<T>
    where T : notnull
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<T, byte>> _all = new();

    public static int Asked(HttpContext http) =>
        int.Parse(http.Request.Query["pipeline"].ToString(), CultureInfo.InvariantCulture);

    public IEnumerable<T> Of(int pipeline) => _all.TryGetValue(pipeline, out var watchers) ? watchers.Keys : [];

    public void Add(int pipeline, T watcher) => _all.GetOrAdd(pipeline, static _ => new()).TryAdd(watcher, 0);

    public void Remove(int pipeline, T watcher)
    {
        if (_all.TryGetValue(pipeline, out var watchers)) watchers.TryRemove(watcher, out _);
    }
}
