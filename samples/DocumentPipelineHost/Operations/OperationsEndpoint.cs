using System.Text.Json;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace DocumentPipelineHost.Operations;

/// <summary>
/// <c>/api/v1/documents/{document_id}/operations</c>: processing of a stored document, without uploading it again.
/// </summary>
internal sealed class OperationsEndpoint(
    DocumentStore documents, PipelineStore pipelines, OperationStart start, WarningStore warnings)
{
    private static readonly LocalizedText Begun = MessageCatalog.Text("operations.begun");
    private static readonly LocalizedText Nothing = MessageCatalog.Text("operations.nothing");

    private static readonly string[] All =
    [
        StageTypes.Parse, StageTypes.Index, StageTypes.Summary, StageTypes.Analysis,
    ];

    public async Task<OperationsAnswer> StartAsync(HttpContext context, string documentId)
    {
        var request = await ReadAsync(context);
        var choice = new ProcessingChoice
        {
            UploadOnly = request.UploadOnly,
            CreateIndex = request.CreateIndex,
            GenerateSummary = request.GenerateSummary,
            DeepAnalysis = request.DeepAnalysis,
        };
        var resolved = OptionRules.Resolve(choice, request.Strict, RequestLanguage.Of(context.Request));
        var wanted = StageCatalog.Wanted(resolved.Options);
        return await RunAsync(context, documentId, resolved, request.Force ? wanted : []);
    }

    public Task<OperationsAnswer> ExecuteAsync(HttpContext context, string documentId, string operation, bool force)
    {
        var choice = operation switch
        {
            StageTypes.Summary => new ProcessingChoice { GenerateSummary = true },
            StageTypes.Index => new ProcessingChoice { CreateIndex = true },
            StageTypes.Analysis => new ProcessingChoice { DeepAnalysis = true },
            _ => throw HttpProblems.UnknownRoute.AsException(),
        };
        return RunAsync(
            context, documentId, OptionRules.Resolve(choice, strict: false, RequestLanguage.Of(context.Request)),
            force ? [operation] : []);
    }

    public OperationsStatus Status(HttpContext context, string documentId)
    {
        var document = Find(context, documentId);
        var live = pipelines.LiveOf(document.Id);
        return new OperationsStatus(
            document.Id,
            All.ToDictionary(static type => type, type => Status(document, live, type)),
            live?.Id,
            live?.Status,
            warnings.Of(document.Id, RequestLanguage.Of(context.Request)));
    }

    /// <summary>The body, which may be absent; read here, since it is compared under a key.</summary>
    private static async Task<OperationsRequest> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
            return new OperationsRequest();
        if (!context.Request.HasJsonContentType())
            throw HttpProblems.MediaType.AsException();
        try
        {
            return await context.Request.ReadFromJsonAsync<OperationsRequest>(ProductJson.Options)
                ?? new OperationsRequest();
        }
        catch (JsonException exception)
        {
            throw HttpProblems.BadRequest.AsException(exception);
        }
    }

    private async Task<OperationsAnswer> RunAsync(
        HttpContext context, string documentId, ResolvedOptions resolved, IReadOnlyList<string> again)
    {
        var document = Find(context, documentId);
        var language = RequestLanguage.Of(context.Request);
        var wanted = StageCatalog.Wanted(resolved.Options);
        if (wanted.Count == 0)
            return new OperationsAnswer(
                document.Id, Nothing.In(language), resolved.Options, resolved.Adjustments,
                [],
                null);
        var state = await start.StartAsync(document, language, wanted, again);
        IReadOnlyList<string> reused = [.. wanted.Except(again).Where(stage => StageCatalog.IsDone(document, stage))];
        return new OperationsAnswer(
            document.Id, Begun.In(language), resolved.Options, resolved.Adjustments, reused,
            ProcessingPipeline.Of(state));
    }

    private static OperationStatus Status(Document document, PipelineRecord? live, string type)
    {
        var doneAt = StageCatalog.DoneAt(document, type);
        if (live is not null && (live.AgainTypes.Contains(type) || (doneAt is null && live.StageTypes.Contains(type))))
            return new OperationStatus(live.Status, doneAt);
        return new OperationStatus(doneAt is null ? "not_requested" : StatusNames.Completed, doneAt);
    }

    private Document Find(HttpContext context, string documentId) =>
        documents.Find(documentId, context.UserId()) ?? throw HttpProblems.NotFound.AsException();
}
