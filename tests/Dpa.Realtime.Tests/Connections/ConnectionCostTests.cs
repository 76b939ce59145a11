using System.Security.Claims;
using System.Text;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Convergence;
using Dpa.Realtime.Tests.FanOut;
using Dpa.Realtime.Tests.Publishing;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>
/// What a connection that is subscribed and hears nothing keeps: measured figures with room for a tenth. Whoever lowers
/// one lowers it here, too. What the web server keeps for it is not in them.
/// </summary>
[Collection(nameof(LogCostTests))]
public sealed class ConnectionCostTests : PublishingTest
{
    private const double Room = 1.1;
    private const int Connections = 400;

    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(1, 3250)]
    [InlineData(11, 3250 + (10 * 302))]
    public async Task IdleConnection_SubscribedToSomePipelines_Keeps(int pipelines, int bytes)
    {
        Options.MaxConnectionsPerUser = 10_000;
        using var node = new SimNode(Memory, new OwnerOnlyAuthorizer(), Guests, Time, Options);
        string[] ids = [.. Enumerable.Range(0, pipelines).Select(i => $"p{i}")];
        foreach (var id in ids) await Notifier.StartAsync(new PipelineStart(id, Owner), Ct);
        var says = ClientFrames.Frame(
            1, Encoding.UTF8.GetBytes(
                $$"""{"type":"subscribe_pipeline","pipeline_ids":["{{string.Join("\",\"", ids)}}"]}"""));
        var first = await OpenAsync(node, says, pipelines); // makes what is made once
        var (each, connections) = await HeapCost.MeasureAsync(Connections, _ => OpenAsync(node, says, pipelines));
        _gone.SetResult();
        await Task.WhenAll([first, .. connections]);

        TestContext.Current.TestOutputHelper!.WriteLine($"{each:F0} bytes");
        Assert.InRange(each, bytes / Room, Room * bytes);
    }

    /// <summary>Ends once the client has been answered all that it asked for, and its line is quiet.</summary>
    private async Task<Task> OpenAsync(SimNode node, byte[] says, int pipelines)
    {
        var stream = new SilentStream(says, _gone.Task);
        var transport = new WebSocketTransport(
            stream, Options.MaxMessageBytes, Options.SendTimeout, TimeProvider.System);
        var connection = new Connection(
            node.Context, new Caller(Owner, new ClaimsPrincipal(), null, 0), transport, OutboxRules.V1,
            Guid.NewGuid().ToString("N"));
        node.Context.Registry.Add(connection);
        var running = connection.RunAsync(CancellationToken.None);
        await UntilAsync(() => connection.SubscriptionCount == pipelines && connection.PendingReplies == 0
            && stream.Confirmed == pipelines);
        return RunAsync(node, transport, connection, running);
    }

    private static async Task RunAsync(
        SimNode node, WebSocketTransport transport, Connection connection, Task running)
    {
        await running;
        node.Context.Registry.Remove(connection);
        transport.Dispose();
    }
}
