using System.Globalization;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest;

/// <summary>
/// What is measured: a number of subscribers, spread evenly over a number of pipelines that change often enough for
/// the requested deliveries a second.
/// </summary>
internal sealed record LoadTestOptions
{
    public const string Usage = """
        usage: target|run|quiet|cold|many|hot|overload|idle|return|polling|cuts|cross-node|attacks|guests|server|load [options]
          target           says with its exit code whether change → client stays under 100 ms (p99) here: one node, three nodes with a Redis
          run              changes at a steady rate
          quiet            as run, 2,000 deliveries a second, the runtime's own settings
          cold             as run, 20,000 deliveries a second, the first 3 s of a process, the runtime's own settings
          return           5,000 watchers lose their connections and come back with the state that they hold: server CPU, time
          polling          bytes of watchers that are told and of watchers that ask every 2 s
          overload         as run, but some watchers read nothing: what was published, how old the others' news is, memory, who was closed
          idle             memory of a connection that is subscribed and hears nothing
          many             1,000 pipelines with 3 watchers each, as fast as a core can (--transitions yes)
          hot              one pipeline with 1,000 watchers, reported as fast as a core can
          cuts             2,000 watchers of 100 pipelines, 500 changes a second, each connection is cut every 15 s
          attacks          one user against a node, another one watches (--seconds N, --attacks a,b)
          cross-node       as run, on several nodes with one Redis between them; each pipeline is produced on one node and watched on the others
          guests           application code that misbehaves for one user, and what others notice; its options: --guests A,B --turns N
          --connections N  (1000)     watchers, one WebSocket each
          --pipelines N    (100; cross-node 500)  each watched by connections / pipelines watchers
          --deliveries N   (2000; cross-node 10000)  changes a second times watchers a pipeline
          --nodes N        (3)        of cross-node
          --transitions yes|no (no)   dpa publishes each change as a transition (a warning), which is never left out; signalr leaves nothing out anyway
          --since publish|due (publish; cross-node due)  what a latency is counted from: the publish call, or the moment in which the change was due and that call may have had to wait for
          --stalled N      (0)        percent of the watchers that subscribe and then read nothing
          --send-timeout N (15)       dpa's, in seconds; 0 turns it off
          --tls yes|no     (no)       with a certificate made for the run
          --seconds N      (20)       measured, after --warmup N (5)
          --peers a,b      (dpa)      dpa, signalr, signalr-messagepack, naive (a dictionary of sockets and a loop), bare (nothing but the system call), signalr-stateful (its stateful reconnect: cuts alone), dpa-polling (polling alone); they take turns in each repeat
          --cut-every N    (15)       of cuts, in seconds
          --away-ms N      (1000)     of cuts: a watcher connects again after a random time up to this
          --defaults yes|no (no)      yes: the runtime's own settings for server and load, as a user has them
          --repeats N      (1)
          --pin yes|no     (yes; cross-node no)  server on core 0, load on core 1 (taskset, where there are two)
          --port N         (21800)    the first node's; the others listen on the next ones
          --out PATH                  PATH.json and PATH.md are written
        """;

    public Scenario Scenario { get; private init; }
    public int Connections { get; private init; } = 1000;
    public int Pipelines { get; private init; } = 100;
    public int Deliveries { get; private init; } = 2000;
    public bool Transitions { get; private init; }
    public bool SinceDue { get; private init; }
    public int StalledPercent { get; private init; }
    public int SendTimeoutSeconds { get; private init; } = 15;
    public bool Tls { get; private init; }
    public int Seconds { get; private init; } = 20;
    public int Warmup { get; private init; } = 5;
    public IReadOnlyList<string> Peers { get; private init; } = ["dpa"];
    public int Repeats { get; private init; } = 1;
    public int CutEverySeconds { get; private init; } = 15;
    public int AwayMilliseconds { get; private init; } = 1000;
    public bool HasDefaults { get; private init; }
    public bool Pin { get; private init; } = true;
    public int Port { get; private init; } = 21800;
    public string? Out { get; private init; }

    /// <summary>How many servers there are; more than one share a Redis.</summary>
    public int Nodes { get; private init; } = 1;

    /// <summary>Which of them a server process is.</summary>
    public int Node { get; private init; }

    /// <summary>The port of the Redis between the nodes; 0 without one.</summary>
    public int Redis { get; private init; }

    public int WatchersPerPipeline => Connections / Pipelines;
    public double ChangesPerSecond => (double)Deliveries / WatchersPerPipeline;
    public int Stalled => Connections * StalledPercent / 100;
    public Uri Server => ServerOf(0);
    public bool HasCoresOfTheirOwn => Pin && OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;

    /// <summary>No run outlives this, whatever goes wrong.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(Warmup + Seconds + 90);

    public Uri ServerOf(int node) => new($"http{(Tls ? "s" : "")}://127.0.0.1:{Port + node}");

    /// <summary>The node that produces a pipeline.</summary>
    public int ProducerOf(int pipeline) => pipeline % Nodes;

