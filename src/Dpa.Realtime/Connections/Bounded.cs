namespace Dpa.Realtime.Connections;

/// <summary>A loop over work that waits, some of it at a time. Where nothing waits it ends before it returns.</summary>
internal static class Bounded
{
    public static Task ForEachAsync(int count, int atOnce, Func<int, Task> work)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Math.Min(count, atOnce)).Select(_ => RunAsync()));

        async Task RunAsync()
        {
            while (Interlocked.Increment(ref next) is var i && i < count) await work(i).ConfigureAwait(false);
        }
    }
}
