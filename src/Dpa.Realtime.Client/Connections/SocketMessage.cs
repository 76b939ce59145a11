namespace Dpa.Realtime.Client.Connections;

/// <summary>A text, or the end: 1005 if the server closed without a code, 1006 if the connection broke.</summary>
internal readonly record struct SocketMessage(ReadOnlyMemory<byte> Text, int? CloseCode);
