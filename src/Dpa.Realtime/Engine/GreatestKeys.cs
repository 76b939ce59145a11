using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The greatest keys among many pipelines, for a store that keeps no lists. One that cannot be read is left out.
/// </summary>
/// <param name="before">Only keys that are less than this; null for all.</param>
/// <param name="max">How many are kept.</param>
internal sealed class GreatestKeys(string? before, int max)
{
    /// <summary>Of how many pipelines the states are held at once.</summary>
    public const int ReadAtOnce = 500;

    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);

    public void Add(StoredPipeline stored)
    {
        if (KeyOf(stored) is not { } key || (before is not null && string.CompareOrdinal(key, before) >= 0)) return;
        _keys.Add(key);
        if (_keys.Count > max) _keys.Remove(_keys.Min!);
    }

    /// <summary>In descending order.</summary>
    public ImmutableArray<string> InOrder() => [.. _keys.Reverse()];

    private static string? KeyOf(StoredPipeline stored)
    {
        try
        {
            return ListKey.Of(stored.Record.State);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
