using DocumentEngine.Text;
using DocumentPipelineHost.Tests.Engine;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>
/// A hundred documents in one batch. With <c>DPA_DOCUMENTS=folder</c> they are real ones, put there by
/// benchmarks/documents/collect.py, and the file that <c>DPA_BATCH_RESULTS</c> names gets the figures.
/// </summary>
public sealed class MixedBatchTests
{
    private const int PagesOfTheLongest = 1_335;
    private const long MostMiBOfTheHost = 1024;
    private const long MostMiBOfAChild = 512;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Documents_AreAHundredOfAllFormatsInBothLanguages()
    {
        var documents = MixedDocuments.Create();
        var good = documents.Where(static document => document.Code is null).ToList();
        var languages = good.SelectMany(document => PageTexts.Of(document).Values.Take(20))
            .Select(LanguageDetector.Detect)
            .ToList();

        Assert.Equal((100, 90), (documents.Count, good.Count));
        Assert.Equal(
            [".csv", ".docx", ".epub", ".html", ".md", ".pdf", ".pptx", ".txt", ".xlsx"],
            good.Select(static document => Path.GetExtension(document.Name)).Distinct().Order(StringComparer.Ordinal));
        Assert.True(
            documents.Select(static document => document.Code).OfType<string>().Distinct().Count() >= 9,
            "Nine ways of failing.");
        Assert.All((string[])["en", "zh"], language =>
            Assert.True(languages.Count(each => each == language) >= 40, language));
    }

    [Fact]
    public async Task Batch_HundredDocuments_GoodOnesCompleteAndEachBrokenOneFailsWithItsOwnCode()
    {
        var documents = MixedDocuments.Create();
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartChildAsync();
        using var client = host.As("user-1");
        var processes = new HostProcesses(host.ProcessId);
        var before = processes.HostMiB();
        await using var peaks = processes.Watch();

        var run = await MixedBatchRun.OfAsync(client, documents);

        AssertEndedRight(documents, run);
        foreach (var (name, _, code, _) in documents.Where(static document => document.Code is not null))
        {
            var error = (await client.GetAsync($"/api/v1/pipelines/{run.Of(name)["pipeline_id"]}/progress"))[
                "error_info"
            ]!;
            Assert.Equal((name, code), (name, (string?)error["code"]));
            Assert.False(string.IsNullOrWhiteSpace((string?)error["message"]), name);
            Assert.False(string.IsNullOrWhiteSpace((string?)error["suggestion"]), name);
        }

        if (MixedDocuments.Folder is not null)
            Assert.Equal(PagesOfTheLongest, place.Scalar("SELECT MAX(page_count) FROM documents"));

        Assert.InRange(peaks.Host, 1, MostMiBOfTheHost - 1);
        Assert.InRange(peaks.Child, 1, MostMiBOfAChild);
        var pages = documents.Where(static document => document.Code is null)
            .ToDictionary(static document => document.Name, PageTexts.Of);
        var (sentences, notes) = await CheckSummariesAsync(client, run, pages);
        var megabytes = documents.Sum(static document => (long)document.Content.Length) / 1e6;
        await MixedBatchRun.NoteAsync(
            $"{documents.Count} documents, {megabytes:0.0} MB, {place.Count("pages")} pages: "
                + $"{run.Taken.TotalSeconds:0.0} s; "
            + $"host {before} -> {peaks.Host} MiB, a parsing process {peaks.Child} MiB; "
            + $"{sentences} sentences of summaries, each on its page; {notes} documents too short for a summary.");
    }

    private static void AssertEndedRight(IEnumerable<MixedDocument> documents, MixedBatchRun run)
    {
        var wrong = new List<string>();
        foreach (var (name, _, code, _) in documents)
        {
            var end = ((string?)run.Of(name)["status"], (string?)run.Of(name)["code"]);
            if (end != (code is null ? "completed" : "failed", code))
                wrong.Add($"{name}: {end}, wanted {code ?? "completed"}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Every sentence of a summary stands on the page that it names.</summary>
    /// <returns>How many sentences there were, and documents with a note instead of a summary.</returns>
    private static async Task<(int Sentences, int Notes)> CheckSummariesAsync(
        HostClient client, MixedBatchRun run, Dictionary<string, IReadOnlyDictionary<int, string>> pages)
    {
        var (sentences, notes) = (0, 0);
        var misplaced = new List<string>();
        foreach (var (name, texts) in pages)
        {
            var summary = await client.GetAsync($"/api/v2/documents/{run.Of(name)["document_id"]}/summary");
            notes += summary["note"] is null ? 0 : 1;
            foreach (var sentence in summary["sentences"]!.AsArray())
            {
                sentences++;
                var (text, page) = ((string)sentence!["text"]!, (int)sentence["page"]!);
                if (!texts.TryGetValue(page, out var whole) || !PageTexts.Holds(whole, text))
                    misplaced.Add($"{name}, page {page}: {text}");
                else if (name.EndsWith(".pdf", StringComparison.Ordinal) && MixedDocuments.Folder is { } folder
                    && !await PageTexts.PopplerFindsAsync(Path.Combine(folder, name), page, text, Cancellation))
                    misplaced.Add($"{name}, page {page}, by pdftotext: {text}");
            }

            Assert.NotEmpty(summary["sentences"]!.AsArray());
        }

        Assert.True(misplaced.Count == 0, string.Join('\n', misplaced));
        return (sentences, notes);
    }
}
