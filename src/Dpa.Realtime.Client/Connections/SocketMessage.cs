namespace Dpa.Realtime.Client.Connections;

/// <summary>A text, or the end: 1005 where the server closed without a code, 1006 where the line broke.</summary>
internal readonly record struct SocketMessage(ReadOnlyMemory<byte> Text, int? CloseCode);
