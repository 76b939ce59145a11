using System.Collections.Immutable;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// Generations of Redis's data that are to be compared, because some of what was accepted may be missing.
/// </summary>
/// <param name="Generations">Replication ids of primaries, and marks.</param>
internal sealed record Suspicion(ImmutableHashSet<string> Generations)
{
    public static Suspicion None { get; } = new(ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Whether the mark is gone, and not only the primary another one.</summary>
    public bool IsCertain { get; init; }

    public Suspicion With(string generation) => this with { Generations = Generations.Add(generation) };

    public Suspicion Without(Suspicion done)
    {
        var left = Generations.Except(done.Generations);
        return new Suspicion(left) { IsCertain = IsCertain && !left.IsEmpty };
    }
}
