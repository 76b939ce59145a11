namespace Dpa.Realtime.Connections;

/// <summary>Why a subscription ended, in the words of the protocol (docs/protocol.md).</summary>
internal static class UnsubscribeReason
{
    public const string Requested = "requested";
    public const string Expired = "expired";
    public const string Forbidden = "forbidden";
    public const string Left = "left";
}
