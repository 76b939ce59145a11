namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>One thing that an application would have seen of a pipeline through its client.</summary>
internal abstract record Seen
{
    /// <summary>A newer state.</summary>
    /// <param name="Epoch">Its position's epoch.</param>
    /// <param name="Version">Its position's version.</param>
    /// <param name="IsReset">Whether the server said that what was held no longer holds.</param>
    /// <param name="Continues">The epoch that this one goes on from; null where it does not.</param>
    /// <param name="IsWhole">Whether it came as a whole, and not change by change, of which later ones may stand for
    /// earlier ones.</param>
    /// <param name="View">What it shows.</param>
    internal sealed record State(
        string Epoch, long Version, bool IsReset, string? Continues, bool IsWhole, StateView View) : Seen;

    /// <summary>A transition was raised.</summary>
    internal sealed record Raised(long Number, string? Stage, string To, string Timestamp) : Seen;

    /// <summary>So many transitions were told as skipped.</summary>
    internal sealed record Skipped(long Count) : Seen;

    /// <summary>The client's own merge noticed what a server never sends.</summary>
    internal sealed record Broken(string What) : Seen;
}
