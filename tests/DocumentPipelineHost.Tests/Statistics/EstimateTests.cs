using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using DocumentPipelineHost.Estimates;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Statistics;

/// <summary>Estimates as ranges, from what earlier documents took.</summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Estimate_OfALivePipeline_IsARangeOnceThreeOfItsTypeHaveEnded(Rows rows)
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        var isReached = new TaskCompletionSource();
        await using var work = await HostAtWork.StartAsync(rows, Gates.Before("index", (_, stop) =>
        {
            isReached.TrySetResult();
            return gate.Task.WaitAsync(stop);
        }));
        for (var i = 1; i <= 2; i++)
            await DoneAsync(work, i);
        (gate, isReached) = (new(), new());

        var early = await EstimateAsync(await BeginAsync());
        gate.SetResult();
        await Eventually.HoldsAsync(
            () => work.Place.Count("stage_times WHERE stage = 'summary'") == 3,
            "three have ended");
        (gate, isReached) = (new(), new());
        var upload = await BeginAsync();
        var later = await EstimateAsync(upload);
        gate.SetResult();
        await work.Client.EndAsync(upload);
        var ended = await EstimateAsync(upload);

        Assert.Null(early["from_ms"]);
        Assert.All(
            early["stages"]!.AsArray(),
            static stage => Assert.Equal((2, null), ((int)stage!["samples"]!, (long?)stage["from_ms"])));
        Assert.Equal(["index", "summary"], later["stages"]!.AsArray().Select(static stage => (string)stage!["stage"]!));
        Assert.All(later["stages"]!.AsArray(), static stage => Assert.Equal(3, (int)stage!["samples"]!));
        Assert.InRange((long)later["from_ms"]!, 2000, (long)later["to_ms"]!);
        Assert.Equal((null, 0), ((long?)ended["from_ms"], ended["stages"]!.AsArray().Count));

        async Task<JsonNode> BeginAsync()
        {
            var begun = await work.Client.UploadAsync(Texts.Long(3), "begun.txt", HostAtWork.All);
            await isReached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return begun;
        }

        Task<JsonNode> EstimateAsync(JsonNode of) => work.Client.GetAsync(
            $"/api/v2/documents/{of["document_id"]}/pipeline/{of["processing_pipeline"]!["pipeline_id"]}/estimate");
    }

    [Fact]
    public void Of_HalfAndNineOfTen_AreTheRangeForThePagesThatAreLeft()
    {
        StageSample[] samples =
        [
            .. Enumerable.Range(1, 10).Select(static second => new StageSample(second * 1000, 10, 1000)),
        ];

        var whole = StageEstimates.Of("index", samples, pages: 20, bytes: 1, left: 1);
        var half = StageEstimates.Of("index", samples, pages: 20, bytes: 1, left: 0.5);
        var unknown = StageEstimates.Of("index", samples, pages: null, bytes: 3000, left: 1);

        Assert.Equal((10, 10_000, 18_000), (whole.Samples, whole.FromMs, whole.ToMs));
        Assert.Equal((5000, 9000), (half.FromMs, half.ToMs));
        Assert.Equal((15_000, 27_000), (unknown.FromMs, unknown.ToMs));
    }

    [Fact]
    public void Of_FewSamplesOrLittleLeft_IsHiddenOrNeverNothing()
    {
        var sample = new StageSample(10, 10, 1000);

        Assert.Null(StageEstimates.Of("index", [sample, sample], 10, 1, 1).FromMs);
        Assert.Equal(1000, StageEstimates.Of("index", [sample, sample, sample], 10, 1, 0.001).FromMs);
        Assert.Null(StageEstimates.Sum("p", [new("index", 3, 1000, 2000), new("summary", 2, null, null)]).FromMs);
    }

    private static async Task DoneAsync(HostAtWork work, int count)
    {
        await work.Client.EndAsync(await work.Client.UploadAsync(Texts.Long(3), "done.txt", HostAtWork.All));
        await Eventually.HoldsAsync(
            () => work.Place.Count("stage_times WHERE stage = 'summary'") == count, "how long it took is kept");
    }
}
