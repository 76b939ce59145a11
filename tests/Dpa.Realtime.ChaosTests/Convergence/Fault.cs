namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>One kind of fault.</summary>
/// <param name="Name">For reports.</param>
/// <param name="BringAsync">From its beginning to its end: when it returns, everything that was broken works
/// again.</param>
internal sealed record Fault(string Name, Func<ChaosWorld, Task> BringAsync)
{
    /// <summary>Whether a node goes, and what it alone knew with it.</summary>
    public bool KillsNode { get; init; }
}
