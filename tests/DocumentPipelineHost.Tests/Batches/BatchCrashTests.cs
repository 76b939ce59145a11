using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>
/// Hosts are killed at random moments while batches of 100 real documents come in and are processed: 5 kills a store
/// in every run, 50 under <c>DPA_LONG=1</c>, n under <c>DPA_LONG=n</c>. With services there are two instances on
/// PostgreSQL, Redis and S3, and one of them is killed. <c>DPA_DOCUMENTS=folder</c> mixes those of Debian packages in
/// (<see cref="PackageFiles"/>).
/// </summary>
public sealed class BatchCrashTests
{
    private const string User = HostAtWork.User;
    private const int Files = 100;

    /// <summary>One host in so many lives until a batch is accepted.</summary>
    private const int AcceptedEach = 10;

    private static readonly string[] EachPage = HostAtWork.EachPage;

    private static int Kills => Long.Rounds(usual: 5, many: 50);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Kill_AgainAndAgainDuringBatches_EachAcceptedDocumentEndsOnce(Rows rows)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var place = await HostPlace.CreateAsync(rows);
        string[] settings =
            rows == Rows.Shared
                ?
                [
                    .. EachPage, .. SharedSwift
                        .Settings((await SharedSwift.Server).Address)
                        .Select(static each => $"--{each.Key}={each.Value}"),
                ]
                : EachPage;
        var accepted = new List<string>();
        var watches = new ConcurrentDictionary<string, ProgressWatch>();
        await using (var survivor = rows == Rows.Shared ? await place.StartChildAsync(settings) : null)
        await using (var other = survivor is null ? null : Watching.Of(survivor.Address, User))
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                await using var host = await place.StartChildAsync(settings);
                using var client = host.As(User);
                await using var page = Watching.Of(host.Address, User, watches);
                var creating = IsUnderWay(place, accepted) && random.Next(3) > 0
                    ? Task.CompletedTask
                    : Task.Run(() => TryCreateAsync(client, accepted, page, other), Cancellation);
                if (kill % AcceptedEach == 0)
                    await creating; // most are killed while they come in
                await KillAfterAsync(host, random.Next(1, random.Next(2) == 0 ? 60 : 600), Cancellation);
                await creating;
            }
        }

        await using var last = await place.StartAsync(settings);
        using var user = last.As(User);
        await using (Watching.Of(last.Address, User, watches))
        {
            var (_, undisturbed) = await user.CreateBatchAsync(RealFiles.Of(RealFiles.KindCount), HostAtWork.All);
            foreach (var id in accepted)
                await AssertEndedOnceAsync(user, id, seed);
            await user.EndBatchAsync(undisturbed.Id());
            await EndAllAsync(place);
        }

        KindResults.AssertSame(place, "FALSE", seed);
        TestContext.Current.SendDiagnosticMessage(
            $"{rows}, seed {seed}: {Kills} kills, {accepted.Count} batches accepted of {place.Count("batches") - 1}, " +
            $"{place.Count("documents")} documents, {watches.Count} pipelines and batches watched");
        await OrphanSweepTests.SweepAsync(last, TimeSpan.FromHours(25), new LogLines());
        var kept = (await OrphanSweepTests.KeysAsync(last)).Count;
        Assert.True(
            place.Count("documents") == kept, $"seed {seed}: {place.Count("documents")} documents, {kept} originals");
    }

    private static bool IsUnderWay(HostPlace place, List<string> accepted) =>
        accepted.Count > 0 && place.Count($"batches WHERE id = '{accepted[^1]}' AND ended_at IS NULL") == 1;

    /// <summary>A batch whose answer was lost was not accepted; what there is of it ends all the same.</summary>
    private static async Task TryCreateAsync(HostClient client, List<string> accepted, Watching page, Watching? other)
    {
        try
        {
            var (status, batch) = await client.CreateBatchAsync(RealFiles.Of(Files), HostAtWork.All);
            Assert.Equal(202, status);
            accepted.Add(batch.Id());
            var files = batch["documents"]!.AsArray();
            string[] pipelines = [batch.Id(), .. files.Select(static file => (string)file!["pipeline_id"]!)];
            await page.AddAsync(pipelines);
            await (other?.AddAsync(pipelines) ?? Task.CompletedTask);
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
            using var answer = await client.Http.GetAsync("/api/v2/documents?limit=1", cancellation);
            answer.EnsureSuccessStatusCode();
        }

        await host.KillAsync();
    }

    private static async Task AssertEndedOnceAsync(HostClient user, string id, int seed)
    {
        var failures = RealFiles.FailuresOf(Files);
        var ended = await user.EndBatchAsync(id, seconds: 300);
        var counts = (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["failed"]!);
        Assert.True(counts == ("completed", Files - failures, failures), $"seed {seed}: {counts}");
        Assert.True(EndsOf(ended["state"]!) == 1, $"seed {seed}: {ended["state"]}");
        foreach (var file in ended["documents"]!.AsArray())
        {
            var state = await user.UntilEndAsync((string)file!["pipeline_id"]!);
            Assert.True(EndsOf(state) == 1 && state.Status() == file.Status(), $"seed {seed}: {state}");
        }
    }

    private static int EndsOf(JsonNode state) => state["transitions"]!.AsArray().Count(static each =>
        each!["stage_type"] is null
        && (string?)each["to"] is "completed" or "failed" or "cancelled"
        && (string?)each["from"] != (string?)each["to"]); // otherwise a warning

    private static async Task EndAllAsync(HostPlace place)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Live() is not (0, 0))
        {
            Assert.False(limit.IsCancellationRequested, $"{Live()} did not end.");
            await tick.WaitForNextTickAsync(Cancellation);
        }

        (long Pipelines, long Batches) Live() =>
            (place.Count("pipelines WHERE ended_at IS NULL"), place.Count("batches WHERE ended_at IS NULL"));
    }
}
