using DocumentPipelineHost.Parsing;

namespace DocumentPipelineHost.Chunking;

/// <summary>
/// Cuts pages into chunks. Promises: the same pages give the same chunks; pages are independent of each other, so the work
/// can go on from any page; <c>chunk.Text == page.Text.Substring(chunk.Offset, chunk.Text.Length)</c>.
/// </summary>
public static class Chunker
{
    /// <summary>Cuts the pages in order, lazily.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="firstOrdinal">The first chunk's number: 0, or the count of chunks already stored when going on.</param>
    public static IEnumerable<Chunk> Split(IEnumerable<ParsedPage> pages, int firstOrdinal = 0) => throw new NotImplementedException();
}
