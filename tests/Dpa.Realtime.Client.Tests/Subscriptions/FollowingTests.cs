using System.Collections.Concurrent;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Subscriptions;

/// <summary>Transitions of one watch, and callbacks on the context of the caller.</summary>
public sealed class FollowingTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Transitions_OfAWatch_AreThoseOfItsPipelineAlone()
    {
        await using var client = await _server.LiveAsync();
        var raised = new ConcurrentQueue<(string, long?)>();
        var options = new WatchOptions
        {
            OnTransition = t =>
            {
                raised.Enqueue((t.State.Id, t.Transition?.Number));
                throw new InvalidOperationException("The application's own.");
            },
        };
        await using var watching = Watching.Start(client, options: options);
        await using var other = Watching.Start(client, "q");
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(version: 5, transition: 2));
        _server.Socket.Push(Frames.Full("q", version: 5, transition: 2));
        _server.Socket.Push(Frames.Full("q", version: 6, transition: 3, transitions: [3]));
        _server.Socket.Push(Frames.Full(version: 6, transition: 4, transitions: [3, 4]));
        await UntilAsync(() => raised.Count == 2);

        Assert.Equal([("p", 3L), ("p", 4L)], raised);
    }

    [Fact]
    public async Task Follow_CallsBackOnTheContextOfTheCaller_UntilItIsCancelled()
    {
        await using var client = await _server.LiveAsync();
        using var left = new CancellationTokenSource();
        var context = new Context();
        var seen = new ConcurrentQueue<(double, bool)>();
        var transitions = new ConcurrentQueue<bool>();
        Task following = Task.CompletedTask;
        context.Run(() => following = client.FollowAsync(
            "p", s => seen.Enqueue((s.OverallProgress, Context.IsInside)),
            new WatchOptions { OnTransition = _ => transitions.Enqueue(Context.IsInside) }, left.Token));
        await using var other = Watching.Start(client, "q");
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(progress: 10, version: 1, transition: 1));
        await UntilAsync(() => seen.Count == 1);
        _server.Socket.Push(Frames.Full(progress: 20, version: 2, transition: 2, transitions: [2]));
        await UntilAsync(() => seen.Count == 2 && transitions.Count == 1);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);

        Assert.Equal([(10d, true), (20d, true)], seen);
        Assert.Equal([true], transitions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Follow_ThatIsCancelledByAHandler_CallsNothingMore(bool hasContext)
    {
        await using var client = await _server.LiveAsync();
        using var left = new CancellationTokenSource();
        var raised = new ConcurrentQueue<long>();
        var options = new WatchOptions
        {
            OnTransition = t =>
            {
                raised.Enqueue(t.Transition!.Number);
                left.Cancel();
            },
        };
        Task following = Task.CompletedTask;
        void Follow() => following = client.FollowAsync("p", _ => { }, options, left.Token);
        if (hasContext) new Context().Run(Follow);
        else await Task.Run(Follow, TestContext.Current.CancellationToken);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        _server.Socket.Push(Frames.Full(version: 5, transition: 2));
        _server.Socket.Push(Frames.Full(version: 6, transition: 4, transitions: [3, 4]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);

        Assert.Equal([3L], raised);
    }

    private Task SubscribedAsync() => _server.AdvanceUntilAsync(() =>
        _server.Socket.SaidOf("subscribe_pipeline").Sum(m => m["pipeline_ids"]!.AsArray().Count) == 2);

    /// <summary>Runs what is posted at once, and knows when it runs something.</summary>
    private sealed class Context : SynchronizationContext
    {
        [ThreadStatic]
        private static bool s_isInside;

        public static bool IsInside => s_isInside;

        public override void Post(SendOrPostCallback d, object? state) => Run(() => d(state));

        public void Run(Action action)
        {
            var before = Current;
            SetSynchronizationContext(this);
            s_isInside = true;
            try
            {
                action();
            }
            finally
            {
                s_isInside = false;
                SetSynchronizationContext(before);
            }
        }
    }
}
