using System.Text.Json;
using DocumentEngine.Search;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Endpoints;

/// <summary>What a reader of one document asks for: its pages, and what was done with it.</summary>
internal sealed class DocumentReader(
    DocumentStore documents, PageStore pages, PipelineStore pipelines, DocumentSearch search)
{
    private const int MostRuns = 50;

    /// <summary>One page, with the hits of <paramref name="q"/> marked.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>: there is no such document, or no such page.</exception>
    public ReaderAnswer Page(HttpContext context, string documentId, int number, string? q)
    {
        var document = Find(context, documentId);
        var page = pages.Find(document.Id, number) ?? throw HttpProblems.NotFound.AsException();
        var query = SearchQuery.Parse(Paging.Text(q, "q", SearchQuery.MaxLength));
        return new ReaderAnswer(
            document.Id, number, pages.Count(document.Id), PageKinds.Of(document.PageKind, document.ContentType),
            page.Unreadable, SnippetMaker.MarkAll(page.Text, query));
    }

    /// <summary>The pages of the document that have hits of <paramref name="q"/>, in the document's order.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>; <c>invalid_parameter</c>: there is no query.</exception>
    public HitPagesAnswer HitPages(HttpContext context, string documentId, string? q)
    {
        var document = Find(context, documentId);
        var text = Paging.Text(q, "q", SearchQuery.MaxLength) ?? throw HttpProblems.InvalidParameter.With("q");
        return new HitPagesAnswer(document.Id, search.Pages(context.UserId(), document.Id, text));
    }

    /// <summary>Every pipeline of the document, the newest first.</summary>
    public RunsAnswer Runs(HttpContext context, string documentId)
    {
        var document = Find(context, documentId);
        return new RunsAnswer(
            document.Id,
            [
                .. pipelines
                    .OfDocument(document.Id, MostRuns)
                    .Select(static run => new RunItem(
                        run.Id, run.Status, run.CreatedAt, run.EndedAt,
                        run.State is { } json ? JsonElement.Parse(json) : null)),
            ]);
    }

    private Document Find(HttpContext context, string documentId) =>
        documents.Find(documentId, context.UserId()) ?? throw HttpProblems.NotFound.AsException();
}
