using System.Threading.Channels;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

public sealed class ControlTests
{
    [Theory]
    [InlineData("cancel")]
    [InlineData("interrupt")]
    public async Task Control_OfALiveRun_ReachesTheProducersToken(string action)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Controls = PipelineControls.Cancel | PipelineControls.Interrupt },
            TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = (action == "cancel" ? run.CancelRequested : run.InterruptRequested).Register(asked.SetResult);

        await client.SendAsync(new { type = "control", pipeline_id = "p", action, request_id = "r" });
        var accepted = await client.ReceiveAsync("control_accepted");

        Assert.Equal("r", (string?)accepted["request_id"]);
        await asked.Task.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Control_ThatIsNotOffered_IsNotControllableAndAForeignPipelineNotFound()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var mine = await server.Progress.StartAsync(
            new PipelineStart("mine", "user-1"), TestContext.Current.CancellationToken);
        await using var foreign = await server.Progress.StartAsync(
            new PipelineStart("foreign", "user-2") { Controls = PipelineControls.Cancel },
            TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "control", pipeline_id = "mine", action = "cancel" });
        Assert.Equal("not_controllable", (string?)(await client.ReceiveAsync("error"))["code"]);
        await client.SendAsync(new { type = "control", pipeline_id = "foreign", action = "cancel" });
        Assert.Equal("not_found", (string?)(await client.ReceiveAsync("error"))["code"]);
        await client.SendAsync(new { type = "control", pipeline_id = "a b", action = "cancel" });
        Assert.Equal("invalid_pipeline_id", (string?)(await client.ReceiveAsync("error"))["code"]);
        await client.SendAsync(new { type = "control", pipeline_id = "mine", action = "explode" });
        Assert.Contains("action", (string?)(await client.ReceiveAsync("error"))["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_WithoutALiveRun_IsTheApplicationsToTake()
    {
        await using var server = await RealtimeServer.StartAsync(build: b => b.AddControlHandler<Queue>());
        await using (
            var run = await server.Progress.StartAsync(
                new PipelineStart("p", "user-1") { Controls = PipelineControls.Retry },
                TestContext.Current.CancellationToken))
            await run.FailAsync(new ProgressError("broken", "It broke."), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "control", pipeline_id = "p", action = "retry", reason = "again" });
        await client.ReceiveAsync("control_accepted");

        Assert.Equal(
            ("p", PipelineControls.Retry, "again"),
            await Queue.Taken.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Control_WhoseHandlerThrows_IsControlFailedAndTheSocketLives()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: b =>
        {
            b.AddControlHandler<Throwing>();
            lines.AddTo(b);
        });
        await using (
            var run = await server.Progress.StartAsync(
                new PipelineStart("p", "user-1") { Controls = PipelineControls.Retry },
                TestContext.Current.CancellationToken))
            await run.FailAsync(new ProgressError("broken", "It broke."), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "control", pipeline_id = "p", action = "retry", request_id = "r" });
        var error = await client.ReceiveAsync("error");

        Assert.Equal(
            ("control_failed", "r", "p"),
            ((string?)error["code"], (string?)error["request_id"], (string?)error["pipeline_id"]));
        Assert.Contains(
            "ControlHandler Throwing", Assert.Single(lines.Of("GuestThrew")).Message, StringComparison.Ordinal);
        await client.SendAsync(new { type = "ping", timestamp = 1 });
        await client.ReceiveAsync("pong");
    }

    private sealed class Throwing : IPipelineControlHandler
    {
        public ValueTask<bool> HandleAsync(
            PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken
        ) => throw new InvalidOperationException("The queue is broken.");
    }

    private sealed class Queue : IPipelineControlHandler
    {
        public static Channel<(string, PipelineControls, string?)> Taken { get; } =
            Channel.CreateUnbounded<(string, PipelineControls, string?)>();

        public ValueTask<bool> HandleAsync(
            PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken
        ) => new(Taken.Writer.TryWrite((pipeline.Id, action, reason)));
    }
}
