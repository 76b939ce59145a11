using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

/// <summary>The outcome of a frame.</summary>
/// <param name="Held">What is held after it.</param>
/// <param name="IsIgnored">Nothing was taken from it, and nothing is missing.</param>
/// <param name="NeedsHeal">Something before it is missing: request it again.</param>
/// <param name="Raised">Transitions to be raised, oldest first.</param>
/// <param name="Skipped">How many transitions before those are no longer known.</param>
internal readonly record struct Merged(
    Held? Held, bool IsIgnored, bool NeedsHeal, ImmutableArray<PipelineTransition> Raised, long Skipped)
{
    public static Merged Ignore(Held? held) => new(held, true, false, [], 0);

    public static Merged Heal(Held? held) => new(held, false, true, [], 0);
}
