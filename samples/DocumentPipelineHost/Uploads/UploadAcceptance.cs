using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>From received bytes to a stored document and its pipeline, whichever way the bytes came.</summary>
internal sealed class UploadAcceptance(
    DocumentIntake intake, UploadPipelines pipelines, DuplicateQuestions questions, PipelineStore rows,
    IProgressReader progress)
{
    /// <summary>Applies the rules of the options and stores the document with its job.</summary>
    /// <remarks>All of its bytes have come: that their sender goes away now cancels nothing.</remarks>
    public async Task<Accepted> AcceptAsync(Upload upload, bool strict)
    {
        var resolved = OptionRules.Resolve(upload.Form.Choice, strict, upload.Language);
        return new Accepted(resolved, await intake.AcceptAsync(upload, resolved.Options));
    }

    /// <summary>Starts the remaining work; returns the answer to the uploader.</summary>
    public async Task<UploadAnswer> StartAsync(Upload upload, Accepted accepted)
    {
        var (resolved, stored) = accepted;
        if (stored.Question is { } question)
            return await AskAsync(upload, accepted, question);
        var pipeline = await StartAsync(upload, stored);
        return new UploadAnswer(
            stored.Document.Id,
            stored.Document.Filename,
            stored.Document.Size,
            stored.IsNew ? "uploaded" : "exists",
            Message(stored, pipeline).In(upload.Language),
            resolved.Options,
            resolved.Adjustments,
            stored.IsNew ? null : stored.AlreadyDone,
            pipeline);
    }

    /// <summary>The pipeline waits for a person; the answer to the uploader does not.</summary>
    private async Task<UploadAnswer> AskAsync(Upload upload, Accepted accepted, DuplicateQuestion question)
    {
        var (resolved, stored) = accepted;
        var state = await questions.BeginAsync(upload, question);
        var row = rows.Find(question.PipelineId)!;
        var asked = DuplicateTexts.Question(question, row);
        return new UploadAnswer(
            question.NewId,
            stored.Document.Filename,
            stored.Document.Size,
            "waiting",
            MessageCatalog.Text("upload_answer.waiting").In(upload.Language),
            resolved.Options,
            resolved.Adjustments,
            null,
            state is null ? ProcessingPipeline.Waiting(row) : ProcessingPipeline.Of(state),
            new UploadQuestion(asked.Id, asked.Text, asked.Choices, question.Until));
    }

    /// <summary>The pipeline that does the work that is left; null where none is left.</summary>
    private async Task<ProcessingPipeline?> StartAsync(Upload upload, Intake stored)
    {
        if (upload.Watched is { } watched)
        {
            await pipelines.HandOverAsync(watched, stored, upload.Language);
            if (stored.Live is null)
                return stored.IsNew || stored.Stages.Count > 0 ? ProcessingPipeline.Of(watched.Run.State) : null;
        }

        if (stored.Added is { } added)
            return await ShowAsync(added, async () =>
                await pipelines.StartAsync(added, stored.Document, uploaded: stored.IsNew));
        return stored.Live is { } live && stored.Stages.Count > 0
            ? await ShowAsync(live, async () => await progress.GetAsync(live.Id))
            : null;
    }

    /// <summary>
    /// The document and its pipeline are stored: where the progress service is unavailable now, the work begins later,
    /// by its row.
    /// </summary>
    private static async Task<ProcessingPipeline?> ShowAsync(PipelineRecord pipeline, Func<Task<PipelineState?>> show)
    {
        try
        {
            return await show() is { } state ? ProcessingPipeline.Of(state) : null;
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return ProcessingPipeline.Waiting(pipeline);
        }
    }

    /// <summary>
    /// A person may have interrupted the pipeline, or the batch, while the file came in, and the one that was there
    /// before.
    /// </summary>
    private LocalizedText Message(Intake stored, ProcessingPipeline? pipeline) =>
        (stored.IsNew, pipeline is null ? null : (bool?)(rows.Find(pipeline.PipelineId)?.IsInterrupted is true)) switch
        {
            (true, null) => MessageCatalog.Text("upload_answer.uploaded"),
            (true, false) => MessageCatalog.Text("upload_answer.processing"),
            (true, true) => MessageCatalog.Text("upload_answer.interrupted"),
            (false, null) => MessageCatalog.Text("upload_answer.stored_before"),
            (false, false) => MessageCatalog.Text("upload_answer.stored_before_processing"),
            (false, true) => MessageCatalog.Text("upload_answer.stored_before_interrupted"),
        };
}
