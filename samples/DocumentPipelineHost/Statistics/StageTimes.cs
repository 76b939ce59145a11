using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Statistics;

/// <summary>
/// Keeps how long a pipeline's stages took, in the transaction that keeps its end; a stage's attempt counts once.
/// </summary>
internal static class StageTimes
{
    /// <summary>Stands among the stages' times for the wait before the first of them; no stage has this name.</summary>
    public const string QueueWait = "queue.wait";

    public static void Keep(DbTransaction transaction, PipelineState state)
    {
        foreach (var stage in state.Stages)
        {
            if (stage is { Status: PipelineStatus.Completed, CompletedAt: { } ended, Duration: { } took })
                Keep(transaction, state.Id, stage.Id, stage.Attempt, ended, took);
        }

        // A later attempt began when it was requested; the state does not contain that time.
        if (
            FirstAfterUpload(state) is { Attempt: 1, StartedAt: { } began }
            && (UploadedAt(state) ?? state.CreatedAt) is var waitedSince)
            Keep(transaction, state.Id, QueueWait, 1, began, began - waitedSince);
    }

    private static StageState? FirstAfterUpload(PipelineState state) =>
        state.Stages.FirstOrDefault(static stage => stage.Id != StageTypes.Upload);

    private static DateTimeOffset? UploadedAt(PipelineState state) => state.FindStage(StageTypes.Upload)?.CompletedAt;

    private static void Keep(
        DbTransaction transaction, string id, string stage, int attempt, DateTimeOffset ended, TimeSpan took) =>
        transaction.Connection!.Execute(
            "INSERT INTO stage_times (pipeline_id, stage, attempt, ended_at, milliseconds) VALUES (@id, @stage, "
                + "@attempt, @ended, @took) ON CONFLICT DO NOTHING",
            new
            {
                id, stage, attempt, ended, took = (long)Math.Max(0, took.TotalMilliseconds),
            },
            transaction);
}
