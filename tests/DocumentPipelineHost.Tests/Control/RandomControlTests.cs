using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Interrupts, resumes, cancels and retries at random moments, from either instance, while a page follows: 12 in every run, 50
/// under <c>DPA_LONG=1</c>, 2n under <c>DPA_LONG=n</c>.</summary>
public sealed class RandomControlTests
{
    private const string User = "user-1";
    private const int Pages = 150;
    private static readonly string[] EachPage = HostAtWork.EachPage;

    private static int Documents => Long.Rounds(usual: 6, many: 25);

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
        for (var i = 0; i < Documents; i++)
            uploads.Add(await first.UploadAsync(Texts.Long(Pages), $"{i}.txt", ("create_index", "true"), ("generate_summary", "true")));
        var watches = uploads.ToDictionary(Id, static _ => new ProgressWatch());
        HashSet<string> cancelled = [];
        await using (Watching.Of((two ?? one).Address, User, watches))
        {
            foreach (var upload in uploads)
            {
                var client = random.Next(2) == 0 ? first : second;
                await client.UntilStageAsync(upload, "parse", random.Next(0, 90));
                if (random.Next(3) > 0)
                    await InterruptAndResumeAsync(place, upload, client, random.Next(2) == 0 ? first : second, seed);
                else if (await CancelAsync(upload, client, seed))
                    cancelled.Add(Id(upload));
            }

            foreach (var upload in uploads.Where(upload => cancelled.Contains(Id(upload)) && random.Next(2) == 0).ToList())
            {
                Assert.Equal(200, (await second.ControlAsync(upload, "retry")).Status);
                cancelled.Remove(Id(upload));
            }

            foreach (var upload in uploads)
                Assert.True((await first.EndAsync(upload)).Status() == (cancelled.Contains(Id(upload)) ? "cancelled" : "completed"), $"seed {seed}: {await first.StateAsync(upload)}");
        }

        var completed = Documents - cancelled.Count;
        Assert.True((completed, cancelled.Count) == (place.Count("pipelines WHERE status = 'completed'"), place.Count("pipelines WHERE status = 'cancelled'")), $"seed {seed}");
        Assert.True(completed * Pages == place.Count("pages"), $"seed {seed}: {place.Count("pages")} pages of {completed} documents"); // a page that is parsed twice breaks its key
        Assert.Equal(completed, place.Count("summaries"));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
    }

    /// <summary>Its checkpoints stay as they are until it goes on, and it goes on in the same attempt.</summary>
    private static async Task InterruptAndResumeAsync(HostPlace place, JsonNode upload, HostClient stopper, HostClient starter, int seed)
    {
        var (status, body) = await stopper.ControlAsync(upload, "interrupt");
        if (status == 409)
        {
            Assert.True((string?)body["code"] == "pipeline_ended", $"seed {seed}: {body}");
            return;
        }

        Assert.True(status == 200, $"seed {seed}: {status} {body}");
        var held = (Pages: PageCount(place, upload), Chunks: ChunkCount(place, upload));
        var state = await starter.StateAsync(upload);
        Assert.True(state.Status() == "interrupted" && held == (PageCount(place, upload), ChunkCount(place, upload)), $"seed {seed}: {state}");
        var (resumed, after) = await starter.ControlAsync(upload, "resume");
        Assert.True(resumed == 200 && (int)after["state"]!["attempt"]! == (int)state["attempt"]!, $"seed {seed}: {after}");
        Assert.True((double)after["state"]!["overall_progress"]! >= (double)state["overall_progress"]!, $"seed {seed}: {after}");
        Assert.True(PageCount(place, upload) >= held.Pages && ChunkCount(place, upload) >= held.Chunks, $"seed {seed}");
    }

    private static async Task<bool> CancelAsync(JsonNode upload, HostClient client, int seed)
    {
        var (status, body) = await client.ControlAsync(upload, "cancel");
        Assert.True(status == 200 || (string?)body["code"] == "pipeline_ended", $"seed {seed}: {body}");
        return status == 200;
    }

    private static string Id(JsonNode upload) => (string)upload["processing_pipeline"]!["pipeline_id"]!;

    private static long PageCount(HostPlace place, JsonNode upload) => place.Count($"pages WHERE document_id = '{upload["document_id"]}'");

    private static long ChunkCount(HostPlace place, JsonNode upload) => place.Count($"chunks WHERE document_id = '{upload["document_id"]}'");
}
