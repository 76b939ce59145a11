using System.Security.Claims;
using System.Text;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.Publishing;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>Live queries under simulated time: without it a turn's pause does not end.</summary>
public sealed class QueryWatchTests : PublishingTest
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SimNode _node;
    private readonly ConnectionOutbox _outbox;
    private readonly SubscriptionSet _set;
    private readonly QueryWatches _watches;

    public QueryWatchTests()
    {
        Options.MaxSubscriptionsPerConnection = 1;
        _node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        _outbox = new ConnectionOutbox(OutboxRules.V1, _ => 0, Time, _node.Wheel, _node.Context.Metrics);
        var caller = new Caller(Owner, new ClaimsPrincipal(), null, 0);
        _set = new SubscriptionSet(_node.Context, caller, _outbox, Ct);
        _watches = new QueryWatches(_node.Context, caller, _set, _outbox);
    }

    [Fact]
    public async Task End_InThePauseOfATurn_LeavesAtOnce()
    {
        await Notifier.StartAsync(new PipelineStart("a", Owner), Ct);
        await _watches.BeginAsync(Query());
        await UntilAsync(() => _set.Holds("a") && _set.PendingMessages == 0);

        await _watches.EndAsync("q");

        await UntilAsync(() => !_set.Holds("a"));
    }

    [Fact]
    public async Task Drain_AfterARevocation_NamesItNoMore()
    {
        await Notifier.StartAsync(new PipelineStart("a", Owner), Ct);
        await _watches.BeginAsync(Query());
        await UntilAsync(() => _set.Holds("a"));

        _watches.Revoked("a");

        Assert.Contains("\"pipeline_ids\":[]", Assert.Single(Lists()), StringComparison.Ordinal);
        await UntilAsync(() =>
        {
            Time.Advance(Pause);
            return Lists() is [var again] && again.Contains("[\"a\"]", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Drain_AfterTheIdentityEnded_HasNoList()
    {
        await Notifier.StartAsync(new PipelineStart("a", Owner), Ct);
        await _watches.BeginAsync(Query());
        await UntilAsync(() => _set.Holds("a"));

        _watches.Silence();

        Assert.Empty(Lists());
    }

    [Fact]
    public async Task ThatComesBack_IsSentWhole_WhateverTheClientHeldFirst()
    {
        var run = await Notifier.StartAsync(new PipelineStart("a", Owner), Ct);
        var held = new Dictionary<string, PipelinePosition> { ["a"] = run.State.Position };
        await _watches.BeginAsync(
            Query() with
            {
                Positions = held,
                Query = new PipelineQuery(Owner) { Statuses = [PipelineStatus.Pending, PipelineStatus.Processing] },
            });
        await UntilAsync(() => _set.Holds("a") && _set.PendingMessages == 0);
        Assert.DoesNotContain(Drain(), IsState);

        await run.FailAsync(new ProgressError("E", "no"), Ct);
        await UntilAsync(() => Advance() && !_set.Holds("a"));
        await run.ContinueAsync(cancellationToken: Ct);
        List<string> frames = [];
        await UntilAsync(() =>
        {
            Advance();
            frames.AddRange(Drain());
            return frames.Exists(IsState);
        });

        Assert.DoesNotContain(frames, f => IsState(f) && f.Contains("\"partial\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfTheOwner_ThatAListBroughtFirst_MakesPlaceOnceItHasEnded()
    {
        var run = await Notifier.StartAsync(new PipelineStart("a", Owner), Ct);
        await Notifier.StartAsync(new PipelineStart("b", Owner), Ct);
        List<Subscription> counted = [];
        await _set.SubscribeQueryAsync(Query() with { PipelineIds = ["a"] }, counted);
        await _set.SubscribeAsync(
            new ClientMessage { Type = ClientMessageType.SubscribeUser, PipelineIds = ["a"] });
        await run.CompleteAsync(Ct);
        await UntilAsync(() => _set.All() is [{ Log.Head.IsEnded: true }]);
        _set.LeaveQuery(counted);

        await _set.SubscribeAsync(
            new ClientMessage { Type = ClientMessageType.SubscribePipeline, PipelineIds = ["b"] });

        Assert.Equal(["b"], _set.All().Select(s => s.PipelineId));
    }

    private static ClientMessage Query() => new()
    {
        Type = ClientMessageType.SubscribeQuery, QueryId = "q", Query = new PipelineQuery(Owner),
        Detail = SubscriptionDetail.Summary,
    };

    private static bool IsState(string frame) => frame.Contains("\"pipeline_progress\"", StringComparison.Ordinal);

    private bool Advance()
    {
        Time.Advance(Pause);
        return true;
    }

    private List<string> Lists() => Drain().FindAll(f => f.Contains("\"query\"", StringComparison.Ordinal));

    private List<string> Drain()
    {
        var frames = new List<TextFrames>();
        _outbox.Drain(frames, int.MaxValue, _set.All);
        List<string> texts = [];
        foreach (var frame in frames)
            foreach (var text in frame) texts.Add(Encoding.UTF8.GetString(text));
        return texts;
    }
}
