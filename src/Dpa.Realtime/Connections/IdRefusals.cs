using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Answers what a message named that is no pipeline id, or is more than it may name: few errors, however much it named.
/// </summary>
internal static class IdRefusals
{
    public static void Answer(ClientMessage message, ConnectionOutbox outbox)
    {
        for (var i = 0; i < message.InvalidIds; i++)
            outbox.Reply(FrameCodec.Error(ErrorCode.InvalidPipelineId, requestId: message.RequestId));
        if (message.ExcessIds > 0)
            outbox.Reply(Excess(message));
    }

    private static byte[] Excess(ClientMessage message) =>
        message.Type is ClientMessageType.SubscribePipeline or ClientMessageType.SubscribeUser
            ? FrameCodec.Error(
                ErrorCode.TooManySubscriptions,
                $"{message.ExcessIds} more pipelines than this connection may watch were left out.", message.RequestId)
            : FrameCodec.Error(
                ErrorCode.InvalidMessage,
                $"'pipeline_ids' must be at most as many ids as one message may name; {message.ExcessIds} were left "
                    + $"out.",
                message.RequestId);
}
