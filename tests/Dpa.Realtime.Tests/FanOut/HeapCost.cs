namespace Dpa.Realtime.Tests.FanOut;

/// <summary>How much of the heap one of many things keeps.</summary>
internal static class HeapCost
{
    private const int Rounds = 3;

    /// <summary>
    /// The median of three rounds: what earlier tests left behind may be freed during one of them, and the heap is the
    /// whole process's.
    /// </summary>
    /// <param name="count">How many are made in a round.</param>
    /// <param name="make">Makes one of them, by its number.</param>
    /// <returns>Bytes for each, and all that were made.</returns>
    public static async Task<(double Each, T[] Made)> MeasureAsync<T>(int count, Func<int, Task<T>> make)
    {
        var made = new T[Rounds * count];
        var each = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var before = Settled();
            for (var i = round * count; i < (round + 1) * count; i++) made[i] = await make(i);
            each[round] = (Settled() - before) / (double)count;
        }

        Array.Sort(each);
        return (each[Rounds / 2], made);
    }

    private static long Settled()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
