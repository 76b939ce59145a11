using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Connections;

public sealed class DisposalTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Dispose_WhileLive_SaysItsEndAndLeavesNoTimer()
    {
        var client = await _server.LiveAsync(o => o.AuthenticateInterval = TimeSpan.FromMinutes(5));
        var watching = Watching.Start(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        await client.DisposeAsync();
        await watching.Reading; // ends quietly

        Assert.Equal(1000, _server.Socket.ClosedWith);
        Assert.True(_server.Socket.IsDisposed);
        Assert.Equal(0, _server.Clock.Timers);
        Assert.Equal(ConnectionStatus.Closed, client.Connection.Status);
    }

    [Fact]
    public async Task Dispose_InEachPhase_LeavesNoTimer()
    {
        _server.Refusal = Failure.Closed(1006);
        _server.Http.On("/progress", _ => FakeHttp.Json("{}"));
        foreach (var attempts in new[] { 0, 1, 3, 6 })
        {
            var client = _server.Client(o => o.ProbeInterval = TimeSpan.FromSeconds(3));
            var watching = Watching.Start(client);
            await UntilAsync(() => client.Connection.Status != ConnectionStatus.Closed);
            await _server.AdvanceUntilAsync(() => client.Connection.Attempt >= attempts);
            await client.DisposeAsync();
            await watching.Reading;
            Assert.Equal(0, _server.Clock.Timers);
        }
    }

    [Fact]
    public async Task Dispose_WhileATicketIsAwaited_DialsNothing()
    {
        var asked = new TaskCompletionSource();
        var client = _server.Client(o => o.TicketProvider = async cancellationToken =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });
        client.Start();
        await asked.Task;
        await client.DisposeAsync();

        Assert.Empty(_server.Sockets);
        Assert.Equal(0, _server.Clock.Timers);
    }

    [Fact]
    public async Task Use_AfterDisposal_IsRefused()
    {
        var client = await _server.LiveAsync();
        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(client.Start);
        Assert.Throws<ObjectDisposedException>(() => client.WatchAsync("p", null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync("p", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancellation_EndsTheReaderAndTheSubscription()
    {
        await using var client = await _server.LiveAsync();
        var watching = Watching.Start(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        await watching.DisposeAsync();
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_pipeline").Any());

        Assert.True(watching.Reading.IsCanceled);
        Assert.Null(client.GetState("p"));
    }
}
