namespace Dpa.Realtime.WebSockets;

/// <summary>RFC 6455 section 5.2.</summary>
internal static class Opcode
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    public static bool IsControl(int opcode) => opcode >= Close;
}
