namespace Dpa.Realtime.Protocol;

/// <summary>The types of a client's messages (docs/protocol.md#messages-from-the-client).</summary>
internal enum ClientMessageType
{
    SubscribePipeline,
    UnsubscribePipeline,
    SubscribeUser,
    UnsubscribeUser,
    SubscribeQuery,
    UnsubscribeQuery,
    GetStatus,
    Control,
    Authenticate,
    Ping,
    Pong,
}
