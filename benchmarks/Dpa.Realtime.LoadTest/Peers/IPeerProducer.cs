namespace Dpa.Realtime.LoadTest.Peers;

internal interface IPeerProducer : IAsyncDisposable
{
    /// <summary>
    /// Publishes one change that carries <paramref name="stamp"/> as its message. What it awaits is what its user would
    /// have to await.
    /// </summary>
    ValueTask PublishAsync(int pipeline, double percent, string stamp);
}
