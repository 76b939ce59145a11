using DocumentEngine.Chunking;

namespace DocumentPipelineHost.Endpoints;

/// <summary>Some of a document's chunks, in their order.</summary>
public sealed record ChunkPage(string DocumentId, int Total, IReadOnlyList<Chunk> Chunks);
