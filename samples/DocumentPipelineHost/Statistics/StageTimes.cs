using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Statistics;

/// <summary>Keeps how long a pipeline's stages took, in the transaction that keeps its end; a stage's attempt counts once.</summary>
internal static class StageTimes
{
    public static void Keep(DbTransaction transaction, PipelineState state)
    {
        foreach (var stage in state.Stages)
        {
            if (stage is { Status: PipelineStatus.Completed, CompletedAt: { } ended, Duration: { } took })
            {
                transaction.Connection!.Execute(
                    "INSERT INTO stage_times (pipeline_id, stage, attempt, ended_at, milliseconds) VALUES (@Id, @stage, @Attempt, @ended, @took) ON CONFLICT DO NOTHING",
                    new { state.Id, stage = stage.Id, stage.Attempt, ended, took = (long)Math.Max(0, took.TotalMilliseconds) },
                    transaction);
            }
        }
    }
}
