using System.Globalization;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Statistics;

/// <summary>Statistics against the rows.</summary>
public sealed class StatisticsTests
{
    private const string User = HostAtWork.User;
    private const string WaitRow = "queue.wait";

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task BatchOfAHundredWithFailures_AddsUpAgainstTheRows(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var files = BatchClient
            .Files(85, pages: 2)
            .Concat(
                Enumerable.Range(0, 8).Select(static i => ($"broken-{i}.pdf", (byte[])[.. Texts.BrokenPdf, (byte)i])))
            .Concat(Enumerable.Range(0, 7).Select(static i => ($"picture-{i}.png", (byte[])[.. Texts.Png, (byte)i])));
        var (status, batch) = await client.CreateBatchAsync(
            files, ("create_index", "true"), ("generate_summary", "true"));
        Assert.Equal(202, status);
        await client.EndBatchAsync(batch.Id());
        // The last state of each is kept a moment after its row's end.
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE NOT state_ended") == 0,
            "all ends are shown and kept");

        var answer = await client.GetAsync("/api/v2/statistics?range=24h");

        Assert.Equal((85, 15, 0), Ended(answer["ended"]!));
        foreach (var end in (string[])["completed", "failed", "cancelled"])
        {
            Assert.Equal(place.Count($"pipelines WHERE status = '{end}'"), (long)answer["ended"]![end]!);
            Assert.Equal((long)answer["ended"]![end]!, answer["buckets"]!.AsArray().Sum(bucket => (long)bucket![end]!));
        }

