using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Endpoints;
using Dpa.Realtime.Engine;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Specification;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Endpoints;

/// <summary>What the answer to a request for a list shows by its time, and what while it waits its turn.</summary>
public sealed class ListPollTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly WatchedTime _time = new();
    private readonly DpaRealtimeOptions _options = new();
    private readonly PipelineEngine _engine;
    private readonly AccessChanges _changes;
    private readonly UserBudgets _budgets;

    public ListPollTests()
    {
        _engine = PipelineEngine.InMemory(_time, _options);
        _engine.Attach(new RecordingReceiver());
        _changes = new AccessChanges(_time);
        _budgets = new UserBudgets(_options, _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("nobody", true)]
    [InlineData("user-2", false)]
    [InlineData("user-2", true)]
    public async Task Answer_OfAnothersListInWhichNothingMayBeSeen_ComesAfter250Ms(
        string owner, bool asksTheApplication)
    {
        for (var i = 0; i < 40; i++) await StartAsync($"p{i}", "user-2");
        IPipelineAuthorizer authorizer = asksTheApplication ? new Rules() : new OwnerOnlyAuthorizer();
        using var body = new MemoryStream();

        var answer = AnswerAsync(authorizer, new PipelineQuery(owner), body);
        await _time.Waits.WaitAsync(Limit, Ct);
        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(answer.IsCompleted, "It shows by its time that there is nothing.");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await answer.WaitAsync(Limit, Ct);

        Assert.Equal("""{"pipelines":[]}""", Encoding.UTF8.GetString(body.ToArray()));
    }

    [Fact]
    public async Task Answer_WhereAPipelineIsRevokedWhileItWaitsItsTurn_HasTheNextOneAndNamesItNowhere()
    {
        await StartAsync("a", "user-1");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await StartAsync("b", "user-1");
        var rules = new Rules { Visible = { "a", "b" } };
        _budgets.Of("user-1").Answers.Reserve(UserBudget.BytesAtOnce + UserBudget.BytesPerSecond);
        using var body = new MemoryStream();

        var answer = AnswerAsync(rules, new PipelineQuery("user-1") { Limit = 1 }, body);
        await _time.Waits.WaitAsync(Limit, Ct);
        rules.Visible.Remove("b");
        _changes.Revoked("user-1", "b");
        _time.Advance(TimeSpan.FromSeconds(2));
        await answer.WaitAsync(Limit, Ct);

        var page = JsonNode.Parse(body.ToArray())!.AsObject();
        Assert.Equal("a", (string?)Assert.Single(page["pipelines"]!.AsArray())!["pipeline_id"]);
        Assert.DoesNotContain("next", page.Select(field => field.Key));
    }

    private async Task StartAsync(string id, string owner) =>
        await _engine.StartAsync(new PipelineStart(id, owner), "producer-1", Ct);

    private Task AnswerAsync(IPipelineAuthorizer authorizer, PipelineQuery query, MemoryStream body)
    {
        var poll = new ListPoll(
            new PipelineLists(_engine), new AccessCheck(authorizer, new DirectGuests(), _changes), _changes, _budgets,
            _options, _time, new ClientFailures(_time, NullLogger<ClientFailures>.Instance));
        var http = new DefaultHttpContext { Response = { Body = body } };
        return poll.AnswerAsync(http, new Caller("user-1", new ClaimsPrincipal(), null, 0), query, Ct);
    }

    /// <summary>A clock that shows when something waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.TrySetResult();
            return timer;
        }
    }

    private sealed class Rules : IPipelineAuthorizer
    {
        public HashSet<string> Visible { get; } = [];

        public ValueTask<bool> CanReadAsync(
            ClaimsPrincipal principal, string userId, PipelineState pipeline, CancellationToken cancellationToken) =>
            new(Visible.Contains(pipeline.Id));
    }

    private sealed class DirectGuests : IGuestCalls
    {
        public async ValueTask<GuestAnswer<T>> CallAsync<T>(
            GuestCall call, Func<CancellationToken, ValueTask<T>> guest, CancellationToken callerGone) =>
            new(GuestOutcome.Answered, await guest(callerGone));

        public Task CancelLateAsync(CancellationTokenSource source) => throw new NotSupportedException();
    }
}
