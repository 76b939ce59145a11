using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>A server that stops: everybody is told when to come back, closed with 1012, and nobody is cut.</summary>
[Collection(nameof(StalledReaderTests))]
public sealed class DrainTests
{
    private static int Clients => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 2000 : 400;

    [Fact]
    public async Task Stop_WithManyClients_AllAreAskedBackAndClosedWith1012SpreadOverTime()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxConnectionsPerUser = 10);
        var clients = new List<RawClient>();
        for (var i = 0; i < Clients; i++) clients.Add(await RawClient.ConnectAsync(server, $"user-{i / 10}"));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var ends = clients.Select(async c =>
        {
            var asked = 0;
            while (await c.ReadFrameAsync() is var (opcode, payload))
            {
                if (opcode == 8)
                {
                    await c.SendAsync(Dpa.Realtime.Tests.WebSockets.ClientFrames.Frame(8, payload[..2]));
                    return (Asked: asked, Code: (payload[0] << 8) | payload[1], At: clock.Elapsed);
                }

                if (System.Text.Encoding.UTF8.GetString(payload).Contains("\"reconnect\"", StringComparison.Ordinal)) asked++;
            }

            return (Asked: asked, Code: 1006, At: clock.Elapsed);
        }).ToArray();
        var stopping = server.StopAsync();
        var all = await Task.WhenAll(ends);
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.All(all, e => Assert.Equal((1, 1012), (e.Asked, e.Code)));
        // 500 a second: the closes are spread, not one burst.
        var spread = all.Max(e => e.At) - all.Min(e => e.At);
        Assert.True(spread > TimeSpan.FromSeconds(Clients / 500.0 / 2), $"All were closed within {spread}.");
        foreach (var client in clients) await client.DisposeAsync();
    }
}
