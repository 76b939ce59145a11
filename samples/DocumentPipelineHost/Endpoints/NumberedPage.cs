using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Endpoints;

/// <summary>A page of documents by number, as DPA had it.</summary>
public sealed record NumberedPage(IReadOnlyList<DocumentItem> Items, int Total, int Page, int PageSize, int TotalPages);
