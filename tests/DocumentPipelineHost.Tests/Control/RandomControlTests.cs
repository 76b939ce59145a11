using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>
/// Interrupts, resumes, cancels and retries of real documents at random moments, from either instance, while a page
/// follows on each: 50 in every run, 500 under <c>DPA_LONG=1</c>, n under <c>DPA_LONG=n</c>.
/// </summary>
public sealed class RandomControlTests
{
    private const string User = HostAtWork.User;
    private static readonly string[] EachPage = HostAtWork.EachPage;

    private static readonly string[] Kinds =
    [
        "kitchen-garden.en.pdf", "harvest.txt", "tools/libreoffice.pptx",
        "kitchen-garden.en.pdf", "harvest.txt", "library-volunteers.zh.pdf",
        "kitchen-garden.en.pdf", "harvest.txt", "garden-basics.en.docx",
        "kitchen-garden.en.pdf", "harvest.txt", "tools/pandoc.epub",
    ];

    private static int Controls => Long.Rounds(usual: 50, many: 500);

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Control_AtRandomMoments_NothingCancelledCompletesAndEachResumeGoesOnAfterItsCheckpoint(Rows rows)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var place = await HostPlace.CreateAsync(rows);
        await using var one = await place.StartAsync(EachPage);
        await using var two = rows == Rows.Shared ? await place.StartAsync(EachPage) : null;
        using var first = one.As(User);
        using var second = (two ?? one).As(User);
        var uploads = new List<JsonNode>();
        HashSet<string> cancelled = [];
        await using (var page = Watching.Of(one.Address, User))
        await using (var other = Watching.Of((two ?? one).Address, User))
        {
            for (var controls = 0; controls < Controls;)
            {
                var upload = await UploadAsync(Either(), uploads.Count);
                uploads.Add(upload);
                await Task.WhenAll(page.AddAsync([Id(upload)]), other.AddAsync([Id(upload)]));
                var client = Either();
                await client.UntilStageAsync(upload, random.Next(4) == 0 ? "index" : "parse", random.Next(0, 90));
                if (random.Next(3) > 0)
                    controls += await InterruptAndResumeAsync(place, upload, client, Either(), seed);
                else if (await CancelAsync(upload, client, seed))
                    controls += random.Next(2) == 0 ? await RetryAsync(upload, Either()) : Note(upload);
            }

            foreach (var upload in uploads)
            {
                var ended = await first.EndAsync(upload);
                Assert.True(ended.Status() == Expected(upload), $"seed {seed}: {ended}");
            }
        }

        Assert.Equal(cancelled.Count, place.Count("pipelines WHERE status = 'cancelled'"));
        Assert.Equal(uploads.Count - cancelled.Count, place.Count("pipelines WHERE status = 'completed'"));
        TestContext.Current.SendDiagnosticMessage(
            $"{rows}, seed {seed}: {Controls} controls of {uploads.Count} documents, {cancelled.Count} cancelled");
        await AssertResultsAsync(place, first, uploads.Where(upload => cancelled.Contains(Id(upload))), seed);

        HostClient Either() => random.Next(2) == 0 ? first : second;

        string Expected(JsonNode upload) => cancelled.Contains(Id(upload)) ? "cancelled" : "completed";

        int Note(JsonNode upload) => cancelled.Add(Id(upload)) ? 1 : 0;
    }

    private static Task<JsonNode> UploadAsync(HostClient client, int number)
    {
        var kind = Kinds[number % Kinds.Length];
        var (name, content) = kind == "harvest.txt"
            ? ($"{number:000}-{kind}", Texts.Long(150))
            : RealFiles.Copy(number, kind);
        return client.UploadAsync(content, name, HostAtWork.All);
    }

    /// <summary>
    /// What completed is as an undisturbed document of its kind; what was cancelled has all pages or none.
    /// </summary>
    private static async Task AssertResultsAsync(
        HostPlace place, HostClient client, IEnumerable<JsonNode> cancelled, int seed)
    {
        const string IsCancelled =
            "EXISTS (SELECT 1 FROM pipelines p WHERE p.document_id = d.id AND p.status = 'cancelled')";
        var undisturbed = new Dictionary<string, long>();
        for (var i = 0; i < Kinds.Length; i++)
        {
            var upload = await UploadAsync(client, i);
            await client.EndAsync(upload);
            undisturbed[Kind(upload)] = KindResults.Pages(place, (string)upload["document_id"]!);
        }

        foreach (var upload in cancelled)
        {
            // A page that is parsed twice breaks its key.
            var isParsed = (string?)(await client.StateAsync(upload)).Stage("parse")["status"] == "completed";
            var pages = KindResults.Pages(place, (string)upload["document_id"]!);
            Assert.True(pages == (isParsed ? undisturbed[Kind(upload)] : 0), $"seed {seed}: {pages} pages of {upload}");
        }

        KindResults.AssertSame(place, IsCancelled, seed);
    }

    /// <summary>Its checkpoints stay until it goes on, in the same attempt. How many calls did something.</summary>
    private static async Task<int> InterruptAndResumeAsync(
        HostPlace place, JsonNode upload, HostClient stopper, HostClient starter, int seed)
    {
        var document = (string)upload["document_id"]!;
        var (status, body) = await stopper.ControlAsync(upload, "interrupt");
        if (status == 409)
        {
            Assert.True((string?)body["code"] == "pipeline_ended", $"seed {seed}: {body}");
            return 0;
        }

        Assert.True(status is 200 or 202, $"seed {seed}: {status} {body}"); // 202: it takes longer than 2 s to be shown
        var held = Made();
        var state = await starter.UntilAsync(Id(upload), "interrupted");
        Assert.True(state.Status() == "interrupted" && held == Made(), $"seed {seed}: {state}");
        var (resumed, after) = await starter.ControlAsync(upload, "resume");
        Assert.True(
            resumed == 200 && (int)after["state"]!["attempt"]! == (int)state["attempt"]!, $"seed {seed}: {after}");
        Assert.True(
            (double)after["state"]!["overall_progress"]! >= (double)state["overall_progress"]!, $"seed {seed}: {after}"
        );
        var made = Made();
        Assert.True(made.Pages >= held.Pages && made.Chunks >= held.Chunks, $"seed {seed}: {held}, then {made}");
        return 2;

        (long Pages, long Chunks) Made() => (KindResults.Pages(place, document), KindResults.Chunks(place, document));
    }

    /// <summary>Whether it was not at its end.</summary>
    private static async Task<bool> CancelAsync(JsonNode upload, HostClient client, int seed)
    {
        var (status, body) = await client.ControlAsync(upload, "cancel");
        Assert.True(status == 200 || (string?)body["code"] == "pipeline_ended", $"seed {seed}: {body}");
        return status == 200;
    }

    private static async Task<int> RetryAsync(JsonNode upload, HostClient client)
    {
        Assert.Equal(200, (await client.ControlAsync(upload, "retry")).Status);
        return 2;
    }

    private static string Kind(JsonNode upload) => ((string)upload["filename"]!)[4..];

    private static string Id(JsonNode upload) => (string)upload["processing_pipeline"]!["pipeline_id"]!;
}
