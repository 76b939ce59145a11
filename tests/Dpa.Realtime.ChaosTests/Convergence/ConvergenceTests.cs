using System.Globalization;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>
/// Three real nodes under faults: six kinds and each topology once in every run; a hundred, drawn by a seed, under
/// <c>DPA_LONG=1</c>. <c>DPA_SEED=n</c> repeats a draw (what the threads of four processes make of it is not repeated).
/// </summary>
public sealed class ConvergenceTests(ITestOutputHelper output, ChaosReport report) : IClassFixture<ChaosReport>
{
    private static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    private static int Seed =>
        int.TryParse(Environment.GetEnvironmentVariable("DPA_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : 7;

    [Fact]
    public async Task SingleServer_Faults_EveryClientEndsAtTheTruth()
    {
        await using var redis = await RedisServer.StartAsync("--enable-debug-command", "yes");
        await using var world = await ChaosWorld.StartAsync(Seed, null, redis.Port);
        var kinds = RedisFaults.All(redis);
        var drawn = IsLong
            ? Enumerable.Range(0, 80).Select(i => i < kinds.Count ? kinds[i] : kinds[world.Random.Next(kinds.Count)])
            : kinds.Take(6);
        await RunAsync("single server", world, [.. drawn]);
    }

    /// <summary>
    /// By itself, so that where packets cannot be lost a test is skipped, or fails under <c>DPA_REQUIRE_SERVICES=1</c>,
    /// and nothing is left out unseen.
    /// </summary>
    [Fact]
    public async Task SingleServer_LostPackets_EveryClientEndsAtTheTruth()
    {
        Requirements.PacketLoss();
        await using var redis = await RedisServer.StartAsync();
        await using var world = await ChaosWorld.StartAsync(Seed, null, redis.Port);
        await RunAsync(
            "single server, lost packets", world,
            [.. Enumerable.Repeat(RedisFaults.LosePackets(redis), IsLong ? 5 : 1)]);
    }

    [Fact]
    public async Task Sentinel_FailOver_EveryClientEndsAtTheTruth()
    {
        await using var sentinel = await RedisSentinel.StartAsync();
        await using var world = await ChaosWorld.StartAsync(Seed, sentinel.ConnectionString, null);
        await RunAsync(
            "Sentinel", world,
            [
                .. Enumerable
                    .Range(0, IsLong ? 8 : 2)
                    .Select(i => i % 2 == 0 ? RedisFaults.FailOverLosing(sentinel) : RedisFaults.FailOver(sentinel)),
            ]);
    }

    /// <summary>
    /// Two masters for some 10 s, and nodes that follow either one, or both by turns until StackExchange.Redis has
    /// settled. Nodes that follow one and then the other are <c>TwoMastersTests</c> of the package.
    /// </summary>
    [Fact]
    public async Task Sentinel_OldMasterComesBackAsMaster_EveryClientEndsAtTheTruth()
    {
        if (!IsLong) Assert.Skip("Two masters at once are a part of ./test.sh --long.");
        await using var sentinel = await RedisSentinel.StartAsync();
        await using var world = await ChaosWorld.StartAsync(Seed, sentinel.ConnectionString, null);
        await RunAsync(
            "Sentinel, two masters", world,
            [.. Enumerable.Repeat(RedisFaults.FailOver(sentinel, oldIsReplica: false), 4)]);
    }

    [Fact]
    public async Task Cluster_SlotsMigrated_EveryClientEndsAtTheTruth()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var world = await ChaosWorld.StartAsync(Seed, cluster.ConnectionString, null);
        await RunAsync("Cluster", world, [.. Enumerable.Repeat(RedisFaults.MigrateSlots(cluster), IsLong ? 12 : 1)]);
    }

    private async Task RunAsync(string topology, ChaosWorld world, IReadOnlyList<Fault> faults)
    {
        var rounds = new List<Round>();
        foreach (var fault in faults)
        {
            var round = await Round.RunAsync(world, fault);
            output.WriteLine(round.ToString());
            foreach (var line in round.Late) output.WriteLine($"  {line}");
            foreach (var violation in round.Violations.Take(8)) output.WriteLine($"  {violation}");
            rounds.Add(round);
        }

        report.Add(topology, Seed, rounds);
        var healed = rounds.Select(r => r.Healed).Order().ToList();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"seed {Seed}, {rounds.Count} faults: healed p50 {healed[healed.Count / 2].TotalMilliseconds:0} ms, "
                    + $"max {healed[^1].TotalMilliseconds:0} ms, within 2 s "
                    + $"{rounds.Count(r => r.Healed <= Round.Usual)}; watchers connected "
                    + $"{world.Watchers.Sum(w => w.Connections)} times, healed "
                    + $"{world.Watchers.Sum(w => w.Pipelines.Values.Sum(p => p.Heals))} times"
            ));
        Assert.True(
            rounds.All(r => r.Violations.Count == 0),
            $"Seed {Seed}:\n{string.Join('\n', rounds.SelectMany(r => r.Violations.Take(5).Select(v => $"{r.Fault}: {v}")))}"
        );
    }
}
