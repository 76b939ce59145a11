using System.Threading.Channels;

namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>
/// One reader: a cell with the newest that it has not read. A slow reader misses what is in between, never the last.
/// </summary>
internal sealed class Watcher<T>(Action<T>? left = null)
    where T : class
{
    private readonly Channel<T> _newest = Channel.CreateBounded<T>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, left);

    public void Tell(T state) => _newest.Writer.TryWrite(state);

    /// <summary>After what it has not read yet: no more.</summary>
    public void End(Exception? why = null) => _newest.Writer.TryComplete(why);

    public IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken) =>
        _newest.Reader.ReadAllAsync(cancellationToken);
}
