namespace Dpa.Realtime.Connections;

/// <summary>How long a question about access that was not answered waits before it is asked again.</summary>
internal static class AccessPauses
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Where no place was free: not all at the same moment, or they would find no place again.</summary>
    public static TimeSpan NearASecond(object subscription) =>
        First * (0.5 + ((uint)HashCode.Combine(subscription) / (double)uint.MaxValue));

    public static TimeSpan Longer(TimeSpan pause) => pause * 2 < Longest ? pause * 2 : Longest;
}
