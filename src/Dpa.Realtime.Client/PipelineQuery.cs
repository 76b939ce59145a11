using System.Collections.Immutable;

namespace Dpa.Realtime.Client;

/// <summary>Which pipelines <see cref="RealtimeClient.QueryAsync"/> lists (docs/protocol.md#lists).</summary>
public sealed record PipelineQuery
{
    /// <summary>
    /// Whose pipelines; of another user's only those come that the server lets this one see.
    /// <value>null: the user's own</value>
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>Only those with one of these statuses. <value>all</value></summary>
    public ImmutableArray<PipelineStatus> Statuses { get; init; } = [];

    /// <summary>Only those of this kind. <value>null: all</value></summary>
    public string? Kind { get; init; }

    /// <summary>Only those that changed then or later. <value>null: all</value></summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many pipelines a page has at most, 1 to 200. <value>50</value></summary>
    public int Limit { get; init; } = 50;

    /// <summary>
    /// <see cref="PipelinePage.Next"/> of the page before, with the same filters. <value>null: the first page</value>
    /// </summary>
    public string? Cursor { get; init; }
}
