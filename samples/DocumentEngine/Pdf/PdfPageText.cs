using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace DocumentEngine.Pdf;

/// <summary>The text of a PDF page in the order of its content, one line a line, paragraphs parted by an empty line.</summary>
internal static class PdfPageText
{
    // PdfPig's own extractor glues the words of tightly set lines together; it is kept for text that does not run left to right.
    private static readonly ContentOrderTextExtractor.Options Turned = new() { SeparateParagraphsWithDoubleNewline = true };

    public static string Of(Page page)
    {
        var letters = page.Letters;
        var level = letters.Count(letter => letter.TextOrientation == TextOrientation.Horizontal);
        return level * 2 < letters.Count ? ContentOrderTextExtractor.GetText(page, Turned) : Joined(Lines(letters));
    }

    private static List<PdfLine> Lines(IReadOnlyList<Letter> letters)
    {
        var lines = new List<PdfLine>();
        foreach (var letter in letters)
        {
            if (letter.TextOrientation != TextOrientation.Horizontal || string.IsNullOrEmpty(letter.Value))
                continue;
            var isBlank = string.IsNullOrWhiteSpace(letter.Value);
            if (lines.Count > 0 && (isBlank || lines[^1].GoesOnWith(letter)))
            {
                lines[^1].Add(letter);
            }
            else if (!isBlank)
            {
                lines.Add(new(letter));
                lines[^1].Add(letter);
            }
        }

        return lines;
    }

    private static string Joined(List<PdfLine> lines)
    {
        var text = new StringBuilder();
        var usual = UsualStep(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                text.Append(IsNewParagraph(lines[i - 1], lines[i], usual) ? "\n\n" : "\n");
            text.Append(lines[i].Text());
        }

        return text.ToString();
    }

    // Downwards by more than the page's usual step, in another size of letters, or indented as the first line of a paragraph is.
    private static bool IsNewParagraph(PdfLine above, PdfLine line, double usual)
    {
        var step = (above.Baseline - line.Baseline) / above.Size;
        var resized = Math.Max(above.Size, line.Size) / Math.Min(above.Size, line.Size);
        return step > usual * 1.25 || (step > 0.5 && resized > 1.15) || (step > 0.5 && line.Left - above.Left is > 15 and < 40);
    }

    // The lower third: paragraph gaps and tables must not pass for the step between the lines of a paragraph.
    private static double UsualStep(List<PdfLine> lines)
    {
        var steps = new List<double>();
        for (var i = 1; i < lines.Count; i++)
        {
            var step = (lines[i - 1].Baseline - lines[i].Baseline) / lines[i - 1].Size;
            if (step is > 0.8 and < 3)
                steps.Add(step);
        }

        steps.Sort();
        return steps.Count == 0 ? 1.3 : Math.Max(1.05, steps[steps.Count / 3]);
    }
}
