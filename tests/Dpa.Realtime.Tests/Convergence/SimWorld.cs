using System.Globalization;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Convergence;

/// <summary>
/// A deterministic world: some nodes, producers and clients on one thread, and a seeded choice of what happens next.
/// Everything of the library's delivery is the real thing; only time, sockets and the line between the nodes are
/// simulated.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    private static readonly double[] Rates = [0, 0, 0, 1, 10];
    private static readonly SubscriptionDetail[] Details =
    [
        SubscriptionDetail.Stages, SubscriptionDetail.Stages, SubscriptionDetail.Stages, SubscriptionDetail.Stages,
        SubscriptionDetail.Pipeline, SubscriptionDetail.Summary,
    ];

    private readonly SimOptions _options;
    private readonly Random _random;
    private readonly SimStore _store;
    private readonly SimFaults _faults;
    private readonly SimProducers _producers;
    private readonly SimGuests _guests;
    private readonly SimNode[] _nodes;
    private readonly SimClient[] _clients;
    private bool _isSettling;

    public SimWorld(SimOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        var settings = new DpaRealtimeOptions { WaitTimeout = TimeSpan.FromDays(1) };
        _store = new SimStore(Time);
        _faults = new SimFaults(options.Seed, options.HasStoreFaults, Saw);
        _producers = new SimProducers(Engine(new SimLine(_store, _faults), settings), _random, options);
        _guests = new SimGuests(_random, Saw);
        _nodes =
        [
            .. Enumerable
                .Range(0, options.Nodes)
                .Select(_ => new SimNode(
                    Engine(_store.Connect(_faults), settings), Permissions, _guests, Time, settings)),
        ];
        // Draws of their own: what else happens stays as it was in histories that are known by their seed.
        var lost = new Random(options.Seed);
        _clients =
        [
            .. Enumerable
                .Range(0, options.Clients)
                .Select(i => new SimClient(
                    string.Create(CultureInfo.InvariantCulture, $"u{i % options.Users}"), this,
                    isV2: i == options.Clients - 1)),
        ];
        foreach (var client in _clients)
            client.Loses = () => LosesFrame(lost);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SimPermissions Permissions { get; } = new();

    /// <summary>What happened at least once, so that a run that never reached something is seen.</summary>
    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public static void Now(Task task)
    {
        if (!task.IsCompleted) throw new InvalidOperationException("The simulation waits for nothing.");
        task.GetAwaiter().GetResult();
    }

    private PipelineEngine Engine(IPipelineStore store, DpaRealtimeOptions settings) =>
        new(store, Time, Microsoft.Extensions.Options.Options.Create(settings));

    public void Run()
    {
        for (var i = 0; i < _options.Steps; i++)
        {
            StoreStep();
            Step();
        }

        Settle();
        foreach (var client in _clients) SimInvariants.Check(client, _producers.Engine, Permissions, Seen);
    }

    private void Step()
    {
        foreach (var client in _clients) client.StalledFor = Math.Max(0, client.StalledFor - 1);
        if (_random.Next(4) == 0) _guests.AnswerOne();
        switch (_random.Next(100))
        {
            case < 45:
                if (!_store.IsAway) _producers.Step();
                break;
            case < 85:
                ClientStep(_clients[_random.Next(_clients.Length)]);
                break;
            case < 92:
                Time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 900)));
                break;
            case < 95:
                foreach (var node in _nodes) Now(node.Hub.HealAsync());
                break;
            default:
                Fault();
                break;
        }
    }

    private void ClientStep(SimClient client)
    {
        switch (_random.Next(20))
        {
            case < 2:
                client.Connect(_nodes[_random.Next(_nodes.Length)]);
                break;
            case < 6:
                client.Subscribe(
                    AnyPipeline(), Details[_random.Next(Details.Length)], Rates[_random.Next(Rates.Length)],
                    wait: _random.Next(3) > 0);
                break;
            case 6:
                if (_random.Next(3) == 0) client.Unsubscribe(AnyPipeline());
                break;
            case < 13:
                client.Drain(_random.Next(1, 8000));
                break;
            case < 17:
                client.Deliver(_random.Next(1, 30));
                break;
            case 17:
                client.Ping();
                break;
            case 18:
                client.Heal();
                break;
            default:
                if (_random.Next(2) == 0) client.StalledFor = _random.Next(5, 120);
                else if (_random.Next(2) == 0) client.Disconnect();
                break;
        }
    }

    private void Fault()
    {
        var line = _store.Lines[_random.Next(_store.Lines.Count)];
        switch (_random.Next(7))
        {
            case 0:
                line.ToLose = _random.Next(1, 6);
                Saw("publication lost");
                break;
            case 1:
                line.Repeats = !line.Repeats;
                Saw("publication repeated");
                break;
            case 2:
                _store.IsAway = true;
                Saw("backplane away");
                break;
            case 3 or 4:
                if (_store.IsAway) Reconnect();
                break;
            case 5:
                if (_random.Next(4) != 0) break;
                LoseState();
                Reconnect();
                break;
            default:
                ChangePermission();
                break;
        }
    }

    /// <summary>What the store does by itself.</summary>
    private void StoreStep()
    {
        if (!_options.HasStoreFaults) return;
        if (_faults.Copies()) _store.Copy();
        foreach (var line in _store.Lines)
            if (_faults.Delivers()) line.Deliver();
    }

    private void LoseState()
    {
        var isPart = _faults.GoesBack();
        if (isPart) _store.GoBack();
        else _store.Lose();
        _producers.OnLost();
        Saw(isPart ? "state gone back" : "state lost");
    }

    private void Reconnect()
    {
        _store.IsAway = false;
        foreach (var line in _store.Lines) line.Deliver();
        foreach (var node in _nodes) node.Hub.OnReconnected();
    }

    private bool LosesFrame(Random random)
    {
        if (!_options.LosesFrames || _isSettling || random.Next(20) != 0) return false;
        Saw("frame lost");
        return true;
    }

    private void ChangePermission()
    {
        var (user, pipeline) = (
            string.Create(CultureInfo.InvariantCulture, $"u{_random.Next(_options.Users)}"), AnyPipeline());
        if (Permissions.May(user, pipeline))
            Permissions.Deny(user, pipeline);
        else
            Permissions.Allow(user, pipeline);
        foreach (var client in _clients)
            if (string.Equals(client.UserId, user, StringComparison.Ordinal)) _ = client.Revoked(pipeline);
        Saw("access changed");
    }

    /// <summary>The faults are over: everybody is back, and time goes on for a while.</summary>
    private void Settle()
    {
        _isSettling = true;
        _faults.IsOn = false;
        foreach (var line in _store.Lines) (line.ToLose, line.Repeats) = (0, false);
        _guests.AnswerAll();
        Reconnect();
        foreach (var client in _clients)
        {
            client.StalledFor = 0;
            client.Connect(_nodes[_random.Next(_nodes.Length)]);
        }

        for (var i = 0; i < 12; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(2.5));
            foreach (var node in _nodes) Now(node.Hub.HealAsync());
            foreach (var client in _clients)
            {
                client.Ping();
                client.Drain(int.MaxValue);
                client.Deliver(int.MaxValue);
                client.Heal();
            }
        }
    }

    private string AnyPipeline() => string.Create(CultureInfo.InvariantCulture, $"p{_random.Next(_options.Pipelines)}");

    private void Saw(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
    }
}
