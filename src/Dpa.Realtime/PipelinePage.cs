using System.Collections.Immutable;

namespace Dpa.Realtime;

/// <summary>A part of a list.</summary>
/// <param name="Pipelines">The newest start first. May be fewer than asked for, and none, though there is a
/// <paramref name="Next"/>: one page looks at a limited number of pipelines.</param>
/// <param name="Next">The <see cref="PipelineQuery.Cursor"/> of the next page; null at the end of the list.</param>
public sealed record PipelinePage(ImmutableArray<PipelineState> Pipelines, string? Next);
