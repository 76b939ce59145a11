using System.Security.Claims;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>
/// More ids of one message than are asked about at a time have no answer of the application: those behind them are
/// answered all the same.
/// </summary>
public sealed class UnansweredIdsTests
{
    private const int Bad = 40;
    private const int AtOnce = 16;
    private static readonly string[] Good = ["good-1", "good-2", "good-3"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Ids_BehindThoseWithoutAnAnswer_AreAnswered(bool isStream, bool hangs)
    {
        var rules = new Rules(hangs);
        await using var server = await RealtimeServer.StartAsync(
            o => o.HeartbeatInterval = TimeSpan.FromMinutes(10), // of simulated time, in which no pong can come
            b =>
            {
                b.Services.AddSingleton<TimeProvider>(_time);
                b.Services.AddSingleton<IPipelineAuthorizer>(rules);
            });
        string[] ids = [.. Enumerable.Range(0, Bad).Select(i => $"bad-{i}"), .. Good];
        foreach (var id in ids) await server.Progress.StartAsync(new PipelineStart(id, "user-1"), Ct);
        await using var stream = isStream ? await EventClient.OpenAsync(server, $"?ids={string.Join(',', ids)}") : null;
        await using var socket = isStream ? null : await WireClient.ConnectAsync(server);
        if (socket is not null) await socket.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = ids });

        var answering = AnsweredAsync(wait =>
            socket is not null ? socket.ReceiveAsync(wait) : stream!.ReceiveAsync(wait));
        if (hangs && isStream)
        {
            // The server asks again by itself: time goes on until the others have their turn.
            await Eventually.HoldsAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    return answering.IsCompleted;
                },
                "an answer for each that has one");
        }
        else if (hangs)
        {
            for (var asked = AtOnce; asked < Bad; asked += AtOnce)
            {
                await Eventually.HoldsAsync(() => rules.Asked == asked, $"{asked} questions");
                _time.Advance(TimeSpan.FromSeconds(5));
            }
        }

        var (confirmed, refused) = await answering;
        Assert.Equal(Good, confirmed.Order());
        Assert.All(refused, r => Assert.Matches("^bad-.* application_unavailable$", r));
        if (isStream) Assert.Empty(refused); // nobody could ask again there
    }

    private static async Task<(HashSet<string> Confirmed, HashSet<string> Refused)> AnsweredAsync(
        Func<Wait, Task<JsonObject?>> receive)
    {
        var (confirmed, refused) = (new HashSet<string>(), new HashSet<string>());
        using var wait = new Wait("the confirmations of those that the application answers for");
        while (confirmed.Count < Good.Length)
        {
            var frame = await receive(wait) ?? throw wait.Ended("The peer ended");
            if ((string?)frame["type"] == "subscription_confirmed")
                confirmed.Add((string)frame["pipeline_id"]!);
            if ((string?)frame["type"] == "error")
                refused.Add($"{(string?)frame["pipeline_id"]} {(string?)frame["code"]}");
        }

        return (confirmed, refused);
    }

    /// <summary>Answers for all but those whose ids begin with "bad".</summary>
    private sealed class Rules(bool hangs) : IPipelineAuthorizer
    {
        private int _asked;

        /// <summary>How often it was asked about one that it does not answer for.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public async ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken)
        {
            if (!pipeline.Id.StartsWith("bad", StringComparison.Ordinal)) return true;
            Interlocked.Increment(ref _asked);
            if (hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("The rules cannot be read.");
        }
    }
}
