using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Duplicates;

/// <summary>
/// Asks a person about an upload whose bytes are stored already, and carries out the answer. The row is the truth: a
/// pipeline that waits by its row is asked about by one instance, and by the next one where that has gone. Whoever asks
/// again gets the answer that was given meanwhile, where the progress service is shared by the instances; otherwise the
/// person is asked again. An answer that comes too late, or none, opens the stored document.
/// </summary>
internal sealed class DuplicateQuestions(
    HostDatabase database, UploadPipelines uploading, DuplicateAnswers answers, PipelineStore pipelines,
    ControlRows rows, PipelineEnding ending, Resumption resumption, PipelinesAtWork atWork, HostInstance instance,
    IProgressNotifier notifier, IProgressReader progress, IOptions<UploadOptions> options, TimeProvider time,
    ILogger<DuplicateQuestions> logger)
{
    /// <summary>How long an answer to a request waits until subscribers see the question.</summary>
    private static readonly TimeSpan ShowTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The file has come: its upload is completed, and the question asked.</summary>
    /// <returns>What subscribers see; null where the progress service is unavailable: it is asked later, by the row.
    /// </returns>
    public async Task<PipelineState?> BeginAsync(Upload upload, DuplicateQuestion question)
    {
        var record = pipelines.Find(question.PipelineId);
        if (record is null or { IsEnded: true })
            return null;
        try
        {
            if (upload.Watched is not { } watched)
                return await AskUnlessHeldAsync(
                    await uploading.ShowKnownAsync(record, question.NewId, question.Filename, question.Size),
                    question, record);
            await UploadPipelines.CompleteKnownAsync(watched, question.Size);
            return await AskUnlessHeldAsync(watched.Run, question, record);
        }
        catch (PipelineException exception) when (exception.IsRetryable || exception.Code == ShownStatus.Replaced)
        {
            logger.LogWarning(
                "Ask about pipeline {PipelineId}: it is asked a little later: {Reason}", record.Id, exception.Message);
            return null;
        }
    }

    /// <summary>A person resumed the pipeline: it asks again, and the time for the answer begins again.</summary>
    public async Task<PipelineState?> AskAgainAsync(PipelineRun run, PipelineRecord record)
    {
        var until = time.GetUtcNow() + options.Value.QuestionTimeout;
        await database.WriteAsync(transaction =>
        {
            DuplicateRows.Extend(transaction, record.Id, until);
            return true;
        });
        if (database.Read(connection => DuplicateRows.Find(connection, record.Id)) is not { } question)
            return null;
        await ContinueAsync(run, record);
        return await AskAsync(run, question, record);
    }

    /// <summary>Asks a pipeline's question that a dead process asked; false where the pipeline asks none.</summary>
    public async Task<bool> TryTakeUpAsync(PipelineRecord record)
    {
        if (database.Read(connection => DuplicateRows.Find(connection, record.Id)) is not { } question)
            return false;
        if (await FindAsync(record.Id) is not { } run)
        {
            // its process ended before anybody saw it
            run = await uploading.ShowKnownAsync(record, question.NewId, question.Filename, question.Size);
        }
        else if (run.State.Status == PipelineStatus.Cancelling)
        {
            await ending.CancelAsync(run, record.Fence); // its process ended before the row was updated
            return true;
        }
        else
        {
            await ContinueAsync(run, record);
        }

        // What was resumed alone is asked also where its batch is interrupted.
        await (record.Turn == 0 ? AskUnlessHeldAsync(run, question, record) : AskAsync(run, question, record));
        return true;
    }

    private async Task<PipelineRun?> FindAsync(string id)
    {
        try
        {
            return await notifier.ResumeAsync(id);
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// What the process before it showed after the last kept state is shown under a new attempt; a question that is
    /// open stays so.
    /// </summary>
    private async Task ContinueAsync(PipelineRun run, PipelineRecord record)
    {
        if (run.State.IsEnded || (!instance.IsShared && run.State.Status == PipelineStatus.Processing))
            await resumption.ContinueAsync(run, record);
        else if (run.State.Status is not (PipelineStatus.Waiting or PipelineStatus.Processing))
            await run.ContinueAsync();
        await UploadPipelines.CompleteKnownAsync(run, record.Language);
        await pipelines.KeepStateAsync(run.State);
    }

    /// <summary>Asks, unless a person asked for an interrupt while the file came in, or stopped its batch.</summary>
    private async Task<PipelineState?> AskUnlessHeldAsync(
        PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        var isAsked = run.InterruptRequested.IsCancellationRequested;
        if (await pipelines.HoldAsync(run.Id, record.Fence, isAsked) is not { } held)
            return await AskAsync(run, question, record);
        await ending.ShowAsync(run, held);
        return run.State;
    }

    /// <summary>Begins to ask; what subscribers see.</summary>
    private Task<PipelineState?> AskAsync(PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        var hold = atWork.Take(run.Id);
        _ = DatabaseThreads.Shared.RunAsync(() => RunAsync(run, question, record, hold));
        return ShownAsync(run.Id);
    }

    private async Task<PipelineState?> ShownAsync(string id)
    {
        using var limit = new CancellationTokenSource(ShowTimeout, time);
        PipelineState? newest = null;
        try
        {
            await foreach (var state in progress.WatchAsync(id, limit.Token))
            {
                newest = state;
                if (state.Status != PipelineStatus.Processing)
                    break;
            }
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or PipelineException { IsRetryable: true })
        {
            // The question is asked all the same.
        }

        return newest;
    }

    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever breaks the question off, the row still asks it.")]
    private async Task RunAsync(PipelineRun run, DuplicateQuestion question, PipelineRecord record, IDisposable hold)
    {
        using (hold)
        {
            try
            {
                await SettleAsync(run, question, record);
            }
            catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
            {
                // Whoever took the pipeline over goes on with it.
            }
            catch (Exception exception)
            {
                logger.LogWarning(
                    "Ask about pipeline {PipelineId}: it is asked again: {Reason}", run.Id, exception.Message);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What makes the answer fail is the pipeline's error.")]
    private async Task SettleAsync(PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        Intake? accepted = null;
        var asks = pipelines.Find(run.Id) is { Status: StatusNames.Waiting } && answers.IsStored(question);
        try
        {
            if (asks)
                accepted = await CarryOutAsync(run, question, record);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is not TimeoutException)
        {
            // A person interrupted or cancelled it.
        }
        catch (Exception exception) when (IsOfTheAnswer(exception))
        {
            await ending.FailAsync(run, record.Fence, Error(exception, record.Language));
            return;
        }

        if (accepted is null)
            await EndStoppedAsync(run, question, record);
        else
            await uploading.ShowAnsweredAsync(run, accepted, record.Language);
    }

    /// <summary>While the progress service or the database is unavailable, the question stays.</summary>
    private static bool IsOfTheAnswer(Exception exception) =>
        exception is not PipelineException && !(exception is DbException failure && DatabaseFailures.MayPass(failure));

    private static async Task<DuplicateHandling> ChoiceAsync(
        PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        try
        {
            var answer = await run.AskAsync(DuplicateTexts.Question(question, record), run.InterruptRequested);
            return DuplicateTexts.Of(answer.Text, record.Language);
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.QuestionExpired)
        {
            return DuplicateHandling.Open;
        }
    }

    private async Task<Intake?> CarryOutAsync(PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        var choice = await ChoiceAsync(run, question, record);
        using var stops = CancellationTokenSource.CreateLinkedTokenSource(run.CancelRequested, run.InterruptRequested);
        return await answers.CarryOutAsync(record, question, choice, stops.Token);
    }

    /// <summary>There is no document to retry with: the file is uploaded again.</summary>
    private static ProgressError Error(Exception exception, string language)
    {
        var problem = Failures.Classify(exception);
        if (problem.Code == DocumentProblems.StorageFull.Code)
            problem = DocumentProblems.StorageFull;
        else if (problem.Code == DocumentProblems.NotStored.Code)
            problem = DocumentProblems.NotStored;
        return Failures.Describe(problem, language) with { Retryable = false };
    }

    /// <summary>
    /// A person interrupted or cancelled the pipeline, or deleted the stored document: the row first, then the
    /// subscribers. Where the row has another status or is in a later turn, another run goes on with it.
    /// </summary>
    private async Task EndStoppedAsync(PipelineRun run, DuplicateQuestion question, PipelineRecord record)
    {
        if (run.IsReplaced)
            return;
        var isDeleted = !answers.IsStored(question);
        if (isDeleted || run.CancelRequested.IsCancellationRequested)
            await pipelines.EndAsync(run.Id, record.Fence, StatusNames.Cancelled, turn: record.Turn);
        else if (run.InterruptRequested.IsCancellationRequested)
            await rows.InterruptAsync(run.Id, turn: record.Turn);
        if (pipelines.Find(run.Id) is not { } found
            || found.Turn != record.Turn
            || !(found.IsEnded || found.IsInterrupted))
            return;
        if (isDeleted && found.Status == StatusNames.Cancelled && !run.State.IsEnded)
            await run.CancelAsync(DuplicateTexts.Deleted.In(record.Language));
        await ending.ShowAsync(run, found);
    }
}
