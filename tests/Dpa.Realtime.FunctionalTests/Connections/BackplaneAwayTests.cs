using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>What a client may ask while the backplane is away: its connection has nothing to do with it.</summary>
public sealed class BackplaneAwayTests
{
    [Theory]
    [InlineData("""{"type":"subscribe_user","request_id":"r"}""")]
    [InlineData("""{"type":"subscribe_pipeline","pipeline_id":"q","request_id":"r"}""")]
    [InlineData("""{"type":"control","pipeline_id":"p","action":"cancel","request_id":"r"}""")]
    [InlineData("""{"type":"authenticate","ticket":"t","request_id":"r"}""")]
    public async Task Message_WhileTheBackplaneIsAway_IsAnsweredAndTheConnectionStays(string message)
    {
        var line = new BackplaneLine();
        await using var server = await RealtimeServer.StartAsync(build: line.AddTo);
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        line.IsAway = true;
        await client.SendTextAsync(message);
        var error = await client.ReceiveAsync("error");
        line.IsAway = false;

        Assert.Equal(("backplane_unavailable", "r"), ((string?)error["code"], (string?)error["request_id"]));
        await client.SendAsync(new { type = "subscribe_user" });
        Assert.Equal("p", (string?)(await client.ReceiveAsync("subscription_confirmed"))["pipeline_id"]);
    }
}
