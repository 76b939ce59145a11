using System.Collections.Concurrent;
using System.Net;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Guests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>Questions to the application's archive are off the share of the user who causes them.</summary>
public sealed class ArchiveBudgetTests : IAsyncLifetime
{
    private const double Left = 500_000; // of work at once, in microseconds

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private RealtimeServer _server = null!;

    private EmptyArchive Archive => (EmptyArchive)_server.Services.GetRequiredService<IPipelineArchive>();

    private Pace Work => _server.Services.GetRequiredService<UserBudgets>().Of("greedy").Work;

    public async ValueTask InitializeAsync()
    {
        _server = await RealtimeServer.StartAsync(build: b =>
        {
            b.Services.AddSingleton<TimeProvider>(_time);
            b.AddPipelineArchive<EmptyArchive>();
        });
        Work.Reserve(1); // from here on it does not begin at the present
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(TransportNames.Socket)]
    [InlineData(TransportNames.Events)]
    [InlineData(TransportNames.LongPoll)]
    [InlineData(TransportNames.Polling)]
    public async Task Question_ToTheArchive_IsPaidAndWhatIsRememberedIsNot(string transport)
    {
        var first = await CostAsync(transport);
        var second = await CostAsync(transport); // the archive has just said that it does not know it

        var paid = _time.GetElapsedTime(second, first); // 100 µs of a tenth of a processor
        Assert.Equal(1, paid.TotalMilliseconds, tolerance: 0.01);
    }

    /// <summary>
    /// A message or a poll is taken on before it is known what it asks the archive for: the questions wait for the
    /// user's share, however many were taken on at the same time.
    /// </summary>
    [Theory]
    [InlineData(TransportNames.Socket)]
    [InlineData(TransportNames.Events)]
    [InlineData(TransportNames.Polling)]
    public async Task Questions_BeyondTheShare_WaitForItAndHoldUpNobodyElse(string transport)
    {
        const int Ids = 50; // as many as an address may name
        Work.Reserve(Left - (25 * MessageCost.Archived)); // of which a connection and its message take some
        var asking = AskAsync(transport, string.Join(',', Enumerable.Range(0, Ids).Select(i => $"many{i}")));
        await Eventually.HoldsAsync(() => Archive.AskedFor("many") >= 16, "the first questions");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("other", "another/progress"));
        Assert.InRange(Archive.AskedFor("many"), 16, 25);
        Assert.False(asking.IsCompleted, "It was answered before its questions were paid.");
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(1)); // one question's
                return asking.IsCompleted;
            },
            "the answers");

        await asking;
        Assert.Equal(Ids, Archive.AskedFor("many"));
    }

    /// <summary>Not only sockets wait until the work that a user caused is paid.</summary>
    [Fact]
    public async Task Polls_OfAUserWhoseWorkIsUsedUp_AreRefusedUntilTimeHasPassed()
    {
        Work.Reserve(1_500_000); // half a second's at once, and ten seconds

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("greedy"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("other"));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("greedy"));
    }

    /// <summary>What a user's questions cost meanwhile is paid before a socket is read on, too.</summary>
    [Fact]
    public async Task Messages_OfAUserWhoseQuestionsAreNotPaid_AreReadWhenTimeHasPassed()
    {
        await using var client = await WireClient.ConnectAsync(_server, "greedy");
        Work.Reserve(1_000_000); // half a second's at once, and five seconds
        await client.SendAsync(new { type = "ping" }); // it was waited for already; the next is read in five seconds
        await client.ReceiveAsync("pong");
        Work.Reserve(1_000_000); // ten seconds more
        await client.SendAsync(new { type = "ping" });

        var began = _time.GetUtcNow();
        var answer = client.ReceiveAsync("pong");
        await Eventually.HoldsAsync(
            () =>
            {
                if (!answer.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(400));
                return answer.IsCompleted;
            },
            "an answer after the debt");

        await answer;
        Assert.True(
            _time.GetUtcNow() - began >= TimeSpan.FromSeconds(14), $"It was answered after {_time.GetUtcNow() - began}."
        );
    }

    /// <summary>
    /// Where no place was free the archive was not asked: trying again leaves no debt for the time after.
    /// </summary>
    [Theory]
    [InlineData(TransportNames.Socket)]
    [InlineData(TransportNames.LongPoll)]
    [InlineData(TransportNames.Polling)]
    public async Task Question_ThatDidNotReachTheArchive_CostsNothing(string transport)
    {
        await _server.DisposeAsync();
        _server = await RealtimeServer.StartAsync(build: b =>
        {
            b.Services.AddSingleton<TimeProvider>(_time);
            b.AddPipelineArchive<EmptyArchive>();
            b.Services.AddSingleton<IGuestCalls>(s => new BusyArchive(s.GetRequiredService<GuestCalls>()));
        });
        Work.Reserve(1);

        var cost = await CostAsync(transport);

        // A connection and its message have their own cost: less than that and a question.
        const double Tenth = 10;
        var most = transport == TransportNames.Socket ? MessageCost.Connection + (MessageCost.Archived / 2) : 0;
        Assert.InRange(_time.GetElapsedTime(0, cost).TotalMicroseconds, 0, most * Tenth);
    }

    private async Task<long> CostAsync(string transport)
    {
        var before = Work.Due;
        await AskAsync(transport);
        return Work.Due - before;
    }

    private async Task AskAsync(string transport, string ids = "p")
    {
        var all = ids.Split(',');
        switch (transport)
        {
            case TransportNames.Socket:
                await using (var client = await WireClient.ConnectAsync(_server, "greedy"))
                {
                    await client.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = all });
                    foreach (var _ in all) await client.ReceiveAsync("error");
                }

                break;
            case TransportNames.Events:
                await using (var stream = await EventClient.OpenAsync(_server, $"?ids={ids}", "greedy"))
                    foreach (var _ in all) await stream.ReceiveAsync("error");
                break;
            default:
                var path = transport == TransportNames.LongPoll ? $"{ids}/progress?wait=1" : $"progress?ids={ids}";
                await StatusAsync("greedy", path);
                break;
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string userId, string path = "p/progress")
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        var address = new Uri($"/api/v1/pipelines/{path}", UriKind.Relative);
        using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private sealed class EmptyArchive : IPipelineArchive
    {
        private readonly ConcurrentBag<string> _asked = [];

        public int AskedFor(string prefix) => _asked.Count(id => id.StartsWith(prefix, StringComparison.Ordinal));

        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
        {
            _asked.Add(pipelineId);
            return default;
        }
    }

    /// <summary>No place is free for questions to the archive, as while it hangs.</summary>
    private sealed class BusyArchive(IGuestCalls others) : IGuestCalls
    {
        public ValueTask<GuestAnswer<T>> CallAsync<T>(
            GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone) =>
            call.Guest == Guest.Archive
                ? new(new GuestAnswer<T>(GuestOutcome.Busy))
                : others.CallAsync(call, guest, callerGone);

        public Task CancelLateAsync(CancellationTokenSource source) => others.CancelLateAsync(source);
    }
}
