using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Subscriptions;

/// <summary>A pipeline that the server waits for, and readers that do not.</summary>
public sealed class AwaitedTests
{
    private static readonly WatchOptions Waits = new() { Wait = true };
    private readonly FakeServer _server = new();

    [Fact]
    public async Task ReaderThatDoesNotWait_AndJoinsLater_EndsWithNotFound()
    {
        await using var client = await _server.LiveAsync();
        await using var waiting = Watching.Start(client, options: Waits);
        await using var first = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        await first.StartedAsync();
        _server.Socket.Push(Frames.Confirmed(0));
        await Assert.ThrowsAsync<RealtimeException>(() => first.EndAsync());

        await using var late = Watching.Start(client);
        var told = await Assert.ThrowsAsync<RealtimeException>(() => late.EndAsync());
        _server.Socket.Push(Frames.Full());
        await UntilAsync(() => waiting.Newest is not null);

        Assert.Equal("not_found", told.Code);
    }

    [Fact]
    public async Task HeldState_OfWhatIsThereNoMore_IsGone()
    {
        await using var client = await _server.LiveAsync();
        await using var waiting = Watching.Start(client, options: Waits);
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        _server.Socket.Push(Frames.Full(version: 7));
        await UntilAsync(() => client.GetState("p") is not null);
        _server.Socket.Push(Frames.Confirmed(0));
        await UntilAsync(() => client.GetState("p") is null);

        _server.Socket.Push(Frames.Full(version: 1, progress: 3));
        await UntilAsync(() => waiting.Newest?.OverallProgress == 3);
    }

    [Fact]
    public async Task HeldState_OfWhatHasEnded_Stays()
    {
        await using var client = await _server.LiveAsync();
        await using var waiting = Watching.Start(client, options: Waits);
        await using var other = Watching.Start(client, "q");
        await _server.AdvanceUntilAsync(() =>
            _server.Socket.SaidOf("subscribe_pipeline").Sum(m => m["pipeline_ids"]!.AsArray().Count) == 2);
        _server.Socket.Push(Frames.Full(version: 7, status: "completed"));
        _server.Socket.Push(Frames.Confirmed(0));
        _server.Socket.Push(Frames.Full("q"));
        await UntilAsync(() => client.GetState("q") is not null);

        Assert.Equal(7, client.GetState("p")?.Position.Version);
    }
}
