using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>
/// The server of today asks a question: the clients of today show it, and those that were kept, to which `waiting` is a
/// word of the future, go on.
/// </summary>
public sealed class WaitingTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task DotNet_AQuestionAndItsAnswer_AreShown() => RunAsync(a => new DotNetClient(a), "waiting");

    [Fact]
    public Task TypeScript_AQuestionAndItsAnswer_AreShown()
    {
        package.Require();
        return RunAsync(a => new NodeClient(a, package.Index), "waiting");
    }

    [Fact]
    public Task KeptDotNet_AQuestionAndItsAnswer_IsARunningPipeline() =>
        RunAsync(KeptClients.DotNet, "processing (waiting)");

    [Fact]
    public Task KeptTypeScript_AQuestionAndItsAnswer_IsARunningPipeline()
    {
        package.Require();
        return RunAsync(KeptClients.TypeScript, "processing (waiting)");
    }

    private static async Task RunAsync(Func<Uri, IDrivenClient> create, string waiting)
    {
        await using var server = await BehaviourServer.StartAsync(new Gate(), new Archive());
        var start = new PipelineStart(BehaviourWorld.Pipeline, BehaviourWorld.User) { Stages = [new("parse")] };
        await using var run = await server.Progress.StartAsync(start, Stop);
        var stage = await run.StartStageAsync("parse", Stop);
        await using var client = create(new Uri($"http://127.0.0.1:{server.Port}"));
        await client.StartAsync();
        await ShownAsync(client, "processing 0 parse=processing,0,1,");

        var question = new Dpa.Realtime.PipelineQuestion("duplicate", "Keep both?")
        {
            Choices = ["yes", "no"], Schema = """{"type":"string"}""",
        };
        var asking = stage.AskAsync(question, Stop).AsTask();
        await ShownAsync(client, $"{waiting} 0 parse={waiting},0,1,");
        await using var other = new RealtimeClient(new RealtimeClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{server.Port}"),
            UserId = BehaviourWorld.User,
            AccessTokenProvider = (_, _) => new("token-1"),
        });
        await foreach (var state in other.WatchAsync(BehaviourWorld.Pipeline, cancellationToken: Stop))
        {
            Assert.Equal(PipelineStatus.Waiting, state.Status);
            Assert.False(state.IsEnded || state.Stages[0].IsEnded);
            Assert.Equal(
                ("duplicate", "parse", "Keep both?"), (state.Question!.Id, state.Question.Stage, state.Question.Text));
            Assert.Equal(["yes", "no"], state.Question.Choices);
            Assert.Equal("""{"type":"string"}""", state.Question.Schema);
            break;
        }

        await other.AnswerAsync(BehaviourWorld.Pipeline, "duplicate", "yes", Stop);
        Assert.Equal("yes", (await asking).Text);
        var late = await Assert.ThrowsAsync<RealtimeException>(() =>
            other.AnswerAsync(BehaviourWorld.Pipeline, "duplicate", "no", Stop));
        Assert.Equal(ProgressErrorCodes.AlreadyAnswered, late.Code);
        stage.Report(40);
        await ShownAsync(client, "processing 40 parse=processing,40,1,");
        await run.CompleteAsync(Stop);
        await ShownAsync(client, "completed 100 parse=completed,100,1,");
        await Eventually.HoldsAsync(() => client.Record.Counted >= run.State.Transition, "the last transition");
        client.Record.CheckTransitions(run.State.Transition);
        Assert.Equal((0, "live"), (client.Record.Skips, client.Record.Status));
    }

    private static Task ShownAsync(IDrivenClient client, string what) =>
        Eventually.HoldsAsync(
            () => client.Record.Newest?.What == what, $"'{what}' (it has {client.Record.Newest})");
}
