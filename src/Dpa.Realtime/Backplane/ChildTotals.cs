namespace Dpa.Realtime.Backplane;

/// <summary>The sums over a parent's children; never change once they are in an entry.</summary>
/// <param name="Named">Of children that are known.</param>
/// <param name="Nameless">Of children that were counted before the parent was lost and are not known any more.</param>
internal sealed record ChildTotals(ChildSums Named, ChildSums Nameless);
