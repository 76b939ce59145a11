using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>A pipeline's attributes, as a change leaves them. Pure.</summary>
internal static class AttributeMerge
{
    /// <summary>The attributes after the change; the same object where it changes none.</summary>
    public static ImmutableSortedDictionary<string, string> After(
        ImmutableSortedDictionary<string, string> held, ImmutableSortedDictionary<string, string?>? changes)
    {
        if (changes is null) return held;
        var next = held;
        foreach (var (name, value) in changes)
            next = value is null ? next.Remove(name) : next.SetItem(name, value);
        return next;
    }

    /// <summary>Why there are too many of them, or null.</summary>
    public static string? Excess(ImmutableSortedDictionary<string, string> attributes)
    {
        if (attributes.Count > WireBounds.MaxAttributes)
            return $"A pipeline has at most {WireBounds.MaxAttributes} attributes. Remove one, or use a stage's message.";
        return WireBounds.AttributeBytes(attributes) > WireBounds.MaxAttributeBytes
            ? $"Attributes have at most {WireBounds.MaxAttributeBytes} bytes in all. Shorten or remove one."
            : null;
    }

    /// <summary>Two changes of them as one; the newer comes after the older.</summary>
    public static ImmutableSortedDictionary<string, string?>? Both(
        ImmutableSortedDictionary<string, string?>? older, ImmutableSortedDictionary<string, string?>? newer) =>
        older is null ? newer
        : newer is null ? older
        : older.SetItems(newer);

    /// <summary>The change that gives the one what only the other has, or null where there is nothing.</summary>
    public static ImmutableSortedDictionary<string, string?>? Lacking(
        ImmutableSortedDictionary<string, string> held, ImmutableSortedDictionary<string, string> other)
    {
        if (ReferenceEquals(held, other)) return null;
        var lacking = ImmutableSortedDictionary<string, string?>.Empty.WithComparers(StringComparer.Ordinal);
        foreach (var (name, value) in other)
            if (!held.ContainsKey(name)) lacking = lacking.Add(name, value);
        return lacking.IsEmpty ? null : lacking;
    }

    /// <summary>
    /// The changes without the removals that the condition does not hold for, or null where nothing is left.
    /// </summary>
    public static ImmutableSortedDictionary<string, string?>? WithRemovalsWhere(
        Func<string, bool> isToBeRemoved, ImmutableSortedDictionary<string, string?> changes)
    {
        var kept = changes.RemoveRange(
            changes.Where(a => a.Value is null && !isToBeRemoved(a.Key)).Select(a => a.Key));
        return kept.IsEmpty ? null : kept;
    }

    /// <summary>The change that makes the one like the other, or null where they are alike.</summary>
    public static ImmutableSortedDictionary<string, string?>? Between(
        ImmutableSortedDictionary<string, string> held, ImmutableSortedDictionary<string, string> wanted)
    {
        if (ReferenceEquals(held, wanted)) return null;
        var change = ImmutableSortedDictionary<string, string?>.Empty.WithComparers(StringComparer.Ordinal);
        foreach (var (name, value) in wanted)
            if (!string.Equals(held.GetValueOrDefault(name), value, StringComparison.Ordinal))
                change = change.SetItem(name, value);
        foreach (var (name, _) in held)
            if (!wanted.ContainsKey(name)) change = change.SetItem(name, null);
        return change.IsEmpty ? null : change;
    }
}
