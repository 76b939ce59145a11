using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// Who watches which pipeline, for the peers that are written by hand. Sending reads an array that is there already:
/// the keys of a dictionary are copied, under all of its locks, each time they are asked for.
/// </summary>
internal sealed class SocketsByPipeline<T>
    where T : notnull
{
    private readonly ConcurrentDictionary<int, ImmutableArray<T>> _all = new();

    public static int Asked(HttpContext http) =>
        int.Parse(http.Request.Query["pipeline"].ToString(), CultureInfo.InvariantCulture);

    public ImmutableArray<T> Of(int pipeline) => _all.GetValueOrDefault(pipeline, []);

    public void Add(int pipeline, T watcher) =>
        _all.AddOrUpdate(pipeline, static (_, one) => [one], static (_, all, one) => all.Add(one), watcher);

    public void Remove(int pipeline, T watcher) =>
        _all.AddOrUpdate(pipeline, static (_, _) => [], static (_, all, one) => all.Remove(one), watcher);
}
