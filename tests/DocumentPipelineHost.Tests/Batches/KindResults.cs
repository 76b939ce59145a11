using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Compares what was made of documents named <c>NNN-kind</c> (<see cref="RealFiles"/>), whose work was disturbed,
/// against what was made of an undisturbed one of the same kind.
/// </summary>
internal static partial class KindResults
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
        if (odd > 0)
            Assert.Fail($"seed {seed}: not the same results of each document of a kind: {Describe(place, each)}");
        AssertSameTexts(place, but, seed);
        var half = place.Count($"({each}) results WHERE NOT (whole AND summaries = 1) AND kind NOT IN {Broken}");
        Assert.True(half == 0, $"seed {seed}: {half} documents without all of their results");
        const string Gaps = "(SELECT 1 FROM chunks GROUP BY document_id HAVING COUNT(*) <> MAX(ordinal) + 1) gaps";
        Assert.Equal(0, place.Count(Gaps));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
    }

    /// <summary>
    /// Fails where the pages or chunks of two documents of a kind differ in their places or texts, but for the copy's
    /// own mark.
    /// </summary>
    private static void AssertSameTexts(HostPlace place, string but, int seed)
    {
        var odd = Hashes(place, but)
            .GroupBy(static one => one.Kind, StringComparer.Ordinal)
            .Where(static kind => kind.Select(static one => one.Hash).Distinct(StringComparer.Ordinal).Skip(1).Any())
            .SelectMany(static kind => kind.Select(static one => $"{one.Name} {one.Hash[..12]}"))
            .ToList();
        if (odd.Count > 0)
            Assert.Fail($"seed {seed}: not the same texts of each document of a kind: {string.Join(", ", odd)}");
    }

    /// <summary>For each document the hash of all of its pages and chunks.</summary>
    internal static IReadOnlyList<(string Name, string Kind, string Hash)> Hashes(HostPlace place, string but)
    {
        var rows = place.Lines(
            "SELECT d.id, d.filename, 'page', p.number AS ordinal, p.number, 0, p.text FROM documents d "
                + $"JOIN pages p ON p.document_id = d.id WHERE NOT ({but}) UNION ALL "
                + "SELECT d.id, d.filename, 'chunk', c.ordinal, c.page, c.position, c.text FROM documents d "
                + $"JOIN chunks c ON c.document_id = d.id WHERE NOT ({but}) ORDER BY 1, 3, 4");
        return
        [
            .. rows.GroupBy(static row => (Id: row[0], Name: row[1])).Select(static document => (
                document.Key.Name, document.Key.Name[4..],
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
                    '\u0001', document.Select(static row => string.Join('\u0002', row[2..6]) + Unmarked(row[6])))))))),
        ];
    }

    /// <summary>A text without the mark that makes each copy's bytes its own.</summary>
    private static string Unmarked(string text) => Mark().Replace(text, "the mark");

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Mark();

    /// <summary>The results of the kinds whose documents differ, and how the newest pipeline of one ended.</summary>
    private static string Describe(HostPlace place, string each)
    {
        const string Results = "kind, whole, pages, chunks, summaries";
        var named = each.Replace(" FROM documents d", ", d.id AS id FROM documents d", StringComparison.Ordinal);
        var lines =
            "SELECT kind, kind || ': whole ' || CAST(whole AS TEXT) || ', pages ' || CAST(pages AS TEXT) " +
            "|| ', chunks ' || CAST(chunks AS TEXT) || ', summaries ' || CAST(summaries AS TEXT) || ', documents ' " +
            "|| CAST(COUNT(*) AS TEXT) || ', such as ' || COALESCE(MIN(" +
            "(SELECT MAX(filename || ' ' || p.status || ' ' || COALESCE(p.error, '')) FROM documents d " +
            "JOIN pipelines p ON p.document_id = d.id WHERE d.id = results.id)), 'one without a pipeline') AS line " +
            $"FROM ({named}) results " +
            $"GROUP BY {Results}";
        return place.Text(
            $"SELECT STRING_AGG(line, '; ') FROM ({lines}) lines WHERE kind IN " +
            $"(SELECT kind FROM ({lines}) again GROUP BY kind HAVING COUNT(*) > 1)");
    }

    /// <summary>How many pages the document has in the database.</summary>
    public static long Pages(HostPlace place, string documentId) =>
        place.Count($"pages WHERE document_id = '{documentId}'");

    /// <summary>How many chunks.</summary>
    public static long Chunks(HostPlace place, string documentId) =>
        place.Count($"chunks WHERE document_id = '{documentId}'");
}
