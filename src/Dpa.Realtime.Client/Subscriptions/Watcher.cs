using System.Threading.Channels;

namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// One reader: a cell with the newest value that it has not read. A slow reader misses intermediate values, never the
/// last one.
/// </summary>
internal sealed class Watcher<T>(Action<T>? left = null)
    where T : class
{
    private readonly Channel<T> _newest = Channel.CreateBounded<T>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, left);

    public void Notify(T state) => _newest.Writer.TryWrite(state);

    /// <summary>Ends the reader after the value that it has not read yet.</summary>
    public void End(Exception? why = null) => _newest.Writer.TryComplete(why);

    public IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken) =>
        _newest.Reader.ReadAllAsync(cancellationToken);
}
