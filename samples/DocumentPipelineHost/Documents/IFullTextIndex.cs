using System.Data.Common;
using DocumentEngine.Chunking;
using DocumentEngine.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// The chunks' full-text index, in the engine's own way. Promises: the same queries find the same chunks on each
/// engine; scores may differ.
/// </summary>
public interface IFullTextIndex
{
    /// <summary>Adds a chunk and what it is found by.</summary>
    void Add(DbTransaction transaction, string documentId, Chunk chunk);

    /// <summary>
    /// Adds a chunk that is not found yet: it takes the place of the document's by <see cref="TakeDrafts"/>.
    /// </summary>
    void AddDraft(DbTransaction transaction, string pipelineId, Chunk chunk);

    /// <summary>Puts a pipeline's drafts in the place of the document's chunks.</summary>
    void TakeDrafts(DbTransaction transaction, string pipelineId, string documentId);

    /// <summary>
    /// The query in the engine's language, for a parameter; null where there is none.
    /// </summary>
    string? Match(SearchQuery query);

    /// <summary>
    /// From the chunks <c>c</c> and their documents <c>d</c> those of <c>@owner</c> that meet the query.
    /// </summary>
    /// <param name="match">The query's parameter, without the @; null where there is none.</param>
    string From(string? match);

    /// <summary>How well a chunk meets the query, the greater the better.</summary>
    /// <inheritdoc cref="From" path="/param"/>
    string Rank(string? match);
}
