using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>By server-sent events, resumed as a browser's <c>EventSource</c> does.</summary>
internal sealed class EventsWalk(RealtimeServer server) : IWalkTransport
{
    public async Task ReadAsync(WalkState walk, Func<bool> enough)
    {
        var held = walk.State is null ? null : $"{walk.PipelineId}@{walk.Position}";
        await using var client = await EventClient.OpenAsync(server, $"?ids={walk.PipelineId}", lastEventId: held);
        if (enough()) return;
        await client.ReceiveUntilAsync(frame =>
        {
            if ((string?)frame["type"] is "pipeline_progress" or "progress" or "stage_update") walk.Apply(frame);
            return enough();
        });
    }
}
