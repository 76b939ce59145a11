namespace Dpa.Realtime.Connections;

/// <summary>What a receive came to.</summary>
internal enum ReceivedKind
{
    Message,
    Closed,
    TooBig,
    Binary,
    Failed,
}
