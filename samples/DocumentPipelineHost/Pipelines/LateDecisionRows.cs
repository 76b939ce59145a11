using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Interrupts and cancels that a person asked for while a worker kept the pipeline's row. Each is for one turn of the
/// pipeline: once a person has set that going again, it counts no more.
/// </summary>
internal static class LateDecisionRows
{
    /// <summary>A condition on <c>pipelines</c>: nobody decided about its present turn.</summary>
    public const string Undecided =
        "NOT EXISTS (SELECT 1 FROM late_decisions l WHERE l.pipeline_id = pipelines.id AND l.turn = pipelines.turn)";

    private const string Cancel = "cancel";
    private const string Interrupt = "interrupt";

    /// <summary>
    /// Taken first, by what decides and by what ends a pipeline: either the end sees the decision, or the decision the
    /// end.
    /// </summary>
    /// <param name="transaction">What decides, or ends.</param>
    /// <param name="pipeline">The pipeline, or the batch.</param>
    /// <param name="batch">The pipeline's batch; null where it has none.</param>
    public static void Lock(DbTransaction transaction, string pipeline, string? batch = null) =>
        RowLock.Alone(transaction, $"pipeline:{batch ?? pipeline}");

    /// <summary>Notes what was asked for; false where the pipeline has ended or is in a later turn.</summary>
    /// <remarks>An interrupt does not take a cancel back.</remarks>
    public static bool TryAdd(DbTransaction transaction, PipelineRecord asked, PipelineControls action) =>
        transaction.Connection!.Execute(
            "INSERT INTO late_decisions (pipeline_id, turn, action) SELECT id, turn, @action FROM pipelines "
                + "WHERE id = @Id AND turn = @Turn AND ended_at IS NULL "
                + "ON CONFLICT (pipeline_id) DO UPDATE SET turn = excluded.turn, action = CASE "
                + "WHEN late_decisions.turn = excluded.turn AND late_decisions.action = @Cancel "
                + "THEN @Cancel ELSE excluded.action END",
            new { asked.Id, asked.Turn, action = action == PipelineControls.Cancel ? Cancel : Interrupt, Cancel },
            transaction) == 1;

    /// <summary>Removes what is noted for a pipeline; what it was, where it is for that turn.</summary>
    public static PipelineControls? Take(DbTransaction transaction, string id, int? turn)
    {
        var (noted, action) = transaction.Connection!.QuerySingleOrDefault<(int? Turn, string? Action)>(
            "DELETE FROM late_decisions WHERE pipeline_id = @id RETURNING turn, action", new { id }, transaction);
        return noted is null || noted != turn
            ? null
            : action == Cancel ? PipelineControls.Cancel : PipelineControls.Interrupt;
    }

    /// <summary>The pipelines that something is noted for, or that one where it is named.</summary>
    public static IReadOnlyList<string> Pipelines(DbConnection connection, string? id = null) =>
        connection.Query<string>(
            "SELECT pipeline_id FROM late_decisions" + (id is null ? "" : " WHERE pipeline_id = @id"),
            new { id }).AsList();

    /// <summary>Whether a file of the batch is still to be stopped.</summary>
    public static bool IsAnyOf(DbTransaction transaction, string batch) => transaction.Connection!.ExecuteScalar<int>(
        "SELECT COUNT(*) FROM late_decisions l JOIN pipelines p ON p.id = l.pipeline_id AND p.turn = l.turn "
            + "WHERE p.parent_id = @batch AND p.ended_at IS NULL",
        new { batch }, transaction) > 0;
}
