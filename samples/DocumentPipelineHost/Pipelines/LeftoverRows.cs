using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Rows that nobody comes back for.</summary>
public sealed class LeftoverRows(HostDatabase database, TimeProvider time)
{
    /// <summary>So long a pipeline that ended keeps its drafts: a retry soon after goes on with them.</summary>
    public static readonly TimeSpan DraftsKept = TimeSpan.FromDays(3);

    private const string OfEnded = "pipeline_id IN (SELECT id FROM pipelines WHERE ended_at < @before)";

    /// <summary>Removes them; how many there were.</summary>
    public async Task<(int Drafts, int Owners)> RemoveAsync(CancellationToken ct = default)
    {
        var before = time.GetUtcNow() - DraftsKept;
        var drafts = await database.WriteAsync(
            transaction => Remove(transaction, $"page_drafts WHERE {OfEnded}", new { before })
                + Remove(transaction, $"chunk_drafts WHERE {OfEnded}", new { before }),
            ct);
        const string WithoutLive =
            "owner_turns WHERE NOT EXISTS " +
            "(SELECT 1 FROM pipelines p WHERE p.owner = owner_turns.owner AND p.ended_at IS NULL)";
        return (drafts, await database.WriteAsync(static transaction => Remove(transaction, WithoutLive, new { }), ct));
    }

    private static int Remove(DbTransaction transaction, string from, object values) =>
        transaction.Connection!.Execute($"DELETE FROM {from}", values, transaction, StatementLimits.WholeDocument);
}
