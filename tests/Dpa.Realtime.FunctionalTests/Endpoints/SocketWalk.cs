using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>By WebSocket.</summary>
internal sealed class SocketWalk(RealtimeServer server) : IWalkTransport
{
    public async Task ReadAsync(WalkState walk, Func<bool> enough)
    {
        await using var client = await WireClient.ConnectAsync(server);
        object? since = walk.State is null
            ? null
            : new { epoch = walk.Position.Epoch, version = walk.Position.Version };
        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = walk.PipelineId, since,
            });
        if (enough())
            return;
        await client.ReceiveUntilAsync(frame =>
        {
            if ((string?)frame["type"] is "pipeline_progress" or "progress" or "stage_update") walk.Apply(frame);
            return enough();
        });
    }
}
