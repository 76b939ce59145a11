using System.Globalization;
using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Summarizing;

namespace DocumentPipelineHost.Models;

/// <summary>
/// The pages that a model is given, within a bound: those that the extract stands on first, then the others in order.
/// </summary>
internal sealed class ModelInput
{
    /// <summary>What a page's mark, and the line after it, cost.</summary>
    private const int MarkTokens = 6;

    /// <summary>With fewer tokens than this, a piece of a page is of no use.</summary>
    private const int LeastTokens = 40;

    private readonly SortedDictionary<int, string> _pages = [];

    private ModelInput(int total) => Total = total;

    /// <summary>Pages with text.</summary>
    public int Total { get; private set; }

    /// <summary>How many of them the model reads, whole.</summary>
    public int Whole { get; private set; }

    public bool IsPartial => Whole < Total;

    /// <summary>The text that was given of a page; null where it was not given.</summary>
    public string? Page(int number) => _pages.GetValueOrDefault(number);

    public static ModelInput Of(Func<IEnumerable<ParsedPage>> pages, SummaryResult extract, int tokens)
    {
        var input = new ModelInput(0);
        var first = extract.Sentences.Select(static sentence => sentence.Page).ToHashSet();
        var left = tokens;
        foreach (var page in pages().Where(static page => !string.IsNullOrWhiteSpace(page.Text)))
        {
            input.Total++;
            if (first.Contains(page.Number))
                left = input.Take(page, left);
        }

        foreach (
            var page in pages().Where(page => !first.Contains(page.Number) && !string.IsNullOrWhiteSpace(page.Text)))
        {
            if (left < LeastTokens)
                break;
            left = input.Take(page, left);
        }

        return input;
    }

    /// <summary>The pages as the model reads them, each under its mark.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (number, page) in _pages)
            text.Append(CultureInfo.InvariantCulture, $"[p{number}]\n{page}\n");
        return text.ToString();
    }

    private int Take(ParsedPage page, int left)
    {
        if (left < LeastTokens)
            return left;
        var text = TokenEstimate.Cut(page.Text, left - MarkTokens);
        _pages[page.Number] = text;
        if (text.Length == page.Text.Length)
            Whole++;
        return left - TokenEstimate.Of(text) - MarkTokens;
    }
}
