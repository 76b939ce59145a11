namespace Dpa.Realtime.Client.Connections;

/// <summary>An attempt to reach the server failed.</summary>
internal sealed class ConnectException(Failure failure, Exception? innerException = null)
    : Exception(failure.Message, innerException)
{
    public Failure Failure { get; } = failure;
}
