namespace Dpa.Realtime.Connections;

// The room Connections: one client's socket, from its acceptance to its end. It promises that a connection that ends, however it ends, leaves nothing behind,
// and that nothing it does is felt by another connection.

/// <summary>The close codes of protocol section 6.</summary>
internal static class CloseCode
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;
    public const int InvalidPayload = 1007;
    public const int TooBig = 1009;
    public const int ServiceRestart = 1012;
    public const int SlowConsumer = 4001;
    public const int RateExceeded = 4008;
    public const int Expired = 4401;
    public const int Forbidden = 4403;
    public const int TooManyConnections = 4409;
}
