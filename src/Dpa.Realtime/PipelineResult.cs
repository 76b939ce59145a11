using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <summary>
/// What a pipeline made, or where it is. Given with its end
/// (<see cref="PipelineRun.CompleteAsync(PipelineResult, CancellationToken)"/>), and part of its state until a new
/// attempt begins. It is a reference: what is large stays where <see cref="Uri"/> points to.
/// </summary>
public sealed record PipelineResult
{
    /// <summary>Makes one with nothing in it.</summary>
    public PipelineResult()
    {
    }

    /// <summary>Makes one with an address.</summary>
    /// <param name="uri">See <see cref="Uri"/>.</param>
    /// <param name="text">See <see cref="Text"/>. Default: none.</param>
    public PipelineResult(string? uri, string? text = null) => (Uri, Text) = (uri, text);

    /// <summary>
    /// Where the result is: an absolute or relative address of at most 2,048 ASCII characters, without a scheme that a
    /// browser would run (<c>javascript</c>, <c>vbscript</c>, <c>data</c>). Default: none.
    /// </summary>
    public string? Uri { get; init; }

    /// <summary>The result in words, at most 2,048 characters. Default: none.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Further values by name, for example <c>pages</c>: at most 16, with 4 KiB of UTF-8 in all. Default: none.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether both have the same address, the same text and the same attributes.</summary>
    /// <param name="other">The one to compare with.</param>
    /// <returns>True where they do.</returns>
    public bool Equals(PipelineResult? other) =>
        other is not null
        && string.Equals(Uri, other.Uri, StringComparison.Ordinal)
        && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && AttributeEquality.AreEqual(Attributes, other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Uri, Text, Attributes?.Count);
}
