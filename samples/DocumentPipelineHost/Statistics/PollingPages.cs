using System.Collections.Concurrent;

namespace DocumentPipelineHost.Statistics;

/// <summary>Counts the pages that poll this instance for progress: those that ask again and again.</summary>
internal sealed class PollingPages(TimeProvider time)
{
    /// <summary>A page that asks so often polls; one that heals after a gap asks once or twice.</summary>
    private const int Often = 3;

    /// <summary>Beyond this, further pages are not counted.</summary>
    private const int MostPages = 10_000;

    /// <summary>A page that polls asks every two seconds; behind a proxy other instances answer some of it.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    /// <summary>All are walked to drop those that stopped, so not with each request.</summary>
    private static readonly TimeSpan DropInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<UInt128, (DateTimeOffset Last, int Times)> _pages = new();
    private long _dropped; // ticks

    /// <summary>A page asked for progress.</summary>
    /// <param name="page">Identifies the page.</param>
    public void Asked(UInt128 page)
    {
        var now = time.GetUtcNow();
        var dropped = Volatile.Read(ref _dropped);
        if (_pages.Count >= MostPages
            && now.Ticks - dropped >= DropInterval.Ticks
            && Interlocked.CompareExchange(ref _dropped, now.Ticks, dropped) == dropped)
            Forget(now);
        if (_pages.Count < MostPages || _pages.ContainsKey(page))
            _pages.AddOrUpdate(
                page, static (_, at) => (at, 1),
                static (_, before, at) => (at, at - before.Last <= Apart ? before.Times + 1 : 1), now);
    }

    /// <summary>How many pages poll now.</summary>
    public long Count()
    {
        Forget(time.GetUtcNow());
        return _pages.Values.LongCount(static page => page.Times >= Often);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var page in _pages)
        {
            if (now - page.Value.Last > Apart)
                _pages.TryRemove(page);
        }
    }
}
