using System.Collections.Concurrent;
using Dpa.Realtime.Client.Tests.Behaviour;

namespace Dpa.Realtime.Client.Tests.Watch;

/// <summary>A recording has every frame, whatever transport brought it.</summary>
public sealed class FramesReceivedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false, ConnectionStatus.Live)]
    [InlineData(true, false, ConnectionStatus.Streaming)]
    [InlineData(true, true, ConnectionStatus.Polling)]
    public async Task FrameReceived_OverEachTransport_GetsTheEnd(
        bool blocksSockets, bool blocksStreams, ConnectionStatus status)
    {
        var gate = new Gate { BlocksSockets = blocksSockets, BlocksStreams = blocksStreams };
        await using var server = await BehaviourServer.StartAsync(gate, new Archive());
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), Stop);
        var frames = new ConcurrentQueue<ServerFrame?>();
        var options = new RealtimeClientOptions
        {
            Address = new($"http://127.0.0.1:{server.Port}"), UserId = "user-1", Attempts = 1,
            PollInterval = TimeSpan.FromMilliseconds(100), AccessTokenProvider = static (_, _) => new("token-1"),
            FrameReceived = frame => frames.Enqueue(FrameReader.Read(frame)),
        };
        await using var client = new RealtimeClient(options);
        await foreach (var state in client.WatchAsync("p", cancellationToken: Stop))
        {
            if (state.IsEnded) break;
            await run.CompleteAsync(Stop);
        }

        Assert.Equal(status, client.Connection.Status);
        Assert.Contains(frames, static f => f is PipelineFrame { State.Status: PipelineStatus.Completed });
    }
}
