using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Several documents in flight and one host after another killed at random moments.</summary>
public sealed class CrashLoopTests
{
    private const int Documents = 6;

    [Theory]
    [InlineData(Rows.Sqlite, 5)]
    [InlineData(Rows.Shared, 3)]
    public async Task Kill_AgainAndAgain_EveryAcceptedDocumentEndsOnce(Rows rows, int kills)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var place = await HostPlace.CreateAsync(rows);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, cancellation);
        var accepted = new List<(string Document, string Pipeline)>();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var host = await place.StartChildAsync(
                "--Pipeline:PagesPerCheckpoint", "1", "--Pipeline:ChunksPerCheckpoint", "1");
            using var client = host.As("user-1");
            if (kill == 0)
                await AcceptAsync(client, pdf, accepted);
            await KillAfterAsync(host, client, random.Next(1, 30), cancellation);
        }

        await using (var host = await place.StartChildAsync())
        {
            using var client = host.As("user-1");
            foreach (var (document, pipeline) in accepted)
                Assert.Equal("completed", (string?)(await client.EndAsync(document, pipeline))["status"]);
        }

        var counts = string.Join(
            ' ', place.Count("pages"), place.Count("summaries"), place.Count("pipelines WHERE status = 'completed'"));
        Assert.True($"{50 * Documents} {Documents} {Documents}" == counts, $"seed {seed}: {counts}");
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
        Assert.Equal(
            Documents,
            place.Count("(SELECT 1 FROM chunks GROUP BY document_id HAVING COUNT(*) = MAX(ordinal) + 1) whole"));
    }

    private static async Task AcceptAsync(
        HostClient client, byte[] pdf, List<(string Document, string Pipeline)> accepted)
    {
        for (var project = 0; project < Documents; project++)
        {
            var upload = await client.UploadAsync(
                pdf, $"{project}.pdf", ("project_id", $"{project}"), ("create_index", "true"),
                ("generate_summary", "true"));
            accepted.Add(((string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!));
        }
    }

    /// <summary>Kills the host after so many answers: a moment that differs each time, and needs no sleep.</summary>
    private static async Task KillAfterAsync(
        ChildHost host, HostClient client, int answers, CancellationToken cancellation)
    {
        for (var i = 0; i < answers; i++)
        {
            using var answer = await client.Http.GetAsync("/api/v2/documents", cancellation);
            answer.EnsureSuccessStatusCode();
        }

        await host.KillAsync();
    }
}
