using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// <c>POST /api/v2/batches</c>: nothing is accepted before the whole form is on the disk; then each file becomes a
/// document or a failed pipeline of the batch, also where its client no longer waits. Where a service fails meanwhile
/// the request fails (<see cref="BatchAbandonment"/>): no file is taken whose bytes are not kept. With <c>count</c>
/// further files join later, by the field <c>batch_id</c> of an upload.
/// </summary>
internal sealed class BatchCreation(
    BatchReader reader, BatchStore batches, ShownBatches shown, BatchReads reads, DocumentIntake intake,
    UploadPipelines pipelines, DuplicateQuestions questions, HostInstance instance, IOptions<BatchOptions> options,
    BatchAbandonment abandonment, TimeProvider time, ILogger<BatchCreation> logger)
{
    private const int MaxName = 200;

    /// <summary>The largest form that is taken.</summary>
    public long MaxFormBytes => reader.MaxFormBytes;

    public async Task<BatchAnswer> CreateAsync(HttpContext context)
    {
        await using var request = new BatchRequest();
        await reader.ReadAsync(context, request);
        var language = RequestLanguage.Of(context.Request);
        var strict = request.Form.Strict || context.Request.Query["strict"] == "true";
        var resolved = OptionRules.Resolve(request.Form.Choice, strict, language);
        var batch = Describe(context.UserId(), language, request);
        await batches.AddAsync(batch);
        var stored = 0;
        try
        {
            await shown.StartAsync(batch);
            foreach (var file in request.Files)
                stored += await AcceptAsync(batch, request.Form, file, resolved.Options) ? 1 : 0;
            await batches.OpenAsync(batch.Id);
        }
        catch (Exception exception)
        {
            var failure = await abandonment.AbandonAsync(batch, exception, stored, request.Files.Count);
            ExceptionDispatchInfo.Throw(failure);
        }

        var created = batches.Find(batch.Id)!;
        var text = created.Status == StatusNames.Cancelled ? BatchTexts.Cancelled : BatchTexts.Created;
        var answer = await reads.GetAsync(created, text.In(language));
        return answer with { Options = resolved.Options, Adjustments = resolved.Adjustments };
    }

    private BatchRecord Describe(string owner, string language, BatchRequest request)
    {
        var announced = Announced(request.Form);
        var expected = Math.Max(announced, request.Files.Count);
        if (expected == 0)
            throw DocumentProblems.FileMissing.AsException();
        if (expected > options.Value.MaxFiles)
            throw BatchProblems.TooManyFiles.With(options.Value.MaxFiles);
        var now = time.GetUtcNow();
        var name = request.Form.Fields.GetValueOrDefault("name", string.Empty);
        if (name.Length > MaxName || name.Any(FileNames.IsHidden))
            throw HttpProblems.InvalidParameter.With("name");
        return new BatchRecord
        {
            Id = PipelineIds.New(),
            Owner = owner,
            Name = name.Length > 0 ? name : now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            Language = language,
            Status = StatusNames.Processing,
            Expected = expected,
            Instance = instance.Id,
            CreatedAt = now,
            JoinedAt = now,
        };
    }

    private static int Announced(UploadForm form)
    {
        if (form.Fields.GetValueOrDefault("count") is not { Length: > 0 } text)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw HttpProblems.InvalidParameter.With("count");
    }

    /// <summary>True where the file is a document; false where it was refused, or the batch cancelled.</summary>
    /// <exception cref="FileNotStoredException">A service failed, and would fail the next file too.</exception>
    [SuppressMessage(
        "Design", "CA1031", Justification = "What refuses one file is that file's failure; the others are accepted.")]
    private async Task<bool> AcceptAsync(BatchRecord batch, UploadForm form, BatchFile file, ProcessingOptions options)
    {
        await using var upload = new Upload(batch.Owner, batch.Language, file.Incoming.Length, pipelines);
        foreach (var (name, value) in form.Fields.Where(static field => field.Key is not ("pipeline_id" or "batch_id")))
            upload.Form.Add(name, value);
        upload.Form.Add("batch_id", batch.Id);
        try
        {
            await upload.BeginAsync(file.Filename, file.Incoming);
        }
        catch (ProblemException exception) when (exception.Problem.Code == BatchProblems.Ended.Code)
        {
            // A person cancelled the batch since.
            await pipelines.AddCancelledAsync(
                new UploadBeginning(
                    PipelineIds.New(), batch.Owner, batch.Language, upload.DocumentId, upload.Filename, form.Choice,
                    batch.Id));
            return false;
        }

        var watched = upload.Watched!;
        Intake accepted;
        try
        {
            accepted = file.Refused is { } refused
                ? throw refused.AsException()
                : await intake.AcceptAsync(upload, options);
        }
        catch (Exception exception)
        {
            var problem = Failures.Classify(exception);
            if (BatchAbandonment.IsOfService(problem))
                throw new FileNotStoredException(watched, exception);
            await upload.DisposeAsync();
            await pipelines.FailAsync(watched, problem, batch.Language);
            return false;
        }

        await HandOverAsync(batch, upload, accepted);
        return true;
    }

    /// <summary>The document is stored, whatever happens now: its work is found by its row.</summary>
    [SuppressMessage(
        "Design", "CA1031", Justification = "The document is stored, and its row shows what is left to do.")]
    private async Task HandOverAsync(BatchRecord batch, Upload upload, Intake accepted)
    {
        try
        {
            if (accepted.Question is { } question)
                await questions.BeginAsync(upload, question);
            else
                await pipelines.HandOverAsync(upload.Watched!, accepted, batch.Language);
        }
        catch (Exception exception)
        {
            logger.LogWarning(
                "A file of batch {BatchId} is stored; its work begins a little later: {Reason}", batch.Id,
                exception.Message);
        }
    }
}
