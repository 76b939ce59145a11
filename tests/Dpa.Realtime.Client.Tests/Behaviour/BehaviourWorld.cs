using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>A server, work on it, a network with faults before it, and one client that watches.</summary>
internal sealed class BehaviourWorld : IAsyncDisposable
{
    public const string User = "user-1";
    public const string Pipeline = "pipeline-1";

    private readonly Archive _archive;

    private BehaviourWorld(
        BehaviourServer server, FaultProxy proxy, Gate gate, IDrivenClient client, Archive archive, int seed
    ) => (Server, Proxy, Gate, Client, _archive, Producer) = (server, proxy, gate, client, archive, new Producer(seed));

    public BehaviourServer Server { get; private set; }

    public FaultProxy Proxy { get; }

    public Gate Gate { get; }

    public IDrivenClient Client { get; }

    public Producer Producer { get; }

    public static async Task<BehaviourWorld> StartAsync(Func<Uri, IDrivenClient> client, int seed)
    {
        var gate = new Gate();
        var archive = new Archive();
        var server = await BehaviourServer.StartAsync(gate, archive);
        var proxy = FaultProxy.Start(server.Port, seed);
        var world = new BehaviourWorld(server, proxy, gate, client(new Uri($"http://{proxy.Address}")), archive, seed);
        await world.Producer.StartAsync(server);
        await world.Producer.WorkAsync(10);
        await world.Client.StartAsync();
        await world.SeenAsync("live");
        await world.SettledAsync();
        return world;
    }

    /// <summary>The client has reached that status.</summary>
    public async Task SeenAsync(string status)
    {
        try
        {
            await Eventually.HoldsAsync(() => Client.Record.Status == status, $"'{status}'");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} It went through {string.Join(' ', Client.Record.Statuses)}.", e);
        }
    }

    /// <summary>
    /// Another pipeline of the user starts, which the client is told nothing of but as one of the user's own.
    /// </summary>
    public async Task FoundAsync(string pipeline)
    {
        await Server.Progress.StartAsync(new PipelineStart(pipeline, User));
        await Eventually.HoldsAsync(() => Client.Record.Mine.Contains(pipeline), $"'{pipeline}' among the user's own");
        Assert.Contains(Pipeline, Client.Record.Mine);
    }

    /// <summary>The client holds what the server holds.</summary>
    public async Task SettledAsync() => await Eventually.HoldsAsync(
        // A client shows a state first and then tells what brought it: both are waited for.
        async () => await Server.Reader.GetAsync(Pipeline) is { } state
            && OfServer(state) == Client.Record.Newest && Client.Record.Counted >= state.Transition,
        $"the server's state (the client has {Client.Record.Newest})");

    /// <summary>
    /// The process dies: nothing more of it gets through, and its memory is gone but for what the application kept.
    /// Another takes its place.
    /// </summary>
    public async Task KillAsync()
    {
        Proxy.Rules = FaultRules.HalfOpen;
        _archive.Keep(Producer.State);
        var dead = Server;
        Proxy.Refuse();
        Proxy.ResetAll();
        await dead.DisposeAsync();
    }

    public async Task RestartAsync()
    {
        Server = await BehaviourServer.StartAsync(Gate, _archive);
        Proxy.Target = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, Server.Port);
        Proxy.Resume();
        await Producer.ResumeAsync(Server);
    }

    /// <summary>
    /// As on SIGTERM, with what the application kept; new connections reach nobody until <see cref="RestartAsync"/>.
    /// </summary>
    public async Task DrainAsync()
    {
        await Server.StopAsync();
        _archive.Keep(Producer.State);
        await Server.DisposeAsync();
    }

    public async Task<Dpa.Realtime.PipelineState> StateAsync() => (await Server.Reader.GetAsync(Pipeline))!;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static SeenState OfServer(Dpa.Realtime.PipelineState state) =>
        SeenState.Of(System.Text.Json.Nodes.JsonNode.Parse(state.ToUtf8Json())!.AsObject());
}
