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
}
