using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Stages;

/// <summary>
/// Writes a stage's results with their checkpoint and the state shown so far in one transaction, and only while nobody
/// stopped, ended or began the pipeline after this worker.
/// </summary>
public sealed class StageResults(HostDatabase database, PipelineStore pipelines)
{
    public Task KeepAsync(StageWork work, Action<DbTransaction> write, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(write);
        return database.WriteAsync(
            transaction =>
            {
                if (!pipelines.IsOwned(transaction, work.Run.Id, work.Fence))
                    throw new StageStoppedException();
                write(transaction);
                PipelineStore.KeepState(transaction, work.Run.State);
                return true;
            },
            ct);
    }

    /// <summary>Writes a stage's whole result, in the place of a former one.</summary>
    public Task FinishAsync(StageWork work, Action<DbTransaction> write, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(write);
        return KeepAsync(
            work,
            transaction =>
            {
                write(transaction);
                if (work.IsAgain)
                    PipelineStore.NoteMadeAgain(transaction, work.Run.Id, work.Progress.Id);
            },
            ct);
    }
}
