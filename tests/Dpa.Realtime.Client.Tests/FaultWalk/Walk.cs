using System.Net;
using System.Text.Json.Nodes;
using Dpa.Realtime.Client.Tests.Behaviour;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.Client.Tests.FaultWalk;

/// <summary>One server, work on it, one network with faults before it, and clients that watch.</summary>
internal sealed class Walk : IAsyncDisposable
{
    /// <summary>Fewer than the server keeps: nobody misses one while it is away.</summary>
    public const int Transitions = 45;

    /// <summary>A connection may have so many; the clients watch more, and one that is not there.</summary>
    private const int MaxSubscriptions = 10;

    private static readonly string[] Others =
        ["nobody-has-this", .. Enumerable.Range(0, MaxSubscriptions + 2).Select(static i => $"other-{i}")];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Archive _archive;
    private readonly WalkProducer _producer;
    private readonly Dictionary<long, string> _accepted = [];
    private readonly Dictionary<IDrivenClient, long> _checked = [];
    private BehaviourServer _server;
    private int _tokens = 1;

    private Walk(
        BehaviourServer server, FaultProxy proxy, Gate gate, Archive archive, IReadOnlyList<IDrivenClient> clients,
        Random random)
    {
        (_server, Proxy, Gate, _archive, Clients, Random) = (server, proxy, gate, archive, clients, random);
        _producer = new WalkProducer(new Random(random.Next()));
    }

    public FaultProxy Proxy { get; }

    public Gate Gate { get; }

    public Random Random { get; }

    public IReadOnlyList<IDrivenClient> Clients { get; }

    /// <summary>How many transitions have been accepted.</summary>
    public long Accepted => _producer.State.Transition;

    public static async Task<Walk> StartAsync(Func<Uri, IDrivenClient>[] clients, int seed)
    {
        var (gate, archive) = (new Gate(), new Archive());
        var server = await BehaviourServer.StartAsync(gate, archive, MaxSubscriptions);
        var proxy = FaultProxy.Start(server.Port, seed);
        var address = new Uri($"http://{proxy.Address}");
        var walk = new Walk(server, proxy, gate, archive, [.. clients.Select(c => c(address))], new Random(seed));
        await walk._producer.StartAsync(server);
        foreach (var id in Others.Skip(1)) await server.Progress.StartAsync(new PipelineStart(id, BehaviourWorld.User));
        foreach (var client in walk.Clients) await client.StartAsync();
        await walk.SettledAsync(); // the one that is looked at is the first that each watches
        foreach (var client in walk.Clients) await client.AlsoAsync(Others);
        return walk;
    }

    /// <summary>A fault, with work in the middle of it, and work after it; every client is right after each.</summary>
    public async Task StepAsync(WalkFault fault, int chunksAfter)
    {
        try
        {
            await fault.Begin(this);
            if (!fault.IsWithoutServer) await _producer.WorkAsync(Transitions);
            // Some faults end before anybody has noticed, some after that.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(4) == 0 ? 2_500 : Random.Next(300)));
            await fault.End(this);
            await SettledAsync();
            for (var i = 0; i < chunksAfter; i++)
            {
                await _producer.WorkAsync(Transitions);
                await SettledAsync();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"After '{fault}': {e.Message} {await ToldAsync()}", e);
        }
    }

    public async Task RepeatAsync(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(120)));
        }
    }

    /// <summary>The token that all have is refused from here on; a new one is given when it is asked for.</summary>
    public async Task EndTokenAsync()
    {
        var token = $"token-{++_tokens}";
        foreach (var client in Clients) await client.SetTokenAsync(token);
        Gate.Token = token;
        Proxy.ResetAll();
    }

    /// <summary>Until every client has given up.</summary>
    public async Task ForbidAsync()
    {
        Gate.ForbidsAll = true;
        Proxy.ResetAll();
        foreach (var client in Clients)
            await Eventually.HoldsAsync(() => client.Record.Status == "closed", "it gave up", Limit);
    }

    public async Task PermitAsync()
    {
        Gate.ForbidsAll = false;
        foreach (var client in Clients) await client.StartAsync();
    }

    /// <summary>The process dies: its memory is gone but for what the application kept.</summary>
    public async Task KillAsync()
    {
        Proxy.Rules = FaultRules.HalfOpen;
        _archive.Keep(_producer.State);
        Proxy.Refuse();
        Proxy.ResetAll();
        await _server.DisposeAsync();
    }

    /// <summary>As on SIGTERM, with what the application kept.</summary>
    public async Task DrainAsync()
    {
        await _server.StopAsync();
        _archive.Keep(_producer.State);
        await _server.DisposeAsync();
    }

    public async Task RestartAsync()
    {
        _server = await BehaviourServer.StartAsync(Gate, _archive, MaxSubscriptions);
        Proxy.Target = new IPEndPoint(IPAddress.Loopback, _server.Port);
        Proxy.Resume();
        await _producer.ResumeAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients) await client.DisposeAsync();
        await Proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>
    /// Every client is live, holds what the server answers to a GET, and was told of each transition once, as it was
    /// accepted.
    /// </summary>
    private async Task SettledAsync()
    {
        foreach (var client in Clients)
        {
            var (record, last) = (client.Record, 0L);
            await Eventually.HoldsAsync(
                async () =>
                {
                    // Again with each look: the last report may not have been accepted yet.
                    var state = (await _server.Reader.GetAsync(BehaviourWorld.Pipeline))!;
                    foreach (var t in state.Transitions) _accepted[t.Number] = SeenTransition.Of(t);
                    last = state.Transition;
                    var shown = SeenState.Of(JsonNode.Parse(state.ToUtf8Json())!.AsObject());
                    return record.Status == "live" && record.Newest == shown && record.Counted >= last;
                },
                $"{client.GetType().Name} is live at what the server holds", Limit);
            Check(client, last);
        }
    }

    private void Check(IDrivenClient client, long last)
    {
        var record = client.Record;
        Assert.Equal(0, record.Skips);
        record.CheckTransitions(last);
        var first = Math.Max(_checked.GetValueOrDefault(client), record.BeganAt) + 1;
        for (var number = first; number <= last; number++)
            Assert.Equal(_accepted[number], record.Words[number]);

        _checked[client] = last;
    }

    private async Task<string> ToldAsync()
    {
        List<string> told = [];
        foreach (var client in Clients)
        {
            var record = client.Record;
            told.Add($"{client.GetType().Name} is {record.Status} at {record.Newest}, told {record.Counted}.");
            if (client is NodeClient node) told.AddRange(await node.FramesAsync());
        }

        return string.Join('\n', told);
    }
}
