namespace Dpa.Realtime.Protocol;

/// <summary>How numbers are rounded so that every node and client computes the same.</summary>
internal static class WireNumbers
{
    /// <summary>
    /// A weight within its bounds, so that sums of them stay numbers: one that is not was written by somebody else.
    /// </summary>
    public static double Weight(double value) =>
        value is >= 0 and <= WireBounds.MaxWeight ? value
        : value > WireBounds.MaxWeight ? WireBounds.MaxWeight
        : 0;

    /// <summary>
    /// 0–100 with at most two decimals, rounded down: 100 only when it is done. Not a number becomes 0.
    /// </summary>
    public static double Percent(double value)
    {
        if (!(value > 0)) return 0;
        return value >= 100 ? 100 : Math.Floor((value * 100) + 1e-6) / 100;
    }
}
