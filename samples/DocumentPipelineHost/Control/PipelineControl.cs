using System.Data.Common;
using DocumentEngine.Text;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>
/// Interrupts, resumes, cancels and retries pipelines, wherever their work is. The row decides first. Then the worker
/// is asked to stop, and whichever is first, the worker or this instance, shows the status of the row. Before a row is
/// reopened, the former worker's run is taken over, so that it can show nothing later. What was decided is carried out
/// and shown whether its caller still waits or not.
/// </summary>
internal sealed class PipelineControl(
    PipelineStore pipelines, ControlRows rows, LateDecisions late, ShownPipelines shown, ShownBatches batches,
    DocumentStore documents, PipelineJobs jobs, DuplicateQuestions questions)
{
    /// <summary>Stops the pipeline at its last checkpoint and frees its worker.</summary>
    /// <exception cref="ProblemException">409: <c>pipeline_ended</c>, <c>already_interrupted</c>,
    /// <c>not_found</c>.</exception>
    public async Task<ControlResult> InterruptAsync(string id)
    {
        var before = Find(id);
        Refuse(before, interrupted: ControlProblems.AlreadyInterrupted.AsException());
        try
        {
            if (await rows.InterruptAsync(id, waitsShortly: true) is null
                && pipelines.Find(id) is { IsEnded: true } ended)
                throw ControlProblems.Ended.With(ended.Status);
        }
        catch (DbException exception) when (DatabaseFailures.IsRowBusy(exception))
        {
            return await LaterAsync(before, PipelineControls.Interrupt);
        }

        var result = await shown.ShowAsync(
            before, PipelineControls.Interrupt,
            static row => row is { IsInterrupted: true, Instance: null } || row.IsEnded,
            CancellationToken.None);
        return pipelines.Find(id) switch
        {
            { IsEnded: true } ended => throw ControlProblems.Ended.With(ended.Status),
            // It stops when its file is stored: its run has been asked to.
            { Status: StatusNames.Uploading } => result with { AwaitsFile = true },
            _ => result,
        };
    }

    /// <summary>Lets an interrupted pipeline go on after its checkpoint.</summary>
    /// <exception cref="ProblemException">409: <c>pipeline_ended</c>, <c>not_interrupted</c>,
    /// <c>not_found</c>.</exception>
    public async Task<ControlResult> ResumeAsync(string id)
    {
        var before = Find(id);
        if (!before.IsInterrupted)
            throw before.IsEnded
                ? ControlProblems.Ended.With(before.Status)
                : ControlProblems.NotInterrupted.With(before.Status);
        var run = await shown.TakeOverAsync(id);
        var row = await rows.ResumeAsync(id);
        if (row is { Status: StatusNames.Waiting })
            return new ControlResult(id, await questions.AskAgainAsync(run, row), IsDone: true);
        var state = await shown.LeaveAsync(run);
        if (row is null)
            throw ControlProblems.NotInterrupted.With(Find(id).Status);
        await jobs.EnqueueNextAsync(row.DocumentId!);
        return new ControlResult(id, state, IsDone: true);
    }

    /// <summary>Ends the pipeline; partial results go, the original and finished results stay.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="message">What is shown with it where no worker shows it; null: that it was cancelled.</param>
    /// <exception cref="ProblemException">409: <c>pipeline_ended</c>, <c>not_found</c>.</exception>
    public async Task<ControlResult> CancelAsync(string id, LocalizedText? message = null)
    {
        var before = Find(id);
        PipelineRecord row;
        try
        {
            row = await rows.CancelAsync(id, waitsShortly: true) ?? throw ControlProblems.Ended.With(Find(id).Status);
        }
        catch (DbException exception) when (DatabaseFailures.IsRowBusy(exception))
        {
            return await LaterAsync(before, PipelineControls.Cancel);
        }

        var result = await shown.ShowAsync(
            before, PipelineControls.Cancel,
            static row => row.StateStatus == StatusNames.Cancelled,
            CancellationToken.None,
            message);
        if (row.DocumentId is { } documentId)
            await jobs.EnqueueNextAsync(documentId);
        return result;
    }

    /// <summary>Begins a new attempt of a failed or cancelled pipeline.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="stage">The stage that begins from nothing; null: all goes on after the checkpoints.</param>
    /// <exception cref="ProblemException"> 409: <c>not_ended</c>, <c>nothing_to_retry</c>, <c>nothing_stored</c>,
    /// <c>stage_unknown</c>, <c>pipeline_active</c>, <c>not_found</c>.
    /// </exception>
    public async Task<ControlResult> RetryAsync(string id, string? stage)
    {
        var before = Find(id);
        if (!before.IsEnded)
            throw ControlProblems.NotEnded.With(before.Status);
        if (before.Status == StatusNames.Completed)
            throw ControlProblems.NothingToRetry.AsException();
        if (before.DocumentId is not { } documentId || documents.Find(documentId) is not { } document)
            throw ControlProblems.NothingStored.AsException();
        if (stage is not null && !StageCatalog.IsLeft(before, document, stage))
            throw ControlProblems.StageUnknown.With(stage.Length > 40 ? "…" : stage);
        var run = await shown.TakeOverAsync(id);
        var row = await ReopenAsync(id, documentId, stage, run);
        if (row is { ParentId: { } batch })
            await batches.ShowAsync(batch); // before its file, so that it goes on with it
        var state = await shown.LeaveAsync(run);
        if (row is null)
            throw ControlProblems.NotEnded.With(Find(id).Status);
        await jobs.EnqueueNextAsync(documentId);
        return new ControlResult(id, state, IsDone: true);
    }

    /// <summary>A worker keeps the row: what was asked for is noted, and carried out when the row is free.</summary>
    private async Task<ControlResult> LaterAsync(PipelineRecord before, PipelineControls action)
    {
        if (!await rows.DecideLaterAsync(before, action))
            throw ControlProblems.Ended.With(Find(before.Id).Status);
        late.Begin(before.Id);
        return await shown.AskAsync(before, action, CancellationToken.None);
    }

    private async Task<PipelineRecord?> ReopenAsync(string id, string documentId, string? stage, PipelineRun run)
    {
        try
        {
            return await rows.RetryAsync(id, documentId, stage);
        }
        catch (ProblemException)
        {
            await shown.LeaveAsync(run);
            throw;
        }
    }

    private PipelineRecord Find(string id) => pipelines.Find(id) ?? throw HttpProblems.NotFound.AsException();

    private static void Refuse(PipelineRecord row, ProblemException interrupted)
    {
        if (row.IsEnded)
            throw ControlProblems.Ended.With(row.Status);
        if (row.IsInterrupted)
            throw interrupted;
    }
}
