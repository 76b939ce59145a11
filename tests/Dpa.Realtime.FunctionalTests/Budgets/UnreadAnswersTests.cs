using Dpa.Realtime.Connections;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>A client that asks for large answers and reads none is read no further, before its answers take much memory.</summary>
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
            await client.SendTextAsync($"{{\"type\":\"subscribe_pipeline\",\"wait\":true,\"pipeline_ids\":[{string.Join(',', some)}]}}");
        var connection = (Connection)Assert.Single(server.Services.GetRequiredService<ConnectionRegistry>().All());
        await client.SendTextAsync("{\"type\":\"ping\"}");
        await client.ReadTextAsync("pong");
        await Eventually.HoldsAsync(() => connection.SubscriptionCount == Pipelines, "all are subscribed to");

        for (var i = 0; i < Questions; i++) await client.SendTextAsync("{\"type\":\"get_status\"}");
        await Eventually.HoldsAsync(() => connection.IsBehind && connection.PendingReplyBytes > MostThatWait, "the client is read no further");

        Assert.InRange(connection.PendingReplyBytes, MostThatWait, MostThatWait + Answer);
        using var wait = new Wait("the answers", WireClient.Limit);
        for (var answered = 0; answered < Questions;)
        {
            var (opcode, payload) = (await client.ReadFrameAsync(wait))!.Value;
            if (opcode == 1 && payload.AsSpan().StartsWith("{\"type\":\"status\""u8)) answered++;
        }
    }
}
