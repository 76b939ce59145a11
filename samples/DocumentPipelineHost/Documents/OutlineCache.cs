using System.Collections.Concurrent;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// The outlines of documents that were found lately: those of long documents have thousands of headings, and are the
/// same for each search. Bounded; thread-safe. A document that is parsed again has another key.
/// </summary>
public sealed class OutlineCache
{
    /// <summary>Headings that are kept at most, of all outlines: some 10 MB.</summary>
    public const int MostHeadings = 100_000;

    private readonly ConcurrentDictionary<(string Id, long ParsedAt), SectionIndex> _kept = new();
    private int _headings;

    /// <summary>The outline of a document as it was parsed then; null where it is not kept.</summary>
    /// <param name="id">The document.</param>
    /// <param name="parsedAt">When it was parsed, as its row has it.</param>
    public SectionIndex? Find(string id, long parsedAt) => _kept.GetValueOrDefault((id, parsedAt));

    /// <summary>Keeps an outline; where there are too many headings, the others are let go.</summary>
    /// <param name="id">The document.</param>
    /// <param name="parsedAt">When it was parsed, as its row has it.</param>
    /// <param name="outline">Its headings.</param>
    /// <returns>The outline.</returns>
    public SectionIndex Keep(string id, long parsedAt, IReadOnlyList<OutlineEntry> outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        var index = new SectionIndex(outline);
        if (outline.Count > MostHeadings)
            return index;
        if (Interlocked.Add(ref _headings, outline.Count + 1) > MostHeadings)
        {
            _kept.Clear();
            Interlocked.Exchange(ref _headings, outline.Count + 1);
        }

        _kept[(id, parsedAt)] = index;
        return index;
    }
}
