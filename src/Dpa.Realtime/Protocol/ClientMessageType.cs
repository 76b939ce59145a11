namespace Dpa.Realtime.Protocol;

/// <summary>What a client may say (docs/protocol.md#messages-from-the-client).</summary>
internal enum ClientMessageType
{
    SubscribePipeline,
    UnsubscribePipeline,
    SubscribeUser,
    UnsubscribeUser,
    GetStatus,
    Control,
    Authenticate,
    Ping,
    Pong,
}
