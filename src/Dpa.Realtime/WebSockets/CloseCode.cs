namespace Dpa.Realtime.WebSockets;

/// <summary>The close codes of RFC 6455 section 7.4.1 and of docs/protocol.md#close-codes.</summary>
internal static class CloseCode
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;
    public const int NoStatus = 1005;
    public const int InvalidPayload = 1007;
    public const int PolicyViolation = 1008;
    public const int TooBig = 1009;
    public const int InternalError = 1011;
    public const int ServiceRestart = 1012;
    public const int HeartbeatMissed = 4000;
    public const int SlowConsumer = 4001;
    public const int RateExceeded = 4008;
    public const int Expired = 4401;
    public const int Forbidden = 4403;
    public const int TooManyConnections = 4409;

    /// <summary>
    /// Whether a peer may send it: 1004–1006 and 1015 are never on the wire, 1016–2999 are not defined.
    /// </summary>
    public static bool IsLegal(int code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
