using System.Collections.Concurrent;
using System.Globalization;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Hosts are killed at random moments while batches come in and are processed: 5 kills a store with batches of 8 in every run, 50 with batches
/// of 100 under <c>DPA_LONG=1</c>, n under <c>DPA_LONG=n</c>. With services there
/// are two instances on PostgreSQL, Redis and S3, and one of them is killed.
/// </summary>
public sealed class BatchCrashTests
{
    private const string User = "user-1";
    private const int Pages = 8;
    private static readonly string[] EachPage = HostAtWork.EachPage;

    private static int Kills => Long.Rounds(usual: 5, many: 50);

    private static int Files => Long.IsAsked ? 100 : 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Kill_AgainAndAgainDuringBatches_EachAcceptedDocumentEndsOnce(Rows rows)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var place = await HostPlace.CreateAsync(rows);
        string[] settings = rows == Rows.Shared
            ? [.. EachPage, .. SharedSwift.Settings((await SharedSwift.Server).Address).Select(static each => $"--{each.Key}={each.Value}")]
            : EachPage;
        var accepted = new List<string>();
        var watches = new ConcurrentDictionary<string, ProgressWatch>();
        await using (var survivor = rows == Rows.Shared ? await place.StartChildAsync(settings) : null)
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                if (rows == Rows.Sqlite)
                    ForgetBatches(accepted, watches);
                await using var host = await place.StartChildAsync(settings);
                using var client = host.As(User);
                await using var watching = Watching.Of(host.Address, User, watches);
                var creating = Task.Run(() => TryCreateAsync(client, accepted, watches), Cancellation);
                await KillAfterAsync(host, random.Next(1, 120), Cancellation);
                await creating;
            }
        }

        if (rows == Rows.Sqlite)
            ForgetBatches(accepted, watches);
        await using var last = await place.StartAsync(settings);
        using var user = last.As(User);
        await user.UploadAsync(Texts.English, "last.md"); // where there is no document at all nothing is swept
        await using (Watching.Of(last.Address, User, watches))
        {
            foreach (var id in accepted)
            {
                var ended = await user.EndBatchAsync(id, seconds: 240);
                Assert.True(ended.Status() == "completed" && (int)ended["counts"]!["completed"]! == Files, $"seed {seed}: {ended["counts"]}");
            }

            await EndAllAsync(place);
        }

        AssertDoneOnce(place, seed);
        await OrphanSweepTests.SweepAsync(last, TimeSpan.FromHours(25), new LogLines());
        var kept = (await OrphanSweepTests.KeysAsync(last)).Count;
        Assert.True(place.Count("documents") == kept, $"seed {seed}: {place.Count("documents")} documents, {kept} originals");
    }

    /// <summary>
    /// A file's work since its last checkpoint is done again, in another attempt. A batch has no attempts; where nothing of it outlived the
    /// host, its percent begins a little lower (README). Within the life of a host it does not go back.
    /// </summary>
    private static void ForgetBatches(IEnumerable<string> batches, ConcurrentDictionary<string, ProgressWatch> watches)
    {
        foreach (var id in batches)
            watches[id] = new ProgressWatch();
    }

    /// <summary>A batch whose answer was lost was not accepted; what there is of it ends all the same.</summary>
    private static async Task TryCreateAsync(HostClient client, List<string> accepted, ConcurrentDictionary<string, ProgressWatch> watches)
    {
        try
        {
            var (status, batch) = await client.CreateBatchAsync(BatchClient.Files(Files, Pages), ("create_index", "true"), ("generate_summary", "true"));
            Assert.Equal(202, status);
            accepted.Add(batch.Id());
            watches[batch.Id()] = new ProgressWatch();
            foreach (var file in batch["documents"]!.AsArray())
                watches[(string)file!["pipeline_id"]!] = new ProgressWatch();
        }
        catch (HttpRequestException)
        {
            // The host was killed.
        }
    }

    /// <summary>Kills the host after so many answers: a moment that differs each time, and needs no sleep.</summary>
    private static async Task KillAfterAsync(ChildHost host, int answers, CancellationToken cancellation)
    {
        using var client = host.As(User);
        for (var i = 0; i < answers; i++)
        {
            using var answer = await client.Http.GetAsync("/api/v2/documents", cancellation);
            answer.EnsureSuccessStatusCode();
        }

        await host.KillAsync();
    }

    private static async Task EndAllAsync(HostPlace place)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (place.Count("pipelines WHERE ended_at IS NULL") + place.Count("batches WHERE ended_at IS NULL") > 0)
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"{place.Count("pipelines WHERE ended_at IS NULL")} pipelines and {place.Count("batches WHERE ended_at IS NULL")} batches did not end.");
            await tick.WaitForNextTickAsync(Cancellation);
        }
    }

    private static void AssertDoneOnce(HostPlace place, int seed)
    {
        var parsed = place.Count("documents WHERE parsed_at IS NOT NULL");
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{place.Count("pages")} {place.Count("summaries")} {place.Count("(SELECT 1 FROM chunks GROUP BY document_id HAVING COUNT(*) = MAX(ordinal) + 1) whole")}");
        Assert.True($"{parsed * Pages} {parsed} {parsed}" == counts, $"seed {seed}: {counts} of {parsed} documents");
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
    }
}
