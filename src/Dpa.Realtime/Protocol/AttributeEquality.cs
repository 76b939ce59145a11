using System.Collections.Immutable;

namespace Dpa.Realtime.Protocol;

/// <summary>Compares attributes by what is in them; dictionaries compare themselves by reference.</summary>
internal static class AttributeEquality
{
    /// <summary>Whether both have the same names with the same values, however their dictionaries sort.</summary>
    public static bool AreEqual(
        ImmutableSortedDictionary<string, string>? one, ImmutableSortedDictionary<string, string>? other)
    {
        if (ReferenceEquals(one, other)) return true;
        if (one is null || other is null || one.Count != other.Count) return false;
        foreach (var (name, value) in one)
        {
            var isThere = other.TryGetKey(name, out var same) && string.Equals(name, same, StringComparison.Ordinal);
            if (!isThere || !string.Equals(value, other[name], StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
