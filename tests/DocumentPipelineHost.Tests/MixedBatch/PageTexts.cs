using System.Diagnostics;
using System.Text;
using DocumentEngine.Parsing;
using DocumentEngine.Tests.Parsing;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>The pages of a document, read again past the host; those of a PDF also by pdftotext.</summary>
internal static class PageTexts
{
    // Where words are parted otherwise, most of a sentence's words are still there.
    private const double EnoughWords = 0.8;

    /// <summary>What the readers find on each page.</summary>
    public static IReadOnlyDictionary<int, string> Of(MixedDocument source)
    {
        using var file = new TemporaryFile(source.Content);
        using var document = DocumentOpener.Open(file.FullName);
        return document.ReadPages().ToDictionary(static page => page.Number, static page => page.Text);
    }

    /// <summary>Whether the text holds the sentence; where a line or a hyphen parts it does not matter.</summary>
    public static bool Holds(string text, string sentence) =>
        Bare(text).Contains(Bare(sentence.TrimEnd('…')), StringComparison.Ordinal);

    /// <summary>Whether pdftotext finds the sentence's words on that page of a PDF, or most of them.</summary>
    public static async Task<bool> PopplerFindsAsync(string path, int page, string sentence, CancellationToken ct)
    {
        var start = new ProcessStartInfo("pdftotext", ["-q", "-f", $"{page}", "-l", $"{page}", path, "-"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = Bare((await process.StandardOutput.ReadToEndAsync(ct)).Normalize(NormalizationForm.FormKC));
        await process.WaitForExitAsync(ct);
        var words = sentence.Normalize(NormalizationForm.FormKC)
            .Split([' ', '，', '、', '。', '；', ','], StringSplitOptions.RemoveEmptyEntries);
        return words.Count(word => text.Contains(Bare(word), StringComparison.Ordinal)) >= words.Length * EnoughWords;
    }

    private static string Bare(string text) =>
        string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c is not ('-' or '\u00AD' or '\u2010')));
}
