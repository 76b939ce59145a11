using System.Diagnostics.Metrics;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>One node: the real hub and what it needs, without sockets.</summary>
internal sealed class SimNode : IDisposable
{
    private readonly SimMeters _meters = new();

    public SimNode(
        IBackplane backplane, IPipelineAuthorizer authorizer, IGuestCalls guests, TimeProvider time,
        DpaRealtimeOptions options)
    {
        var metrics = new RealtimeMetrics(_meters);
        var runs = new RunRegistry();
        var archive = new ArchiveLookup(backplane, guests);
        Wheel = new DelayWheel(time);
        var drains = new DrainScheduler(time);
        var transitions = new TransitionDispatcher(
            [], guests, options, time, metrics, NullLogger<TransitionDispatcher>.Instance);
        Hub = new PipelineHub(
            backplane, archive, runs, transitions, metrics, NullLogger<PipelineHub>.Instance,
            new ProgressPace(Wheel, drains, time));
        var changes = new AccessChanges(time);
        var access = new AccessCheck(authorizer, guests, changes);
        var budgets = new UserBudgets(options, time);
        var control = new ControlRouter(backplane, new VisibleStates(backplane, archive, access), access, guests,
            new Answers(backplane, transitions, time));
        Context = new ConnectionContext(
            Hub, backplane, access, archive, control,
            new ConnectionRegistry(Hub, changes, options, metrics, NullLogger<ConnectionRegistry>.Instance), budgets,
            new Tickets(backplane, changes, options, time), Wheel, drains, options, time, metrics,
            new ClientFailures(time, NullLogger<ClientFailures>.Instance), NullLogger<Connection>.Instance);
    }

    public PipelineHub Hub { get; }

    public DelayWheel Wheel { get; }

    public ConnectionContext Context { get; }

    public void Dispose()
    {
        Wheel.Dispose();
        _meters.Dispose();
    }

    private sealed class SimMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(m => m.Dispose());
    }
}
