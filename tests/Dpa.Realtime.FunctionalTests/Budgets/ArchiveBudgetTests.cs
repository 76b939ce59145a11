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
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private RealtimeServer _server = null!;

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
        var budget = _server.Services.GetRequiredService<UserBudgets>().Of("greedy");
        for (var i = 0; i < 10_000; i++) budget.ChargeArchived(); // ten seconds more
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

    private async Task AskAsync(string transport)
    {
        switch (transport)
        {
            case TransportNames.Socket:
                await using (var client = await WireClient.ConnectAsync(_server, "greedy"))
                {
                    await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
                    await client.ReceiveAsync("error");
                }

                break;
            case TransportNames.Events:
                await using (var stream = await EventClient.OpenAsync(_server, "?ids=p", "greedy"))
                    await stream.ReceiveAsync("error");
                break;
            default:
                var path = transport == TransportNames.LongPoll ? "p/progress?wait=1" : "progress?ids=p";
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
        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken) => default;
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
