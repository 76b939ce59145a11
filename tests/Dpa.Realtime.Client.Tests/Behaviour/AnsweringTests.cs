using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>Both clients answer the real server's question over every transport.</summary>
public sealed class AnsweringTests(TypeScriptPackage package) : IClassFixture<TypeScriptPackage>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("live")]
    [InlineData("streaming")]
    [InlineData("polling")]
    public Task DotNet_FirstAnswerCounts_AndTheSecondIsTold(string transport) =>
        RunAsync(transport, a => new DotNetClient(a));

    [Theory]
    [InlineData("live")]
    [InlineData("streaming")]
    [InlineData("polling")]
    public Task TypeScript_FirstAnswerCounts_AndTheSecondIsTold(string transport)
    {
        package.Require();
        return RunAsync(transport, a => new NodeClient(a, package.Index));
    }

    private static async Task RunAsync(string transport, Func<Uri, IDrivenClient> create)
    {
        var gate = new Gate { BlocksSockets = transport != "live", BlocksStreams = transport == "polling" };
        await using var server = await BehaviourServer.StartAsync(gate, new Archive());
        var start = new PipelineStart(BehaviourWorld.Pipeline, BehaviourWorld.User) { Stages = [new("parse")] };
        await using var run = await server.Progress.StartAsync(start, Stop);
        var stage = await run.StartStageAsync("parse", Stop);
        await using var client = create(new Uri($"http://127.0.0.1:{server.Port}"));
        await client.StartAsync();
        await Eventually.HoldsAsync(
            () => client.Record.Status == transport, $"'{transport}' (it is {client.Record.Status})");

        var question = new Dpa.Realtime.PipelineQuestion("duplicate", "Keep both?") { Choices = ["yes", "no"] };
        var asking = stage.AskAsync(question, Stop).AsTask();
        await Eventually.HoldsAsync(
            () => client.Record.Newest?.What.StartsWith("waiting", StringComparison.Ordinal) == true, "the question");
        await client.AnswerAsync("duplicate", "perhaps");
        await AnsweredAsync(client, ProgressErrorCodes.InvalidAnswer);
        await client.AnswerAsync("duplicate", "yes");
        await AnsweredAsync(client, ProgressErrorCodes.InvalidAnswer, "");
        Assert.Equal("yes", (await asking).Text);
        await client.AnswerAsync("duplicate", "no");
        await AnsweredAsync(client, ProgressErrorCodes.InvalidAnswer, "", ProgressErrorCodes.AlreadyAnswered);

        Assert.Equal(transport, client.Record.Status);
    }

    private static Task AnsweredAsync(IDrivenClient client, params string[] codes) =>
        Eventually.HoldsAsync(
            () => client.Record.Answers.SequenceEqual(codes),
            $"'{string.Join(',', codes)}' (it has '{string.Join(',', client.Record.Answers)}')");
}
