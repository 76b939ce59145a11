using Dpa.Realtime.Connections;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>
/// A client that asks for large answers and reads none is read no further, before its answers take much memory.
/// </summary>
public sealed class UnreadAnswersTests
{
    private const int Pipelines = 1000;
    private const int Questions = 150; // within the burst of a connection; 18 MB of answers
    private const int MostThatWait = 1024 * 1024;
    private const int Answer = 128 * 1024;

    [Fact]
    public async Task Status_AskedForManyTimesAndNotRead_WaitsUpToABoundAndComesInFull()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = Timeout.InfiniteTimeSpan);
        await using var client = await RawClient.ConnectAsync(server);
        var ids = Enumerable.Range(0, Pipelines).Select(i => $"\"{i:0000}{new string('x', 110)}\"");
        foreach (var some in ids.Chunk(Pipelines / 5)) // a message has its bound
            await client.SendTextAsync(
                $"{{\"type\":\"subscribe_pipeline\",\"wait\":true,\"pipeline_ids\":[{string.Join(',', some)}]}}");
        var connection = (Connection)Assert.Single(server.Services.GetRequiredService<ConnectionRegistry>().All());
        await client.SendTextAsync("{\"type\":\"ping\"}");
        await client.ReadTextAsync("pong");
        await Eventually.HoldsAsync(() => connection.SubscriptionCount == Pipelines, "all are subscribed to");

        for (var i = 0; i < Questions; i++)
            await client.SendTextAsync("{\"type\":\"get_status\"}");
        await Eventually.HoldsAsync(
            () => connection.IsBehind && connection.PendingReplyBytes > MostThatWait,
            "the client is read no further");

        Assert.InRange(connection.PendingReplyBytes, MostThatWait, MostThatWait + Answer);
        using var wait = new Wait("the answers", WireClient.Limit);
        for (var answered = 0; answered < Questions;)
        {
            var (opcode, payload) = (await client.ReadFrameAsync(wait))!.Value;
            if (opcode == 1 && payload.AsSpan().StartsWith("{\"type\":\"status\""u8)) answered++;
        }
    }

    /// <summary>
    /// What a client asks for is bounded by being read no further; what its user's starts bring it is not.
    /// </summary>
    [Fact]
    public async Task StartsOfItsUser_ToldToAClientThatReadsNothing_EndItsConnectionBeforeTheyTakeMuchMemory()
    {
        const int Most = 5 * 1024 * 1024;
        await using var server = await RealtimeServer.StartAsync(o =>
        {
            o.SendTimeout = Timeout.InfiniteTimeSpan; // one that takes a byte now and then
            o.MaxSubscriptionsPerConnection = 1;
        });
        await using var client = await RawClient.ConnectAsync(server);
        await client.SendTextAsync("{\"type\":\"subscribe_user\"}");
        await client.SendTextAsync("{\"type\":\"ping\"}");
        await client.ReadTextAsync("pong");
        var registry = server.Services.GetRequiredService<ConnectionRegistry>();
        var connection = (Connection)Assert.Single(registry.All());

        var most = 0L;
        for (var i = 0; i < 60_000 && most <= Most && registry.Count > 0; i++)
        {
            var id = $"{i:00000}{new string('x', 120)}";
            await server.Progress.StartAsync(new PipelineStart(id, "user-1"), TestContext.Current.CancellationToken);
            most = Math.Max(most, connection.PendingReplyBytes);
        }

        Assert.InRange(most, 0, Most);
        await Eventually.HoldsAsync(() => registry.Count == 0, "the connection's end");
    }
}
