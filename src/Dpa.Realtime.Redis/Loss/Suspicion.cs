using System.Collections.Immutable;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>Generations of Redis's data that must be compared, because some accepted changes may be missing.</summary>
/// <param name="Generations">Replication ids of primaries, and marks.</param>
internal sealed record Suspicion(ImmutableHashSet<string> Generations)
{
    public static Suspicion None { get; } = new(ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Whether the mark is missing, and not only the primary changed.</summary>
    public bool IsCertain { get; init; }

    public Suspicion With(string generation) => this with { Generations = Generations.Add(generation) };

    public Suspicion Without(Suspicion done)
    {
        var left = Generations.Except(done.Generations);
        return new Suspicion(left) { IsCertain = IsCertain && !left.IsEmpty };
    }
}
