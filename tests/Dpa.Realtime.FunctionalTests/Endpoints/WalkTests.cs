using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>One client, one walk, the transport changed under way: whichever it is, the same end.</summary>
public sealed class WalkTests
{
    private const int Pace = 6;

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var a in TransportNames.All)
                foreach (var b in TransportNames.All) pairs.Add(a, b);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Walk_SwitchedBetweenTransports_EndsAtTheTruthWithEveryTransitionOnce(string first, string second)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("parse"), new("index")] },
            TestContext.Current.CancellationToken);
        var walk = new WalkState("p");
        // what came before a first state is nobody's to raise
        await TransportNames.Walk(first, server).ReadAsync(walk, () => walk.State is not null);
        var before = walk.Transition;
        var producer = new WalkProducer(run, Pace);
        var producing = producer.RunAsync(TestContext.Current.CancellationToken);

        for (var leg = 0; leg < 4; leg++)
        {
            var until = leg < 3 ? WalkProducer.Steps * (leg + 1) / 4 : long.MaxValue;
            await TransportNames.Walk(leg % 2 == 0 ? first : second, server).ReadAsync(walk, () =>
            {
                producer.Seen(walk.Transition);
                return walk.IsEnded || walk.Transition >= until;
            });
        }

        await producing;
        var truth = JsonNode.Parse(PipelineStateCodec.Encode(run.State))!.AsObject();
        Assert.Equal(truth["stages"]!.ToJsonString(), walk.State!["stages"]!.ToJsonString());
        foreach (var field in new[] { "version", "status", "overall_progress", "transition" })
            Assert.Equal(truth[field]!.ToJsonString(), walk.State[field]!.ToJsonString());
        Assert.Equal(Enumerable.Range(1, (int)(run.State.Transition - before)).Select(n => before + n), walk.Raised);
        Assert.Equal(0, walk.Skipped);
    }
}
