using System.Text.Json;
using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Estimates;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Endpoints;

/// <summary>What can be read of one document. Another user's is not found.</summary>
internal sealed class DocumentReads(
    DocumentStore documents, DocumentCatalog catalog, ResultStore results, ChunkStore chunks, IOriginalStore originals,
    DocumentRemoval removal, IProgressReader progress, PipelineStore pipelines, WarningStore warnings,
    EstimateReader estimates)
{
    public async Task<DocumentItem> GetAsync(HttpContext context, string documentId)
    {
        var item = await catalog.FindAsync(documentId, context.UserId()) ?? throw HttpProblems.NotFound.AsException();
        return item with { Warnings = warnings.Of(item.DocumentId, RequestLanguage.Of(context.Request)) };
    }

    public async Task<IResult> DeleteAsync(HttpContext context, string documentId)
    {
        await removal.RemoveAsync(Find(context, documentId));
        return Results.NoContent();
    }

    /// <summary>What the browser's PDF viewer needs, and nothing of this origin.</summary>
    private const string ViewerPolicy =
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'self'";

    /// <summary>
    /// The original, as a download: a stranger's file is never shown as a page of this origin. Only a PDF, known by its
    /// content, may be shown in place, since the browser's viewer runs none of it here.
    /// </summary>
    public async Task<IResult> ContentAsync(HttpContext context, string documentId, bool inline = false)
    {
        var document = Find(context, documentId);
        var content = await OpenAsync(document.Original, context.RequestAborted);
        context.Response.Headers[HeaderNames.CacheControl] = "private, no-cache";
        var isShown = inline && document.ContentType == ContentTypes.Of(DocumentKind.Pdf);
        if (isShown)
            context.Response.Headers[HeaderNames.ContentSecurityPolicy] = ViewerPolicy;
        return Results.Stream(
            content, document.ContentType, isShown ? null : document.Filename, document.CreatedAt,
            new EntityTagHeaderValue($"\"{document.Sha256}\""), enableRangeProcessing: true);
    }

    public SummaryAnswer Summary(HttpContext context, string documentId)
    {
        var document = Find(context, documentId);
        var json = results.Summary(document.Id) ?? throw HttpProblems.NotFound.AsException();
        var summary = JsonSerializer.Deserialize<SummaryResult>(json, ProductJson.Options)!;
        return SummaryAnswer.Of(document.Id, summary, RequestLanguage.Of(context.Request));
    }

    public AnalysisAnswer Analysis(HttpContext context, string documentId)
    {
        var document = Find(context, documentId);
        var json = results.Analysis(document.Id) ?? throw HttpProblems.NotFound.AsException();
        return new AnalysisAnswer(document.Id, JsonSerializer.Deserialize<AnalysisResult>(json, ProductJson.Options)!);
    }

    public ChunkPage Chunks(HttpContext context, string documentId, int? limit, int? offset)
    {
        var document = Find(context, documentId);
        var page = chunks.Page(
            document.Id, Paging.Number(limit, "limit", 50, 1, 200), Paging.Number(offset, "offset", 0, 0, int.MaxValue)
        );
        return new ChunkPage(document.Id, chunks.Count(document.Id), page);
    }

    /// <summary>The full state of a pipeline of the document, as the socket sends it.</summary>
    public async Task<IResult> ProgressAsync(HttpContext context, string documentId, string pipelineId)
    {
        var state = await OwnStateAsync(context, documentId, pipelineId);
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return Results.Bytes(state.ToUtf8Json(), "application/json; charset=utf-8");
    }

    /// <summary>How long a pipeline of the document takes from now on, as a range.</summary>
    public async Task<EstimateAnswer> EstimateAsync(HttpContext context, string documentId, string pipelineId)
    {
        var state = await OwnStateAsync(context, documentId, pipelineId);
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return estimates.Of(state);
    }

    private async Task<PipelineState> OwnStateAsync(HttpContext context, string documentId, string pipelineId)
    {
        var state = await StateAsync(pipelineId, context.RequestAborted);
        return state is not null && state.Owner == context.UserId() && IsOf(state, documentId)
            ? state
            : throw HttpProblems.NotFound.AsException();
    }

    /// <summary>The live state, or the kept one where the progress service is unavailable.</summary>
    private async Task<PipelineState?> StateAsync(string pipelineId, CancellationToken ct)
    {
        try
        {
            return await progress.GetAsync(pipelineId, ct);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return pipelines.Find(pipelineId) is { State: { } kept } row
                ? PipelineArchive.Shown(kept, row.Attempts)
                : null;
        }
    }

    /// <summary>
    /// Whether the pipeline is the document's, by any of its ids; an upload under way announces the id that its
    /// document will have.
    /// </summary>
    private bool IsOf(PipelineState state, string documentId) =>
        state.Attributes.GetValueOrDefault("document_id") is { } shown
        && (
            shown == documentId
            || documents.Find(shown, state.Owner) is { } document
                && document.Id == documents.Find(documentId, state.Owner)?.Id);

    private async Task<Stream> OpenAsync(Original original, CancellationToken ct)
    {
        try
        {
            return await originals.OpenAsync(original, ct);
        }
        catch (FileNotFoundException exception)
        {
            throw HttpProblems.NotFound.AsException(exception);
        }
    }

    private Document Find(HttpContext context, string documentId) =>
        documents.Find(documentId, context.UserId()) ?? throw HttpProblems.NotFound.AsException();
}
