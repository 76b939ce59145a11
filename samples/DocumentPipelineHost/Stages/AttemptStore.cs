using System.Data.Common;
using Dapper;

namespace DocumentPipelineHost.Stages;

/// <summary>
/// Counts the attempts at a stage in the database before they begin, so that an attempt that ends with its process, or
/// with the whole host, is counted too.
/// </summary>
internal static class AttemptStore
{
    /// <summary>
    /// Counts one more; what there was before it: attempts whose end nobody saw, and those that ended their process.
    /// </summary>
    public static (int Unseen, int Ended) Begin(DbTransaction transaction, string pipelineId, string stage)
    {
        var (begun, ended) = transaction.Connection!.QuerySingle<(int Begun, int Ended)>(
            "INSERT INTO stage_attempts (pipeline_id, stage, begun) VALUES (@pipelineId, @stage, 1) " +
            "ON CONFLICT (pipeline_id, stage) DO UPDATE SET begun = stage_attempts.begun + 1 RETURNING begun, ended",
            new { pipelineId, stage },
            transaction);
        return (begun - 1, ended);
    }

    /// <summary>It came further than any before it: those whose end nobody saw are forgiven.</summary>
    public static void Advance(DbTransaction transaction, string pipelineId, string stage) =>
        transaction.Connection!.Execute(
            "UPDATE stage_attempts SET begun = 1 WHERE pipeline_id = @pipelineId AND stage = @stage AND begun > 1",
            new { pipelineId, stage }, transaction);

    /// <summary>It ended in order, whatever came of it.</summary>
    public static int Settle(DbTransaction transaction, string pipelineId, string stage) =>
        transaction.Connection!.Execute(
            "UPDATE stage_attempts SET begun = 0 WHERE pipeline_id = @pipelineId AND stage = @stage",
            new { pipelineId, stage }, transaction);

    /// <summary>A person tries the pipeline again: attempts that ended with the host are forgiven.</summary>
    public static int Forgive(DbTransaction transaction, string pipelineId) =>
        transaction.Connection!.Execute(
            "UPDATE stage_attempts SET begun = 0 WHERE pipeline_id = @pipelineId", new { pipelineId }, transaction);

    /// <summary>It ended its process; how many have.</summary>
    public static int End(DbTransaction transaction, string pipelineId, string stage) =>
        transaction.Connection!.ExecuteScalar<int>(
            "UPDATE stage_attempts SET begun = 0, ended = ended + 1 WHERE pipeline_id = @pipelineId AND stage = @stage "
                + "RETURNING ended",
            new { pipelineId, stage }, transaction);
}
