using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Finds sentences that are the same form, filled in again and again ("Sow it … deep, … apart"). They are similar to
/// each other, so TextRank would put them first, although each describes only its own part.
/// </summary>
internal static class Formulas
{
    private const int LeastOften = 4;
    private const double OftenShare = 0.015;
    private const int EnglishRun = 3;
    private const int ChineseRun = 6;
    private const double Discounted = 0.75;

    public static List<Passage> Discount(List<Passage> passages)
    {
        var counts = passages
            .SelectMany(passage => Runs(passage).Distinct())
            .CountBy(run => run)
            .ToDictionary(StringComparer.Ordinal);
        var often = Math.Max(LeastOften, (int)(passages.Count * OftenShare));
        return passages.ConvertAll(passage =>
            passage with
            {
                Prior = passage.Prior * (1 - (Discounted * ShareOfFormula(passage, counts, often))),
            });
    }

    private static double ShareOfFormula(Passage passage, Dictionary<string, int> counts, int often)
    {
        var runs = Runs(passage).ToList();
        // A third of a sentence in formula is all formula: the rest are the blanks that were filled in.
        return runs.Count == 0 ? 0 : Math.Min(1, 3.0 * runs.Count(run => counts[run] >= often) / runs.Count);
    }

    private static IEnumerable<string> Runs(Passage passage)
    {
        var length = CjkScript.Contains(passage.Words[0][0]) ? ChineseRun : EnglishRun;
        for (var i = 0; i + length <= passage.Words.Count; i++)
            yield return string.Join(' ', passage.Words.Skip(i).Take(length));
    }
}
