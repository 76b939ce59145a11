using System.Collections.Immutable;

namespace Dpa.Realtime.Client;

/// <summary>What a pipeline made, or where it is, as its producer gave it with the end.</summary>
public sealed record PipelineResult
{
    /// <summary>
    /// Where the result is, absolute or relative, as the producer gave it; null where it gave none. Look at the scheme
    /// before you make a link of it.
    /// </summary>
    public string? Uri { get; init; }

    /// <summary>The result in words, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Further values by name.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether both have the same address, the same text and the same attributes.</summary>
    /// <param name="other">The one to compare with.</param>
    /// <returns>True where they do.</returns>
    public bool Equals(PipelineResult? other) =>
        other is not null
        && string.Equals(Uri, other.Uri, StringComparison.Ordinal)
        && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && HasSameAttributes(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Uri, Text, Attributes?.Count);

    private bool HasSameAttributes(PipelineResult other)
    {
        var (one, two) = (Attributes, other.Attributes);
        if (ReferenceEquals(one, two)) return true;
        if (one is null || two is null || one.Count != two.Count) return false;
        foreach (var (name, value) in one)
        {
            var isThere = two.TryGetKey(name, out var same) && string.Equals(name, same, StringComparison.Ordinal);
            if (!isThere || !string.Equals(value, two[name], StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
