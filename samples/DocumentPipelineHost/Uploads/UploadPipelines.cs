using System.Data.Common;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>Begins pipelines at their upload and hands them to the jobs.</summary>
public sealed partial class UploadPipelines(
    IProgressNotifier progress, PipelineStore pipelines, LiveRuns runs, PipelineEnding ending, PipelineJobs jobs,
    HostInstance instance, PipelinesAtWork atWork, ShownBatches batches, KeptInterrupts interrupts, TimeProvider time,
    ILogger<UploadPipelines> logger)
{
    private const string Kind = "document";

    private static readonly LocalizedText Stored = MessageCatalog.Text("stage.stored");
    private static readonly LocalizedText StoredBefore = MessageCatalog.Text("stage.stored_before");
    private static readonly LocalizedText Waiting = MessageCatalog.Text("stage.waiting");
    private static readonly LocalizedText UploadGoesOn = MessageCatalog.Text("stage.upload_goes_on");
    private static readonly LocalizedText DoneAlready = MessageCatalog.Text("stage.done_already");
    private static readonly LocalizedText DoneElsewhere = MessageCatalog.Text("stage.done_elsewhere");
    private static readonly LocalizedText NotAsked = MessageCatalog.Text("stage.not_asked");

    internal PipelineRecord Describe(
        string id, string owner, string language, string? documentId, IEnumerable<string> stages, string status) =>
        new()
        {
            Id = id, Owner = owner, DocumentId = documentId, Language = language, Stages = string.Join(',', stages),
            Status = status, Instance = instance.Id, CreatedAt = time.GetUtcNow(),
        };

    /// <summary>Adds a pipeline for a document whose upload it does not show.</summary>
    internal PipelineRecord Add(
        DbTransaction transaction, Upload upload, Document document, IReadOnlyList<string> stages)
    {
        var record = Describe(
            PipelineIds.New(), upload.Owner, upload.Language, document.Id, stages, StatusNames.Pending);
        upload.Keep(atWork.Take(record.Id));
        PipelineStore.TryAdd(transaction, record);
        return record;
    }

    /// <summary>Marks that this process works on the pipeline, until the result is disposed.</summary>
    internal IDisposable Hold(string pipelineId) => atWork.Take(pipelineId);

    /// <summary>
    /// The upload begins. Where the options are not known yet, all stages stand there, and what is not asked for is
    /// skipped later.
    /// </summary>
    internal async Task<UploadRun> BeginAsync(UploadBeginning upload)
    {
        var record = Describe(upload.PipelineId, upload.Owner, upload.Language, null, [], StatusNames.Uploading) with
        {
            ParentId = upload.BatchId,
        };
        await pipelines.AddAsync(record, static isOwn =>
            (isOwn ? DocumentProblems.PipelineExists : DocumentProblems.InvalidPipelineId).AsException());
        var choice = upload.Choice;
        var later = choice.IsComplete
            ? StageCatalog.Wanted(Options.OptionRules.Resolve(choice, strict: false, upload.Language).Options)
            : StageCatalog.All.Skip(1).Select(static stage => stage.Type);
        var run = await StartOrTakeBackAsync(
            record.Id, () => StartAsync(record, upload.DocumentId, upload.Filename, [StageTypes.Upload, .. later]));
        interrupts.Register(run.Run);
        return run;
    }

    /// <summary>The line of a file whose batch was cancelled before the file was taken up.</summary>
    internal async Task AddCancelledAsync(UploadBeginning upload)
    {
        var record = Describe(upload.PipelineId, upload.Owner, upload.Language, null, [], StatusNames.Cancelled) with
        {
            ParentId = upload.BatchId,
        };
        await pipelines.AddCancelledAsync(record);
        var run = await StartRunAsync(Definition(record, upload.DocumentId, upload.Filename, [StageTypes.Upload]));
        await ending.ShowAsync(run, record);
    }

    /// <summary>Goes on with an upload that another process began: its upload stage gets a new attempt.</summary>
    /// <exception cref="PipelineException">The progress service is unavailable, or has never shown it.</exception>
    internal async Task<UploadRun> ResumeAsync(string pipelineId, string language)
    {
        var run = await progress.ResumeAsync(pipelineId);
        interrupts.Register(run);
        await pipelines.AnnounceAttemptAsync(run.State);
        await run.ContinueAsync(UploadGoesOn.In(language));
        var upload = new UploadRun(run, await run.StartStageAsync(StageTypes.Upload), language);
        await pipelines.KeepStateAsync(run.State);
        return upload;
    }

    /// <summary>
    /// The document is stored: its pipeline goes to the jobs, or, where nothing more is left to do, to its end. Where
    /// the progress service is unavailable that is done later, by the row.
    /// </summary>
    internal async Task HandOverAsync(UploadRun upload, Intake accepted, string language)
    {
        try
        {
            await TryHandOverAsync(upload, accepted, language);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            logger.LogWarning(
                "Pipeline {PipelineId} has its document; its work begins a little later: {Reason}", upload.Run.Id,
                exception.Message);
        }
    }

    private async Task TryHandOverAsync(UploadRun upload, Intake accepted, string language)
    {
        await ShowStoredAsync(upload, accepted, language);
        await GoOnAsync(upload.Run, accepted, language);
    }

    private async Task GoOnAsync(PipelineRun run, Intake accepted, string language)
    {
        if (accepted.OwnStages.Count == 0)
            await ending.CompleteAsync(run, 0);
        else
            await QueueAsync(run, accepted.Document.Id, language);
    }

    /// <summary>
    /// Starts a pipeline whose row is there but which nobody has seen yet; <paramref name="uploaded"/> decides whether
    /// it shows the upload too.
    /// </summary>
    public async Task<PipelineState> StartAsync(PipelineRecord record, Document document, bool uploaded)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(document);
        if (!uploaded)
        {
            var plain = await progress.StartAsync(
                Definition(record, document.Id, document.Filename, record.StageTypes));
            await QueueAsync(plain, document.Id, record.Language);
            return plain.State;
        }

        var upload = await StartAsync(
            record, document.Id, document.Filename,
            [StageTypes.Upload, .. record.StageTypes]);
        await HandOverAsync(upload, new Intake(document, IsNew: true, record.StageTypes, null), record.Language);
        return upload.Run.State;
    }

    /// <summary>Ends the pipeline of an upload that failed.</summary>
    internal Task FailAsync(UploadRun upload, Problem problem, string language) =>
        ending.FailAsync(upload.Run, 0, Failures.Describe(problem, language));

    /// <summary>
    /// Takes back the pipeline of a file that could not be stored: whoever saw it is shown the failure, and no row is
    /// left of it. Where the database's answer was lost and the file is stored, its pipeline fails, and can be
    /// retried. Doing it again changes nothing.
    /// </summary>
    internal async Task TakeBackAsync(UploadRun upload, Problem problem, string language)
    {
        var error = Failures.Describe(problem, language);
        await pipelines.RemoveUnstoredAsync(upload.Run.Id);
        if (pipelines.Find(upload.Run.Id) is null)
            await ending.ShowFailedAsync(upload.Run, error);
        else
            await ending.FailAsync(upload.Run, 0, error);
    }

    /// <summary>
    /// The process died between showing an upload and keeping what it showed: clients that saw it are shown the end,
    /// with the stages as they were.
    /// </summary>
    public async Task FailUnkeptAsync(PipelineRecord record, ProgressError error)
    {
        ArgumentNullException.ThrowIfNull(record);
        var stages = StageCatalog.Define(StageCatalog.All.Select(static stage => stage.Type), record.Language);
        var run = await progress.StartAsync(
            new PipelineStart(record.Id, record.Owner) { Kind = Kind, Stages = stages });
        await run.StartStageAsync(StageTypes.Upload);
        await ending.FailAsync(run, record.Fence, error);
    }

    /// <summary>A pipeline that cannot be shown is none: its id may be used again at once.</summary>
    internal async Task<T> StartOrTakeBackAsync<T>(string id, Func<Task<T>> start)
    {
        try
        {
            return await start();
        }
        catch (PipelineException)
        {
            await pipelines.RemoveUnshownAsync(id);
            throw;
        }
    }

    private async Task<UploadRun> StartAsync(
        PipelineRecord record, string documentId, string filename, IEnumerable<string> stages)
    {
        var run = await StartRunAsync(Definition(record, documentId, filename, stages));
        var upload = new UploadRun(run, await run.StartStageAsync(StageTypes.Upload), record.Language);
        await pipelines.KeepStateAsync(run.State);
        return upload;
    }

    private async Task<PipelineRun> StartRunAsync(PipelineStart start)
    {
        try
        {
            return await progress.StartAsync(start);
        }
        catch (PipelineException exception)
            when (exception.Code == ProgressErrorCodes.NotFound && start.ParentId is not null)
        {
            await batches.RestoreAsync(start.ParentId); // the progress service lost the batch
            return await progress.StartAsync(start);
        }
    }

    /// <summary>Where a person's decision took the pipeline over meanwhile, its row decides the outcome.</summary>
    private static async Task ShowStoredAsync(UploadRun upload, Intake accepted, string language)
    {
        try
        {
            await upload.CompleteStageAsync(accepted.Document.Size, accepted.IsNew ? Stored : StoredBefore);
            await SkipAsync(upload.Run, accepted, language);
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            // The next worker shows that the document is stored.
        }
    }

    private static async Task SkipAsync(PipelineRun run, Intake accepted, string language)
    {
        foreach (
            var stage in run.State.Stages.Where(stage =>
                stage.Status == PipelineStatus.Pending && !accepted.OwnStages.Contains(stage.Id)))
            await run.SkipStageAsync(stage.Id, SkipReason(stage.Id, accepted).In(language));
    }

    private async Task QueueAsync(PipelineRun run, string documentId, string language)
    {
        var isAsked = run.InterruptRequested.IsCancellationRequested;
        if (await pipelines.HoldAsync(run.Id, 0, isAsked) is { } held)
        {
            // a person asked for it, or interrupted the batch, while the file came in
            await ending.ShowAsync(run, held);
            return;
        }

        await ShowWaitingAsync(run, language);
        if (await pipelines.QueueAsync(run.State, 0))
            await jobs.EnqueueNextAsync(documentId);
        else
            await EndStoppedAsync(run.Id);
    }

    private async Task ShowWaitingAsync(PipelineRun run, string language)
    {
        try
        {
            await run.RequeueAsync(Waiting.In(language), newAttempt: false);
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            // As above.
        }

        await runs.ParkAsync(new LiveRun(run));
    }

    /// <summary>A person interrupted or cancelled it, or the document was deleted, while it was handed over.</summary>
    private async Task EndStoppedAsync(string pipelineId)
    {
        await ending.CancelAsync((await runs.TakeAsync(pipelineId)).Run, 0);
        if (pipelines.Find(pipelineId) is { IsInterrupted: true } interrupted)
            await pipelines.LetGoAsync(interrupted);
    }

    private static LocalizedText SkipReason(string stage, Intake accepted) =>
        accepted.AlreadyDone.Contains(stage) ? DoneAlready : accepted.Stages.Contains(stage) ? DoneElsewhere : NotAsked;

    private static PipelineStart Definition(
        PipelineRecord record, string documentId, string filename, IEnumerable<string> stages) =>
        new(record.Id, record.Owner)
        {
            Name = filename,
            Kind = Kind,
            ParentId = record.ParentId,
            Stages = StageCatalog.Define(stages, record.Language),
            Controls =
                PipelineControls.Cancel | PipelineControls.Interrupt | PipelineControls.Resume | PipelineControls.Retry,
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["document_id"] = documentId,
                ["filename"] = filename,
            },
        };
}