    /// <summary>
    /// The node that a subscriber is connected to: never the one that produces its pipeline, where there is another;
    /// a pipeline's subscribers take the others in turn.
    /// </summary>
    public int NodeOf(int watcher)
    {
        var pipeline = watcher % Pipelines;
        return Nodes == 1 ? 0 : (ProducerOf(pipeline) + 1 + (watcher / Pipelines) % (Nodes - 1)) % Nodes;
    }

    public static LoadTestOptions For(Scenario scenario) =>
        scenario switch
        {
            Scenario.CrossNode => new()
            {
                Scenario = scenario, Nodes = 3, Pipelines = 500, Deliveries = 10_000, Pin = false, SinceDue = true,
            },
            Scenario.Many => new()
            {
                Scenario = scenario, Pipelines = 1000, Connections = 3000, Deliveries = 2_000_000, Transitions = true,
            },
            Scenario.Hot => new() { Scenario = scenario, Pipelines = 1, Deliveries = 2_000_000_000 },
            Scenario.Cuts => new()
            {
                Scenario = scenario, Pipelines = 100, Connections = 2000, Deliveries = 10_000, Transitions = true,
                Seconds = 300,
            },
            Scenario.Quiet => new() { Scenario = scenario, HasDefaults = true },
            Scenario.Cold => new()
            {
                Scenario = scenario, Deliveries = 20_000, HasDefaults = true, Warmup = 0, Seconds = 3,
            },
            Scenario.Return => new() { Scenario = scenario, Connections = 5000, HasDefaults = true },
            Scenario.Polling => new()
            {
                Scenario = scenario, Connections = 500, Deliveries = 500, Peers = ["dpa", "dpa-polling"], Seconds = 60,
            },
            _ => new() { Scenario = scenario },
        };

    public static bool TryParse(
        Scenario scenario, IEnumerable<string> arguments, out LoadTestOptions options, out string error)
    {
        options = For(scenario);
        error = "";
        try
        {
            foreach (var pair in arguments.Chunk(2))
                options = options.With(
                    pair[0], pair.Length == 2 ? pair[1] : throw new FormatException($"{pair[0]} wants a value"));
            if (options.Pipelines < 1 || options.Connections % options.Pipelines != 0)
                throw new FormatException("--connections must be a multiple of --pipelines");
            if (
                options.Scenario == Scenario.CrossNode
                    ? options.Nodes < 2 || options.Pipelines < options.Nodes
                    : options.Nodes != 1)
                throw new FormatException("--nodes: of cross-node alone, and there at least two, each with a pipeline");
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            error = e.Message;
        }
        return error.Length == 0;
    }

    /// <summary>The same options for a child process that runs one peer.</summary>
    public IEnumerable<string> ArgumentsFor(string peer, int node = 0, int redis = 0) =>
        [
            "--connections", Text(Connections), "--pipelines", Text(Pipelines), "--deliveries", Text(Deliveries),
            "--seconds", Text(Seconds), "--warmup", Text(Warmup), "--port", Text(Port), "--peers", peer,
            "--transitions", Transitions ? "yes" : "no", "--scenario", Scenario.ToString(), "--stalled",
            Text(StalledPercent), "--send-timeout", Text(SendTimeoutSeconds), "--tls", Tls ? "yes" : "no", "--since",
            SinceDue ? "due" : "publish", "--nodes", Text(Nodes), "--node", Text(node), "--redis", Text(redis),
            "--cut-every", Text(CutEverySeconds), "--away-ms", Text(AwayMilliseconds), "--defaults",
            HasDefaults ? "yes" : "no",
        ];

    private LoadTestOptions With(string name, string value) => name switch
    {
        "--connections" => this with { Connections = Number(value) },
        "--pipelines" => this with { Pipelines = Number(value) },
        "--deliveries" => this with { Deliveries = Number(value) },
        "--transitions" => this with { Transitions = value == "yes" },
        "--scenario" => this with { Scenario = Enum.Parse<Scenario>(value, ignoreCase: true) },
        "--stalled" => this with { StalledPercent = Number(value) },
        "--send-timeout" => this with { SendTimeoutSeconds = Number(value) },
        "--tls" => this with { Tls = value == "yes" },
        "--seconds" => this with { Seconds = Number(value) },
        "--warmup" => this with { Warmup = Number(value) },
        "--peers" => this with { Peers = KnownPeers.Check(value.Split(',', StringSplitOptions.RemoveEmptyEntries)) },
        "--repeats" => this with { Repeats = Number(value) },
        "--pin" => this with { Pin = value == "yes" },
        "--port" => this with { Port = Number(value) },
        "--since" => this with { SinceDue = value == "due" },
        "--nodes" => this with { Nodes = Number(value) },
        "--node" => this with { Node = Number(value) },
        "--redis" => this with { Redis = Number(value) },
        "--cut-every" => this with { CutEverySeconds = Number(value) },
        "--away-ms" => this with { AwayMilliseconds = Number(value) },
        "--defaults" => this with { HasDefaults = value == "yes" },
        "--out" => this with { Out = value },
        _ => throw new FormatException($"unknown option {name}"),
    };

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
