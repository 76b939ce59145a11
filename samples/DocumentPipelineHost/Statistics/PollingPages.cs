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

    private readonly ConcurrentDictionary<string, (DateTimeOffset Last, int Times)> _pages = new();

    /// <summary>A page asked for progress.</summary>
    /// <param name="page">Identifies the page.</param>
    public void Asked(string page)
    {
        var now = time.GetUtcNow();
        if (_pages.Count >= MostPages)
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
