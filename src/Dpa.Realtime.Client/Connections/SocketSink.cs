namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Sends the subscriptions over a socket: one kind of request in as few messages as possible, each below the server's
/// limit.
/// </summary>
internal sealed class SocketSink(Action<byte[]> send, GreetingFrame greeting) : ISubscriptionSink
{
    private const int DefaultMaxBytes = 64 * 1024;
    private const int DefaultMaxIds = 1000;
    private const int FixedBytes = 256;

    /// <summary>An id twice, with quotes, and a position.</summary>
    private const int PositionBytes = 104;

    private readonly int _maxBytes = greeting.MaxMessageBytes ?? DefaultMaxBytes;
    private readonly int _maxIds = greeting.MaxSubscriptions ?? DefaultMaxIds;

    public void Subscribe(IReadOnlyList<Ask> asks)
    {
        foreach (var kind in asks.GroupBy(a => a.Wanted))
        foreach (var batch in Batches([.. kind], a => (2 * a.Id.Length) + PositionBytes))
            send(ClientMessages.Subscribe(batch));
    }

    public void Unsubscribe(IReadOnlyList<string> ids)
    {
        foreach (var batch in Batches(ids, id => id.Length + 3)) send(ClientMessages.Unsubscribe(batch));
    }

    public void User(bool wanted)
    {
        send(ClientMessages.User(wanted));
        // The answer follows later and names all pipelines of the user, even if there are none.
        if (wanted) send(ClientMessages.GetStatus());
    }

    public bool BringsLists => true;

    public void Query(LiveQuery query) => send(ClientMessages.Query(query.Id, query.Query));

    public void Unquery(string queryId) => send(ClientMessages.Unquery(queryId));

    private IEnumerable<List<T>> Batches<T>(IReadOnlyList<T> items, Func<T, int> size)
    {
        var (batch, bytes) = (new List<T>(), FixedBytes);
        foreach (var item in items)
        {
            if ((bytes + size(item) > _maxBytes || batch.Count >= _maxIds) && batch.Count > 0)
            {
                yield return batch;
                (batch, bytes) = ([], FixedBytes);
            }

            batch.Add(item);
            bytes += size(item);
        }

        if (batch.Count > 0) yield return batch;
    }
}
