using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>A connection ends whatever it has not sent. Run alone: it measures the process's memory.</summary>
[Collection(nameof(StalledReaderTests))]
public sealed class ConnectionEndTests
{
    private const int ConnectionsAWay = 100;
    private const int UnsentAnswers = 257; // one more than those with which a connection is read on
    private const int Messages = 4;
    private const long AllowedGrowth = 24 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20); // the default of DpaRealtimeOptions

    // Each is answered although nothing is subscribed: about 200 KB of answers a message.
    private static readonly string Unsubscribe =
        $$"""{"type":"unsubscribe_pipeline","pipeline_ids":[{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"{i:0000}{new string('x', 56)}\""))}}]}""";

    [Fact]
    public async Task Connections_EndedInTenWaysWithUnsentAnswers_LeaveNothing()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = TimeSpan.FromSeconds(2));
        using var counters = new Counters(server);
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        await EndAsync(server, registry, "warm-up", (client, _) => client.DisposeAsync().AsTask(), []);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var ended = new List<WeakReference>();

        foreach (var (way, end) in ConnectionEnding.Ways) await EndAsync(server, registry, way, end, ended);

        // Kestrel lets its own part of a connection go a moment later; 1 in 100 may still be in a register or on a
        // thread's stack.
        await UntilAsync(
            () => Alive(ended) <= ended.Count / 100,
            () => $"{Alive(ended)} of {ended.Count} connections are still held");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal((0, 0, 0L), (registry.Count, registry.Users, counters["connections"]));
        Assert.Equal(ConnectionsAWay * ConnectionEnding.Ways.Count, ended.Count);
        Assert.True(growth < AllowedGrowth, $"{ended.Count} connections left {growth / 1024:N0} KiB.");
    }

    [Fact]
    public async Task Stop_WithUnsentAnswersOfClientsThatDoNotRead_EndsWithinTheDrainTime()
    {
        await using var server = await RealtimeServer.StartAsync();
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var clients = await ConnectAsync(server, registry, "stalled");
        var clock = Stopwatch.StartNew();

        await server.StopAsync();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, DrainTime);
        Assert.Equal(0, registry.Count);
        foreach (var (client, _) in clients) await client.DisposeAsync();
    }

    private static int Alive(List<WeakReference> connections)
    {
        GC.Collect();
        return connections.Count(c => c.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task EndAsync(
        RealtimeServer server, ConnectionRegistry registry, string way, Func<RawClient, Connection, Task> end,
        List<WeakReference> ended)
    {
        var clients = await ConnectAsync(server, registry, way);
        foreach (var (client, connection) in clients)
        {
            ended.Add(new WeakReference(connection));
            await end(client, connection);
        }

        await UntilAsync(() => registry.Count == 0, () => $"'{way}' left {registry.Count} connections");
        foreach (var (client, _) in clients) await client.DisposeAsync();
    }

    /// <summary>Clients that have asked for more than they read.</summary>
    private static async Task<List<(RawClient Client, Connection Connection)>> ConnectAsync(
        RealtimeServer server, ConnectionRegistry registry, string way)
    {
        var clients = new List<(RawClient, Connection)>();
        for (var i = 0; i < ConnectionsAWay; i++)
        {
            var known = registry.All();
            var client = await RawClient.ConnectAsync(server, $"user-{i / 10}");
            await UntilAsync(() => registry.Count > known.Length, () => "the connection was not registered");
            clients.Add((client, (Connection)registry.All().Except(known).Single()));
            for (var message = 0; message < Messages; message++) await client.SendTextAsync(Unsubscribe);
        }

        foreach (var (_, connection) in clients)
            await UntilAsync(
                () => connection.PendingReplies >= UnsentAnswers,
                () => $"'{way}': {connection.PendingReplies} answers wait");
        return clients;
    }

    private static async Task UntilAsync(Func<bool> holds, Func<string> otherwise)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
        {
            Assert.True(clock.Elapsed < Limit, otherwise());
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
