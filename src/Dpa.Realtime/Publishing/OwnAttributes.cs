using System.Collections.Immutable;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// The names of the attributes that a run has set or removed, as far as they may matter after a loss: those that the
/// pipeline has, and the newest of those that it has no more. A restored copy brings back what was removed since, and
/// the run removes it again. In a copy that is more than <see cref="Removed"/> names older it stays, since the run can
/// no longer distinguish it from what another producer set. Guarded by the run's lock.
/// </summary>
internal sealed class OwnAttributes
{
    /// <summary>How many names are kept of attributes that the pipeline does not have.</summary>
    public const int Removed = 256;

    private readonly List<string> _names = []; // the one that changed last at the end

    public int Count => _names.Count;

    public bool Contains(string name) => _names.Contains(name, StringComparer.Ordinal);

    /// <summary>A change of them was accepted.</summary>
    /// <param name="changes">What was set and removed.</param>
    /// <param name="held">The pipeline's attributes now; these are never dropped.</param>
    public void Add(
        ImmutableSortedDictionary<string, string?> changes, ImmutableSortedDictionary<string, string> held)
    {
        foreach (var name in changes.Keys)
        {
            _names.Remove(name);
            _names.Add(name);
        }

        var excess = _names.Count(n => !held.ContainsKey(n)) - Removed;
        if (excess > 0) _names.RemoveAll(n => !held.ContainsKey(n) && excess-- > 0);
    }
}
