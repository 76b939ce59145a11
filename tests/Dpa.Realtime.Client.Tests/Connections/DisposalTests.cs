using Dpa.Realtime.Client.Diagnostics;
using Dpa.Realtime.Client.Scheduling;
using Dpa.Realtime.Client.Subscriptions;
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
        await watching.EndAsync(); // ends quietly

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
            await watching.EndAsync();
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

    [Theory]
    [InlineData("token")]
    [InlineData("ticket")]
    [InlineData("socket")]
    public async Task Dispose_WhileTheApplicationsProviderNeverAnswers_DoesNotWaitForIt(string what)
    {
        var asked = new TaskCompletionSource();
        async ValueTask<T> Never<T>()
        {
            asked.TrySetResult();
            await new TaskCompletionSource().Task;
            return default!;
        }

        var options = new RealtimeClientOptions
        {
            Address = new Uri("https://host"),
            UserId = "user-1", TimeProvider = _server.Clock, Http = new HttpMessageInvoker(_server.Http),
        };
        if (what == "token")
            options.AccessTokenProvider = (_, _) => Never<string?>();
        if (what == "ticket")
            options.TicketProvider = _ => Never<string?>();
        if (what == "socket")
            options.SocketFactory = (_, _, _) => Never<System.Net.WebSockets.WebSocket>();
        var client = new RealtimeClient(options);
        client.Start();
        await asked.Task;

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, _server.Clock.Timers);
    }

    [Fact]
    public async Task Factory_WhoseSocketComesAfterTheDisposal_IsDisposedOf()
    {
        var (asked, given) = (new TaskCompletionSource(), new TaskCompletionSource<System.Net.WebSockets.WebSocket>());
        var options = new RealtimeClientOptions
        {
            Address = new Uri("https://host"),
            UserId = "user-1",
            TimeProvider = _server.Clock,
            Http = new HttpMessageInvoker(_server.Http),
            SocketFactory = (_, _, _) =>
            {
                asked.TrySetResult();
                return new(given.Task);
            },
        };
        var client = new RealtimeClient(options);
        client.Start();
        await asked.Task;
        await client.DisposeAsync();
        var socket = System.Net.WebSockets.WebSocket.CreateFromStream(
            new MemoryStream(), new System.Net.WebSockets.WebSocketCreationOptions());
        given.SetResult(socket);

        await UntilAsync(() =>
            socket.State is System.Net.WebSockets.WebSocketState.Aborted or System.Net.WebSockets.WebSocketState.Closed
        );
    }

    [Fact]
    public async Task Watch_ThatAnotherThreadBeganBeforeTheDisposal_EndsAndDialsNothing()
    {
        using var metrics = new ClientMetrics(null);
        var strand = new Strand(_server.Clock, e => Assert.Fail(e.ToString()));
        var options = new RealtimeClientOptions
        {
            Address = new Uri("https://host"),
            UserId = "user-1", TimeProvider = _server.Clock,
        };
        using var http = new HttpMessageInvoker(_server.Http, disposeHandler: false);
        var core = new ClientCore(
            new ClientContext(
                options, strand, new Requests(options, http), _server,
                () => 0.5,
                metrics, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
            _ => { },
            _ => { });
        await core.CloseAsync();
        var (one, mine) = (new Watcher<PipelineState>(), new Watcher<IReadOnlyList<PipelineState>>());
        core.Watch("p", new StateWatcher(new WatchOptions(), one));
        core.Watch(mine);
        core.Start();

        await foreach (var _ in one.ReadAsync(TestContext.Current.CancellationToken))
            Assert.Fail("There is nothing to read.");
        await foreach (var _ in mine.ReadAsync(TestContext.Current.CancellationToken))
            Assert.Fail("There is nothing to read.");
        Assert.Empty(_server.Attempts);
        Assert.Equal(0, _server.Clock.Timers);
    }

    [Fact]
    public async Task Use_AfterDisposal_IsRefused()
    {
        var client = await _server.LiveAsync();
        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(client.Start);
        Assert.Throws<ObjectDisposedException>(() =>
            client.WatchAsync("p", null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            client.GetAsync("p", TestContext.Current.CancellationToken));
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
