using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>One outbox with one subscription to one log.</summary>
internal sealed class OutboxFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DelayWheel _wheel;

    public OutboxFixture(OutboxRules rules, bool isAllowed = true, LogFixture? log = null)
    {
        Fixture = log ?? new LogFixture();
        _wheel = new DelayWheel(Time);
        Answers = new Pace(UserBudget.BytesPerSecond, UserBudget.BytesAtOnce, Time);
        Outbox = new ConnectionOutbox(
            rules,
            bytes => Answers.Reserve(bytes),
            Time, _wheel, new RealtimeMetrics(_services.GetRequiredService<IMeterFactory>()));
        Subscription = new Subscription("p", Outbox) { Log = Fixture.Log };
        if (isAllowed) Allow();
        Fixture.Log.Add(Subscription);
    }

    public FakeTimeProvider Time { get; } = new();

    public Pace Answers { get; init; }

    public LogFixture Fixture { get; }

    public ConnectionOutbox Outbox { get; }

    public Subscription Subscription { get; }

    public void Allow() =>
        Subscription.Access.TryAllow(
            Subscription.Access.Ask(Fixture.State.Position.Epoch!), Fixture.State.Position.Epoch!);

    public List<JsonObject> Subscribe(SubscriptionDetail detail = SubscriptionDetail.Stages, double maxHz = 0)
    {
        Subscription.Ask(
            new SubscribeAnswer(null, null, detail, maxHz > 0 ? TimeSpan.FromSeconds(1 / maxHz) : TimeSpan.Zero));
        Outbox.MarkDirty(Subscription);
        return Drain();
    }

    public List<JsonObject> Drain()
    {
        var frames = new List<TextFrames>();
        Outbox.Drain(frames, int.MaxValue, () => [Subscription]);
        return frames.Parse();
    }

    public void Dispose()
    {
        _wheel.Dispose();
        _services.Dispose();
    }
}
