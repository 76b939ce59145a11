namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>The server process after full collections.</summary>
/// <param name="Resident">Resident memory in bytes.</param>
/// <param name="Heap">Live objects in bytes.</param>
internal sealed record MemoryReport(long Resident, long Heap)
{
    public static MemoryReport Take()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return new(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
    }
}