        Assert.Equal(24, answer["buckets"]!.AsArray().Count);
        Assert.Equal(15, answer["failures"]!.AsArray().Sum(static failure => (int)failure!["count"]!));
        foreach (var failure in answer["failures"]!.AsArray())
            Assert.Equal(
                place.Count($"pipelines WHERE status = 'failed' AND error LIKE '%\"{failure!["code"]}\"%'"),
                (long)failure["count"]!);
        Assert.Equal(2, answer["failures"]!.AsArray().Count);
        foreach (var stage in (string[])["parse", "index", "summary"])
            AssertFigures(place, stage, 85, answer);
        var wait = answer["queue_wait"]!;
        Assert.Equal(place.Count($"stage_times WHERE stage = '{WaitRow}'"), (long)wait["count"]!);
        Assert.InRange((int)wait["count"]!, 85, 100);
        Assert.InRange((long)wait["p50_ms"]!, 1, (long)wait["p95_ms"]!); // a hundred at once wait for each other
        Assert.Equal(0, answer["queue"]!.AsObject().Sum(static queued => (int)queued.Value!));
        Assert.Equal(85 / 24.0, (double)answer["per_hour"]!, 3);
    }

    [Fact]
    public async Task Queue_AndConnections_AreThoseOfNow()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", ("create_index", "true"));
        await client.ControlAsync(upload, "interrupt");
        await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "interrupted");
        using var person = new Person(host.Address);
        using var first = await person.OpenSocketAsync("somebody");
        using var second = await person.OpenSocketAsync("somebody");

        await Eventually.HoldsAsync(
            async () => (int)(await client.GetAsync("/api/v2/statistics"))["live_connections"]!["websocket"]! == 2,
            "two open sockets");
        Assert.Equal(1, (int)(await client.GetAsync("/api/v2/statistics?range=1h"))["queue"]!["interrupted"]!);
        first.Abort();
        await Eventually.HoldsAsync(
            async () => (int)(await client.GetAsync("/api/v2/statistics"))["live_connections"]!["websocket"]! == 1,
            "one open socket");
    }

    [Fact]
    public async Task Connections_OfAPageThatPolls_AreCountedOnceItAsksAgainAndAgain()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        Assert.Equal(0, await PollingAsync());
        for (var times = 1; times <= 3; times++)
        {
            Assert.Equal(0, await PollingAsync());
            await client.GetAsync("/api/v1/pipelines/progress?user=me");
        }

        using var refused = host.As("stranger");
        for (var times = 1; times <= 4; times++)
            Assert.Equal(404, (await refused.ProblemAsync($"/api/v1/pipelines/{Guid.NewGuid()}/progress")).Status);
        Assert.Equal(1, await PollingAsync());

        async Task<int> PollingAsync() =>
            (int)(await client.GetAsync("/api/v2/statistics"))["live_connections"]!["polling"]!;
    }

    /// <summary>Whichever instance answers; what one had open goes with it.</summary>
    [Fact]
    public async Task Connections_OfTwoInstances_AreAddedUpOnBoth()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        await using var one = await place.StartAsync();
        using var client = one.As(User);
        using var person = new Person(one.Address);
        using var first = await person.OpenSocketAsync("somebody");
        await using (var two = await place.StartAsync())
        {
            using var other = two.As(User);
            using var elsewhere = new Person(two.Address);
            using var second = await elsewhere.OpenSocketAsync("somebody");

            await UntilConnectedAsync(client, 2);
            await UntilConnectedAsync(other, 2);
        }

        await UntilConnectedAsync(client, 1);
    }

    private static Task UntilConnectedAsync(HostClient client, int sockets) => Eventually.HoldsAsync(
        async () => (int)(await client.GetAsync("/api/v2/statistics"))["live_connections"]!["websocket"]! == sockets,
        $"{sockets} open sockets");

    [Fact]
    public async Task Traffic_IsCountedByTransport_BesideWhatPollingWouldHaveCost()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As(User);
        Assert.Equal(0, (long)(await TrafficAsync(client))["websocket_bytes"]!);
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", ("create_index", "true"));
        await client.ControlAsync(upload, "interrupt");
        var pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await client.UntilAsync(pipeline, "interrupted");

        var before = await TrafficAsync(client);
        var state = await client.Http.GetByteArrayAsync(
            $"/api/v1/pipelines/{pipeline}/progress", TestContext.Current.CancellationToken);
        Assert.InRange(
            (long)(await TrafficAsync(client))["poll_bytes"]! - (long)before["poll_bytes"]!, state.Length + 1,
            state.Length + 2000);
        Assert.Equal(0, (long)before["would_be_bytes"]!); // nobody was told of anything

        using var person = new Person(host.Address);
        using var socket = await person.OpenSocketAsync("somebody");
        await Eventually.HoldsAsync(
            async () => (long)(await TrafficAsync(client))["websocket_bytes"]! > 0,
            "the first frame is counted");
        await Eventually.HoldsAsync(
            async () => (long)(await TrafficAsync(client))["would_be_bytes"]! > 0,
            "a round of polling is counted");
    }

    private static async Task<JsonNode> TrafficAsync(HostClient client) =>
        (await client.GetAsync("/api/v2/statistics"))["traffic"]!;

    [Fact]
    public async Task Scope_OthersFigures_AreForOperatorsOnly()
    {
        await using var production = await ProductionHost.StartAsync(
            Rows.Sqlite, null, "--Accounts:Operators", "somebody, ben");
        using var anna = await production.SignedInAsync(ProductionHost.Anna);
        using var ben = await production.SignedInAsync(ProductionHost.Ben);
        await anna.Client.EndAsync(
            await anna.Client.UploadAsync(Texts.Unique("Mine."), "mine.txt", ("create_index", "true")));

        Assert.Equal((403, "forbidden"), await anna.Client.ProblemAsync("/api/v2/statistics?scope=all"));
        Assert.Equal((400, "invalid_parameter"), await anna.Client.ProblemAsync("/api/v2/statistics?scope=some"));
        Assert.Equal((400, "invalid_parameter"), await anna.Client.ProblemAsync("/api/v2/statistics?range=1y"));
        Assert.Equal(1, (int)(await anna.Client.GetAsync("/api/v2/statistics"))["ended"]!["completed"]!);
        Assert.Equal(0, (int)(await ben.Client.GetAsync("/api/v2/statistics"))["ended"]!["completed"]!);
        Assert.Equal(1, (int)(await ben.Client.GetAsync("/api/v2/statistics?scope=all"))["ended"]!["completed"]!);
        Assert.True((bool)(await ben.Client.GetAsync("/api/v1/session"))["operator"]!);
    }

    private static (int, int, int) Ended(JsonNode counts) =>
        ((int)counts["completed"]!, (int)counts["failed"]!, (int)counts["cancelled"]!);

    private static void AssertFigures(HostPlace place, string stage, int count, JsonNode answer)
    {
        var figures = answer["stages"]!.AsArray().Single(row => (string)row!["stage"]! == stage)!;
        Assert.Equal(count, (int)figures["count"]!);
        Assert.Equal(count, place.Count($"stage_times WHERE stage = '{stage}'"));
        Assert.Equal(Nearest(place, stage, count, 50), (long)figures["p50_ms"]!);
        Assert.Equal(Nearest(place, stage, count, 95), (long)figures["p95_ms"]!);
    }

    private static long Nearest(HostPlace place, string stage, int count, int percent)
    {
        var offset = (((count * percent) + 99) / 100) - 1;
        return place.Scalar(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT milliseconds FROM stage_times WHERE stage = '{stage}' ORDER BY milliseconds LIMIT 1 OFFSET "
                    + $"{offset}"
            ));
    }
}
