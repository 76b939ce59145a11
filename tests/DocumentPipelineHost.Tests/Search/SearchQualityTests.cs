using DocumentPipelineHost.Tests.MixedBatch;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>
/// Questions as people ask them, over the good documents of the batch of a hundred (the broken ones have no text), with
/// the places of their answers. With <c>DPA_DOCUMENTS=folder</c> over the real ones, the document of 1,335 pages among
/// them.
/// </summary>
public sealed class SearchQualityTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Search_ThirtyQuestions_FindTheirDocumentAndPage(Rows rows)
    {
        var documents = MixedDocuments.Create().Where(static document => document.Code is null).ToList();
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As("user-1");

        await MixedBatchRun.OfAsync(client, documents, ("create_index", "true"));

        var pages = documents.ToDictionary(static document => document.Name, PageTexts.Of);
        await MixedBatchRun.NoteAsync($"{rows}: {await MixedQuestions.AskAsync(client, pages)}");
    }
}
