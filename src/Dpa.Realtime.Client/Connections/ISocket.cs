namespace Dpa.Realtime.Client.Connections;

/// <summary>An open socket. One caller may receive while another one sends.</summary>
internal interface ISocket : IDisposable
{
    /// <summary>The next whole message. Its bytes are valid until the next call.</summary>
    ValueTask<SocketMessage> ReceiveAsync(CancellationToken cancellationToken);

    ValueTask SendAsync(ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken);

    /// <summary>Announces the close; does not wait for the answer.</summary>
    ValueTask CloseAsync(int code, CancellationToken cancellationToken);
}
