using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>
/// The server of today sets attributes during a run and ends it with a result: the client of today shows both, and
/// those that were kept go on to the end.
/// </summary>
public sealed class ResultTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PipelineDetail.Stages)]
    [InlineData(PipelineDetail.Pipeline)]
    public async Task DotNet_AttributesAndResult_AreShown(PipelineDetail detail)
    {
        await using var server = await BehaviourServer.StartAsync(new Gate(), new Archive());
        await using var run = await server.Progress.StartAsync(Start(), Stop);
        await using var client = new RealtimeClient(new RealtimeClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{server.Port}"),
            UserId = BehaviourWorld.User,
            AccessTokenProvider = (_, _) => new("token-1"),
        });

        var told = false;
        PipelineState? last = null;
        var options = new WatchOptions { Detail = detail };
        await foreach (var state in client.WatchAsync(BehaviourWorld.Pipeline, options, Stop))
        {
            last = state;
            if (!told) await TellAsync(run);
            told = true;
            if (state.IsEnded) break;
        }

        Assert.Equal([("pages", "128")], last!.Attributes.Select(a => (a.Key, a.Value)));
        Assert.Equal(("/reports/7", "128 pages"), (last.Result?.Uri, last.Result?.Text));
        Assert.Equal("9", last.Result!.Attributes["chapters"]);
    }

    [Fact]
    public Task KeptDotNet_AttributesAndResult_GoesOnToTheEnd() => KeptAsync(KeptClients.DotNet);

    [Fact]
    public Task KeptTypeScript_AttributesAndResult_GoesOnToTheEnd()
    {
        package.Require();
        return KeptAsync(KeptClients.TypeScript);
    }

    private static async Task KeptAsync(Func<Uri, IDrivenClient> create)
    {
        await using var server = await BehaviourServer.StartAsync(new Gate(), new Archive());
        await using var run = await server.Progress.StartAsync(Start(), Stop);
        await using var client = create(new Uri($"http://127.0.0.1:{server.Port}"));
        await client.StartAsync();
        await Eventually.HoldsAsync(() => client.Record.Newest is not null, "the first state");
        await TellAsync(run);

        await Eventually.HoldsAsync(
            () => client.Record.Newest?.What.StartsWith("completed 100", StringComparison.Ordinal) == true,
            $"the end (it has {client.Record.Newest})");
        Assert.Equal((0, "live"), (client.Record.Skips, client.Record.Status));
    }

    private static async Task TellAsync(PipelineRun run)
    {
        await run.SetAttributesAsync(new Dictionary<string, string?> { ["pages"] = "128", ["engine"] = null }, Stop);
        await run.CompleteAsync(
            new Dpa.Realtime.PipelineResult("/reports/7", "128 pages")
            {
                Attributes = run.State.Attributes.Clear().Add("chapters", "9"),
            },
            Stop);
    }

    private static PipelineStart Start() => new(BehaviourWorld.Pipeline, BehaviourWorld.User)
    {
        Stages = [new("parse")], Attributes = new Dictionary<string, string> { ["engine"] = "one" },
    };
}
