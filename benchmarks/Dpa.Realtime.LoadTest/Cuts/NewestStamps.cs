namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// The newest change of each pipeline that any subscriber has received: what one that reconnects has to catch up to.
/// </summary>
internal sealed class NewestStamps(int pipelines)
{
    private readonly long[] _stamps = new long[pipelines];

    public long Of(int pipeline) => Volatile.Read(ref _stamps[pipeline]);

    public void Raise(int pipeline, long stamp)
    {
        var known = Volatile.Read(ref _stamps[pipeline]);
        while (stamp > known)
        {
            var before = Interlocked.CompareExchange(ref _stamps[pipeline], stamp, known);
            if (before == known)
                return;
            known = before;
        }
    }
}
