using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>
/// One user with ten connections does what it can (benchmarks/Dpa.Realtime.LoadTest/Attacks), in a process of its own
/// against a node of its own. What the node takes on for it is bounded, another user misses nothing, and nothing is
/// kept. How fast the others are served, and what of a processor the node uses in fact, is measured there, on a machine
/// that does nothing else.
/// </summary>
public sealed class AttackTests(ITestOutputHelper output)
{
    private const double Megabyte = 1024 * 1024;
    private const double AllowedGrowth = 32 * Megabyte;

    /// <summary>Of a processor, in seconds: what one user may cause at once, and in each second.</summary>
    private const double WorkAtOnce = 0.5;
    private const double WorkPerSecond = 0.1;

    /// <summary>
    /// Each of the ten connections may have a message read before the others' are paid (docs/diagnostics.md); the most
    /// that one costs here (64 KB with 1,000 ids), and a connection. Questions to the archive wait, and none is asked
    /// too early.
    /// </summary>
    private const double WorkAtTheSameTime = 10 * (0.007 + 0.0003);

    /// <summary>What floods a node is charged for, also where a slow machine sends little of it.</summary>
    private const double LeastWork = 0.1;

    private static readonly string Program = ServerProcess.PathOf("Dpa.Realtime.LoadTest", "Dpa.Realtime.LoadTest");

    private static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    private static double Duration => IsLong ? 20 : 3;

    // These are closed or refused and come again: requests and handshakes are the web server's own work, which has no
    // bound here.
    private static readonly string[] Refused =
    [
        "subscribing-again", "status", "pings", "tickets-used", "polls", "polls-of-many", "polls-of-user", "tickets",
        "connecting", "lists", "lists-polled", "control-polled", "polls-held",
    ];
    private static readonly string[] Paced = ["many-ids", "invalid-ids", "control", "its-own"];
    private static readonly string[] PacedToo = ["one-id-again", "waiting", "unsubscribing", "positions", "no-json"];

    public static TheoryData<string> Attacks =>
        [.. Paced, .. IsLong ? [.. PacedToo, .. Refused] : new[] { "subscribing-again", "polls" }];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Others_WhileOneUserAttacks_MissNothingAndTheNodeTakesOnABoundedShare(string attack)
    {
        await using var server = await ServerProcess.StartAsync(Program, "attack-server");
        using var http = new HttpClient { BaseAddress = server.Http };
        await using var client = await WireClient.ConnectAsync(
            new UriBuilder(server.Http) { Scheme = "ws", Path = "/api/v1/ws/other" }.Uri);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "victim" });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = 0L;
        var watching = WatchAsync(client, step => Interlocked.Exchange(ref seen, step), ending.Token);
        // The first attack, which makes what is made once, may leave the user in debt: the second then gets nothing.
        var (at, cost) = (Stopwatch.GetTimestamp(), await CostAsync(http));
        await AttackAsync(server, attack, 1);
        await Eventually.HoldsAsync(
            async () => await ConnectionsAsync(http) == 1,
            "the attacker's connections are gone"); // or the next ones are refused
        var (heap, cpu) = (await HeapAsync(http), await CpuAsync(http));

        var report = await AttackAsync(server, attack, Duration);
        (cpu, cost) = (await CpuAsync(http) - cpu, await CostAsync(http) - cost);
        // What was on its way when the attacker stopped is taken on later: its share goes on until here.
        var window = Stopwatch.GetElapsedTime(at).TotalSeconds;

        var last = await http.GetFromJsonAsync<long>("/step", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () => watching.IsCompleted || Interlocked.Read(ref seen) >= last,
            "the other user has the newest");
        await ending.CancelAsync();
        await watching; // throws where its connection was closed
        output.WriteLine($"{attack}: {report}, {cpu:F2} s of CPU, {cost:F2} s as estimated");
        var seconds = (double)report["Seconds"]!;
        Assert.True((double)report["Sent"]! > 0, "The attacker did nothing.");
        Assert.InRange((double)report["Received"]!, 1, (80 + (16 * seconds)) * Megabyte);
        if (!Refused.Contains(attack))
            Assert.InRange(cost, LeastWork, WorkAtOnce + (WorkPerSecond * window) + WorkAtTheSameTime);
        await Eventually.HoldsAsync(async () => await HeapAsync(http) - heap < AllowedGrowth, "the heap is back");
    }

    private static async Task WatchAsync(WireClient client, Action<long> saw, CancellationToken ending)
    {
        try
        {
            while (await client.ReceiveAsync() is { } frame)
            {
                if ((long?)(frame["done"] ?? frame["completed_units"]) is { } step) saw(step);
                if (ending.IsCancellationRequested) return;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return;
        }

        Assert.Fail($"The other user's connection was closed with {client.CloseStatus}.");
    }

    private static async Task<JsonObject> AttackAsync(ServerProcess server, string attack, double seconds)
    {
        using var attacker = ServerProcess.Run(
            Program, "attacker", server.Http.ToString(), attack, seconds.ToString(CultureInfo.InvariantCulture));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMinutes(1));
        var errors = attacker.StandardError.ReadToEndAsync(limit.Token);
        var report = await attacker.StandardOutput.ReadToEndAsync(limit.Token);
        Assert.True(report.StartsWith('{'), await errors);
        return JsonNode.Parse(report)!.AsObject();
    }

    private static async Task<double> HeapAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>("/memory", TestContext.Current.CancellationToken))
            .GetProperty("heap")
            .GetDouble();

    private static async Task<int> ConnectionsAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>("/api/v1/ws/stats", TestContext.Current.CancellationToken))
            .GetProperty("total_connections")
            .GetInt32();

    private static Task<double> CostAsync(HttpClient http) =>
        http.GetFromJsonAsync<double>("/cost", TestContext.Current.CancellationToken);

    private static Task<double> CpuAsync(HttpClient http) =>
        http.GetFromJsonAsync<double>("/cpu", TestContext.Current.CancellationToken);
}
