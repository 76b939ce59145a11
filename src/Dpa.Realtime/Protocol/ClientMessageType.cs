namespace Dpa.Realtime.Protocol;

/// <summary>What a client may say (protocol section 4).</summary>
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
