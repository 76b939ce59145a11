using Dpa.Realtime.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>All connections' access is evaluated again after an outage.</summary>
public sealed class ReauthorizationTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task ManyConnections_AreSpreadOverSecondsAndEachIsAskedAboutOnce()
    {
        var all = Enumerable.Range(0, 1000).Select(_ => new Line()).ToArray();
        var reauthorization = new Reauthorization(() => all, _time, NullLogger.Instance);

        reauthorization.Begin();
        Assert.Equal(20, all.Sum(l => l.Asked));
        for (var part = 2; part <= 50; part++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await UntilAsync(() => all.Sum(l => l.Asked) == 20 * part);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.All(all, l => Assert.Equal(1, l.Asked));
    }

    [Fact]
    public async Task AnotherOutage_MeanwhileAndOneThatThrows_AllAreAskedAboutOnceMore()
    {
        var all = new[] { new Line { Throws = true }, new Line() };
        var reauthorization = new Reauthorization(() => all, _time, NullLogger.Instance);

        reauthorization.Begin();
        reauthorization.Begin();
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return all.All(l => l.Asked == 2);
        });
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Line : IConnection
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public bool Throws { get; init; }

        public string Id => "";

        public string UserId => "";

        public Caller Caller => throw new NotSupportedException();

        public string Transport => "";

        public int SubscriptionCount => 0;

        public Task ReauthorizeAsync()
        {
            Interlocked.Increment(ref _asked);
            return Throws ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask;
        }

        public void Ping() => throw new NotSupportedException();

        public void CheckIdentity(DateTimeOffset now) => throw new NotSupportedException();

        public void ExpireWaiting() => throw new NotSupportedException();

        public void Revoked(string pipelineId) => throw new NotSupportedException();

        public void AskToReconnect(TimeSpan after, string reason) => throw new NotSupportedException();

        public void Close(int code, string reason) => throw new NotSupportedException();
    }
}
