using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Endpoints;

/// <summary>A page of documents; the cursor leads to the next one and is absent on the last.</summary>
public sealed record CursorPage(IReadOnlyList<DocumentItem> Items, string? NextCursor);
