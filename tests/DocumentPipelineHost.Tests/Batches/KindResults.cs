using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Counts what was made of documents named <c>NNN-kind</c> (<see cref="RealFiles"/>), whose work was disturbed, against
/// what was made of an undisturbed one of the same kind.
/// </summary>
internal static class KindResults
{
    private const string Each =
        "SELECT SUBSTR(filename, 5) AS kind, " +
        "parsed_at IS NOT NULL AND indexed_at IS NOT NULL AND summarized_at IS NOT NULL AS whole, " +
        "(SELECT COUNT(*) FROM pages p WHERE p.document_id = d.id) AS pages, " +
        "(SELECT COUNT(*) FROM chunks c WHERE c.document_id = d.id) AS chunks, " +
        "(SELECT COUNT(*) FROM summaries s WHERE s.document_id = d.id) AS summaries FROM documents d";

    private const string Broken = "('corrupt.pdf', 'image-only.pdf')";

    /// <summary>Fails where two documents of a kind differ in their results, or a result is there by half.</summary>
    /// <param name="place">Where the rows are.</param>
    /// <param name="but">Documents that are left out, as a condition on <c>d</c>.</param>
    /// <param name="seed">Named where it fails.</param>
    public static void AssertSame(HostPlace place, string but, int seed)
    {
        var each = $"{Each} WHERE NOT ({but})";
        var different = $"SELECT DISTINCT * FROM ({each}) results";
        var odd = place.Count($"(SELECT kind FROM ({different}) different GROUP BY kind HAVING COUNT(*) > 1) odd");
        Assert.True(odd == 0, $"seed {seed}: {odd} kinds of which not all documents have the same results");
        var half = place.Count($"({each}) results WHERE NOT (whole AND summaries = 1) AND kind NOT IN {Broken}");
        Assert.True(half == 0, $"seed {seed}: {half} documents without all of their results");
        const string Gaps = "(SELECT 1 FROM chunks GROUP BY document_id HAVING COUNT(*) <> MAX(ordinal) + 1) gaps";
        Assert.Equal(0, place.Count(Gaps));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
    }

    /// <summary>How many pages the document has in the database.</summary>
    public static long Pages(HostPlace place, string documentId) =>
        place.Count($"pages WHERE document_id = '{documentId}'");

    /// <summary>How many chunks.</summary>
    public static long Chunks(HostPlace place, string documentId) =>
        place.Count($"chunks WHERE document_id = '{documentId}'");
}
