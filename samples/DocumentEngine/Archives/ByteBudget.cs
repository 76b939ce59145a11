namespace DocumentEngine.Archives;

/// <summary>How many bytes may come out of an archive over all of its entries, each as often as it is read.</summary>
internal sealed class ByteBudget(long limit)
{
    private long _left = limit;

    /// <summary>Takes some; false once there are none left.</summary>
    public bool Take(int bytes) => (_left -= bytes) >= 0;
}
